"""All figures of one scope, evaluated once; the dashboard, the workbook and the document share this set."""
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import QuerySet
from django.urls import reverse

from affordable import indicators as affordable
from affordable.models import AuditCategory, ContinuedTask
from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit
from housing_portal.kit.charts import light
from housing_portal.kit.figures import Ratio, signed
from housing_portal.kit.indicators import Elapsed, Figure, Figures, Indicator, Rate, Reckoned
from housing_portal.kit.periods import time_share
from housing_portal.kit.scope import Scope
from housing_portal.registry.services.months import lock_of
from reports import catalogue
from reports.catalogue import Programme
from reports.models import MonthSnapshot

LAMP_WORDS = {"g": "达到序时", "a": "略慢", "r": "滞后", "n": "无任务"}


@dataclass(frozen=True)
class Pace:
    """How one unit (or the whole) stands in one programme. Values are in the unit of display."""

    unit: Unit | None
    target: int | Decimal | None
    done: int | Decimal | None
    rate: Decimal | None
    gap: Decimal | None
    rank: int | None = None

    @property
    def lamp(self) -> str:
        return light(self.gap)

    @property
    def gap_text(self) -> str:
        return signed(self.gap)

    @property
    def word(self) -> str:
        return LAMP_WORDS[self.lamp]


@dataclass
class IndicatorSet:
    """Figures by key, evaluated when first asked for."""

    scope: Scope
    _figures: dict[str, Figures] = field(default_factory=dict)

    @cached_property
    def groups(self) -> list[catalogue.Group]:
        return catalogue.groups(self.scope)

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        return {indicator.key: indicator for group in self.groups for indicator in group.indicators}

    @cached_property
    def whole(self) -> Unit | None:
        return Unit.objects.filter(kind=UnitKind.WHOLE).first()

    @cached_property
    def units(self) -> list[Unit]:
        """Units that get a row in the progress table."""
        return self._seen(Unit.objects.responsible())

    @cached_property
    def reporting_units(self) -> list[Unit]:
        """The same and the 本级 row, for tables of findings and arrears."""
        return self._seen(Unit.objects.reporting())

    def _seen(self, units: QuerySet) -> list[Unit]:
        return list(units if self.scope.unit_ids is None else units.filter(pk__in=self.scope.unit_ids))

    def own(self, rows: QuerySet) -> QuerySet:
        """Keep the records of the units in the scope."""
        return rows if self.scope.unit_ids is None else rows.filter(unit__in=self.scope.unit_ids)

    @cached_property
    def time_share(self) -> Ratio:
        return time_share(self.scope.as_of)

    def figures(self, key: str) -> Figures:
        """Return the figures of ``key``; an unknown key is a programming error (KeyError)."""
        if key not in self._figures:
            self._figures[key] = self._evaluate(self.indicators[key])
        return self._figures[key]

    def _evaluate(self, indicator: Indicator) -> Figures:
        if isinstance(indicator, Rate):
            return indicator.evaluate(self.figures(indicator.numerator), self.figures(indicator.denominator))
        if isinstance(indicator, Elapsed | Reckoned):
            return indicator.evaluate(self.scope)
        return indicator.evaluate(self.scope, self.whole.pk if self.whole else None)

    def total(self, key: str) -> Figure:
        return self.figures(key).total

    def states(self, key: str) -> bool:
        """Tell whether any record states the figure: a total of 0 is then a fact and not a silence."""
        return any(figure.value is not None for figure in self.figures(key).by_unit.values())

    def value(self, key: str, unit: Unit | None = None) -> int | Decimal | None:
        """Return the figure in its unit of display (万元, not 元) for ``unit`` or in total; None when not stated."""
        figure = self.total(key) if unit is None else self.figures(key).of(unit.pk)
        return self.indicators[key].shown(figure.value)

    def capped_rate(self, programme: Programme) -> Ratio:
        """Return 封顶完成率 Σmin(done, target) ÷ Σtarget over the units with a target (dossier §5.1)."""
        targets, done = self.figures(programme.target), self.figures(programme.done)
        pairs = [
            (done.of(unit.pk).value or 0, targets.of(unit.pk).value)
            for unit in self.units
            if targets.of(unit.pk).value is not None
        ]
        return Ratio(sum(min(pair) for pair in pairs), sum(target for _, target in pairs))

    def pace(self, programme: Programme, unit: Unit | None = None) -> Pace:
        """Return target, done, rate and the gap to the time share in percentage points."""
        target, done, rate = (self.value(key, unit) for key in (programme.target, programme.done, programme.rate))
        if done is None and target is not None:
            done = 0  # a target and no record is nothing done
        gap = None if rate is None else rate - self.time_share.percent
        return Pace(unit, target, done, rate, gap)

    def ranking(self, programme: Programme) -> list[Pace]:
        """Return all units, the fastest first; units without a target come last, without a rank.

        Equal rates share a rank.
        """
        paces = [self.pace(programme, unit) for unit in self.units]
        rated = sorted((p for p in paces if p.rate is not None), key=lambda p: (-p.rate, p.unit.order, p.unit.pk))
        ranks = {}
        for position, pace in enumerate(rated, start=1):
            ranks.setdefault(pace.rate, position)
        ranked = [Pace(p.unit, p.target, p.done, p.rate, p.gap, ranks[p.rate]) for p in rated]
        return ranked + [p for p in paces if p.rate is None]

    @cached_property
    def remarks(self) -> dict[int, str]:
        """Return, per unit, what its latest progress notes say, for the 备注 column."""
        return _joined((note.unit_id, note.text) for note in self.own(affordable.notes(self.scope)))

    @cached_property
    def _forecasts(self) -> list[ContinuedTask]:
        return list(self.own(affordable.forecasts(self.scope)))

    @cached_property
    def forecasts(self) -> dict[int, str]:
        """Return, per unit, the latest forecast of its carried-over sets in words."""
        return _joined((task.unit_id, task.get_forecast_display()) for task in self._forecasts)

    @cached_property
    def forecast_units(self) -> dict[str, list[Unit]]:
        """Return the units by forecast of their carried-over sets."""
        found: dict[str, list[Unit]] = {}
        for task in self._forecasts:
            found.setdefault(task.forecast, []).append(task.unit)
        return found

    @cached_property
    def push_begun_before(self) -> date | None:
        """Return the day before which carried-over projects had begun."""
        return affordable.push_begun_before(self.scope)

    @cached_property
    def subsidy_quarters(self) -> dict[int, int]:
        """Return, per unit, the latest quarter it has paid subsidies for."""
        return affordable.subsidy_quarters(self.scope)

    @cached_property
    def stock_period(self) -> str:
        """Return the years of the earlier rental targets, e.g. 2008—2015年."""
        years = affordable.stock_years(self.scope)
        return f"{years[0]}—{years[1]}年" if years else ""

    @cached_property
    def arrears_due_on(self) -> date | None:
        """Return the last day by which arranged arrears are to be lived in."""
        return affordable.arrears_due_on(self.scope)

    @property
    def lagging_programmes(self) -> list[Programme]:
        """Return the programmes whose light is red."""
        return [programme for programme in catalogue.PROGRAMMES if self.pace(programme).lamp == "r"]

    def __iter__(self) -> Iterator[tuple[Indicator, Figures]]:
        for key, indicator in self.indicators.items():
            yield indicator, self.figures(key)


