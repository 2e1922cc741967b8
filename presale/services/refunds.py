"""退款: what came in for a cancelled contract goes back, an open loan to its bank first, never more than came in.

Locks: account, then refund. Money above the quota is used first; what is missing comes out of the quota.
"""
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.models import Attachment
from housing_portal.journal.services import record, snapshot, take_number
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.figures import grouped
from housing_portal.kit.saving import save_checked
from housing_portal.kit.secrecy import mask_names, mask_number, signature
from housing_portal.kit.workflow import Step
from presale import ledger
from presale.available import ZERO, Working
from presale.enums import REFUND_RESERVING, RefundKind, RefundStatus
from presale.models import EscrowAccount, LedgerEntry, Refund
from presale.services.decisions import (
    PURPOSE,
    conflict,
    content,
    decide,
    must_be_another,
    must_be_as_seen,
    must_be_fresh,
    told,
)
from presale.services.duties import must_not_maintain
from presale.services.limits import must_be_open
from presale.services.payouts import must_be_exact
from presale.services.position import position
from presale.workflow import RECORD, REFUND
from transactions.enums import ContractStatus
from transactions.models import SaleContract
from transactions.services.entry import Evidence, county, keep, must, not_before, not_in_future
from transactions.services.holding import must_say

ENDED = (ContractStatus.CANCELLED, ContractStatus.VOIDED)


@transaction.atomic
def draft_refund(*, actor: User, account: EscrowAccount, evidence: Evidence = (), **facts: Any) -> Refund:
    """Enter what is to be paid back; ``facts`` are the fields of the form."""
    must(actor, RECORD)
    account = ledger.lock_account(account)
    refund = Refund(account=account, **facts)
    _check(refund)
    year = clock.today().year
    refund.number = f"TK{year}-{take_number(prefix='退款申请', year=year):04}"
    refund.recorded_by, refund.recorded_at = actor, clock.now()
    return _store(actor, "登记退款", refund, {}, evidence=evidence)


@transaction.atomic
def edit_refund(*, actor: User, refund: Refund, revision: int, evidence: Evidence = (), **facts: Any) -> Refund:
    """Change a draft."""
    must(actor, RECORD)
    refund = lock_refund(refund)
    must_be_fresh(refund, revision)
    if refund.status != RefundStatus.DRAFT:
        raise ServiceError(f"退款{refund.get_status_display()}，不能修改。")
    before = masked(refund)
    for name, value in facts.items():
        setattr(refund, name, value)
    _check(refund)
    refund.revision += 1
    return _store(actor, "修改退款", refund, before, evidence=evidence)


@transaction.atomic
def submit_refund(*, actor: User, refund: Refund, revision: int) -> Refund:
    """Ask for the refund; its proofs must be there."""
    refund, before, step = _begin(actor, refund, "submit", revision)
    if not Attachment.objects.about(refund).exists():
        raise ServiceError("还没有上传退款材料（网签注销证明、贷款结清证明、缴款凭证等），请先在“修改”中上传。")
    _must_hold(refund)
    return _finish(actor, refund, before, step)


@transaction.atomic
def check_refund(*, actor: User, refund: Refund, revision: int, opinion: str = "") -> Refund:
    """Let finance check what came in and what is left of it."""
    refund, before, step = _begin(actor, refund, "check", revision)
    must_be_another(refund, actor, "checked_by")
    _must_hold(refund)
    return _finish(actor, refund, before, step, opinion)


@transaction.atomic
def return_refund(*, actor: User, refund: Refund, revision: int, reason: str, code: str = "return") -> Refund:
    """Send the refund back to be corrected; ``code`` is the step by which whoever has it before him does so."""
    refund, before, step = _begin(actor, refund, code, revision)
    refund.checked_by = None
    return _finish(actor, refund, before, step, must_say(reason, "请写明退回的原因。"))


@transaction.atomic
def approve_refund(*, actor: User, refund: Refund, revision: int, opinion: str = "") -> Refund:
    """Approve, and set the money aside."""
    refund, before, step = _begin(actor, refund, "approve", revision)
    must_not_maintain(actor, refund.account)
    must_be_another(refund, actor, "approved_by")
    _must_hold(refund)
    ledger.reserve(refund.account, refund.amount)
    refund.approved_at, refund.digest = clock.now(), signature(PURPOSE, content(refund))
    return _finish(actor, refund, before, step, opinion)


