"""A matter that waits, and the tabs of the workbench."""
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from housing_portal.kit import clock

SOON = timedelta(days=10)
MOST, ALL = 20, 200  # shown at first, and when more are asked for
EVER = datetime.min.replace(tzinfo=UTC)


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
    """Records of one kind that wait, and how one of them is written down.

    ``url`` opens the list of exactly these records, ``label`` names them there.
    """

    rows: QuerySet
    todo: Callable[[Any], Todo]
    label: str = ""
    url: str = ""


def _nothing() -> list[Todo]:
    return []


@dataclass
class Pile:
    """A tab of the workbench; ``missing`` finds what waits although there is no record of it yet."""

    key: str
    label: str
    sources: Sequence[Source]
    missing: Callable[[], list[Todo]] = _nothing
    is_whole: bool = False

    @cached_property
    def count(self) -> int:
        """Return how many matters wait, in one question: the number stands on every page."""
        keys = [source.rows.order_by().values("pk") for source in self.sources]
        return (keys[0].union(*keys[1:], all=True).count() if keys else 0) + len(self._missing)

    @cached_property
    def todos(self) -> list[Todo]:
        """Return the first matters: what is due first, then what has waited longest."""
        most = ALL if self.is_whole else MOST
        found = [source.todo(row) for source in self.sources for row in source.rows[:most]]
        return sorted([*found, *self._missing], key=lambda todo: (todo.due or date.max, todo.at or EVER))[:most]

    @cached_property
    def lists(self) -> list[tuple[str, int, str]]:
        """Return (label, number, address) of the lists that show the matters of one kind, all of them."""
        counted = [(one.label, one.rows.order_by().count(), one.url) for one in self.sources if one.url]
        return [found for found in counted if found[1]]

    @cached_property
    def _missing(self) -> list[Todo]:
        return self.missing()
