from .calendar import ReportState
from .documents import OPEN, OUT, DocumentKind, DocumentStatus, OverrideStatus, Severity, Urgency
from .supervision import (
    AWAITED,
    LIVE,
    RUNNING,
    LetterPurpose,
    MoreTime,
    Quality,
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
    "DocumentKind",
    "DocumentStatus",
    "LetterPurpose",
    "MoreTime",
    "OverrideStatus",
    "Quality",
    "ReportState",
    "Severity",
    "SupervisionMethod",
    "SupervisionSource",
    "SupervisionStatus",
    "TemplateStatus",
    "Urgency",
]
