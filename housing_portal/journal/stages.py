"""Steps of a status table that happen on a day: none before the last, the last one taken back by another person.

For records whose ``steps`` are happenings with the reached state as ``code``.
"""
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from django.db import models

from housing_portal.accounts.models import User
from housing_portal.journal.entry import Evidence, change, lock, must, not_before, not_in_future
from housing_portal.journal.happening import Happening
from housing_portal.journal.services import snapshot
from housing_portal.kit import clock, text
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.saving import save_checked
from housing_portal.kit.workflow import Workflow

Before = dict[str, Any]
Beside = Mapping[str, tuple[Any, Any]]
Record = TypeVar("Record", bound=models.Model)
Taken = TypeVar("Taken", bound=Happening)
Lock = Callable[[User, Any], Any]


def locked(_actor: User, record: Record) -> Record:
    """Lock a record that belongs to the bureau as a whole."""
    return lock(record)


def happen(actor: User, step: Taken) -> Taken:
    """Store a step; the caller writes the diary entry of the record that it belongs to."""
    step.recorded_by, step.recorded_at = actor, clock.now()
    save_checked(step)
    return step


def take_back(actor: User, step: Taken, note: str) -> Taken:
    """Store the row that undoes ``step``: it counts no longer from now on, figures of earlier cut-offs keep it."""
    facts = {
        field.name: getattr(step, field.name) for field in step._meta.concrete_fields
        if field.name not in ("id", "undoes", "note", "recorded_by", "recorded_at")
    }
    return happen(actor, type(step)(**facts, undoes=step, note=note))


def begin(
    actor: User, record: Record, workflow: Workflow, code: str, taking: Lock = locked
) -> tuple[Record, Before]:
    """Lock a record, as ``taking`` does it, and move it in memory; ``finish`` stores it."""
    must(actor, workflow.steps[code].permission)
    record = taking(actor, record)
    before = snapshot(record)
    workflow.enter(record, code, actor)
    return record, before


def finish(
    actor: User, record: Record, before: Before, step: Happening, label: str, evidence: Evidence = (),
    also: Beside | None = None,
) -> Record:
    """Store the step that ``begin`` took: not in the future, and not before the one that it follows.

    ``also``: what the step says beside its day, label → (before, after).
    """
    not_in_future("on", step.on)
    if earlier := standing(record)[-1:]:
        not_before("on", step.on, earlier[0].on, f"“{earlier[0].get_code_display()}”的日期")
    happen(actor, step)
    return change(actor, label, record, before, evidence, reason=step.note,
                  also={"发生日期": ("", str(step.on)), **(also or {})})


def undo(actor: User, record: Record, workflow: Workflow, reason: str, taking: Lock = locked) -> Record:
    """Take the last step back; not by whoever entered it. Figures of earlier cut-offs keep it."""
    record, before = begin(actor, record, workflow, "undo", taking)
    *earlier, last = standing(record)
    if words := cannot_undo(actor, record):
        raise ServiceError(words)
    take_back(actor, last, must_say(reason))
    if earlier:
        setattr(record, workflow.field, earlier[-1].code)
    return change(actor, "撤回上一步", record, before, reason=reason,
                  also={"撤回的步骤": (f"{last.get_code_display()} {last.on}", "")})


def cannot_undo(actor: User, record: models.Model) -> str:
    """Return why ``actor`` may not take the last step back, or nothing."""
    own = any(actor.is_person(last.recorded_by_id) for last in standing(record)[-1:])
    return "这一步由您本人登记，撤回须由另一位同事进行。" if own else ""


def standing(record: models.Model) -> list[Any]:
    """Return the steps that have not been taken back, in the order in which they were entered."""
    return list(record.steps.standing().order_by("pk"))


def entered_by(actor: User, record: models.Model, codes: Collection[str]) -> bool:
    """Tell whether ``actor`` has entered one of the standing steps ``codes``."""
    takers = record.steps.standing().filter(code__in=codes).values_list("recorded_by", flat=True)
    return any(actor.is_person(pk) for pk in takers)


def must_say(reason: str) -> str:
    """Return the reason without blanks; refuse an empty one."""
    if not (words := text.clean(reason)):
        raise ServiceError({"reason": "请写明原因。"})
    return words
