"""Months as whole numbers such as 202605, the way events and indices keep them."""
from datetime import date

from housing_portal.kit import periods


def month_of(day: date) -> int:
    """Return the month of ``day``."""
    return day.year * 100 + day.month


def shifted(month: int, by: int) -> int:
    """Return the month ``by`` months later, or earlier when negative."""
    year, index = divmod(month // 100 * 12 + month % 100 - 1 + by, 12)
    return year * 100 + index + 1


def span(first: int, last: int) -> list[int]:
    """Return the months from ``first`` to ``last``, both included; none when ``last`` is earlier."""
    found = []
    while first <= last:
        found.append(first)
        first = shifted(first, 1)
    return found


def first_day(month: int) -> date:
    return date(month // 100, month % 100, 1)


def last_day(month: int) -> date:
    return periods.month_end(month // 100, month % 100)


def is_full(day: date) -> bool:
    """Tell whether ``day`` ends its month."""
    return day == last_day(month_of(day))


def ends_quarter(month: int) -> bool:
    """Tell whether ``month`` is March, June, September or December."""
    return month % 100 % 3 == 0


def last_full(day: date) -> int:
    """Return the last month that has ended by ``day``."""
    return month_of(day) if is_full(day) else shifted(month_of(day), -1)


def written(month: int) -> str:
    """Write a month as 2026年5月."""
    return f"{month // 100}年{month % 100}月"


def a_year_before(day: date) -> date:
    """Return the same day of last year; of 29 February the 28th, and a month's end stays one."""
    earlier = shifted(month_of(day), -12)
    return last_day(earlier) if is_full(day) else day.replace(year=day.year - 1)
