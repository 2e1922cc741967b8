"""对账: the ledger against the bank's statement, day by day. What does not agree pauses the account at once.

The bank is right until it says otherwise: each difference is explained by one person and closed by another.
"""
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import record, snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.figures import grouped
from housing_portal.kit.saving import save_checked
from presale import ledger
from presale.enums import AccountStatus, ReconciliationStatus
from presale.models import EscrowAccount, Reconciliation, ReconciliationItem, StatementLine
from presale.services.alerts import open_alert
from presale.services.pairing import pair
from presale.services.statements import balance_at, must_be_at_bank
from presale.workflow import RECONCILIATION, VERIFY
from transactions.services.entry import change, enter, lock, must, not_before, not_in_future
from transactions.services.holding import must_say

COMPARED = ("count", "amount", "balance")


@dataclass(frozen=True)
class Compared:
    """What comparing all accounts has led to, and why some could not be compared."""

    rows: tuple[Reconciliation, ...]
    left: tuple[str, ...]

    @property
    def different(self) -> int:
        return sum(row.status == ReconciliationStatus.DIFFERENT for row in self.rows)


def figures(account: EscrowAccount, day: date) -> dict[str, Any]:
    """Return both sides of a day: how many movements, what they add up to, and the balance at its end."""
    booked = account.entries.filter(booked_on=day)
    ledger_count, ledger_amount = booked.moved().count(), booked.total()
    bank_count, bank_amount = account.lines.stated().filter(booked_on=day).tally()
    return {
        "ledger_count": ledger_count, "ledger_amount": ledger_amount,
        "ledger_balance": account.entries.filter(booked_on__lte=day).total(),
        "bank_count": bank_count, "bank_amount": bank_amount, "bank_balance": balance_at(account, day),
    }


def questions(account: EscrowAccount, day: date) -> str:
    """Return that lines up to a day wait for the bank's answer, or nothing: until then nobody knows its side."""
    waiting = account.lines.in_question().filter(booked_on__lte=day).count()
    return f"还有 {waiting} 笔流水冲突没有答复，请先在“银行流水”中办理" if waiting else ""


def is_covered(account: EscrowAccount, day: date) -> bool:
    """Tell whether a statement of the bank speaks of that day."""
    return account.files.covering(day).exists()


@transaction.atomic
def reconcile(*, actor: User, account: EscrowAccount, day: date) -> Reconciliation:
    """Compare both sides of a day, again when something has changed; a difference pauses the account."""
    must(actor, VERIFY)
    account = ledger.lock_account(account)
    must_be_at_bank(account, "day", day)
    not_in_future("day", day)
    not_before("day", day, account.opened_on, "开户日期")
    if not is_covered(account, day):
        raise ServiceError({"day": f"{account} 没有 {day} 的对账单，请先导入。"})
    pair(account)
    sides = figures(account, day)
    known = Reconciliation.objects.filter(account=account, day=day).first()
    asked = questions(account, day)
    agree = not asked and all(sides[f"ledger_{what}"] == sides[f"bank_{what}"] for what in COMPARED)
    if known is not None and not _is_news(known, sides, agree, asked):
        return known
    row = _compared(actor, _read(known) if known else Reconciliation(account=account, day=day), sides, agree)
    if row.status == ReconciliationStatus.DIFFERENT:
        _pause(actor, account, row, asked)
    return row


def reconcile_all(*, actor: User, day: date) -> Compared:
    """Compare every account under supervision, each in a transaction of its own."""
    must(actor, VERIFY)
    rows, left = [], []
    for account in EscrowAccount.objects.supervised().filter(opened_on__lte=day).select_related("estate"):
        try:
            rows.append(reconcile(actor=actor, account=account, day=day))
        except ServiceError as refusal:
            left.append(refusal.sentence)
    return Compared(tuple(rows), tuple(left))


