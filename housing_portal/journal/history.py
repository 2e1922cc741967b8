"""What a record's page shows of the diary and of its attachments."""
import re
from decimal import Decimal
from typing import Any

from django.db import models

from housing_portal.journal import objects
from housing_portal.journal.models import Attachment, Entry
from housing_portal.kit import pages
from housing_portal.kit.figures import grouped

FIGURE = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def changes(entry: Entry) -> list[tuple[str, Any, Any]]:
    """Return (label, before, after) of what an entry changed, in the order of the record's fields."""
    if not entry.before:
        # a new record: what was left empty is no news
        return [(label, None, value) for label, _old, value in _ordered(entry) if value not in (None, "")]
    return _ordered(entry)


def _ordered(entry: Entry) -> list[tuple[str, Any, Any]]:
    # PostgreSQL keeps JSON keys in an order of its own: what was written first is not known any more
    fields = objects.labels(entry.object_type)
    told = {*entry.before, *entry.after} - objects.guards(entry.object_type)
    found = sorted(told, key=lambda label: (fields.get(label, len(fields)), label))
    figures = objects.figures(entry.object_type)
    return [(label, *(_told(side.get(label), is_figure=label in figures) for side in (entry.before, entry.after)))
            for label in found]


def history_of(obj: models.Model) -> list[pages.HistoryLine]:
    """Return the diary of one record, newest first."""
    return [
        pages.HistoryLine(entry.at, entry.actor_name, entry.label, entry.reason, changes(entry))
        for entry in Entry.objects.about(obj)
    ]


def attachments_of(obj: models.Model) -> list[pages.Attachment]:
    """Return the attachments of one record in the order of upload."""
    return [
        pages.Attachment(file.name, file.get_absolute_url(), file.size, file.uploaded_at, file.uploaded_by.name)
        for file in Attachment.objects.about(obj).select_related("uploaded_by")
    ]


def _told(value: Any, *, is_figure: bool) -> Any:
    """Return a value as it stands on the page: the diary keeps an amount bare, as the database does."""
    return grouped(Decimal(value), 2) if is_figure and FIGURE.fullmatch(str(value)) else _word(value)


def _word(value: Any) -> Any:
    if isinstance(value, dict):
        # the names of a form's boxes are no words for a reader
        return "；".join(str(_word(one)) if name.isascii() else f"{name}：{_word(one)}" for name, one in value.items())
    if isinstance(value, list):
        return "；".join(str(_word(one)) for one in value)
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else value
