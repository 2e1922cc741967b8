"""What the pages of all ledgers share: scope, the form's reader, files, and the diary of a record."""
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from housing_portal.journal import pages
from housing_portal.journal.pages import FactPage
from housing_portal.kit.filters import clean_query
from housing_portal.kit.pages import Button, CreatePage, ListPage


class RecordList(ListPage):
    permission = "affordable.view"
    write_permission = "affordable.record"
    related: Sequence[str] = ("unit", "recorded_by")

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related(*self.related)

    def get_buttons(self) -> list[Button]:
        if not self.request.user.can("affordable.import"):
            self.import_url = ""
        return super().get_buttons()


class LatestTotals:
    """Cumulative statements add up only across units, never across days: sums stand under the latest ones alone."""

    summed: Sequence[str] = ()

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.sums(*self.summed) if self.query.get("latest") else {}


class LedgerPage(FactPage):
    permission = "affordable.view"
    related = ("unit", "recorded_by")


class RecordCreate(CreatePage):
    """``?unit=…&project=…`` or ``?community=…`` fills the form in beforehand, so that other pages can lead here."""

    permission = "affordable.record"

    def get_initial(self) -> dict[str, Any]:
        query = clean_query(self.request.GET)
        given = {name: query[name] for name in ("unit", "project", "community") if name in query}
        return {**super().get_initial(), **{name: int(text) for name, text in given.items() if text.isdecimal()}}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}


class ReviewPage(pages.ReviewPage):
    related = ("unit",)
