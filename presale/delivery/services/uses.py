"""借款使用: applied for by a clerk, checked by finance, approved by the deputy, paid by finance.

Whoever applied neither checks nor approves nor pays; whoever checked does not approve. All that is applied for is set
aside at once: two applications at the same time cannot ask for more than has arrived.
"""
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal import stages
from housing_portal.journal.entry import Evidence, change, enter, lock, must, not_before, not_in_future
from housing_portal.journal.services import snapshot, take_number
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.figures import grouped
from housing_portal.registry.models import Organization
from presale.delivery import balance
from presale.delivery.enums.loans import LoanCovers
from presale.delivery.models.loans import LoanAllocation, LoanUse, LoanUseStep
from presale.delivery.services.loans import figures, open_allocation
from presale.delivery.workflow import APPLY, CONFIRM, LOAN_USE

FACTS = ("applied_on", "covers", "purpose", "progress_basis", "payee", "payee_bank", "payee_account", "amount")
OWN = {
    "check": "这笔用款由您本人申请，须由另一位同事核验。",
    "approve": "这笔用款由您本人申请或核验，须由另一位同事批准。",
    "pay": "这笔用款由您本人申请或批准，须由另一位同事登记拨付。",
}
PARTS = {
    "check": ("recorded_by",), "approve": ("recorded_by", "checked_by"), "pay": ("recorded_by", "approved_by"),
}
NOT_FOR = {
    LoanCovers.UNSOLD: "专项借款只用于已售逾期难交付的住宅，不得用于未售房屋。",
    LoanCovers.LUXURY: "专项借款只用于已售逾期难交付的住宅，不得用于高档住宅。",
    LoanCovers.BUSINESS: "专项借款只用于已售逾期难交付的住宅，不得用于商业、办公等工商业项目。",
}


@transaction.atomic
def apply_use(
    *, actor: User, allocation: LoanAllocation, applied_on: date, covers: str, purpose: str, progress_basis: str,
    payee: Organization, payee_bank: str, payee_account: str, amount: Decimal, evidence: Evidence = (),
) -> LoanUse:
    """Apply for money of an allocation: at most what has arrived and nobody has asked for yet."""
    allocation = open_allocation(actor, allocation, APPLY)
    use = LoanUse(
        allocation=allocation, applied_on=applied_on, covers=covers, purpose=purpose, progress_basis=progress_basis,
        payee=payee, payee_bank=payee_bank, payee_account=payee_account, amount=amount,
    )
    _must_hold(use)
    use.number = f"JKSY{clock.today().year}{take_number(prefix='专项借款使用', year=clock.today().year):05}"
    return enter(actor, "申请借款使用", use, evidence)


@transaction.atomic
def resubmit_use(*, actor: User, use: LoanUse, evidence: Evidence = (), **facts: Any) -> LoanUse:
    """Correct an application that was sent back, and hand it in again; ``facts`` are those of ``apply_use``."""
    use, before = _begin(actor, use, "resubmit")
    for name in FACTS:
        setattr(use, name, facts[name])
    use.recorded_by = actor  # the applicant is who stands behind what is asked for now
    _must_hold(use)
    return _finish(actor, use, before, "resubmit", "", evidence)


@transaction.atomic
def check_use(*, actor: User, use: LoanUse, on: date, note: str = "", evidence: Evidence = ()) -> LoanUse:
    """Find, as finance, that the sum follows from the progress and its papers."""
    use, before = _begin(actor, use, "check")
    use.checked_by = actor
    return _finish(actor, use, before, "check", note, evidence, on)


@transaction.atomic
def approve_use(*, actor: User, use: LoanUse, on: date, note: str = "", evidence: Evidence = ()) -> LoanUse:
    """Approve the payment; everything is checked again, as time has passed."""
    use, before = _begin(actor, use, "approve")
    _must_hold(use)
    use.approved_by = actor
    return _finish(actor, use, before, "approve", note, evidence, on)


@transaction.atomic
def pay_use(
    *, actor: User, use: LoanUse, on: date, voucher: str, note: str = "", evidence: Evidence = ()
) -> LoanUse:
    """Enter that the bank has paid what was approved."""
    use, before = _begin(actor, use, "pay")
    _must_have(use, on)
    use.paid_by, use.paid_on, use.voucher = actor, on, voucher
    return _finish(actor, use, before, "pay", note, evidence, on)


@transaction.atomic
def send_back_use(*, actor: User, use: LoanUse, reason: str, code: str = "send_back") -> LoanUse:
    """Send an application back to the clerk; what was set aside for it is free again."""
    use, before = _begin(actor, use, code)
    use.checked_by = None
    return _finish(actor, use, before, code, stages.must_say(reason))


@transaction.atomic
def reject_use(*, actor: User, use: LoanUse, reason: str) -> LoanUse:
    """Refuse an application for good."""
    use, before = _begin(actor, use, "reject")
    return _finish(actor, use, before, "reject", stages.must_say(reason))


