"""Periods and 序时进度, to the day."""
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from housing_portal.kit import clock, periods


def test_time_share_of_the_bulletin() -> None:
    share = periods.time_share(date(2021, 4, 23))
    assert (share.numerator, share.denominator, str(share)) == (113, 365, "30.96")


@pytest.mark.parametrize(
    ("day", "passed", "days", "percent"),
    [
        (date(2021, 1, 1), 1, 365, "0.27"),
        (date(2021, 12, 31), 365, 365, "100.00"),
        (date(2024, 2, 29), 60, 366, "16.39"),
        (date(2024, 12, 31), 366, 366, "100.00"),
        (date(2026, 6, 30), 181, 365, "49.59"),
    ],
)
def test_time_share(day: date, passed: int, days: int, percent: str) -> None:
    share = periods.time_share(day)
    assert (share.numerator, share.denominator, str(share)) == (passed, days, percent)


@pytest.mark.parametrize(("year", "days"), [(1900, 365), (2000, 366), (2021, 365), (2024, 366), (2100, 365)])
def test_days_in_year(year: int, days: int) -> None:
    assert periods.days_in_year(year) == days


@pytest.mark.parametrize(
    ("year", "number", "end"),
    [(2024, 2, date(2024, 2, 29)), (2023, 2, date(2023, 2, 28)), (2026, 12, date(2026, 12, 31))],
)
def test_month(year: int, number: int, end: date) -> None:
    month = periods.month(year, number)
    assert (month.start, month.end, month.label) == (date(year, number, 1), end, f"{year}年{number}月")


@pytest.mark.parametrize(
    ("number", "start", "end", "label"),
    [
        (1, date(2026, 1, 1), date(2026, 3, 31), "2026年第一季度"),
        (2, date(2026, 4, 1), date(2026, 6, 30), "2026年第二季度"),
        (3, date(2026, 7, 1), date(2026, 9, 30), "2026年第三季度"),
        (4, date(2026, 10, 1), date(2026, 12, 31), "2026年第四季度"),
    ],
)
def test_quarter(number: int, start: date, end: date, label: str) -> None:
    quarter = periods.quarter(2026, number)
    assert (quarter.start, quarter.end, quarter.label) == (start, end, label)
    day = timedelta(days=1)
    assert [on in quarter for on in (start - day, start, end, end + day)] == [False, True, True, False]


def test_twelve_months_are_the_year() -> None:
    months = [periods.month(2024, number) for number in range(1, 13)]
    days = [month.start + timedelta(n) for month in months for n in range((month.end - month.start).days + 1)]
    assert days == [date(2024, 1, 1) + timedelta(n) for n in range(366)]


def test_written_date_has_no_leading_zeros() -> None:
    assert periods.written(date(2021, 4, 3)) == "2021年4月3日"


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 20, 15, 59, 59, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 11, 20, 16, 0, 0, tzinfo=UTC), date(2026, 11, 21)),
        (datetime(2026, 12, 31, 16, 0, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_today_is_the_day_in_shanghai(moment: datetime, day: date) -> None:
    with time_machine.travel(moment, tick=False):
        assert (clock.today(), clock.now()) == (day, moment)


def test_end_of_a_day_is_its_last_moment_in_shanghai() -> None:
    assert clock.end_of(date(2021, 4, 23)) == datetime(2021, 4, 23, 15, 59, 59, 999999, tzinfo=UTC)
