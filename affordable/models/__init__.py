from affordable.models.arrears import ArrearsPlan, ContinuedTask, RentalStock
from affordable.models.community import (
    CommunityStep,
    RenovationBuilding,
    RenovationCommunity,
    WorkItem,
    WorkProgress,
)
from affordable.models.family import (
    AnnualReview,
    Benefit,
    DepartmentCheck,
    Family,
    FamilyStep,
    Member,
    Objection,
    PayoutCard,
    PublicNotice,
)
from affordable.models.finding import AuditCategory, AuditFinding
from affordable.models.funding import FundingArrival, FundingSource
from affordable.models.imports import ImportBatch
from affordable.models.lease import Lease, RentBill, RentPayment
from affordable.models.payment import BankReceipt, PaymentResult, SubsidyPayment
from affordable.models.preliminary import PreliminaryStep
from affordable.models.progress import InvestmentRecord, Milestone, ProgressNote, SubsidyProgress
from affordable.models.project import AffordableProject
from affordable.models.relocation import (
    Compound,
    DemolitionPlan,
    RelocationHousehold,
    RelocationStep,
    ResettlementQuota,
    ResettlementStep,
)
from affordable.models.rental import (
    AllocationEntry,
    AllocationRound,
    HomeStep,
    RentalHome,
    RoundHome,
)
from affordable.models.rural import RuralHouse, RuralStep
from affordable.models.shared import SharedHome, SharedSale, SharePurchase
from affordable.models.site import MilestonePlan, ProjectBuilding
from affordable.models.subsidy import SubsidyBatch, SubsidyGrant, SubsidyOmission, SubsidyRule
from affordable.models.target import AnnualTarget
from affordable.models.zero import ZeroReport

__all__ = [
    "AffordableProject",
    "AllocationEntry",
    "AllocationRound",
    "AnnualReview",
    "AnnualTarget",
    "ArrearsPlan",
    "AuditCategory",
    "AuditFinding",
    "BankReceipt",
    "Benefit",
    "CommunityStep",
    "Compound",
    "ContinuedTask",
    "DemolitionPlan",
    "DepartmentCheck",
    "Family",
    "FamilyStep",
    "FundingArrival",
    "FundingSource",
    "HomeStep",
    "ImportBatch",
    "InvestmentRecord",
    "Lease",
    "Member",
    "Milestone",
    "MilestonePlan",
    "Objection",
    "PaymentResult",
    "PayoutCard",
    "PreliminaryStep",
    "ProgressNote",
    "ProjectBuilding",
    "PublicNotice",
    "RelocationHousehold",
    "RelocationStep",
    "RenovationBuilding",
    "RenovationCommunity",
    "RentBill",
    "RentPayment",
    "RentalHome",
    "RentalStock",
    "ResettlementQuota",
    "ResettlementStep",
    "RoundHome",
    "RuralHouse",
    "RuralStep",
    "SharePurchase",
    "SharedHome",
    "SharedSale",
    "SubsidyBatch",
    "SubsidyGrant",
    "SubsidyOmission",
    "SubsidyPayment",
    "SubsidyProgress",
    "SubsidyRule",
    "WorkItem",
    "WorkProgress",
    "ZeroReport",
]
