"""漂移: which figures of a locked month would be different today, by how much, and because of which records."""
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from django.core.cache import cache
from django.db.models import Model, QuerySet

from housing_portal.accounts.models import Unit
from housing_portal.kit import clock
from housing_portal.kit.figures import grouped
from housing_portal.kit.indicators import NOTHING, Figures, Indicator, Measure
from housing_portal.kit.scope import Scope
from reports.evaluate import IndicatorSet, evaluate
from reports.models import MonthSnapshot

MOST = 20  # records named for one figure
Number = int | Decimal | None


@dataclass(frozen=True)
class Drift:
    """A figure in total (no ``unit``) or of one unit, in its unit of display; None where no record states it.

    ``entered`` counts now and did not at the lock, ``dropped`` counted then and does not now; both at most ``MOST``.
    """

    key: str
    label: str
    measured_in: str
    places: int
    unit: Unit | None
    then: Number
    now: Number
    entered: Sequence[Model] = field(default_factory=tuple)
    dropped: Sequence[Model] = field(default_factory=tuple)

    @property
    def delta(self) -> Number:
        """Return by how much it grew; what nobody states counts as nothing."""
        return (self.now or 0) - (self.then or 0)

    @property
    def measure(self) -> str:
        """Return what the numbers are measured in; rates differ by points, not by per cent."""
        return "%（增减为个百分点）" if self.measured_in == "%" else self.measured_in

    @property
    def delta_text(self) -> str:
        return f"{'+' if self.delta > 0 else ''}{grouped(self.delta, self.places)}"


def drift(snapshot: MonthSnapshot) -> list[Drift]:
    """Return the figures of the month that differ today, in the order in which leaders read them."""
    now = clock.now()
    then, live = evaluate(snapshot.scope), IndicatorSet(replace(snapshot.scope, cutoff=now))
    units = {unit.pk: unit for unit in Unit.objects.order_by("order", "pk")}
    found = [one for indicator in _indicators(then, live) for one in _of(indicator, then, live, units)]
    cache.set(_kept(snapshot), (len(found), now), None)
    return found


def last_count(snapshot: MonthSnapshot) -> tuple[int, datetime] | None:
    """Return how many figures differed when somebody looked last, and when that was; None until then."""
    return cache.get(_kept(snapshot))


def _kept(snapshot: MonthSnapshot) -> str:
    return f"drift.{snapshot.hash}"


def _indicators(then: IndicatorSet, live: IndicatorSet) -> list[Indicator]:
    """Return what there is today and what there was then: years of audit come and go with their records."""
    return [*live.indicators.values(), *(one for key, one in then.indicators.items() if key not in live.indicators)]


def _of(indicator: Indicator, then: IndicatorSet, live: IndicatorSet, units: dict[int, Unit]) -> Iterator[Drift]:
    before, after = _figures(then, indicator.key), _figures(live, indicator.key)
    pairs = [(None, before.total.value, after.total.value)]
    pairs += [(unit, before.of(pk).value, after.of(pk).value) for pk, unit in units.items()]
    for unit, was, now in pairs:
        # a unit without records has done as little as one with 0; the empty classes of a new audit year say nothing
        says_nothing = not was and not now and (unit or indicator.key not in then.indicators)
        if was == now or says_nothing:
            continue
        entered, dropped = _changed(indicator, then.scope, live.scope, unit)
        yield Drift(indicator.key, indicator.label, indicator.unit, indicator.places, unit, indicator.shown(was),
                    indicator.shown(now), entered, dropped)


def _figures(figures: IndicatorSet, key: str) -> Figures:
    return figures.figures(key) if key in figures.indicators else Figures(NOTHING, {})


def _changed(
    indicator: Indicator, then: Scope, now: Scope, unit: Unit | None
) -> tuple[Sequence[Model], Sequence[Model]]:
    """Return the records that count only today, and those that counted only then; a rate has none of its own."""
    if not isinstance(indicator, Measure):
        return (), ()
    before, after = (_rows(indicator, scope, unit) for scope in (then, now))
    keys_then, keys_now = (set(rows.values_list("pk", flat=True)) for rows in (before, after))
    return _named(indicator, after, keys_now - keys_then), _named(indicator, before, keys_then - keys_now)


def _rows(indicator: Measure, scope: Scope, unit: Unit | None) -> QuerySet:
    rows = indicator.queryset(scope).order_by()
    return rows.filter(unit=unit) if unit else rows


def _named(indicator: Measure, rows: QuerySet, keys: set[int]) -> list[Model]:
    some = sorted(keys)[:MOST]
    return list(rows.filter(pk__in=some).select_related(*indicator.related).order_by("pk")) if some else []
