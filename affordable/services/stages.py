"""Steps of a status table that happen on a day: none before the last, the last one taken back by another person.

For records whose ``steps`` are happenings with the reached state as ``code``.
"""
from collections.abc import Collection
from typing import Any

from django.db import models

from affordable.models.base import Happening
from affordable.services.checks import Record, lock_record
from affordable.services.steps import happen, take_back
from housing_portal.accounts.models import User
from housing_portal.journal.entry import Evidence, change, must, not_before, not_in_future
from housing_portal.journal.services import snapshot
from housing_portal.kit import text
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.workflow import Workflow

Before = dict[str, Any]


def begin(actor: User, record: Record, workflow: Workflow, code: str) -> tuple[Record, Before]:
    """Lock a record and move it in memory; ``finish`` stores it."""
    must(actor, workflow.steps[code].permission)
    record = lock_record(actor, record)
    before = snapshot(record)
    workflow.enter(record, code, actor)
    return record, before


def finish(actor: User, record: Record, before: Before, step: Happening, label: str, evidence: Evidence = ()) -> Record:
    """Store the step that ``begin`` took: not in the future, and not before the one that it follows."""
    not_in_future("on", step.on)
    if earlier := standing(record)[-1:]:
        not_before("on", step.on, earlier[0].on, f"“{earlier[0].get_code_display()}”的日期")
    happen(actor, step)
    return change(actor, label, record, before, evidence, reason=step.note, also={"发生日期": ("", str(step.on))})


def undo(actor: User, record: Record, workflow: Workflow, reason: str) -> Record:
    """Take the last step back; not by whoever entered it. Figures of earlier cut-offs keep it."""
    record, before = begin(actor, record, workflow, "undo")
    *earlier, last = standing(record)
    if words := cannot_undo(actor, record):
        raise ServiceError(words)
    take_back(actor, last, must_say(reason))
    if earlier:
        record.status = earlier[-1].code
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
