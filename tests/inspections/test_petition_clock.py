"""The terms of 信访工作条例, reckoned without a database: when each begins, ends, and how it stands."""
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from inspections.enums.petitions import PetitionDeed as D
from inspections.petition_clock import Term, appeal_due, next_due, settling_due, terms

RECEIVED = date(2026, 3, 2)


@dataclass(frozen=True)
class Deed:
    code: str
    on: date
    told_on: date | None = None
    days: int | None = None


def week(start: date) -> date:
    """Five working days of a week without holidays."""
    return start + timedelta(days=7)


def rows(*steps: Deed, channel: str = "letter") -> list[tuple[object, ...]]:
    found = terms(RECEIVED, channel, steps, week)
    return [(one.code, str(one.original), str(one.due), one.done_on and str(one.done_on)) for one in found]


ACCEPTED = Deed(D.ACCEPTED, date(2026, 3, 10), date(2026, 3, 12))
SERVED = Deed(D.SERVED, date(2026, 4, 20))


def test_everything_counts_from_what_began_it() -> None:
    assert rows() == [("notice", "2026-03-17", "2026-03-17", None)]
    assert rows(ACCEPTED) == [
        ("notice", "2026-03-17", "2026-03-17", "2026-03-12"), ("settle", "2026-05-09", "2026-05-09", None),
    ]
    assert rows(
        ACCEPTED, SERVED, Deed(D.REVIEW, date(2026, 5, 1)), Deed(D.REVIEWED, date(2026, 5, 20), date(2026, 5, 22)),
        Deed(D.RECHECK, date(2026, 6, 1)),
    )[2:] == [
        ("review", "2026-05-20", "2026-05-20", "2026-05-01"), ("reviewed", "2026-05-31", "2026-05-31", "2026-05-20"),
        ("recheck", "2026-06-21", "2026-06-21", "2026-06-01"), ("final", "2026-07-01", "2026-07-01", None),
    ]


def test_an_extension_keeps_the_original_term_in_sight() -> None:
    granted = Deed(D.GRANTED, date(2026, 5, 1), date(2026, 5, 2), 30)
    assert rows(ACCEPTED, granted)[1] == ("settle", "2026-05-09", "2026-06-08", None)
    assert settling_due([ACCEPTED, granted]) == date(2026, 6, 8)
    assert settling_due([]) is None


def test_a_hand_over_may_be_objected_to_by_either_side() -> None:
    assert rows(channel="superior")[1] == ("objection", "2026-03-09", "2026-03-09", None)
    assert [row[0] for row in rows(ACCEPTED, channel="superior")] == ["notice", "settle"]
    handed = Deed(D.TRANSFERRED, date(2026, 3, 4), date(2026, 3, 4))
    assert rows(handed, channel="superior")[1:] == [
        ("objection", "2026-03-09", "2026-03-09", "2026-03-04"), ("returned", "2026-03-11", "2026-03-11", None),
    ]
    back = Deed(D.OBJECTED, date(2026, 3, 6))
    assert rows(handed, back) == [
        ("notice", "2026-03-21", "2026-03-21", None), ("returned", "2026-03-11", "2026-03-11", "2026-03-06"),
    ]


DUTY = Term("settle", "办结答复", "", RECEIVED, date(2026, 5, 9), date(2026, 5, 9))
RIGHT = Term("review", "申请复查", "", RECEIVED, date(2026, 5, 9), date(2026, 5, 9), is_duty=False)


@pytest.mark.parametrize(("done", "today", "words", "over"), [
    (None, date(2026, 5, 9), "未到期", 0),
    (None, date(2026, 5, 10), "逾期 1 天", 1),
    (date(2026, 5, 9), date(2026, 6, 1), "按期", 0),
    (date(2026, 5, 12), date(2026, 6, 1), "逾期 3 天办理", 3),
])
def test_a_duty_is_in_time_or_late(done: date | None, today: date, words: str, over: int) -> None:
    term = Term(DUTY.code, DUTY.label, "", DUTY.start, DUTY.due, DUTY.original, done)
    assert (term.words(today), term.days_over(today), term.is_running(today)) == (words, over, done is None)


@pytest.mark.parametrize(("done", "today", "words", "runs"), [
    (None, date(2026, 5, 9), "期内", True), (None, date(2026, 5, 10), "期满", False),
    (date(2026, 5, 8), date(2026, 5, 10), "已行使", False),
])
def test_a_right_lapses_and_is_never_overdue(done: date | None, today: date, words: str, runs: bool) -> None:
    term = Term(RIGHT.code, RIGHT.label, "", RIGHT.start, RIGHT.due, RIGHT.original, done, is_duty=False)
    assert (term.words(today), term.days_over(today), term.is_running(today)) == (words, 0, runs)


def test_the_next_duty_is_the_one_due_first() -> None:
    found = terms(RECEIVED, "letter", [ACCEPTED, SERVED, Deed(D.REVIEW, date(2026, 5, 1))], week)
    assert [one.code for one in found if one.is_running(date(2026, 5, 20))] == ["reviewed"]
    assert next_due(found, date(2026, 5, 20)).code == "reviewed"
    assert next_due(terms(RECEIVED, "letter", [ACCEPTED, SERVED], week), date(2026, 5, 20)) is None
    assert (appeal_due([SERVED], D.REVIEW), appeal_due([], D.REVIEW)) == (date(2026, 5, 20), None)