@transaction.atomic
def explain(
    *, actor: User, reconciliation: Reconciliation, amount: Decimal, cause: str, line: StatementLine | None = None
) -> Reconciliation:
    """Explain a part of the difference; ``amount`` is what the bank has more than the ledger, so it may be negative."""
    row = _read(reconciliation)
    before = snapshot(row)
    step = RECONCILIATION.enter(row, "explain", actor)
    cause = must_say(cause, "请写明差异的原因。")
    _item(actor, row, amount, cause, line)
    row.explained_by = actor
    return change(actor, step.label, row, before, reason=f"{grouped(amount, 2)} 元：{cause}")


@transaction.atomic
def close_difference(*, actor: User, reconciliation: Reconciliation) -> Reconciliation:
    """Close what another person has explained to the last 分."""
    row = _read(reconciliation)
    before = snapshot(row)
    step = RECONCILIATION.enter(row, "close", actor)
    if why := why_open(row, actor):
        raise ServiceError(why)
    row.closed_by = actor
    return change(actor, step.label, row, before)


def why_open(row: Reconciliation, actor: User) -> str:
    """Return why ``actor`` cannot close the difference, or nothing."""
    if row.items.filter(recorded_by__in=actor.accounts).exists():
        return "说明差异的人不能自己关闭，请由另一位同事复核。"
    if why := questions(row.account, row.day):
        return f"{why}，不能关闭。"
    if row.explained != row.difference:
        whole, part = grouped(row.difference, 2), grouped(row.explained, 2)
        rest = grouped(row.difference - row.explained, 2)
        return f"差额 {whole} 元，已说明 {part} 元，还差 {rest} 元，不能关闭。"
    return ""


def _read(reconciliation: Reconciliation) -> Reconciliation:
    """Lock account and row; the records it names are loaded, so that the diary writes their names before and after."""
    account = ledger.lock_account(reconciliation.account)
    row = lock(reconciliation)
    row.account = account
    for name in ("explained_by", "closed_by", "recorded_by"):
        getattr(row, name)
    return row


def _is_news(known: Reconciliation, sides: dict[str, Any], agree: bool, asked: str) -> bool:
    """Tell whether a day must be compared again: a side has changed, or a question to the bank has come or gone."""
    if any(getattr(known, name) != value for name, value in sides.items()):
        return True
    return bool(asked) if known.status == ReconciliationStatus.MATCHED else agree


def _compared(actor: User, row: Reconciliation, sides: dict[str, Any], agree: bool) -> Reconciliation:
    """Store both sides; explanations of an earlier comparison of the day are taken back by one of the other sign."""
    before = snapshot(row) if row.pk else {}
    if row.explained:
        _item(actor, row, -row.explained, "账目有变动，重新对账")
    for name, value in sides.items():
        setattr(row, name, value)
    row.difference, row.explained_by, row.closed_by = row.bank_balance - row.ledger_balance, None, None
    row.status = ReconciliationStatus.MATCHED if agree else ReconciliationStatus.DIFFERENT
    return change(actor, "重新对账", row, before) if row.pk else enter(actor, "对账", row)


def _item(
    actor: User, row: Reconciliation, amount: Decimal, cause: str, line: StatementLine | None = None
) -> None:
    item = ReconciliationItem(reconciliation=row, amount=amount, cause=cause, line=line)
    item.recorded_by, item.recorded_at = actor, clock.now()
    save_checked(item)
    row.explained = row.items.total()


def _pause(actor: User, account: EscrowAccount, row: Reconciliation, asked: str) -> None:
    """Stop payments, and put the difference on the desk of whoever must act."""
    sentence = f"{row.day} 对账不平，差额 {grouped(row.difference, 2)} 元" + (f"；{asked}" if asked else "")
    open_alert(actor=actor, rule="not_reconciled", subject=f"reconciliation:{row.pk}", account=account,
               sentence=f"{account} {sentence}。")
    if account.status != AccountStatus.ACTIVE:
        return
    before = snapshot(account, ledger.PAUSE)
    account.status, account.pause_reason = AccountStatus.PAUSED, sentence
    save_checked(account)
    record(actor=actor, action="暂停拨付", label=f"暂停拨付：{account}", obj=account, reason=sentence, before=before,
           after=snapshot(account, ledger.PAUSE))
