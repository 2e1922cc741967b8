from .capture import Capture, FigureBinding
from .document import Document, DocumentNumber, Explanation, IssuedCopy
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
    "Document",
    "DocumentNumber",
    "Explanation",
    "FigureBinding",
    "FigureOverride",
    "IssuedCopy",
    "MonthSnapshot",
    "StatedFigure",
    "SupervisionExtension",
    "SupervisionFeedback",
    "SupervisionItem",
    "SupervisionLetter",
    "SupervisionStep",
    "TemplateVersion",
]
