"""督办延期: asked for by the unit and entered by one, decided by another; the first term stays on record."""
from datetime import date

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.entry import Evidence, change, enter, keep, lock
from housing_portal.journal.more_time import begin_decision, checked_reason, finish_decision
from housing_portal.journal.services import snapshot
from housing_portal.journal.stages import Before, must_say
from housing_portal.kit.errors import ServiceError
from reports.enums import AWAITED
from reports.models import SupervisionExtension, SupervisionItem
from reports.services.parts import permit
from reports.workflow import MORE_TIME, SUPERVISE


@transaction.atomic
def ask_extension(
    *, actor: User, item: SupervisionItem, asked_on: date, new_due_on: date, reason: str, late_reason: str = "",
    evidence: Evidence = (),
) -> SupervisionExtension:
    """Enter that the unit asks for more time. Nothing moves until it is approved.

    Raises ServiceError when nothing is owed, NeedsReason, which ``late_reason`` answers, after the term.
    """
    permit(actor, SUPERVISE)
    item = lock(item)
    _must_run(item)
    words = checked_reason(asked_on, (item.issued_on, "交办日期"), (item.due_on, "办理期限"),
                           (new_due_on, "new_due_on"), reason, late_reason)
    extension = enter(actor, "登记督办延期申请", SupervisionExtension(
        item=item, asked_on=asked_on, former_due_on=item.due_on, new_due_on=new_due_on, reason=words,
    ))
    keep(actor, extension, evidence)
    return extension


@transaction.atomic
def approve_extension(
    *, actor: User, extension: SupervisionExtension, answer: str = ""
) -> SupervisionExtension:
    """Grant the time asked for: the term moves, the first one stays. Not by whoever entered the request."""
    extension, item, before = _begin(actor, extension, "approve")
    _must_run(item)
    was = snapshot(item)
    item.due_on = extension.new_due_on
    change(actor, "督办延期", item, was, reason=extension.reason)
    return finish_decision(actor, extension, before, "督办延期", answer)


@transaction.atomic
def refuse_extension(*, actor: User, extension: SupervisionExtension, reason: str) -> SupervisionExtension:
    """Refuse more time, with the reason that the unit is told."""
    words = must_say(reason)
    extension, _item, before = _begin(actor, extension, "refuse")
    return finish_decision(actor, extension, before, "督办延期", words)


def _begin(
    actor: User, extension: SupervisionExtension, code: str
) -> tuple[SupervisionExtension, SupervisionItem, Before]:
    permit(actor, MORE_TIME.steps[code].permission)
    return begin_decision(actor, extension, "item", MORE_TIME, code)


def _must_run(item: SupervisionItem) -> None:
    if item.status not in AWAITED:
        raise ServiceError(f"事项的状态是“{item.get_status_display()}”，不能申请或批准延期。")