def _joined(pairs: Iterable[tuple[int, str]]) -> dict[int, str]:
    """Join several texts of one unit with a semicolon, which takes the place of their full stops."""
    words: dict[int, list[str]] = {}
    for unit_id, text in pairs:
        if text:
            words.setdefault(unit_id, []).append(text)
    return {unit_id: "；".join([*(one.rstrip("。；") for one in texts[:-1]), texts[-1]])
            for unit_id, texts in words.items()}


@dataclass(frozen=True)
class AuditTable:
    """Open findings of one audit year, class × unit; both margins come from the same rows.

    ``keys`` are the indicators of the classes, in their order: a cell opens its records through them.
    """

    year: int
    keys: list[str]
    categories: list[str]
    rows: list[tuple[Unit, list[int], int]]
    totals: list[int]
    total: int
    uncategorised: int

    @property
    def url(self) -> str:
        """Return where the records of this audit year are."""
        return reverse("reports:figure", args=[f"audit_{self.year}_open_total"])

    @property
    def foot(self) -> list[tuple[str, int]]:
        """Return the totals of the classes, each with its indicator."""
        return list(zip(self.keys, self.totals, strict=True))

    @property
    def lines(self) -> list[dict[str, object]]:
        """Return the rows for a page, each cell with its indicator, and what has no class."""
        return [
            {"unit": unit, "cells": list(zip(self.keys, cells, strict=True)), "total": total,
             "uncategorised": total - sum(cells)}
            for unit, cells, total in self.rows
        ]

    def units_of(self, category: str) -> list[tuple[Unit, int]]:
        """Return the units that have findings of ``category``, with their number."""
        column = self.categories.index(category)
        return [(unit, cells[column]) for unit, cells, _ in self.rows if cells[column]]


def audit_table(figures: IndicatorSet, year: int) -> AuditTable:
    """Return the cross-table of one audit year."""
    classes = list(AuditCategory.objects.all())
    keys = [f"audit_{year}_category_{category.pk}" for category in classes]
    columns = [figures.figures(key) for key in keys]
    whole = figures.figures(f"audit_{year}_open_total")
    rows = [
        (unit, [column.of(unit.pk).value or 0 for column in columns], whole.of(unit.pk).value or 0)
        for unit in figures.reporting_units
    ]
    totals = [column.total.value or 0 for column in columns]
    total = whole.total.value or 0
    return AuditTable(year, keys, [category.name for category in classes], rows, totals, total, total - sum(totals))


def audit_years(figures: IndicatorSet) -> list[int]:
    """Return the audit years that have findings on the list."""
    keys = [key.split("_") for key in figures.indicators]
    return [int(words[1]) for words in keys if words[0] == "audit" and words[2:] == ["open", "total"]]


def evaluate(scope: Scope) -> IndicatorSet:
    """Return the indicators of ``scope``; of a month that was locked by its cut-off, as it was known at the lock.

    The last day of such a month is not evaluated again: its figures are those of the snapshot.
    """
    lock = lock_of(scope)
    if lock is None:
        return IndicatorSet(scope)
    snapshot = MonthSnapshot.objects.frozen(scope)
    return IndicatorSet(replace(scope, cutoff=lock.cutoff), _stored(snapshot) if snapshot else {})


def _stored(snapshot: MonthSnapshot) -> dict[str, Figures]:
    """Return the figures of a snapshot as they were evaluated."""
    return {
        key: Figures(_read(one["total"]), {int(unit): _read(figure) for unit, figure in one["by_unit"].items()})
        for key, one in snapshot.figures.items()
    }


def _read(written: Sequence[int | str | None]) -> Figure:
    value, numerator, denominator, records = written
    return Figure(_number(value), records, _number(numerator), _number(denominator))


def _number(written: int | str | None) -> int | Decimal | None:
    return Decimal(written) if isinstance(written, str) else written
