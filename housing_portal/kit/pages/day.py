"""Pages of figures as they stood at the end of a day that the reader may choose."""
from datetime import date
from functools import cached_property

from django.http import HttpRequest
from django.views.generic import TemplateView

from housing_portal.kit import clock
from housing_portal.kit.pages.base import Page

EARLIEST = date(2000, 1, 1)


def day_asked(request: HttpRequest, name: str, default: date | None = None, latest: date | None = None) -> date:
    """Return the day in the address; ``default`` or today when it is missing, no date, or after ``latest`` or today."""
    try:
        found = date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return default or clock.today()
    return found if EARLIEST <= found <= (latest or clock.today()) else default or clock.today()


class DayPage(Page, TemplateView):
    """``day`` is the day asked for in ``?as_of=``, not after today."""

    @cached_property
    def day(self) -> date:
        return day_asked(self.request, "as_of")
