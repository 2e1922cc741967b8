"""保函: proposed, confirmed by another, ended; it replaces cash of the quota from its first day to its last."""
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from presale.ledger import lock_account
from presale.models import EscrowAccount, GuaranteeLetter
from presale.services.duties import must_be_another
from presale.services.payees import ENDED
from presale.workflow import LETTER, LETTER_TERM, RECORD
from transactions.services.entry import Evidence, change, enter, lock, must, not_before, not_in_future
from transactions.services.holding import must_say


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
    if fault := why_over(valid_to):
        raise ServiceError({"valid_to": fault})
    if not evidence:
        raise ServiceError({"evidence": "请上传保函。"})
    letter = GuaranteeLetter(account=account, valid_from=valid_from, valid_to=valid_to, **facts)
    return enter(actor, "登记保函", letter, evidence)


@transaction.atomic
def confirm_letter(*, actor: User, letter: GuaranteeLetter) -> GuaranteeLetter:
    """Let the letter replace cash; its account then has to hold less."""
    letter, before = _begin(actor, letter, "confirm")
    must_be_another(actor, letter.recorded_by_id, "保函")
    if fault := why_over(letter.valid_to):
        raise ServiceError(fault)
    letter.confirmed_by = actor
    return change(actor, "复核保函", letter, before)


@transaction.atomic
def end_letter(*, actor: User, letter: GuaranteeLetter, ended_on: date, reason: str) -> GuaranteeLetter:
    """End a letter that was withdrawn, replaced or has run out; what it replaced must be held in cash again."""
    letter, before = _begin(actor, letter, "end")
    not_in_future("ended_on", ended_on)
    letter.ended_on = ended_on
    return change(actor, "保函失效", letter, before, reason=must_say(reason, "请写明失效的原因。"))


def end_run_out(*, actor: User) -> list[GuaranteeLetter]:
    """Write down the end of the letters whose last day is over; since then they have replaced nothing."""
    over = GuaranteeLetter.objects.run_out(clock.today()).values("account")
    accounts = EscrowAccount.objects.filter(pk__in=over).order_by("pk")
    return [letter for account in accounts for letter in _end_run_out(actor, account)]


@transaction.atomic
def _end_run_out(actor: User, account: EscrowAccount) -> list[GuaranteeLetter]:
    lock_account(account)
    found = []
    for letter in account.letters.run_out(clock.today()).order_by("pk"):
        before = snapshot(letter)
        LETTER_TERM.enter(letter, "expire", actor)
        letter.ended_on = letter.valid_to + timedelta(days=1)
        found.append(change(actor, "保函到期失效", letter, before, reason=f"{letter.valid_to} 到期"))
    return found


def why_over(valid_to: date) -> str:
    """Return why a letter with this last day replaces no cash any more, or nothing."""
    return f"保函已于 {valid_to} 到期，不能替代监管资金。" if valid_to < clock.today() else ""


def _begin(actor: User, letter: GuaranteeLetter, code: str) -> tuple[GuaranteeLetter, dict[str, Any]]:
    """Lock the account, then the letter: what is available changes with it."""
    lock_account(letter.account)
    letter = lock(letter)
    before = snapshot(letter)
    LETTER.enter(letter, code, actor)
    return letter, before
