"""The terms of a petition (信访工作条例 §22–23, 34–36), reckoned from its steps and the calendar of the day of reading.

Nothing of it is stored: a corrected step or a changed holiday notice moves the open terms at once. A term is a duty of
an office, which may be overdue, or somebody's right, which only lapses. Terms count in plain days; the day of the event
itself does not count, and the last day is still in time. Objections to a hand-over alone have working days.
"""
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from inspections.enums.petitions import PetitionChannel, PetitionDeed

NOTICE_DAYS = 15  # to tell in writing whether the petition is accepted, or where it goes (§22–23)
OBJECTION_WORKDAYS = 5  # to object to a hand-over (§23)
HANDLE_DAYS = 60  # to settle, from acceptance (§34)
LONGEST_EXTENSION = 30  # once, approved by a responsible person (§34)
APPEAL_DAYS = 30  # to ask for review or recheck (§35–36)
OPINION_DAYS = 30  # to give the opinion on it (§35–36)

D = PetitionDeed
DECISIONS = (D.ACCEPTED, D.TRANSFERRED, D.REJECTED)
Workdays = Callable[[date], date]


class Step(Protocol):
    """What the clock reads of a step."""

    code: str
    on: date
    told_on: date | None
    days: int | None


@dataclass(frozen=True)
class Term:
    """A term; ``original`` is the last day before an extension, ``done_on`` when it was met or used."""

    code: str
    label: str
    basis: str
    start: date
    due: date
    original: date
    done_on: date | None = None
    is_duty: bool = True

    def days_over(self, today: date) -> int:
        """Return by how many days the duty was or is late; 0 in time, and always 0 for a right."""
        return max(0, ((self.done_on or today) - self.due).days) if self.is_duty else 0

    def is_running(self, today: date) -> bool:
        """Tell whether somebody may or must still act: a duty until it is done, a right until its last day."""
        return self.done_on is None and (self.is_duty or today <= self.due)

    def words(self, today: date) -> str:
        """Return how it stands."""
        if over := self.days_over(today):
            return f"逾期 {over} 天" + ("办理" if self.done_on else "")
        if not self.is_duty:
            return "已行使" if self.done_on else "期内" if today <= self.due else "期满"
        return "按期" if self.done_on else "未到期"


def terms(received_on: date, channel: str, steps: Iterable[Step], workdays: Workdays) -> list[Term]:
    """Return the terms that have begun, in the order of the law; ``workdays`` adds the days of an objection."""
    told = list(steps)
    return [*_notice(received_on, told), *_objection(received_on, channel, told, workdays), *_settling(told),
            *_appeals(told)]


def next_due(found: Sequence[Term], today: date) -> Term | None:
    """Return the duty that is due next, or nothing."""
    return min((term for term in found if term.is_duty and term.is_running(today)), key=lambda it: it.due, default=None)


def settling_due(steps: Iterable[Step]) -> date | None:
    """Return the last day to settle, extension included; nothing before the acceptance."""
    return next((term.due for term in _settling(list(steps))), None)


def appeal_due(steps: Iterable[Step], code: str) -> date | None:
    """Return the last day to ask for review or recheck (``code``), or nothing before that can be asked."""
    return next((term.due for term in _appeals(list(steps)) if term.code == code), None)


def _last(steps: Sequence[Step], *codes: str) -> Step | None:
    return next((step for step in reversed(steps) if step.code in codes), None)


def _plain(code: str, label: str, basis: str, start: date, days: int, done: date | None, is_duty: bool = True) -> Term:
    due = start + timedelta(days=days)
    return Term(code, label, basis, start, due, due, done, is_duty)


def _notice(received_on: date, steps: Sequence[Step]) -> list[Term]:
    """What came back from another office begins anew on the day on which it came back."""
    back = _last(steps, D.OBJECTED)
    later = steps[steps.index(back) + 1:] if back else steps
    decision = _last(later, *DECISIONS)
    start, done = back.on if back else received_on, decision and decision.told_on
    return [_plain("notice", "告知受理或去向", f"条例 §22–23，{NOTICE_DAYS} 日", start, NOTICE_DAYS, done)]


def _objection(received_on: date, channel: str, steps: Sequence[Step], workdays: Workdays) -> list[Term]:
    found = []
    basis = f"条例 §23，{OBJECTION_WORKDAYS} 个工作日"
    handed = _last(steps, D.TRANSFERRED)
    if channel == PetitionChannel.SUPERIOR and not _last(steps, D.ACCEPTED, D.REJECTED):
        due = workdays(received_on)
        found.append(Term("objection", "对转办提出异议", basis, received_on, due, due, handed and handed.on, False))
    if handed:
        back = _last(steps[steps.index(handed) + 1:], D.OBJECTED)
        due = workdays(handed.on)
        found.append(Term("returned", "对方提出转送异议", basis, handed.on, due, due, back and back.on, False))
    return found


def _settling(steps: Sequence[Step]) -> list[Term]:
    accepted, granted, served = _last(steps, D.ACCEPTED), _last(steps, D.GRANTED), _last(steps, D.SERVED)
    if accepted is None:
        return []
    original = accepted.on + timedelta(days=HANDLE_DAYS)
    due = original + timedelta(days=granted.days or 0) if granted else original
    basis = f"条例 §34，{HANDLE_DAYS} 日" + (f"，延长 {granted.days} 日" if granted else "")
    return [Term("settle", "办结答复", basis, accepted.on, due, original, served and served.on)]


def _appeals(steps: Sequence[Step]) -> list[Term]:
    """Review and recheck: each is asked for within a term, and answered within another."""
    found: list[Term] = []
    ways = (
        (D.SERVED, D.REVIEW, D.REVIEWED, "复查", "条例 §35，30 日"),
        (D.REVIEWED, D.RECHECK, D.FINAL, "复核", "条例 §36，30 日"),
    )
    for ground, asking, opinion, word, basis in ways:
        before, asked, answer = _last(steps, ground), _last(steps, asking), _last(steps, opinion)
        if before:
            start = before.told_on or before.on
            found.append(_plain(asking.value, f"申请{word}", basis, start, APPEAL_DAYS, asked and asked.on, False))
        if asked:
            found.append(_plain(opinion.value, f"出具{word}意见", basis, asked.on, OPINION_DAYS, answer and answer.on))
    return found
