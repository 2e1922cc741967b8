"""What a slot is: a figure, a date or a name of a paper, defined once, with the records behind it."""
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Model, QuerySet

from housing_portal.accounts.models import Unit
from housing_portal.kit.gongwen import Runs
from housing_portal.kit.scope import Scope
from reports.evaluate import IndicatorSet
from reports.models import Document

Value = int | Decimal | date | str | None
Line = tuple[Model, int | Decimal | None]


@dataclass(frozen=True)
class Facts:
    """What a paper is written from: its draft and the figures of its as-of date and cut-off."""

    document: Document
    figures: IndicatorSet

    @property
    def scope(self) -> Scope:
        return self.figures.scope

    @property
    def first(self) -> date:
        """Return the first day of the paper's period: as stated, else 1 January of its year."""
        return self.document.period_from or date(self.scope.as_of.year, 1, 1)


@dataclass(frozen=True)
class Answer:
    """What a slot says for one paper. ``value`` None means that no record states it.

    ``runs`` is what is printed (empty: the value in words, with its unit of measure). ``records`` are the rows behind
    it, each with what it adds (None where it adds nothing); together they add up to ``value`` when that is a number.
    """

    value: Value
    runs: Runs = ()
    records: QuerySet | Sequence[Line] = ()
    numerator: int | Decimal | None = None
    denominator: int | Decimal | None = None


@dataclass(frozen=True)
class Slot:
    """``empty`` is what is printed when there is nothing; None drops the whole sentence, which is then listed."""

    code: str
    label: str
    measured_in: str
    formula: str
    basis: str
    answer: Callable[[Facts, Unit | None], Answer]
    empty: str | None = None
