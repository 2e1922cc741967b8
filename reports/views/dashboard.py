"""The leaders' page: one look, one sheet of paper."""
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views import View

from affordable.indicators import investment_by_month
from affordable.overdue import overdue_matters
from housing_portal.kit import charts
from housing_portal.kit.figures import brief, signed
from housing_portal.kit.pages import Button, Page
from reports import scopes
from reports.catalogue import PROGRAMMES, Programme
from reports.consistency import check_set
from reports.enums import Severity
from reports.evaluate import IndicatorSet, Pace, audit_table, audit_years, evaluate
from reports.office import filler
from reports.views.base import FiguresPage
from reports.views.files import file_to_keep
from reports.workbooks.programmes import programme_workbook
from reports.workbooks.progress import progress_workbook

OVERDUE_SHOWN = 6
# what is said of the subsidies of a quarter, with decimals
QUARTER_FIGURES = (("listed_hh", 0), ("paid_hh", 0), ("rate", 2))


@dataclass(frozen=True)
class Card:
    """One programme at the head of the page."""

    programme: Programme
    pace: Pace
    capped: str
    url: str

    @property
    def gap(self) -> str:
        return signed(self.pace.gap)


class Dashboard(FiguresPage):
    template_name = "reports/dashboard.html"
    title = "目标任务进展"

    def get_buttons(self) -> list[Button]:
        day = self.figures.scope.as_of
        return [
            Button("导出进展表", f"{reverse('reports:progress_workbook')}?as_of={day}", "dl"),
            Button("导出月报表", f"{reverse('reports:programme_workbook')}?as_of={day}", "dl"),
        ]

    def get_programme(self) -> Programme:
        """Return the programme that is ranked: the one asked for, or the first with a target."""
        wanted = self.request.GET.get("programme", "")
        known = {programme.code: programme for programme in PROGRAMMES}
        if wanted in known:
            return known[wanted]
        ranked = (p for p in PROGRAMMES if any(pace.rank for pace in self.figures.ranking(p)))
        return next(ranked, PROGRAMMES[0])

    def get_cards(self) -> list[Card]:
        day = self.figures.scope.as_of
        return [
            Card(
                programme, self.figures.pace(programme), str(self.figures.capped_rate(programme)),
                f"{reverse('reports:figure', args=[programme.rate])}?as_of={day}",
            )
            for programme in PROGRAMMES
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        figures, programme = self.figures, self.get_programme()
        warnings = check_set(figures)
        overdue = overdue_matters(figures.scope)
        own = {
            "cards": self.get_cards(),
            "programme": programme,
            "places": programme.places,
            "programmes": PROGRAMMES,
            "ranking": figures.ranking(programme),
            "whole_pace": figures.pace(programme),
            "investment": self.get_investment(),
            **self.get_audit(),
            **self.get_subsidy(),
            "investment_title": self.get_investment_title(),
            "overdue": overdue[:OVERDUE_SHOWN],
            "overdue_count": len(overdue),
            "red_count": sum(warning.severity == Severity.RED for warning in warnings),
            "warning_count": len(warnings),
        }
        return super().get_context_data(**{**own, **kwargs})

    def get_audit(self) -> dict[str, Any]:
        """Return the newest audit year's open findings by class, the most frequent first."""
        year = max(audit_years(self.figures), default=None)
        if year is None:
            return {"audit": None, "audit_title": "审计整改", "audit_rows": [], "audit_key": ""}
        table = audit_table(self.figures, year)
        rows = [
            (name, count, "、".join(f"{unit} {cell}" for unit, cell in table.units_of(name)), key)
            for key, name, count in zip(table.keys, table.categories, table.totals, strict=True)
            if count
        ]
        return {
            "audit": table,
            "audit_title": f"{year} 年审计还有 {table.total} 个问题未整改",
            "audit_rows": sorted(rows, key=lambda row: -row[1]),
            "audit_key": f"audit_{year}_open_total",
        }

    def get_investment(self) -> dict[str, Any]:
        """Return the months' investment as a chart, and the same figures as a table."""
        months = investment_by_month(self.figures.scope)
        marks = [
            charts.Mark(f"{month}月", amount.scaleb(-4), kind="b" if month == self.figures.scope.as_of.month else "")
            for month, amount in months
        ]
        total = sum((amount for _, amount in months), Decimal(0)).scaleb(-4)
        chart: SafeString = charts.column_chart("各月完成投资", "万元", marks, places=0, height=146, width=560)
        return {"chart": chart, "marks": marks, "total": total}

    def get_subsidy(self) -> dict[str, Any]:
        """Return the payment of this quarter and of the one before it, each figure with its indicator.

        Who receives subsidies is the bureau's business alone: a township's figures do not know them.
        """
        if "subsidy_q1_rate" not in self.figures.indicators:
            return {"quarters": []}
        now = (self.figures.scope.as_of.month + 2) // 3
        rows = []
        for quarter in range(max(now - 1, 1), now + 1):
            keys = ((f"subsidy_q{quarter}_{what}", places) for what, places in QUARTER_FIGURES)
            cells = [(key, self.figures.value(key), places) for key, places in keys]
            rows.append({"quarter": quarter, "cells": cells})
        *_, (_key, rate, _places) = rows[-1]["cells"]
        said = "还没有批准的批次" if rate is None else f"到账率 {rate} %"
        return {
            "quarters": rows, "subsidy_title": f"第 {now} 季度租赁补贴{said}",
            "may_see_batches": self.request.user.can("rental.view"),
        }

    def get_investment_title(self) -> str:
        """Say the conclusion: what was invested this year and how that stands against the target."""
        pace = self.figures.pace(next(p for p in PROGRAMMES if p.code == "investment"))
        rate = "" if pace.rate is None else f"，占年度任务 {pace.rate} %"
        return f"今年完成投资 {brief(pace.done or 0)} 万元{rate}"


class ProgressWorkbook(Page, View):
    """The official workbook of the day asked for."""

    permission = "reports.view"
    title = "目标任务进展情况表"

    def make(self, figures: IndicatorSet, whose: str) -> bytes:
        return progress_workbook(figures, whose)

    def get(self, request: HttpRequest) -> HttpResponse:
        day = scopes.as_of(request)
        book = self.make(evaluate(scopes.scope_for(request.user, day)), filler(day))
        return file_to_keep(book, f"{self.title}-{day}.xlsx")


class ProgrammeWorkbook(ProgressWorkbook):
    """The monthly forms of all programmes."""

    title = "住房保障月报表"

    def make(self, figures: IndicatorSet, whose: str) -> bytes:
        return programme_workbook(figures, whose)
