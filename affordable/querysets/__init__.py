"""Which records count at a given scope, by noun."""
from affordable.querysets.arrears import ContinuedQuerySet, StockQuerySet
from affordable.querysets.base import OwnedHappeningQuerySet, UnitOwnedQuerySet, VersionedQuerySet, owners
from affordable.querysets.communities import (
    CommunityQuerySet,
    CommunityStepQuerySet,
    WorkItemQuerySet,
    WorkProgressQuerySet,
)
from affordable.querysets.families import (
    BenefitQuerySet,
    CheckQuerySet,
    FamilyQuerySet,
    FamilyStepQuerySet,
    MemberQuerySet,
    ObjectionQuerySet,
    RentalOwnedQuerySet,
    ReviewQuerySet,
)
from affordable.querysets.findings import FindingQuerySet
from affordable.querysets.monthly import ZeroReportQuerySet
from affordable.querysets.progress import InvestmentQuerySet, MilestoneQuerySet, NoteQuerySet, SubsidyQuerySet
from affordable.querysets.projects import (
    ArrivalQuerySet,
    BuildingQuerySet,
    FundingQuerySet,
    PlanQuerySet,
    PreliminaryQuerySet,
    ProjectQuerySet,
)
from affordable.querysets.relocation import (
    RelocatedQuerySet,
    RelocationStepQuerySet,
    ResettlementQuerySet,
    ResettlementStepQuerySet,
    YardQuerySet,
)
from affordable.querysets.rental import (
    BillQuerySet,
    EntryQuerySet,
    HomeQuerySet,
    HomeStepQuerySet,
    LeaseQuerySet,
    PaymentOfRentQuerySet,
    RoundQuerySet,
)
from affordable.querysets.rural import RuralQuerySet, RuralStepQuerySet
from affordable.querysets.shared import SharedHomeQuerySet, SharedSaleQuerySet, SharePurchaseQuerySet
from affordable.querysets.subsidies import (
    GrantQuerySet,
    OmissionQuerySet,
    PaymentQuerySet,
    ReceiptQuerySet,
    ResultQuerySet,
    SubsidyBatchQuerySet,
    SubsidyRuleQuerySet,
)
from affordable.querysets.targets import TargetQuerySet

__all__ = [
    "ArrivalQuerySet",
    "BenefitQuerySet",
    "BillQuerySet",
    "BuildingQuerySet",
    "CheckQuerySet",
    "CommunityQuerySet",
    "CommunityStepQuerySet",
    "ContinuedQuerySet",
    "EntryQuerySet",
    "FamilyQuerySet",
    "FamilyStepQuerySet",
    "FindingQuerySet",
    "FundingQuerySet",
    "GrantQuerySet",
    "HomeQuerySet",
    "HomeStepQuerySet",
    "InvestmentQuerySet",
    "LeaseQuerySet",
    "MemberQuerySet",
    "MilestoneQuerySet",
    "NoteQuerySet",
    "ObjectionQuerySet",
    "OmissionQuerySet",
    "OwnedHappeningQuerySet",
    "PaymentOfRentQuerySet",
    "PaymentQuerySet",
    "PlanQuerySet",
    "PreliminaryQuerySet",
    "ProjectQuerySet",
    "ReceiptQuerySet",
    "RelocatedQuerySet",
    "RelocationStepQuerySet",
    "RentalOwnedQuerySet",
    "ResettlementQuerySet",
    "ResettlementStepQuerySet",
    "ResultQuerySet",
    "ReviewQuerySet",
    "RoundQuerySet",
    "RuralQuerySet",
    "RuralStepQuerySet",
    "SharePurchaseQuerySet",
    "SharedHomeQuerySet",
    "SharedSaleQuerySet",
    "StockQuerySet",
    "SubsidyBatchQuerySet",
    "SubsidyQuerySet",
    "SubsidyRuleQuerySet",
    "TargetQuerySet",
    "UnitOwnedQuerySet",
    "VersionedQuerySet",
    "WorkItemQuerySet",
    "WorkProgressQuerySet",
    "YardQuerySet",
    "ZeroReportQuerySet",
    "owners",
]
