from .capture import Capture, FigureBinding
from .document import Document, DocumentNumber, Explanation, IssuedCopy
from .followup import Conclusion, MendingCheck, ReviewDecision, ReviewRequest, Talk
from .months import MonthSnapshot
from .override import FigureOverride
from .stated import StatedFigure
from .supervision import (
    SupervisionExtension,
    SupervisionFeedback,
    SupervisionItem,
    SupervisionLetter,
    SupervisionStep,
)
from .template import TemplateVersion

__all__ = [
    "Capture",
    "Conclusion",
    "Document",
    "DocumentNumber",
    "Explanation",
    "FigureBinding",
    "FigureOverride",
    "IssuedCopy",
    "MendingCheck",
    "MonthSnapshot",
    "ReviewDecision",
    "ReviewRequest",
    "StatedFigure",
    "SupervisionExtension",
    "SupervisionFeedback",
    "SupervisionItem",
    "SupervisionLetter",
    "SupervisionStep",
    "Talk",
    "TemplateVersion",
]
