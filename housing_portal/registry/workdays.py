"""Deadlines in working days. Legal terms in plain days need only ``timedelta``.

The table is read on every call: a changed holiday notice moves open deadlines, and nothing stored depends on it.
"""
from datetime import date, timedelta

from housing_portal.registry.enums import DayKind
from housing_portal.registry.models import CalendarDay

ONE = timedelta(days=1)


def _exceptions(start: date, end: date) -> dict[date, str]:
    return dict(CalendarDay.objects.between(start, end).values_list("on", "kind"))


def _works(day: date, exceptions: dict[date, str]) -> bool:
    kind = exceptions.get(day)
    return kind == DayKind.WORKDAY or (kind is None and day.weekday() < 5)


def is_workday(day: date) -> bool:
    """Return whether ``day`` is worked."""
    return _works(day, _exceptions(day, day))


def add_workdays(start: date, days: int) -> date:
    """Return the ``days``-th working day after ``start``; the day of the event does not count (民法典 §201)."""
    if days < 0:
        raise ValueError(days)
    # no holiday notice takes more than a fifth of the working days away; two months' reserve besides
    exceptions = _exceptions(start, start + timedelta(days=2 * days + 60))
    day, left = start, days
    while left:
        day += ONE
        left -= _works(day, exceptions)
    return day


def workdays_between(start: date, end: date) -> int:
    """Return how many working days lie after ``start`` up to ``end`` included; negative when ``end`` is earlier."""
    if end < start:
        return -workdays_between(end, start)
    exceptions = _exceptions(start, end)
    return sum(_works(start + timedelta(days=n), exceptions) for n in range(1, (end - start).days + 1))


def workdays(start: date, end: date) -> list[date]:
    """Return the working days from ``start`` to ``end``, both included."""
    exceptions = _exceptions(start, end)
    days = (start + timedelta(days=n) for n in range((end - start).days + 1))
    return [day for day in days if _works(day, exceptions)]
