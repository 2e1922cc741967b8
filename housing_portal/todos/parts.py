"""A matter that waits, and the tabs of the workbench."""
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from housing_portal.kit import clock

SOON = timedelta(days=10)
MOST = 20


@dataclass(frozen=True)
class Todo:
    """A matter that waits; ``at`` is when it arrived, ``due`` the day by which it must be settled, if there is one."""

    kind: str
    title: str
    note: str
    source: str
    url: str
    deed: str
    at: datetime | None = None
    due: date | None = None

    @property
    def days_left(self) -> int:
        return (self.due - clock.today()).days

    @property
    def days_over(self) -> int:
        return -self.days_left


@dataclass(frozen=True)
class Source:
    """Records of one kind that wait, and how one of them is written down."""

    rows: QuerySet
    todo: Callable[[Any], Todo]


@dataclass
class Pile:
    """A tab of the workbench."""

    key: str
    label: str
    sources: Sequence[Source]

    @cached_property
    def count(self) -> int:
        """Return how many matters wait, in one question: the number stands on every page."""
        keys = [source.rows.order_by().values("pk") for source in self.sources]
        return keys[0].union(*keys[1:], all=True).count() if keys else 0

    @cached_property
    def todos(self) -> list[Todo]:
        """Return the first matters: what is due first, then what has waited longest."""
        found = [source.todo(row) for source in self.sources for row in source.rows[:MOST]]
        return sorted(found, key=lambda todo: (todo.due or date.max, todo.at))[:MOST]