@transaction.atomic
def reject_refund(*, actor: User, refund: Refund, revision: int, reason: str) -> Refund:
    """Refuse the refund for good."""
    refund, before, step = _begin(actor, refund, "reject", revision)
    return _finish(actor, refund, before, step, must_say(reason, "请写明不予批准的原因。"))


@transaction.atomic
def instruct_refund(*, actor: User, refund: Refund, revision: int) -> Refund:
    """Draw up the notice and hand it to the bank; after a returned payment once more, under the same number."""
    refund, before, step = _begin(actor, refund, "instruct", revision)
    must_be_open(refund.account)
    if refund.notice_no is None:
        today = clock.today()
        number = take_number(prefix="退款通知书", year=today.year)
        refund.notice_no, refund.notified_on = f"{county()}TK{today.year}{number:06}", today
    refund.fail_reason = ""
    return _finish(actor, refund, before, step)


@transaction.atomic
def pay_refund(
    *, actor: User, refund: Refund, revision: int, amount: Decimal, booked_on: date, bank_serial: str, token: str,
    evidence: Evidence = (),
) -> Refund:
    """Book the bank's receipt: exactly the approved amount, once, however often the form is sent."""
    facts = {"booked_on": booked_on, "bank_serial": bank_serial, "token": token}
    lock_refund(refund)  # a double click waits here, and then finds the entry of the first
    if (known := LedgerEntry.objects.filter(token=token).first()) is not None:
        refund = lock_refund(refund)
        if known.refund_id != refund.pk or known.amount != -amount:
            raise ServiceError("这次提交已用于另一笔流水，请重新打开页面填写。")
        ledger.pay_refund(actor=actor, refund=refund, **facts)
        return refund
    refund, before, step = _begin(actor, refund, "pay", revision)
    must_be_exact(amount, refund.amount)
    not_before("booked_on", booked_on, refund.notified_on, "通知日期")
    ledger.pay_refund(actor=actor, refund=refund, **facts)
    refund.paid_on = booked_on
    return _finish(actor, refund, before, step, evidence=evidence)


@transaction.atomic
def fail_refund(*, actor: User, refund: Refund, revision: int, reason: str) -> Refund:
    """Enter that the bank has sent the payment back; the money stays set aside."""
    refund, before, step = _begin(actor, refund, "fail", revision)
    refund.fail_reason = must_say(reason, "请写明退票的原因。")
    return _finish(actor, refund, before, step, reason)


@transaction.atomic
def cancel_refund(*, actor: User, refund: Refund, revision: int, reason: str) -> Refund:
    """Give the refund up; what was set aside for it is free again."""
    was_reserved = Refund.objects.filter(pk=refund.pk, status__in=REFUND_RESERVING)
    refund, before, step = _begin(actor, refund, "cancel", revision)
    must_say(reason, "请写明撤销的原因。")
    if was_reserved.exists():  # the row still says what it was
        ledger.reserve(refund.account, -refund.amount)
    return _finish(actor, refund, before, step, reason)


# -- what pages ask ----------------------------------------------------------------------------------


def left(refund: Refund) -> tuple[Decimal, Decimal]:
    """Return what came in for the contract (or without one), and what other refunds have taken of it."""
    entries = LedgerEntry.objects.filter(account=refund.account_id)
    others = Refund.objects.standing().filter(account=refund.account_id, contract=refund.contract_id)
    came = entries.paid_for(refund.contract_id) if refund.contract_id else entries.unsigned()
    return came.total(), others.exclude(pk=refund.pk).total()


def sources(working: Working, amount: Decimal) -> tuple[Decimal, Decimal]:
    """Return what of ``amount`` lies above the quota, which is used first, and what is taken out of the quota."""
    over = min(amount, max(ZERO, working.usable - working.pending - working.cash_quota))
    return over, amount - over


def masked(refund: Refund) -> dict[str, Any]:
    """Return the refund as the diary keeps it: the receiver is a person as a rule."""
    return {**snapshot(refund), "收款人": mask_names(refund.receiver),
            "收款账号": mask_number(refund.receiver_account)}


def refusal_of(refund: Refund, actor: User, code: str) -> str:
    """Return why ``actor`` cannot take the step because of his earlier part in the case, or nothing."""
    role = {"check": "checked_by", "approve": "approved_by"}.get(code)
    return conflict(refund, actor, role) if role else ""


# -- shared steps ------------------------------------------------------------------------------------


