"""Behind the figures: what each means, the records that make it, and the cross-tables."""
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Model
from django.http import Http404
from django.urls import reverse

from housing_portal.accounts.models import Unit
from housing_portal.kit.indicators import Elapsed, Figure, Indicator, Measure, Rate, Reckoned
from reports.evaluate import IndicatorSet, audit_table, audit_years
from reports.snapshots import frozen
from reports.views.base import FiguresPage
from reports.views.overrides import ask_from

PAGE_SIZE = 50
# the day on which a record happened, whatever its model calls it
DAY_FIELDS = ("actual_on", "as_of", "listed_on", "issued_on", "occurred_on", "signed_on", "booked_on",
              "applied_on", "found_on", "opened_on", "on")


@dataclass(frozen=True)
class Line:
    """One record behind a figure, and what it adds to it."""

    unit: Unit | None
    label: str
    url: str
    day: date | None
    entered: datetime | None
    adds: Decimal | int | None


class FigurePage(FiguresPage):
    """One figure: definition, working, and exactly the records that add up to it."""

    template_name = "reports/figure.html"

    @cached_property
    def indicator(self) -> Indicator:
        found = self.figures.indicators.get(self.kwargs["key"])
        if found is None:
            raise Http404
        return found

    @cached_property
    def unit(self) -> Unit | None:
        """Return the unit asked for; None for the total. Another's unit does not exist for this reader."""
        asked = self.request.GET.get("unit", "")
        if not asked:
            return None
        units = Unit.objects.visible_to(self.request.user)
        unit = units.filter(pk=int(asked)).first() if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
        if unit is None:
            raise Http404
        return unit

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("统计看板", reverse("reports:dashboard")), ("指标口径", reverse("reports:definitions"))]

    def get_title(self) -> str:
        return f"{self.unit.name}{self.indicator.label}" if self.unit else self.indicator.label

    def figure(self, key: str) -> Figure:
        figures = self.figures.figures(key)
        return figures.of(self.unit.pk) if self.unit else figures.total

    def get_parts(self) -> list[tuple[Measure, Decimal | int | None]]:
        """Return the two measures of a rate with their figures."""
        if not isinstance(self.indicator, Rate):
            return []
        keys = (self.indicator.numerator, self.indicator.denominator)
        return [(self.figures.indicators[key], self.figures.value(key, self.unit)) for key in keys]

    def get_lines(self) -> list[Line]:
        """Return the page's records; the queryset is the one that is summed."""
        rows = self.indicator.queryset(self.figures.scope).select_related(*self.indicator.related)
        if self.unit:
            rows = rows.filter(unit=self.unit)
        elif self.indicator.whole_first and self.figures.whole:
            rows = rows.filter(unit=self.figures.whole) or rows
        order = ("unit__order", "pk") if self.indicator.grouped else ("-pk",)
        paginator = Paginator(rows.order_by(*order), PAGE_SIZE)
        self.page = paginator.get_page(self.request.GET.get("page"))
        return [self._line(row) for row in self.page]

    def _line(self, row: Model) -> Line:
        amount = getattr(row, self.indicator.amount) if self.indicator.amount else 1
        day = next((getattr(row, name) for name in DAY_FIELDS if hasattr(row, name)), None)
        adds = self.indicator.shown(amount) if self.indicator.grouped else amount
        unit, entered = getattr(row, "unit", None), getattr(row, "recorded_at", None)
        return Line(unit, str(row), row.get_absolute_url(), day, entered, adds)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_measure = isinstance(self.indicator, Measure)
        own = {
            "indicator": self.indicator,
            "unit": self.unit,
            "figure": self.figure(self.indicator.key),
            "value": self.indicator.shown(self.figure(self.indicator.key).value),
            "parts": self.get_parts(),
            "is_elapsed": isinstance(self.indicator, Elapsed),
            "is_reckoned": isinstance(self.indicator, Reckoned),
            "lines": self.get_lines() if is_measure else [],
            "moved": self.get_moved(),
            "by_unit": self.get_by_unit() if self.unit is None else [],
            "ask_url": self.get_ask_url(),
        }
        own["page"] = self.page if is_measure else None
        return super().get_context_data(**{**own, **kwargs})

    def get_ask_url(self) -> str:
        """Return where the draft from which the reader comes asks for another value of this figure."""
        key = self.indicator.key if self.unit is None else f"{self.indicator.key}@{self.unit.pk}"
        return ask_from(self.request.user, self.request.GET.get("document", ""), key)

    def get_moved(self) -> Decimal | int | None:
        """Return what the listed records come to today, where that is not the figure of the locked month.

        A record that was corrected in place after the lock is listed as it is now.
        """
        key, scope = self.indicator.key, self.figures.scope
        if not isinstance(self.indicator, Measure) or frozen(scope) is None:
            return None
        figures = IndicatorSet(scope).figures(key)
        live = figures.of(self.unit.pk) if self.unit else figures.total
        return None if live.value == self.figure(key).value else self.indicator.shown(live.value or 0)

    def get_by_unit(self) -> list[tuple[Unit, Decimal | int | None]]:
        """Return the units with their figure, in the order of the official list."""
        key = self.indicator.key
        values = [(unit, self.figures.value(key, unit)) for unit in self.figures.reporting_units]
        return [(unit, value) for unit, value in values if value is not None]


class Definitions(FiguresPage):
    """指标口径: every figure with formula, unit and basis."""

    template_name = "reports/definitions.html"
    title = "指标口径"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        groups = [
            (group.title, [(i, self.figures.value(i.key)) for i in group.indicators]) for group in self.figures.groups
        ]
        return super().get_context_data(groups=groups, **kwargs)


class CrossTables(FiguresPage):
    """交叉表: findings by class × unit, arrears and carried-over projects by unit."""

    template_name = "reports/cross_tables.html"
    title = "交叉统计"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        figures = self.figures
        arranged, units = figures.figures("arrears_arranged_total"), figures.reporting_units
        own = {
            "audits": [audit_table(figures, year) for year in reversed(audit_years(figures))],
            "arrears": [
                (unit, arranged.of(unit.pk).value, figures.forecasts.get(unit.pk, "")) for unit in units
            ],
            "owed": figures.value("arrears_derived"),
            "arranged": figures.value("arrears_arranged_total"),
        }
        return super().get_context_data(**{**own, **kwargs})
