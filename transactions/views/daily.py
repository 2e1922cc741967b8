"""One daily report, with the events behind every figure, and its Excel form."""
import io
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin

from housing_portal.journal.history import attachments_of
from housing_portal.kit import clock
from housing_portal.kit.figures import grouped, in_unit
from housing_portal.kit.filters import clean_query
from housing_portal.kit.pages import Attachment, Button, DetailPage, HistoryLine, KeyFigure, Page
from housing_portal.kit.tables import Table
from housing_portal.kit.tables.download import XLSX
from housing_portal.kit.workflow import Step
from transactions import daily as reporting
from transactions.daily import Figures
from transactions.enums import Market, ReportDay, ReportStatus
from transactions.models import DailyReport
from transactions.services import daily as services
from transactions.tables.daily import DayEventTable
from transactions.views.resale import diary
from transactions.workflow import DAILY, RECORD

VIEW = "transactions.view"
REGENERATE = Step("regenerate", "重新取数", frozenset(), "", RECORD, needs_reason=True)
# the columns of the matrix: part of a line, measure, whether events stand behind it
COLUMNS = [
    *((part, measure, True) for part in ("signed", "filed", "ended") for measure in ("sets", "area", "amount")),
    ("changed", "area", True), ("changed", "amount", True),
    *(("net", measure, False) for measure in ("sets", "area", "amount")),
]


@dataclass(frozen=True)
class Row:
    """A line of the matrix: its words and its cells as (text, address); a zero opens nothing."""

    words: str
    use: str
    cells: list[tuple[str, str]]
    is_total: bool = False


def matrix(report: DailyReport, lines: Mapping[reporting.Cell, Figures], *, late: bool = False) -> list[Row]:
    """Return the lines and their sum; a figure opens the events that it is made of."""
    address = reverse("transactions:daily_events", args=[report.pk])
    rows = []
    for (market, home), own in lines.items():
        where = f"{address}?market={market}&home={int(home)}{'&late=1' if late else ''}"
        words = Market(market).label, "住宅" if home else "非住宅"
        rows.append(Row(*words, [_cell(reporting.together([own]), *column, where) for column in COLUMNS]))
    total = reporting.together(lines.values())
    return [*rows, Row("合计", "", [_cell(total, part, measure, False, "") for part, measure, _ in COLUMNS], True)]


def _cell(figures: Figures, part: str, measure: str, opens: bool, where: str) -> tuple[str, str]:
    value = figures[f"{part}_{measure}"]
    shown = in_unit(value, "万元") if measure == "amount" else value
    text = grouped(shown, 0 if measure == "sets" else 2)
    return text, f"{where}&part={part}" if opens and value else ""


def frozen(report: DailyReport) -> dict[reporting.Cell, Figures]:
    return {(line.market, line.is_residential): reporting.figures_in(line) for line in reporting.lines_of(report)}


class DailyPage(DetailPage):
    permission = VIEW
    model = DailyReport
    workflow = DAILY
    template_name = "transactions/daily.html"
    facts = (
        "on", "revision", "cutoff", "due_at", "recorded_by", "checked_by", "submitted_by", "first_submitted_at",
        "submitted_at", "channel", "digest",
    )

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_zero().select_related("recorded_by", "checked_by", "submitted_by")

    def get_chips(self) -> list[Any]:
        zero = [ReportDay.ZERO] if self.object.is_zero else []
        return [ReportStatus(self.object.status), *zero]

    def get_figures(self) -> list[KeyFigure]:
        it, total = self.object, reporting.together(frozen(self.object).values())
        return [
            KeyFigure("网签净额（套）", grouped(total["net_sets"]), f"{grouped(total['net_area'], 2)} ㎡", main=True),
            KeyFigure("网签（套）", grouped(total["signed_sets"])),
            KeyFigure("备案（套）", grouped(total["filed_sets"])),
            KeyFigure("撤销（套）", grouped(total["ended_sets"])),
            KeyFigure("日末可售（套）", grouped(it.stock_sets), f"其中住宅 {grouped(it.stock_home_sets)} 套"),
            KeyFigure("日末可售（㎡）", grouped(it.stock_area, 2), f"其中住宅 {grouped(it.stock_home_area, 2)} ㎡"),
        ]

    def get_attachments(self) -> list[Attachment]:
        return attachments_of(self.object)

    def get_history(self) -> list[HistoryLine]:
        return diary(self.object)

    def get_step_url(self, step: Step) -> str:
        return reverse(f"transactions:daily_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        it = self.object
        own = [Button("导出 Excel", reverse("transactions:daily_workbook", args=[it.pk]), "dl")]
        if it.status in reporting.SENT:
            own.append(Button("报送函", reverse("reports:daily_cover", args=[it.pk]), "print"))
        if it.status in services.AGAIN and self.request.user.can(RECORD):
            own.append(Button(REGENERATE.label, self.get_step_url(REGENERATE)))
        return [*own, *super().get_buttons()]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        late = {cell: own for cell, own in reporting.late_figures(self.object).items() if any(own.values())}
        own = {
            "rows": matrix(self.object, frozen(self.object)),
            "late": matrix(self.object, late, late=True) if late else [],
            "unfinished": self.object.on == self.object.cutoff.astimezone(clock.SHANGHAI).date(),
        }
        return super().get_context_data(**{**own, **kwargs})


class DailyEvents(DetailPage):
    """The events of one market and part of a report; they add up to the cells that lead here."""

    permission = VIEW
    model = DailyReport

    def get_title(self) -> str:
        return f"{self.object.on} {Market(self.market).label}{self.use} {reporting.PART_WORDS[self.part]}"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.object), self.object.get_absolute_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = clean_query(self.request.GET)
        self.market, self.part = query.get("market", Market.PRESALE), query.get("part", "signed")
        self.home, self.is_late = query.get("home", "1") == "1", query.get("late") == "1"
        if self.market not in Market.values or self.part not in reporting.PART_WORDS:
            raise Http404
        self.use = "住宅" if self.home else "非住宅"
        events = reporting.events_of(self.market, self.object.on).filter(
            is_residential=self.home, kind__in=reporting.kinds_of(self.part)
        )
        known = {"recorded_at__gt": self.object.cutoff} if self.is_late else {"recorded_at__lte": self.object.cutoff}
        self.events = list(events.filter(**known).select_related("contract", "recorded_by").order_by("pk"))
        return super().get_context_data(**kwargs)

    def get_figures(self) -> list[KeyFigure]:
        sums = [sum((getattr(event, name) for event in self.events), Decimal(0)) for name in ("sets", "area", "amount")]
        entered = "报后补录，不在日报内" if self.is_late else "取数时刻以前录入，与日报一致"
        return [
            KeyFigure("套数（套）", grouped(sums[0]), entered, main=True),
            KeyFigure("面积（㎡）", grouped(sums[1], 2)), KeyFigure("金额（元）", grouped(sums[2], 2)),
        ]

    def get_tables(self) -> list[tuple[str, Table]]:
        return [("合同事项", DayEventTable(self.events, orderable=False, empty_text="没有事项"))]


class DailyWorkbook(Page, SingleObjectMixin, View):
    """The Excel form; of a report that was sent the file that was kept."""

    permission = VIEW
    model = DailyReport

    def get_queryset(self) -> QuerySet:
        return DailyReport.objects.visible_to(self.request.user)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        report = self.get_object()
        content = io.BytesIO(services.workbook_of(report))
        return FileResponse(content, as_attachment=True, filename=f"交易日报-{report.on}.xlsx", content_type=XLSX)