@transaction.atomic
def cancel_use(*, actor: User, use: LoanUse, reason: str) -> LoanUse:
    """Give up an application that was sent back, or approved and not paid."""
    use, before = _begin(actor, use, "cancel")
    return _finish(actor, use, before, "cancel", stages.must_say(reason))


@transaction.atomic
def undo_payment(*, actor: User, use: LoanUse, reason: str) -> LoanUse:
    """Take the entry of a payment back: it came back, or was entered by mistake; approved as before."""
    lock(use.allocation)
    use, before = stages.begin(actor, use, LOAN_USE, "undo")
    if words := stages.cannot_undo(actor, use):
        raise ServiceError(words)
    left = balance.payments(use.allocation)
    left.remove((use.paid_on, use.amount))
    if day := balance.first_gap(left, balance.principals(use.allocation)):
        raise ServiceError(f"撤回后，截至 {day} 的归还本金将大于拨付，不能撤回；请先撤回归还登记。")
    last = stages.standing(use)[-1]
    stages.take_back(actor, last, stages.must_say(reason))
    told = (f"{use.paid_on} 凭证 {use.voucher}", "")
    use.paid_by, use.paid_on, use.voucher = None, None, ""
    return change(actor, LOAN_USE.steps["undo"].label, use, before, reason=reason, also={"拨付登记": told})


@transaction.atomic
def flag_audit(*, actor: User, use: LoanUse, reason: str, evidence: Evidence = ()) -> LoanUse:
    """Put a use on the list of the special audit (永久标记)."""
    must(actor, CONFIRM)
    use = lock(use)
    if use.audit_flag:
        raise ServiceError("这笔用款已列入专项审计。")
    before = snapshot(use)
    use.audit_flag = True
    return change(actor, "列入专项审计", use, before, evidence, reason=stages.must_say(reason))


def cannot_take(actor: User, use: LoanUse, code: str) -> str:
    """Return why the part that ``actor`` has had in a use keeps him from the step, or nothing."""
    own = any(actor.is_person(getattr(use, f"{part}_id")) for part in PARTS.get(code, ()))
    return OWN[code] if own else ""


def _begin(actor: User, use: LoanUse, code: str) -> tuple[LoanUse, dict[str, Any]]:
    """Lock the allocation first, then the use, and move it in memory."""
    lock(use.allocation)
    use, before = stages.begin(actor, use, LOAN_USE, code, _locked)
    if words := cannot_take(actor, use, code):
        raise ServiceError(words)
    return use, before


def _locked(_actor: User, use: LoanUse) -> LoanUse:
    """Lock a use, and return it with the names that the diary tells when they change."""
    lock(use)
    named = LoanUse.objects.select_related("payee", "recorded_by", "allocation__estate__estate", "allocation__loan")
    return named.get(pk=use.pk)


def _finish(
    actor: User, use: LoanUse, before: dict[str, Any], code: str, note: str, evidence: Evidence = (),
    on: date | None = None,
) -> LoanUse:
    step = LoanUseStep(use=use, code=use.status, on=on or clock.today(), note=note)
    not_before("on", step.on, use.applied_on, "申请日期")
    return stages.finish(actor, use, before, step, LOAN_USE.steps[code].label, evidence)


def _must_hold(use: LoanUse) -> None:
    """Refuse what the loan is not for, and more than has arrived and is still free."""
    if use.covers in NOT_FOR:
        raise ServiceError({"covers": NOT_FOR[use.covers]})
    not_in_future("applied_on", use.applied_on)
    not_before("applied_on", use.applied_on, use.allocation.on, "批准日期")
    now = figures(use.allocation)
    own = use.amount if use.pk and LoanUse.objects.in_flight().filter(pk=use.pk).exists() else Decimal(0)
    free = now.left - now.flight + own
    if use.amount > free:
        raise ServiceError({"amount": (
            f"申请 {grouped(use.amount, 2)} 元，超过到账未用的 {grouped(free, 2)} 元"
            f"（到账 {grouped(now.arrived, 2)}，已拨付 {grouped(now.paid, 2)}，在途 {grouped(now.flight - own, 2)}）。"
            "借款要先到账后使用，请减少金额或待借款到账。"
        )})


def _must_have(use: LoanUse, on: date) -> None:
    """Refuse a day of payment by which, or after which, not enough had arrived."""
    came, paid = balance.arrivals(use.allocation), balance.payments(use.allocation)
    if day := balance.first_gap(came, [*paid, (on, use.amount)]):
        raise ServiceError({"on": (
            f"截至 {day} 只到账 {grouped(balance.by(day, came), 2)} 元，已拨付 {grouped(balance.by(day, paid), 2)} 元，"
            f"不够拨付 {grouped(use.amount, 2)} 元，请核对拨付日期。"
        )})
