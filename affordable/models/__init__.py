from affordable.models.arrears import ArrearsPlan, ContinuedTask, RentalStock
from affordable.models.finding import AuditCategory, AuditFinding
from affordable.models.imports import ImportBatch
from affordable.models.progress import InvestmentRecord, Milestone, ProgressNote, SubsidyProgress
from affordable.models.project import AffordableProject
from affordable.models.target import AnnualTarget

__all__ = [
    "AffordableProject",
    "AnnualTarget",
    "ArrearsPlan",
    "AuditCategory",
    "AuditFinding",
    "ContinuedTask",
    "ImportBatch",
    "InvestmentRecord",
    "Milestone",
    "ProgressNote",
    "RentalStock",
    "SubsidyProgress",
]
