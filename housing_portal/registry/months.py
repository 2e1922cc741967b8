"""A year of the work calendar as twelve months of weeks, Monday first."""
import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from housing_portal.registry.enums import DayKind
from housing_portal.registry.models import CalendarDay


@dataclass(frozen=True)
class Cell:
    """A day as the page shows it; ``exception`` is the registered day, if it differs from the plain week."""

    on: date
    exception: CalendarDay | None
    inside: bool
    today: bool

    @property
    def css(self) -> str:
        if self.exception:
            return "off" if self.exception.kind == DayKind.HOLIDAY else "on"
        return "weekend" if self.on.weekday() > 4 else "plain"

    @property
    def mark(self) -> str:
        return "休" if self.css == "off" else "班"


def months(year: int, days: Iterable[CalendarDay], today: date) -> list[tuple[int, list[list[Cell]]]]:
    """Return (month, weeks) for all months of ``year``; days of the neighbouring months are not ``inside``."""
    known = {day.on: day for day in days}
    weeks = calendar.Calendar(firstweekday=0)
    return [
        (month, [[_cell(on, month, known, today) for on in week] for week in weeks.monthdatescalendar(year, month)])
        for month in range(1, 13)
    ]


def _cell(on: date, month: int, known: dict[date, CalendarDay], today: date) -> Cell:
    return Cell(on, known.get(on), on.month == month, on == today)
