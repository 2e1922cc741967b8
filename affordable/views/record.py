"""What the pages of all ledgers share: scope, the form's reader, files, and the diary of a record."""
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from affordable.services import stages
from housing_portal.journal.history import attachments_of
from housing_portal.journal.pages import RecordPage
from housing_portal.kit.filters import clean_query
from housing_portal.kit.forms import Form, ReasonForm
from housing_portal.kit.pages import ActionPage, Button, CreatePage, HistoryLine, ListPage


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


class LedgerPage(RecordPage):
    permission = "affordable.view"
    related = ("unit", "recorded_by")

    def get_history(self) -> list[HistoryLine]:
        """Return the diary; of the entry that made the record the facts of the page tell all."""
        lines = super().get_history()
        return [*lines[:-1], *(replace(first, changes=()) for first in lines[-1:])]


class RecordCreate(CreatePage):
    """``?unit=…&project=…`` or ``?community=…`` fills the form in beforehand, so that other pages can lead here."""

    permission = "affordable.record"

    def get_initial(self) -> dict[str, Any]:
        query = clean_query(self.request.GET)
        given = {name: query[name] for name in ("unit", "project", "community") if name in query}
        return {**super().get_initial(), **{name: int(text) for name, text in given.items() if text.isdecimal()}}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}


class ReviewPage(ActionPage):
    """A step that is taken with the record and its proof before one's eyes."""

    template_name = "affordable/review.html"
    related: Sequence[str] = ("unit",)

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related(*self.related)

    def get_facts(self) -> list[tuple[str, Any]]:
        """Return (label, value) of what the step is about."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        parts = {"facts": self.get_facts(), "attachments": attachments_of(self.object)}
        return super().get_context_data(**{"parts": parts, **kwargs})


class UndoStep:
    """The last step is taken back; stands before the page of the record's steps."""

    form_class = ReasonForm
    done = "已撤回。"

    def get_effects(self) -> list[str]:
        return ["恢复为前一步的状态；截至日更早、已经取数的报表不变。"]

    def get_blocked(self) -> str:
        return stages.cannot_undo(self.request.user, self.object) or super().get_blocked()


def with_reason(form: Form) -> dict[str, Any]:
    """Return the values of a form whose 说明 also answers a soft warning."""
    values = form.cleaned_data
    return {**values, "note": values["note"] or form.reason}
