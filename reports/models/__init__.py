from .capture import Capture, FigureBinding
from .document import Document, DocumentNumber, Explanation, IssuedCopy
from .followup import Conclusion, MendingCheck, ReviewDecision, ReviewRequest, Talk
from .months import MonthSnapshot
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
