"""Periods and the share of the year that has passed (序时进度)."""
import calendar
from dataclasses import dataclass
from datetime import date

from housing_portal.kit.figures import Ratio


@dataclass(frozen=True)
class Period:
    """A closed span of days with the words a document uses for it."""

    start: date
    end: date
    label: str

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True)
class Running:
    """The part of a year or month up to the day of a figure."""

    code: str
    word: str

    def start(self, day: date) -> date:
        return day.replace(month=1, day=1) if self.code == "year" else day.replace(day=1)


YEAR, MONTH = Running("year", "本年"), Running("month", "本月")


def month(year: int, number: int) -> Period:
    """Return the calendar month."""
    return Period(date(year, number, 1), month_end(year, number), f"{year}年{number}月")


def month_end(year: int, number: int) -> date:
    """Return the last day of a month."""
    return date(year, number, calendar.monthrange(year, number)[1])


def quarter(year: int, number: int) -> Period:
    """Return the calendar quarter 1…4."""
    return Period(date(year, 3 * number - 2, 1), month_end(year, 3 * number), f"{year}年第{'一二三四'[number - 1]}季度")


def days_in_year(year: int) -> int:
    """Return 365 or 366."""
    return 366 if calendar.isleap(year) else 365


def time_share(as_of: date) -> Ratio:
    """Return the share of the year that has passed, ``as_of`` included: 2021-04-23 is 113 of 365 days, 30.96 %."""
    return Ratio(as_of.timetuple().tm_yday, days_in_year(as_of.year))


def written(day: date) -> str:
    """Write a date the way documents do: 2021年4月23日, no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"
