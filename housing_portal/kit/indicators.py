"""What an indicator is: defined once, evaluated per unit, with the records behind it.

A Measure adds up records; a Rate or a Quotient divides two measures; what the calendar says is reckoned. Nothing
else exists, so every figure can be opened: a measure shows its records, and their sum is the figure; a rate shows its
two measures.
"""
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from housing_portal.kit.figures import UNIT_SCALE, Ratio, in_unit, plain, rounded
from housing_portal.kit.periods import time_share
from housing_portal.kit.scope import Scope


@dataclass(frozen=True)
class Figure:
    """A value with what it was made of. ``value`` is None when no record states it, which differs from 0."""

    value: int | Decimal | None
    records: int = 0
    numerator: int | Decimal | None = None
    denominator: int | Decimal | None = None


NOTHING = Figure(None)
LINE_UNIT = {"万平方米": "㎡", "亿元": "元", "万元": "元"}


@dataclass(frozen=True)
class Figures:
    """A figure per unit id, and the figure of the whole."""

    total: Figure
    by_unit: dict[int, Figure]

    def of(self, unit_id: int) -> Figure:
        return self.by_unit.get(unit_id, NOTHING)


@dataclass(frozen=True)
class Measure:
    """A figure that adds up: the sum of ``amount`` over ``records``, or their number when ``amount`` is empty.

    ``whole_first`` is for targets: the whole's own row is the total, however the units' rows add up. Records that
    belong to no unit are not ``grouped``. ``related`` is what a line of the figure's page needs loaded.
    """

    key: str
    label: str
    unit: str
    formula: str
    basis: str
    records: Callable[[Scope], QuerySet]
    amount: str = ""
    whole_first: bool = False
    zero_when_empty: bool = True
    grouped: bool = True
    related: tuple[str, ...] = ("unit",)

    def queryset(self, scope: Scope) -> QuerySet:
        """Return the records behind the figure, restricted to the units of the scope."""
        rows = self.records(scope)
        return rows if scope.unit_ids is None else rows.filter(unit__in=scope.unit_ids)

    def evaluate(self, scope: Scope, whole_id: int | None) -> Figures:
        """Return the figure per unit and in total, from one query."""
        rows = self.queryset(scope).order_by()
        value = Sum(self.amount) if self.amount else Count("pk")
        if not self.grouped:
            found = rows.aggregate(value=value, lines=Count("pk"))
            empty = 0 if self.zero_when_empty else None
            return Figures(Figure(empty if found["value"] is None else found["value"], found["lines"]), {})
        grouped = rows.values_list("unit").annotate(value=value, lines=Count("pk")).order_by("unit")
        by_unit = {unit: Figure(value, records) for unit, value, records in grouped}
        return Figures(self._total(by_unit, whole_id), by_unit)

    def _total(self, by_unit: dict[int, Figure], whole_id: int | None) -> Figure:
        if self.whole_first and whole_id in by_unit:
            return by_unit[whole_id]
        values = [figure.value for figure in by_unit.values() if figure.value is not None]
        if not values:
            return Figure(0 if self.zero_when_empty else None)
        return Figure(sum(values), sum(figure.records for figure in by_unit.values()))

    @property
    def places(self) -> int:
        """Return the decimals shown on screen: money and areas two, everything else whole."""
        return 2 if self.unit == "元" or self.unit in UNIT_SCALE else 0

    @property
    def line_unit(self) -> str:
        """Return the unit of a single record: one home is nothing in 万平方米."""
        return LINE_UNIT.get(self.unit, self.unit) if not self.grouped else self.unit

    def shown(self, value: int | Decimal | None) -> int | Decimal | None:
        """Return ``value`` in the unit of display."""
        return in_unit(value, self.unit) if isinstance(value, Decimal) else value


@dataclass(frozen=True)
class Rate:
    """A share in per cent: ``numerator`` and ``denominator`` are keys of measures in the same unit."""

    key: str
    label: str
    formula: str
    basis: str
    numerator: str
    denominator: str
    unit: str = "%"
    places: int = 2

    def evaluate(self, numerator: Figures, denominator: Figures) -> Figures:
        """Return the rate per unit that has a denominator, and in total."""
        by_unit = {
            unit: self._figure(numerator.of(unit), figure)
            for unit, figure in denominator.by_unit.items()
        }
        return Figures(self._figure(numerator.total, denominator.total), by_unit)

    def _figure(self, done: Figure, target: Figure) -> Figure:
        # no record of anything done is 0 done as soon as there is a target to compare with
        top = done.value if done.value is not None or target.value is None else 0
        return Figure(Ratio(top, target.value).percent, done.records + target.records, top, target.value)

    def shown(self, value: Decimal | None) -> Decimal | None:
        return value


@dataclass(frozen=True)
class Quotient(Rate):
    """A quotient in a unit of its own: ``numerator`` × ``factor`` ÷ ``denominator``; none unless that is positive."""

    factor: int = 1

    def _figure(self, done: Figure, target: Figure) -> Figure:
        records = done.records + target.records
        if done.value is None or target.value is None or target.value <= 0:
            return Figure(None, records, done.value, target.value)
        value = rounded(Decimal(done.value) * self.factor / Decimal(target.value), self.places)
        return Figure(value, records, done.value, target.value)


@dataclass(frozen=True)
class Reckoned:
    """A figure that is no sum of records, for example days of the calendar that were kept."""

    key: str
    label: str
    unit: str
    formula: str
    basis: str
    reckon: Callable[[Scope], Figure]
    places: int = 0

    def evaluate(self, scope: Scope) -> Figures:
        return Figures(self.reckon(scope), {})

    def shown(self, value: int | Decimal | None) -> int | Decimal | None:
        return value


@dataclass(frozen=True)
class Elapsed:
    """序时进度: the share of the year that has passed, the one figure from the calendar and not from records."""

    key: str = "time_elapsed_share"
    label: str = "序时进度"
    formula: str = "截至日为全年第几天 ÷ 全年天数"
    basis: str = "含截至日当日"
    unit: str = "%"
    places: int = 2

    def evaluate(self, scope: Scope) -> Figures:
        share = time_share(scope.as_of)
        return Figures(Figure(share.percent, 0, share.numerator, share.denominator), {})

    def shown(self, value: Decimal | None) -> Decimal | None:
        return value


Indicator = Measure | Rate | Reckoned | Elapsed


def machine(value: int | Decimal | None, unit: str = "") -> int | str | None:
    """Return a value for JSON without loss: whole numbers as such, rates with both decimals, others as decimal text."""
    if unit == "%" and value is not None:
        return str(value)
    if value is None or isinstance(value, int):
        return value
    return int(value) if value == value.to_integral_value() else plain(value)
