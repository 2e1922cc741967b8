from housing_portal.journal.enums import MoreTime

from .calendar import ReportState
from .documents import OPEN, OUT, DocumentKind, DocumentStatus, OverrideStatus, Severity, Urgency
from .supervision import (
    AWAITED,
    LIVE,
    RUNNING,
    CheckResult,
    LetterPurpose,
    Quality,
    ReviewResult,
    SupervisionMethod,
    SupervisionSource,
    SupervisionStatus,
)
from .templates import TemplateStatus

__all__ = [
    "AWAITED",
    "LIVE",
    "OPEN",
    "OUT",
    "RUNNING",
    "CheckResult",
    "DocumentKind",
    "DocumentStatus",
    "LetterPurpose",
    "MoreTime",
    "OverrideStatus",
    "Quality",
    "ReportState",
    "ReviewResult",
    "Severity",
    "SupervisionMethod",
    "SupervisionSource",
    "SupervisionStatus",
    "TemplateStatus",
    "Urgency",
]
