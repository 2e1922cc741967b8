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
from presale.services.duties import must_be_another
from presale.workflow import PAYEE, RECORD
from transactions.services.entry import Evidence, change, enter, lock, must
from transactions.services.holding import must_say

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
    payee, before = _begin(actor, payee, "confirm")
    must_be_another(actor, payee.recorded_by_id, "收款人")
    payee.confirmed_by = actor
    return change(actor, "复核收款人", payee, before)


@transaction.atomic
def remove_payee(*, actor: User, payee: Payee, reason: str) -> Payee:
    """Take a payee off the list; what is already under way to it must end first."""
    payee, before = _begin(actor, payee, "remove")
    if open_release := payee.releases.in_flight().order_by("pk").first():
        raise ServiceError(f"用款申请 {open_release} 正要付给这个收款人，请先办结或撤销。")
    return change(actor, "移出收款人名单", payee, before, reason=must_say(reason, "请写明移出名单的原因。"))


def _begin(actor: User, payee: Payee, code: str) -> tuple[Payee, dict[str, Any]]:
    """Lock the account, then the payee: nobody applies for a payment to it meanwhile."""
    lock_account(payee.account)
    payee = lock(payee)
    before = snapshot(payee)
    PAYEE.enter(payee, code, actor)
    return payee, before
