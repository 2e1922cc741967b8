"""Points into a score and a grade, and how a record stands on a day: arithmetic alone."""
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace

import pytest

from inspections.credit_grade import NO_GRADE, Moment, Scale, grade_of, objection_until, score, standing
from inspections.services.credit_records import months_after

SCALE = Scale(0, {"base": 600, "operation": 200, "good": 200}, [("D", 0), ("A", 850), ("C", 600), ("B", 700)])


def test_every_part_is_cut_at_its_maximum_and_bad_is_taken_away() -> None:
    found = score(SCALE, [("base", 600), ("operation", 150), ("good", 150), ("good", 100), ("bad", -30), ("bad", -70)])
    assert [(part.kind, part.points, part.counted) for part in found.parts] == [
        ("base", 600, 600), ("operation", 150, 150), ("good", 250, 200), ("bad", -100, -100),
    ]
    assert (found.points, found.grade) == (850, "A")
    assert score(SCALE, [("base", 600), ("operation", 150), ("good", 99)]).grade == "B"


def test_nobody_falls_below_nothing() -> None:
    assert (score(SCALE, [("bad", -300)]).points, score(SCALE, []).grade) == (0, "未评级")
    assert score(Scale(60, {}, [("合格", 60)]), [("good", 500), ("bad", -510)]).points == 50


def test_a_grade_is_reached_at_its_threshold() -> None:
    assert [grade_of(SCALE.grades, points) for points in (850, 849, 700, 699, 0)] == ["A", "B", "B", "C", "D"]
    assert grade_of([("合格", 60)], 59) == NO_GRADE


@dataclass
class Record:
    is_bad: bool = True
    valid_to: date | None = date(2026, 12, 31)
    item: object = field(default_factory=lambda: SimpleNamespace(rule=SimpleNamespace(objection_days=15)))


CONFIRMED, NOTIFIED = Moment("confirmed", date(2026, 3, 5)), Moment("notified", date(2026, 3, 10))
OBJECTED, UPHELD = Moment("objected", date(2026, 3, 20)), Moment("upheld", date(2026, 4, 1))


@pytest.mark.parametrize(("steps", "day", "word"), [
    ([CONFIRMED], date(2026, 6, 1), "waiting"),
    ([CONFIRMED, NOTIFIED], date(2026, 3, 25), "waiting"),
    ([CONFIRMED, NOTIFIED], date(2026, 3, 26), "effective"),
    ([CONFIRMED, NOTIFIED, OBJECTED], date(2026, 6, 1), "waiting"),
    ([CONFIRMED, NOTIFIED, OBJECTED, UPHELD], date(2026, 3, 31), "waiting"),
    ([CONFIRMED, NOTIFIED, OBJECTED, UPHELD], date(2026, 4, 1), "effective"),
    ([CONFIRMED, NOTIFIED, OBJECTED, Moment("withdrawn", date(2026, 4, 1))], date(2026, 4, 1), "gone"),
    ([CONFIRMED, NOTIFIED], date(2026, 12, 31), "effective"),
    ([CONFIRMED, NOTIFIED], date(2027, 1, 1), "expired"),
])
def test_bad_information_counts_after_its_objection_period(steps: list[Moment], day: date, word: str) -> None:
    assert standing(Record(), steps, day).standing == word


def test_other_information_counts_from_its_confirmation() -> None:
    good = Record(is_bad=False, valid_to=None)
    days = (date(2026, 3, 4), date(2026, 3, 5), date(2036, 1, 1))
    assert [standing(good, [CONFIRMED], day).standing for day in days] == ["waiting", "effective", "effective"]


def test_periods_end_on_their_last_day() -> None:
    assert objection_until(date(2026, 3, 10), 15) == date(2026, 3, 25)
    assert [months_after(date(2026, 1, 31), months) for months in (0, 1, 12, 25)] == [
        None, date(2026, 2, 28), date(2027, 1, 31), date(2028, 2, 29),
    ]
