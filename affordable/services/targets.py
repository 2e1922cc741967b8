"""下达 and 调整 of yearly targets."""
from datetime import date
from decimal import Decimal

from django.db import transaction

from affordable.enums import PART_OF
from affordable.models import AnnualTarget
from affordable.services.checks import lock_for_entry
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.entry import enter, must, not_before, not_in_future
from housing_portal.kit.errors import ServiceError
from housing_portal.registry.models import PolicyDoc

PERMISSION = "affordable.target"


@transaction.atomic
def issue_target(
    *,
    actor: User,
    unit: Unit,
    year: int,
    program: str,
    quantity: int | None = None,
    amount: Decimal | None = None,
    policy_doc: PolicyDoc | None = None,
    issued_on: date,
) -> AnnualTarget:
    """Give a unit its target of the year: ``quantity`` in 套 or 户, ``amount`` in 元 for investment."""
    unit = _lock(actor, unit)
    not_in_future("issued_on", issued_on)
    target = AnnualTarget(
        unit=unit, year=year, program=program, quantity=quantity, amount=amount, policy_doc=policy_doc,
        issued_on=issued_on,
    )
    _must_keep_part_within(target)
    return enter(actor, "下达目标", target)


@transaction.atomic
def revise_target(
    *,
    actor: User,
    target: AnnualTarget,
    quantity: int | None = None,
    amount: Decimal | None = None,
    policy_doc: PolicyDoc | None = None,
    issued_on: date,
    reason: str,
) -> AnnualTarget:
    """Replace a target from ``issued_on`` on by a new revision; until then the old one stays in force."""
    target = AnnualTarget.objects.select_related("unit", "policy_doc").get(pk=target.pk)
    unit = _lock(actor, target.unit)
    not_in_future("issued_on", issued_on)
    if latest := AnnualTarget.objects.filter(supersedes=target.pk).first():
        raise ServiceError(f"这一版已调整为第 {latest.revision} 版，请在最新一版上调整。")
    if not reason.strip():
        raise ServiceError({"reason": "请填写调整原因，例如上级调减任务的文件。"})
    not_before("issued_on", issued_on, target.issued_on, "调整前的下达日期")
    if (quantity, amount, policy_doc) == (target.quantity, target.amount, target.policy_doc):
        raise ServiceError("任务数和下达文件与调整前相同，不需要调整。")
    revision = AnnualTarget(
        unit=unit, year=target.year, program=target.program, quantity=quantity, amount=amount, policy_doc=policy_doc,
        issued_on=issued_on, revision=target.revision + 1, supersedes=target, reason=reason,
    )
    _must_keep_part_within(revision)
    return enter(actor, "调整目标", revision, reason=reason)


def _lock(actor: User, unit: Unit) -> Unit:
    must(actor, PERMISSION)
    if not actor.sees_everything:
        raise ServiceError("年度目标由住建部门登记和调整，请联系住建部门办理。")
    return lock_for_entry(actor, PERMISSION, unit)


def _must_keep_part_within(target: AnnualTarget) -> None:
    """A 其中 part is at most its main program, whichever of the two is being written."""
    if target.quantity is None:
        return
    for part, main in PART_OF.items():
        if target.program == part:
            whole = _latest(target, main)
            if whole and target.quantity > whole.quantity:
                raise ServiceError({"quantity": f"“{part.label}”{target.quantity} 套大于主项“{main.label}”"
                                                f"{whole.quantity} 套，请核对，或先调整主项。"})
        elif target.program == main:
            inner = _latest(target, part)
            if inner and inner.quantity > target.quantity:
                raise ServiceError({"quantity": f"“{main.label}”{target.quantity} 套小于其中项“{part.label}”"
                                                f"{inner.quantity} 套，请核对，或先调整其中项。"})


def _latest(target: AnnualTarget, program: str) -> AnnualTarget | None:
    same = AnnualTarget.objects.filter(unit=target.unit, year=target.year, program=program)
    return same.order_by("-revision").first()
