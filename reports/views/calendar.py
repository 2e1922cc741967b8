"""报送日历 as a page: one month, the bureau's duties and those of the units."""
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.views.generic import TemplateView

from housing_portal.kit import clock
from housing_portal.kit.pages import Page
from reports.calendar import Month, month_before

FIRST = date(2000, 1, 1)


class Calendar(Page, TemplateView):
    """``?month=2026-06``; without it the month before this one, whose reports are being made."""

    permission = "affordable.view"
    title = "报送日历"
    template_name = "reports/calendar.html"

    @cached_property
    def month(self) -> Month:
        try:
            asked = datetime.strptime(self.request.GET.get("month", ""), "%Y-%m").date()
        except ValueError:
            asked = date.max
        is_known = FIRST <= asked <= clock.today()
        return Month(self.request.user, *((asked.year, asked.month) if is_known else month_before(clock.today())))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        month = self.month
        after = month_after(month.year, month.number)
        own = {
            "month": month, "before": "{}-{:02}".format(*month_before(month.period.start)),
            "after": f"{after:%Y-%m}" if after <= clock.today() else "", "total": len(month.cells),
        }
        return super().get_context_data(**{**own, **kwargs})


def month_after(year: int, month: int) -> date:
    """Return the first day of the next month."""
    return date(year + month // 12, month % 12 + 1, 1)
