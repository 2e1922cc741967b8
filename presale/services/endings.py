"""解除监管: applied for when the condition of the rules is met, approved by another, paid out, closed."""
from datetime import date

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import take_number
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.figures import grouped
from presale import ledger
from presale.enums import AccountStatus, NodeCode, ReleaseCondition
from presale.models import EscrowAccount, LedgerEntry, NodeCertification, Reconciliation, StatementLine
from presale.services.accounts import buildings_of, take_step, unreconciled
from presale.services.duties import must_not_maintain
from presale.services.freezes import standing
from presale.workflow import VERIFY
from transactions.services.entry import Evidence, change, county, must, not_before, not_in_future

NOTICE = "解除监管通知书"
# condition → the node that certifies it, and the day of the building that records it
PROOFS = {
    ReleaseCondition.REGISTRATION: (NodeCode.REGISTRATION, "registered_on"),
    ReleaseCondition.COMPLETION: (NodeCode.COMPLETION, "completed_on"),
}


@transaction.atomic
def apply_end(*, actor: User, account: EscrowAccount, reason: str = "", evidence: Evidence = ()) -> EscrowAccount:
    """Ask that the supervision be ended; releases stop until it is decided."""
    account, before = take_step(actor, account, "apply_release")
    _must_be_free(account)
    account.end_applied_by = actor
    return change(actor, "申请解除监管", account, before, evidence, reason)


@transaction.atomic
def refuse_end(*, actor: User, account: EscrowAccount, reason: str) -> EscrowAccount:
    """Go on supervising."""
    account, before = take_step(actor, account, "refuse_release")
    if not reason.strip():
        raise ServiceError({"reason": "请写明不予解除的理由。"})
    account.end_applied_by = None
    return change(actor, "不予解除监管", account, before, reason=reason)


@transaction.atomic
def approve_end(*, actor: User, account: EscrowAccount) -> EscrowAccount:
    """End the supervision: everything is looked at again, and the notice to the bank gets its number."""
    account, before = take_step(actor, account, "approve_release")
    if actor.is_person(account.end_applied_by_id):
        raise ServiceError("不能审批自己经办的解除申请，请由另一位同事审批。")
    must_not_maintain(actor, account)
    _must_be_free(account)
    account.end_approved_by, account.end_approved_at = actor, clock.now()
    year = clock.today().year
    account.end_notice_no = f"{county()}JC{year}{take_number(prefix=NOTICE, year=year):06}"
    return change(actor, "同意解除监管", account, before)


@transaction.atomic
def settle_account(
    *, actor: User, account: EscrowAccount, booked_on: date, bank_serial: str, token: str
) -> LedgerEntry:
    """Book what the bank has paid out to the developer under the notice: the whole balance."""
    must(actor, VERIFY)
    account = ledger.lock_account(account)
    if account.end_approved_at is not None:
        approved_on = account.end_approved_at.astimezone(clock.SHANGHAI).date()
        not_before("booked_on", booked_on, approved_on, "解除监管批准日期")
    if freezes := standing(account):
        raise ServiceError(f"{freezes[0].court}已冻结账户（{freezes[0].case_no}），解除冻结后才能转出余额。")
    return ledger.settle(
        actor=actor, account=account, booked_on=booked_on, bank_serial=bank_serial, token=token,
        document=account.end_notice_no or "",
    )


@transaction.atomic
def close_account(*, actor: User, account: EscrowAccount, closed_on: date) -> EscrowAccount:
    """Close the empty account; its buildings may get another one."""
    account, before = take_step(actor, account, "close")
    if account.balance or account.reserved:
        raise ServiceError(f"账户还有余额 {grouped(account.balance, 2)} 元，请先转出余额再销户。")
    not_in_future("closed_on", closed_on)
    last = LedgerEntry.objects.filter(account=account, seq=account.last_seq).first()
    first_day = last.booked_on if last else account.opened_on
    not_before("closed_on", closed_on, first_day, "最后一笔流水或开户日期")
    account.closed_on = closed_on
    account.places.update(is_current=False)
    return change(actor, "销户", account, before)


def can_be_settled(account: EscrowAccount) -> bool:
    """Tell whether the balance may go to the developer now."""
    return account.status == AccountStatus.RELEASED and account.balance > 0


def end_obstacles(account: EscrowAccount) -> list[str]:
    """Return, one by one, what stands against ending the supervision of ``account``."""
    found = [_condition(account)]
    found += [f"{freeze.court}冻结（{freeze.case_no}）尚未解除。" for freeze in standing(account)]
    if releases := account.releases.in_flight().count():
        found.append(f"有 {releases} 笔用款尚未办结。")
    if refunds := account.refunds.in_flight().count():
        found.append(f"有 {refunds} 笔退款尚未办结。")
    if account.unidentified:
        found.append(f"有不明款 {grouped(account.unidentified, 2)} 元尚未认领。")
    if account.balance < 0:
        found.append(f"账户透支 {grouped(-account.balance, 2)} 元，请先与银行查清。")
    if lines := StatementLine.objects.open().filter(account=account).count():
        found.append(f"有 {lines} 笔银行流水尚未入账。")
    last = Reconciliation.objects.filter(account=account).order_by("-day").first()
    if last is None and account.last_seq:
        found.append("账户还没有对过账。")
    elif last is not None and last.difference:
        # an explained difference is one all the same: what is paid out is the balance of the books
        words = grouped(abs(last.difference), 2)
        found.append(f"{last.day} 对账时银行与账面相差 {words} 元，请入账或更正后重新对账。")
    return [sentence for sentence in (*found, unreconciled(account)) if sentence]


def _condition(account: EscrowAccount) -> str:
    """Return which buildings have not reached what the rules ask for."""
    node, column = PROOFS[ReleaseCondition(account.rules.release_condition)]
    buildings = list(buildings_of(account))
    certified = set(
        NodeCertification.objects.certified().filter(node=node, building__in=buildings).values_list(
            "building", flat=True)
    )
    missing = [one.number for one in buildings if one.pk not in certified and getattr(one, column) is None]
    if not missing:
        return ""
    return f"{'、'.join(missing)} 未办理{account.rules.get_release_condition_display()}。"


def _must_be_free(account: EscrowAccount) -> None:
    if obstacles := end_obstacles(account):
        raise ServiceError(f"不能解除监管：{''.join(obstacles)}")
