"""Points into a score, a score into a grade, with the working: pure arithmetic, nothing of it is stored.

Each part of good news is added up and cut at its maximum, bad information takes points away, nobody falls below 0.
"""
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from inspections.enums.credit import CreditStanding, CreditStatus, InfoKind

NO_GRADE, UNRATED = "未达最低等级", "未评级"


@dataclass(frozen=True)
class Scale:
    """What a rule says: points to begin with, the maximum of each part (None: none), grades as (name, at least)."""

    base_score: int
    maxima: Mapping[str, int | None]
    grades: Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Part:
    """A line of the working: what the records of a kind add up to, and what counts of it."""

    kind: str
    points: int
    maximum: int | None

    @property
    def counted(self) -> int:
        return self.points if self.maximum is None else min(self.points, self.maximum)


@dataclass(frozen=True)
class Score:
    """``points`` is the sum of the base score and what counts of each part, never below 0."""

    base_score: int
    parts: Sequence[Part]
    points: int
    grade: str


@dataclass(frozen=True)
class Moment:
    """A step of a record: the state reached, and the day."""

    code: str
    on: date


@dataclass(frozen=True)
class Counted:
    """A record as it stood on a day; ``effective_from`` is known once nothing stands in its way any more."""

    record: Any
    standing: CreditStanding
    effective_from: date | None


def score(scale: Scale, points: Iterable[tuple[str, int]]) -> Score:
    """Return the score of effective records, given as (kind, points); who has none is not graded."""
    told = list(points)
    sums = dict.fromkeys(InfoKind, 0)
    for kind, value in told:
        sums[InfoKind(kind)] += value
    parts = [Part(kind.value, value, scale.maxima.get(kind)) for kind, value in sums.items()]
    total = max(0, scale.base_score + sum(part.counted for part in parts))
    return Score(scale.base_score, parts, total, grade_of(scale.grades, total) if told else UNRATED)


def grade_of(grades: Iterable[tuple[str, int]], points: int) -> str:
    """Return the highest grade whose threshold the points reach."""
    reached = [(at_least, grade) for grade, at_least in grades if points >= at_least]
    return max(reached)[1] if reached else NO_GRADE


def standing(record: Any, steps: Sequence[Moment], day: date) -> Counted:
    """Return how a record with these standing steps stood at the end of ``day``.

    Bad information counts from the day after its objection period, or from the day on which an objection was dismissed;
    other information from its confirmation. Nothing counts before it happened.
    """
    days = {step.code: step.on for step in steps}
    if {CreditStatus.REVOKED, CreditStatus.WITHDRAWN} & set(days):
        return Counted(record, CreditStanding.GONE, None)
    start = _start(days, record.is_bad, record.item.rule.objection_days)
    if start is None or start > day:
        return Counted(record, CreditStanding.WAITING, start)
    expired = record.valid_to is not None and record.valid_to < day
    return Counted(record, CreditStanding.EXPIRED if expired else CreditStanding.EFFECTIVE, start)


def objection_until(notified_on: date, objection_days: int) -> date:
    """Return the last day on which the enterprise may object; the day of the notice does not count."""
    return notified_on + timedelta(days=objection_days)


def _start(days: Mapping[str, date], is_bad: bool, objection_days: int) -> date | None:
    if not is_bad:
        return days.get(CreditStatus.CONFIRMED)
    if CreditStatus.UPHELD in days:
        return days[CreditStatus.UPHELD]
    if CreditStatus.NOTIFIED not in days or CreditStatus.OBJECTED in days:
        return None
    return objection_until(days[CreditStatus.NOTIFIED], objection_days) + timedelta(days=1)
