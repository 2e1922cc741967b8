"""The parts of a record's page: 概况 · 明细 · 附件 · 办理记录, as far as there are any."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from housing_portal.kit import clock, figures
from housing_portal.kit.tables import Table


@dataclass(frozen=True)
class Section:
    """A part of the page: ``template`` is drawn with the page's context; ``key`` is its anchor."""

    key: str
    label: str
    template: str
    count: int | None = None


@dataclass(frozen=True)
class Attachment:
    """A line of 附件; ``size`` in bytes."""

    name: str
    url: str
    size: int
    at: datetime
    who: str


@dataclass(frozen=True)
class HistoryLine:
    """A line of 办理记录; ``changes`` are (label, before, after)."""

    at: datetime
    who: str
    what: str
    note: str = ""
    changes: Sequence[tuple[str, Any, Any]] = ()


class Parts:
    """The hooks that give a page its parts; ``facts`` are field names shown under 概况."""

    facts: Sequence[str] = ()

    def get_facts(self) -> list[tuple[str, Any]]:
        """Return (label, value) pairs of 概况; by default the fields named in ``facts``."""
        return [(self.object._meta.get_field(name).verbose_name, written(self.object, name)) for name in self.facts]

    def get_tables(self) -> Sequence[tuple[str, Table]]:
        """Return (title, table) pairs of 明细."""
        return []

    def get_attachments(self) -> Sequence[Attachment] | None:
        """Return the attachments, or None for a record that has no such part."""
        return None

    def get_history(self) -> Sequence[HistoryLine] | None:
        """Return the diary of the record, newest first, or None when it keeps none."""
        return None

    def get_sections(self) -> list[Section]:
        """Return the parts that there are, in order, and keep what they show in ``self.parts``."""
        kinds = (
            ("facts", "概况", self.get_facts() or None, False),
            ("details", "明细", self.get_tables() or None, False),
            ("attachments", "附件", self.get_attachments(), True),
            ("history", "办理记录", self.get_history(), True),
        )
        self.parts = {key: found for key, _label, found, _counted in kinds}
        return [
            Section(key, label, f"kit/{key}.html", len(found) if counted else None)
            for key, label, found, counted in kinds
            if found is not None
        ]


def written(obj: models.Model, name: str) -> Any:
    """Return the field ``name`` of ``obj`` as a reader expects it: choices in words, 是/否, ISO dates, 1,234.56."""
    in_words = getattr(obj, f"get_{name}_display", None)
    value = in_words() if in_words else getattr(obj, name)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return figures.grouped(value, 2) if isinstance(value, Decimal) else value
