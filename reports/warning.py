"""What a check of figures finds, and how numbers stand in its sentence."""
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from housing_portal.accounts.models import Unit
from housing_portal.kit.figures import plain
from housing_portal.kit.indicators import machine
from reports.enums import Severity
from reports.evaluate import IndicatorSet

Number = int | Decimal


@dataclass(frozen=True)
class Warning:
    """Two numbers that should agree (or one that needs a word), and what to do about it."""

    code: str
    severity: Severity
    subject: str
    sentence: str
    left: Number | None
    left_label: str
    right: Number | None
    right_label: str
    unit: str = ""
    indicator: str = ""

    @property
    def places(self) -> int:
        return 0 if all(n is None or n == int(n) for n in (self.left, self.right)) else 2

    @property
    def opens(self) -> bool:
        """Tell whether the figure behind the warning has a page of its own."""
        return bool(self.indicator) and not self.indicator.endswith("_category_units")

    @property
    def key(self) -> str:
        """Identify the warning across evaluations: an explanation refers to it."""
        return f"{self.code}:{self.subject}"[:120]


def shown(value: Number | None) -> str:
    """Write a number in a sentence; None is —— (not stated)."""
    return "——" if value is None else plain(value)


def warning_json(warning: Warning) -> dict[str, Any]:
    """Return a warning with its two numbers, as kept with a paper and printed by the command line."""
    return {
        "code": warning.code,
        "severity": warning.severity.value,
        "subject": warning.subject,
        "sentence": warning.sentence,
        "left": machine(warning.left),
        "left_label": warning.left_label,
        "right": machine(warning.right),
        "right_label": warning.right_label,
        "unit": warning.unit,
        "indicator": warning.indicator,
    }


def by_unit(figures: IndicatorSet, key: str) -> Iterator[tuple[Unit, Number | None]]:
    """Yield the units of which records state a figure, in their order, with the figure in its unit of display."""
    stated = figures.figures(key).by_unit
    for unit in Unit.objects.filter(pk__in=stated).order_by("order", "pk"):
        yield unit, figures.value(key, unit)
