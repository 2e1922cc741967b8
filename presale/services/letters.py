"""保函: proposed, confirmed by another, ended; it replaces cash of the quota from its first day to its last."""
from datetime import date
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from presale.enums import LetterStatus
from presale.ledger import lock_account
from presale.models import EscrowAccount, GuaranteeLetter
from presale.services.payees import ENDED
from presale.workflow import CONFIRM, RECORD
from transactions.services.entry import Evidence, change, enter, lock, must, not_before, not_in_future


@transaction.atomic
def propose_letter(
    *, actor: User, account: EscrowAccount, valid_from: date, valid_to: date, evidence: Evidence, **facts: Any
) -> GuaranteeLetter:
    """Enter a guarantee of a bank."""
    must(actor, RECORD)
    account = lock_account(account)
    if account.status in ENDED:
        raise ServiceError(f"账户{account.get_status_display()}，不再登记保函。")
    not_before("valid_to", valid_to, valid_from, "生效日期")
    _must_run(valid_to)
    if not evidence:
        raise ServiceError({"evidence": "请上传保函。"})
    letter = GuaranteeLetter(account=account, valid_from=valid_from, valid_to=valid_to, **facts)
    return enter(actor, "登记保函", letter, evidence)


@transaction.atomic
def confirm_letter(*, actor: User, letter: GuaranteeLetter) -> GuaranteeLetter:
    """Let the letter replace cash; its account then has to hold less."""
    must(actor, CONFIRM)
    letter = _held(letter)
    if letter.status != LetterStatus.PROPOSED:
        raise ServiceError(f"这份保函{letter.get_status_display()}，不需要复核。")
    if letter.recorded_by_id == actor.pk:
        raise ServiceError("不能复核自己登记的保函，请由另一位同事复核。")
    _must_run(letter.valid_to)
    before = snapshot(letter)
    letter.status, letter.confirmed_by = LetterStatus.EFFECTIVE, actor
    return change(actor, "复核保函", letter, before)


@transaction.atomic
def end_letter(*, actor: User, letter: GuaranteeLetter, ended_on: date, reason: str) -> GuaranteeLetter:
    """End a letter that was withdrawn, replaced or has run out; what it replaced must be held in cash again."""
    must(actor, CONFIRM)
    letter = _held(letter)
    if letter.status == LetterStatus.ENDED:
        raise ServiceError(f"这份保函已于 {letter.ended_on} 失效。")
    not_in_future("ended_on", ended_on)
    if not reason.strip():
        raise ServiceError({"reason": "请写明失效的原因。"})
    before = snapshot(letter)
    letter.status, letter.ended_on = LetterStatus.ENDED, ended_on
    return change(actor, "保函失效", letter, before, reason=reason)


def _must_run(valid_to: date) -> None:
    if valid_to < clock.today():
        raise ServiceError({"valid_to": f"保函已于 {valid_to} 到期，不能替代监管资金。"})


def _held(letter: GuaranteeLetter) -> GuaranteeLetter:
    """Lock the account, then the letter: what is available changes with it."""
    lock_account(letter.account)
    return lock(letter)
