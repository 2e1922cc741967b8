"""The page of a record that keeps a diary, and of the steps that are taken with the record before one's eyes."""
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from housing_portal.journal import stages
from housing_portal.journal.history import attachments_of, history_of
from housing_portal.kit.forms import Form, ReasonForm
from housing_portal.kit.pages import ActionPage, Attachment, DetailPage, HistoryLine


class RecordPage(DetailPage):
    """A record with its diary and, where ``has_files``, its attachments; ``related`` is read along with it."""

    related: Sequence[str] = ()
    has_files = False

    def get_queryset(self) -> QuerySet:
        found = super().get_queryset()
        return found.select_related(*self.related) if self.related else found

    def get_attachments(self) -> list[Attachment] | None:
        return attachments_of(self.object) if self.has_files else None

    def get_history(self) -> list[HistoryLine]:
        return history_of(self.object)


class FactPage(RecordPage):
    """A record whose first diary entry says nothing that the page does not say."""

    def get_history(self) -> list[HistoryLine]:
        """Return the diary; of the entry that made the record the facts of the page tell all."""
        lines = super().get_history()
        return [*lines[:-1], *(replace(first, changes=()) for first in lines[-1:])]


class ReviewPage(ActionPage):
    """A step that is taken with the record and its proof before one's eyes."""

    template_name = "journal/review.html"
    related: Sequence[str] = ()

    def get_queryset(self) -> QuerySet:
        found = super().get_queryset()
        return found.select_related(*self.related) if self.related else found

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
