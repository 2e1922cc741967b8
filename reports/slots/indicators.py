"""Every indicator is a slot: its figure, what it was made of, and the records that add up to it."""
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial
from typing import overload

from django.db.models import Model, QuerySet

from housing_portal.accounts.models import Unit
from housing_portal.kit.figures import in_unit
from housing_portal.kit.indicators import Indicator, Measure, Rate
from reports.documents.phrases import Phrases
from reports.evaluate import IndicatorSet
from reports.slots.parts import Answer, Facts, Line, Slot


@dataclass
class Lines(Sequence[Line]):
    """The records of a figure with what each adds, read from the database when first looked at."""

    rows: QuerySet
    measure: Measure

    @cached_property
    def _found(self) -> list[Line]:
        return [(row, self._adds(row)) for row in self.rows]

    def _adds(self, row: Model) -> int | Decimal | None:
        amount = getattr(row, self.measure.amount) if self.measure.amount else 1
        return in_unit(amount, self.measure.unit) if isinstance(amount, Decimal) else amount

    @overload
    def __getitem__(self, place: int) -> Line: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Line]: ...
    def __getitem__(self, place: int | slice) -> Line | Sequence[Line]:
        return self._found[place]

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[Line]:
        return iter(self._found)


@dataclass
class Both(Sequence[Line]):
    """The records of the two measures of a rate, each once, with its share of the first that it belongs to.

    The shares add up to no rate: they tell which record has moved one.
    """

    parts: Sequence[Lines]

    @cached_property
    def _found(self) -> list[Line]:
        found: dict[tuple[type[Model], int], Line] = {}
        for line in (line for lines in self.parts for line in lines):
            found.setdefault((type(line[0]), line[0].pk), line)
        return list(found.values())

    def __getitem__(self, place: int | slice) -> Line | Sequence[Line]:
        return self._found[place]

    def __len__(self) -> int:
        return len(self._found)


def slot_of(indicator: Indicator) -> Slot:
    """Return the slot of ``indicator``."""
    return Slot(indicator.key, indicator.label, indicator.unit, indicator.formula, indicator.basis,
                partial(_answer, indicator.key))


def lines_of(figures: IndicatorSet, key: str, unit: Unit | None) -> Lines:
    """Return the records of the measure ``key``, of ``unit`` or in total; the total of a target is the whole's own."""
    measure = figures.indicators[key]
    rows = measure.queryset(figures.scope).select_related(*measure.related).order_by("pk")
    if unit is not None:
        rows = rows.filter(unit=unit) if measure.grouped else rows.none()
    elif measure.whole_first and figures.whole and figures.whole.pk in figures.figures(key).by_unit:
        rows = rows.filter(unit=figures.whole)
    return Lines(rows, measure)


def _answer(key: str, facts: Facts, unit: Unit | None) -> Answer:
    figures = facts.figures
    indicator, value = figures.indicators.get(key), None
    if indicator is not None:  # a year of audits that this paper's day does not know has no figure
        value = figures.value(key, unit)
    if value is None:
        return Answer(None)
    figure = figures.total(key) if unit is None else figures.figures(key).of(unit.pk)
    runs = (Phrases(figures).number(key, unit),)
    return Answer(value, runs, _records(figures, indicator, unit), figure.numerator, figure.denominator)


def _records(figures: IndicatorSet, indicator: Indicator, unit: Unit | None) -> Sequence[Line]:
    if isinstance(indicator, Measure):
        return lines_of(figures, indicator.key, unit)
    if isinstance(indicator, Rate):
        keys = (indicator.numerator, indicator.denominator)
        return Both([lines_of(figures, key, unit) for key in keys
                     if isinstance(figures.indicators.get(key), Measure)])
    return ()
