"""Deadlines in working days, with holidays and weekend days that are worked."""
from datetime import date

import pytest

from housing_portal.accounts.models import User
from housing_portal.registry import services
from housing_portal.registry.models import CalendarDay
from housing_portal.registry.workdays import add_workdays, is_workday, workdays_between

# The national holidays of autumn 2026: 25—27 September, 1—7 October; 20 September and 10 October are worked.
NOTICE = """2026-09-25 至 2026-09-27 节假日 中秋节
2026-10-01 至 2026-10-07 节假日 国庆节
2026-09-20 调休上班 国庆节
2026-10-10 调休上班 国庆节"""


@pytest.fixture
def autumn(clerk: User) -> None:
    services.paste_days(actor=clerk, lines=NOTICE)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 9, 18), True), (date(2026, 9, 19), False), (date(2026, 9, 20), True), (date(2026, 9, 25), False),
        (date(2026, 9, 28), True), (date(2026, 10, 1), False), (date(2026, 10, 8), True), (date(2026, 10, 10), True),
        (date(2026, 10, 11), False),
    ],
)
def test_days(autumn: None, day: date, worked: bool) -> None:
    assert is_workday(day) is worked


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 9, 18), 0, date(2026, 9, 18)),
        (date(2026, 9, 18), 1, date(2026, 9, 20)),
        (date(2026, 9, 24), 1, date(2026, 9, 28)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 9, 30), 3, date(2026, 10, 10)),
        (date(2026, 9, 30), 5, date(2026, 10, 13)),
        (date(2026, 10, 3), 1, date(2026, 10, 8)),
    ],
)
def test_terms(autumn: None, start: date, days: int, end: date) -> None:
    assert add_workdays(start, days) == end


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 9, 30), date(2026, 9, 30), 0),
        (date(2026, 9, 30), date(2026, 10, 7), 0),
        (date(2026, 9, 30), date(2026, 10, 10), 3),
        (date(2026, 10, 10), date(2026, 9, 30), -3),
        (date(2026, 9, 1), date(2026, 9, 30), 21),
    ],
)
def test_days_between(autumn: None, start: date, end: date, days: int) -> None:
    assert workdays_between(start, end) == days


def test_counting_back_and_forth_agrees(autumn: None) -> None:
    start = date(2026, 9, 15)
    assert [workdays_between(start, add_workdays(start, n)) for n in range(40)] == list(range(40))


def test_a_changed_notice_moves_open_terms(autumn: None, clerk: User) -> None:
    assert add_workdays(date(2026, 9, 30), 1) == date(2026, 10, 8)
    services.paste_days(actor=clerk, lines="2026-10-08 节假日 国庆节")
    assert add_workdays(date(2026, 9, 30), 1) == date(2026, 10, 9)
    services.remove_day(actor=clerk, day=CalendarDay.objects.get(on=date(2026, 10, 8)))
    assert add_workdays(date(2026, 9, 30), 1) == date(2026, 10, 8)


def test_without_notices_the_plain_week_counts(db: None) -> None:
    assert add_workdays(date(2026, 9, 30), 1) == date(2026, 10, 1)


def test_long_terms_reach_over_many_holidays(clerk: User) -> None:
    services.paste_days(actor=clerk, lines="2026-10-01 至 2026-10-31 节假日 停工\n2026-11-01 至 2026-11-30 节假日 停工")
    assert add_workdays(date(2026, 9, 30), 1) == date(2026, 12, 1)


def test_negative_terms_are_a_programming_error(db: None) -> None:
    with pytest.raises(ValueError, match="-1"):
        add_workdays(date(2026, 9, 30), -1)
