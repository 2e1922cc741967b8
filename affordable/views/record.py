"""What the pages of all ledgers share: scope, the form's reader, files, and the diary of a record."""
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from housing_portal.journal.models import Attachment as StoredFile
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.kit.forms import Form
from housing_portal.kit.pages import ActionPage, Attachment, CreatePage, DetailPage, HistoryLine, ListPage

YES_NO = {True: "是", False: "否"}


class RecordList(ListPage):
    permission = "affordable.view"
    write_permission = "affordable.record"
    related: Sequence[str] = ("unit", "recorded_by")

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related(*self.related)


class LatestTotals:
    """Cumulative statements add up only across units, never across days: sums stand under the latest ones alone."""

    summed: Sequence[str] = ()

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.sums(*self.summed) if self.query.get("latest") else {}


class RecordPage(DetailPage):
    permission = "affordable.view"
    related: Sequence[str] = ("unit", "recorded_by")
    has_files = False

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related(*self.related)

    def get_attachments(self) -> list[Attachment] | None:
        return files_of(self.object) if self.has_files else None

    def get_history(self) -> list[HistoryLine]:
        return history_of(Entry.objects.about(self.object))


class RecordCreate(CreatePage):
    """``?unit=…&project=…`` fills the form in beforehand, so that other pages can lead here."""

    permission = "affordable.record"

    def get_initial(self) -> dict[str, Any]:
        given = {name: self.request.GET[name] for name in ("unit", "project") if self.request.GET.get(name)}
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
        parts = {"facts": self.get_facts(), "attachments": files_of(self.object)}
        return super().get_context_data(**{"parts": parts, **kwargs})


def with_reason(form: Form) -> dict[str, Any]:
    """Return the values of a form whose 说明 also answers a soft warning."""
    values = form.cleaned_data
    return {**values, "note": values["note"] or form.reason}


def files_of(obj: Model) -> list[Attachment]:
    """Return the attachments of a record."""
    files = StoredFile.objects.about(obj).select_related("uploaded_by")
    return [Attachment(f.name, f.get_absolute_url(), f.size, f.uploaded_at, f.uploaded_by.name) for f in files]


def history_of(entries: QuerySet) -> list[HistoryLine]:
    """Return the diary of a record as its page shows it."""
    return [
        HistoryLine(entry.at, entry.actor_name, entry.action, entry.reason, _changes(entry.before, entry.after))
        for entry in entries
    ]


def _changes(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return what an entry changed; of a first entry the facts of the page tell all."""
    if not before:
        return []
    return [(label, _words(before.get(label)), _words(after.get(label))) for label in {**before, **after}]


def _words(value: Any) -> str:
    """Return a value of the diary in the office's words; nothing stays nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return YES_NO[value]
    text = str(value)
    if len(text) > len("2026-01-01 00:00"):
        with suppress(ValueError):
            return f"{datetime.fromisoformat(text).astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
    return text

