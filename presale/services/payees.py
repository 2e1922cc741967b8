"""收款人名单: proposed with the contract, listed by another, taken off; a listed payee is never edited."""
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import snapshot
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.text import half_width
from presale.enums import AccountStatus, PayeeStatus
from presale.ledger import lock_account
from presale.models import EscrowAccount, Payee
from presale.workflow import CONFIRM, RECORD
from transactions.services.entry import Evidence, change, enter, lock, must

SHORTEST = 8  # digits of an account number
ENDED = (AccountStatus.RELEASED, AccountStatus.CLOSED)


@transaction.atomic
def propose_payee(
    *, actor: User, account: EscrowAccount, payee_account: str, evidence: Evidence, **facts: Any
) -> Payee:
    """Enter the counterparty of a contract of the works; money goes there only after another has confirmed it."""
    must(actor, RECORD)
    account = lock_account(account)
    if account.status in ENDED:
        raise ServiceError(f"账户{account.get_status_display()}，不再增加收款人。")
    number = "".join(half_width(payee_account).split())
    if not (number.isascii() and number.isdecimal() and len(number) >= SHORTEST):
        raise ServiceError({"payee_account": f"收款账号应为 {SHORTEST} 位以上数字。"})
    if number == account.account_no:
        raise ServiceError({"payee_account": "收款账号不能是监管账户本身。"})
    if not evidence:
        raise ServiceError({"evidence": "请上传备案的合同或缴款凭据。"})
    same = account.payees.exclude(status=PayeeStatus.REMOVED).filter(payee_account=number).first()
    if same is not None:
        raise ServiceError({"payee_account": f"这个收款账号已在名单内（{same}，{same.get_status_display()}）。"})
    return enter(actor, "登记收款人", Payee(account=account, payee_account=number, **facts), evidence)


@transaction.atomic
def list_payee(*, actor: User, payee: Payee) -> Payee:
    """Put a proposed payee on the list."""
    must(actor, CONFIRM)
    payee = _held(payee)
    if payee.status != PayeeStatus.PROPOSED:
        raise ServiceError(f"这个收款人{payee.get_status_display()}，不需要复核。")
    if payee.recorded_by_id == actor.pk:
        raise ServiceError("不能复核自己登记的收款人，请由另一位同事复核。")
    before = snapshot(payee)
    payee.status, payee.confirmed_by = PayeeStatus.LISTED, actor
    return change(actor, "复核收款人", payee, before)


@transaction.atomic
def remove_payee(*, actor: User, payee: Payee, reason: str) -> Payee:
    """Take a payee off the list; what is already under way to it must end first."""
    must(actor, CONFIRM)
    payee = _held(payee)
    if payee.status == PayeeStatus.REMOVED:
        raise ServiceError("这个收款人已移出名单。")
    if open_release := payee.releases.in_flight().order_by("pk").first():
        raise ServiceError(f"用款申请 {open_release} 正要付给这个收款人，请先办结或撤销。")
    if not reason.strip():
        raise ServiceError({"reason": "请写明移出名单的原因。"})
    before = snapshot(payee)
    payee.status = PayeeStatus.REMOVED
    return change(actor, "移出收款人名单", payee, before, reason=reason)


def _held(payee: Payee) -> Payee:
    """Lock the account, then the payee: nobody applies for a payment to it meanwhile."""
    lock_account(payee.account)
    return lock(payee)
