"""Days gone by: what the office did on each of them, told in their order, with the portal's clock set to that day.

The diary alone keeps the true moment: it says when the demonstration was made.
"""
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from heapq import heappop, heappush
from itertools import count
from typing import Any

from housing_portal.kit import clock

OFFICE_HOUR = time(10, 0)


@contextmanager
def at(day: date) -> Iterator[None]:
    """Let the portal's clock show the morning of ``day``, or this very moment when that comes first."""
    true = clock.now
    moment = min(datetime.combine(day, OFFICE_HOUR, clock.SHANGHAI), true())
    clock.now = lambda: moment
    try:
        yield
    finally:
        clock.now = true


class Agenda:
    """Deeds by their day; a deed may put further ones on the agenda."""

    def __init__(self) -> None:
        self._deeds: list[tuple[date, int, Callable[..., Any], tuple[Any, ...]]] = []
        self._places = count()

    def on(self, day: date, deed: Callable[..., Any], *facts: Any) -> None:
        """Put a deed on the agenda; those of one day are done in the order in which they were put there."""
        heappush(self._deeds, (day, next(self._places), deed, facts))

    def run(self) -> None:
        """Do everything up to today; what would come later has not happened yet."""
        today = clock.today()
        while self._deeds and self._deeds[0][0] <= today:
            day, _place, deed, facts = heappop(self._deeds)
            with at(day):
                deed(*facts)
