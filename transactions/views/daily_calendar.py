"""The calendar of daily reports and their list."""
import calendar
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.views.generic import TemplateView

from housing_portal.kit import clock, periods
from housing_portal.kit.filters import clean_query
from housing_portal.kit.pages import Button, KeyFigure, ListPage, Page
from transactions import daily as reporting
from transactions.daily import Day, Punctuality
from transactions.enums import ReportDay
from transactions.filters.daily import DailyFilter
from transactions.models import DailyReport
from transactions.tables.daily import DailyTable, MissingTable
from transactions.workflow import RECORD

VIEW = "transactions.view"
ODD = (ReportDay.MISSING, ReportDay.RETURNED, ReportDay.LATE, ReportDay.DUE)
ONE_DAY = timedelta(days=1)


class DailyCalendar(Page, TemplateView):
    """A month of reports: 已报, 零报, 未报, 应报, and how punctual they were."""

    permission = VIEW
    title = "交易日报"
    template_name = "transactions/daily_calendar.html"

    def get_month(self) -> date:
        typed = clean_query(self.request.GET).get("month", "")
        try:
            return date.fromisoformat(f"{typed}-01")
        except ValueError:
            return clock.today().replace(day=1)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        first = self.get_month()
        last = periods.month_end(first.year, first.month)
        found = reporting.punctuality(first, last)
        following = last + ONE_DAY
        asked = clean_query(self.request.GET).get("state", "")
        narrowed = ReportDay(asked) if asked in (ReportDay.MISSING, ReportDay.DUE) else None
        # of what is due, as on the workbench, today's own report does not count yet
        days = [day for day in found.days if day.state == narrowed and day.on < clock.today()] if narrowed else [
            day for day in found.days if day.state in ODD
        ]
        odd = MissingTable(days, orderable=False, empty_text="没有未报、迟报、退回的日报")
        odd.may_record = self.request.user.can(RECORD)
        own = {
            "month": first, "before": first - ONE_DAY, "after": following if following <= clock.today() else None,
            "weeks": weeks(found.days), "punctuality": found, "figures": period_figures(found),
            "odd": odd, "narrowed": narrowed,
        }
        return super().get_context_data(**{**own, **kwargs})

    def get_buttons(self) -> list[Button]:
        listed = Button("日报台账", reverse("transactions:daily_list"), "table")
        if not self.request.user.can(RECORD):
            return [listed]
        return [Button("生成日报", reverse("transactions:daily_generate"), "plus", "primary"), listed]


def weeks(days: Sequence[Day]) -> list[list[Day | None]]:
    """Return the days in rows of a week that begins on Monday, None outside the month."""
    by_day = {day.on.day: day for day in days}
    month = calendar.Calendar().monthdayscalendar(days[0].on.year, days[0].on.month)
    return [[by_day.get(number) for number in week] for week in month]


def period_figures(found: Punctuality) -> list[KeyFigure]:
    return [
        KeyFigure("报送及时率（%）", str(found.rate), f"按时 {found.on_time} 天 ÷ 应报 {found.due} 天", main=True),
        KeyFigure("按时报送（天）", str(found.on_time), f"其中零报 {found.zero} 天"),
        KeyFigure("迟报（天）", str(found.late)),
        KeyFigure("被退回（天）", str(found.returned)),
        KeyFigure("未报（天）", str(found.missing)),
    ]


class DailyList(ListPage):
    permission = VIEW
    title = "日报台账"
    model = DailyReport
    table_class = DailyTable
    filterset_class = DailyFilter
    create_url, create_label, write_permission = "transactions:daily_generate", "生成日报", RECORD

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_zero().select_related("recorded_by", "checked_by", "submitted_by")
