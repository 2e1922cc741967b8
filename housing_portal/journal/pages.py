"""The page of a record that keeps a diary."""
from collections.abc import Sequence

from django.db.models import QuerySet

from housing_portal.journal.history import attachments_of, history_of
from housing_portal.kit.pages import Attachment, DetailPage, HistoryLine


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