def lock_refund(refund: Refund) -> Refund:
    """Lock the account, then the refund, and return it as it is now; nothing but its key is trusted."""
    account = ledger.lock_account(Refund.objects.select_related("account").get(pk=refund.pk).account)
    rows = Refund.objects.select_for_update(of=("self",), no_key=True).select_related("contract", "lender")
    locked = rows.get(pk=refund.pk)
    locked.account = account
    return locked


def _begin(actor: User, refund: Refund, code: str, revision: int) -> tuple[Refund, dict[str, Any], Step]:
    refund = lock_refund(refund)
    before = masked(refund)
    step = REFUND.enter(refund, code, actor)
    must_be_fresh(refund, revision)
    if step.target != RefundStatus.DRAFT and code not in ("submit", "cancel"):
        must_be_as_seen(refund)
    return refund, before, step


def _finish(
    actor: User, refund: Refund, before: dict[str, Any], step: Step, opinion: str = "", evidence: Evidence = (),
) -> Refund:
    refund.revision += 1
    made = decide(actor, refund, step, opinion)
    return _store(actor, f"退款{step.label}", refund, before, opinion, evidence, told(made))


def _store(
    actor: User, action: str, refund: Refund, before: dict[str, Any], reason: str = "", evidence: Evidence = (),
    also: Mapping[str, tuple[str, str]] | None = None,
) -> Refund:
    save_checked(refund)
    keep(actor, refund, evidence)
    beside = {name: after for name, (_before, after) in (also or {}).items()}
    record(actor=actor, action=action, label=f"{action}：{refund}", obj=refund, before=before,
           after={**masked(refund), **beside}, reason=reason)
    return refund


def _must_hold(refund: Refund) -> None:
    """Check everything that may have changed since the last step: the account, what came in, what is left."""
    must_be_open(refund.account)
    _check(refund)
    working = position(refund.account, approving=True)
    free = max(ZERO, working.usable - working.pending)
    if refund.amount > free:
        raise ServiceError({
            "amount": f"退款 {grouped(refund.amount, 2)} 元，超过账户可用余额 {grouped(free, 2)} 元"
            f"（已减不明款、冻结和已批未付），多 {grouped(refund.amount - free, 2)} 元。"
        })


def _check(refund: Refund) -> None:
    """Refuse a contract still in force, a receiver who is not entitled, and more than came in."""
    not_in_future("applied_on", refund.applied_on)
    _check_contract(refund)
    came, gone = left(refund)
    if refund.amount > came - gone:
        what = f"合同 {refund.contract} 的净入账" if refund.contract_id else "未网签的入账"
        raise ServiceError({
            "amount": f"{what} {grouped(came, 2)} 元，已退或在退 {grouped(gone, 2)} 元，"
            f"最多可退 {grouped(max(ZERO, came - gone), 2)} 元。"
        })


def _check_contract(refund: Refund) -> None:
    contract = refund.contract
    if refund.kind == RefundKind.UNSIGNED:
        if contract is not None:
            raise ServiceError({"contract": "未网签退款不选合同；已网签的请先注销合同，再选其他类型。"})
        return
    if contract is None:
        raise ServiceError({"contract": "请选择已注销的网签合同。"})
    if contract.status not in ENDED:
        raise ServiceError({"contract": f"合同 {contract} {contract.get_status_display()}，须先注销才能退款。"})
    if not refund.account.places.filter(building=contract.building_id).exists():
        raise ServiceError({"contract": f"合同 {contract} 的房屋不在这个账户监管的楼幢内，请核对。"})
    _check_receiver(refund, contract)


def _check_receiver(refund: Refund, contract: SaleContract) -> None:
    if refund.kind == RefundKind.LOAN_OPEN:
        if refund.lender is None:
            raise ServiceError({"lender": "贷款未结清的须填写贷款银行。"})
        if refund.receiver != refund.lender.name:
            raise ServiceError({"receiver": f"贷款未结清，须先退给贷款银行 {refund.lender}；结清后的余款再退买受人。"})
        return
    if refund.kind == RefundKind.NO_LOAN and contract.loan_amount:
        loan = grouped(contract.loan_amount, 2)
        raise ServiceError({"kind": f"合同有贷款 {loan} 元，请选“贷款已结清”或“贷款未结清”。"})
    if refund.receiver not in contract.buyer_names.split("、"):
        raise ServiceError({"receiver": "收款人不是合同的买受人，请核对；余款只退给买受人本人。"})
