"""From the bank's lines to the ledger: a line is booked as what it states, never as what it might be.

Locks: account, line; a payment goes on to its release or refund.
"""
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import snapshot
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.text import fold
from presale import ledger
from presale.enums import SALE_KINDS, EntryKind, RefundStatus, ReleaseStatus
from presale.models import LedgerEntry, Refund, Release, StatementFile, StatementLine
from presale.services import payouts, receipts, refunds
from presale.services.finding import named_in
from presale.services.pairing import pair, pair_entry
from presale.workflow import LINE, VERIFY
from transactions.models import SaleContract
from transactions.services.entry import change, lock, must
from transactions.services.holding import must_say

NO_ORDER = (
    "没有同一收款人、同一金额且已送银行的用款或退款：司法扣划请办理“登记司法扣划”，"
    "银行冲正请在原流水上办理“冲正”，登记后本行自动对上。"
)
NO_KIND = "支出按所付的用款或退款登记，不选款项性质。"


@dataclass(frozen=True)
class Proposal:
    """What a line would be booked as: a receipt of ``kind`` for ``contract``, or the payment of ``order``."""

    contract: SaleContract | None = None
    order: Release | Refund | None = None
    kind: EntryKind = EntryKind.OTHER

    def __str__(self) -> str:
        if self.order is not None:
            return f"{self.order} 的银行回单"
        return f"{self.kind.label}，合同 {self.contract}" if self.contract else self.kind.label


@dataclass(frozen=True)
class Booked:
    """How many lines were booked at once, and why the others were not."""

    count: int
    left: tuple[str, ...]


def proposal(line: StatementLine) -> Proposal:
    """Return what stands in the line itself: a contract's number, or the payee and amount of a payment under way."""
    if line.amount > 0:
        kind = EntryKind(line.kind or EntryKind.OTHER)
        return Proposal(named_in(line.memo, line.account) if kind in SALE_KINDS else None, kind=kind)
    releases = Release.objects.filter(
        account=line.account_id, status=ReleaseStatus.PAYING, approved_amount=-line.amount
    )
    returns = Refund.objects.filter(account=line.account_id, status=RefundStatus.PAYING, amount=-line.amount)
    payees = [(one, one.payee_name) for one in releases.order_by("pk")]
    found = _named([*payees, *((one, one.receiver) for one in returns.order_by("pk"))], line.counterparty)
    return Proposal(order=found[0] if len(found) == 1 else None)


@transaction.atomic
def book_line(
    *, actor: User, line: StatementLine, kind: str = "", contract_no: str = ""
) -> LedgerEntry:
    """Book a line, as what it was taken for unless ``kind`` says otherwise; without a contract it is unidentified."""
    must(actor, VERIFY)
    account = ledger.lock_account(line.account)
    pair(account)
    line = lock(line)
    LINE.enter(line, "book", actor)
    facts = {"actor": actor, "booked_on": line.booked_on, "bank_serial": line.ledger_serial,
             "token": f"line-{line.pk:08}"}
    if line.amount > 0:
        return receipts.record_receipt(
            account=account, kind=kind or line.kind or EntryKind.OTHER, amount=line.amount,
            payer=line.counterparty, memo=line.memo, contract_no=contract_no, **facts,
        )
    return _pay(proposal(line).order, -line.amount, facts)


@transaction.atomic
def book_file(*, actor: User, file: StatementFile) -> Booked:
    """Book every open line of a file that can be booked as it stands; the others stay open, with the reason."""
    must(actor, VERIFY)
    pair(ledger.lock_account(file.account))
    count, left = 0, []
    for line in file.lines.open().select_related("account").order_by("booked_on", "pk"):
        contract = proposal(line).contract if line.amount > 0 else None
        try:
            book_line(actor=actor, line=line, contract_no=contract.contract_no if contract else "")
            count += 1
        except ServiceError as refusal:
            left.append(f"第 {line.row} 行（{line.serial}）：{refusal.sentence}")
    return Booked(count, tuple(left))


@transaction.atomic
def set_kind(*, actor: User, line: StatementLine, kind: str) -> StatementLine:
    """Say what a receipt is to be booked as."""
    if line.amount < 0:
        raise ServiceError({"kind": NO_KIND})
    return _step(actor, line, "kind", "", kind=EntryKind(kind))


@transaction.atomic
def ignore_line(*, actor: User, line: StatementLine, reason: str) -> StatementLine:
    """Leave a line out of the ledger; the reconciliation of its day shows it as a difference."""
    return _step(actor, line, "ignore", must_say(reason, "请写明不入账的原因。"))


@transaction.atomic
def reopen_line(*, actor: User, line: StatementLine) -> StatementLine:
    """Take a line that was left out up again."""
    return _step(actor, line, "reopen", "")


def _step(actor: User, line: StatementLine, code: str, reason: str, **facts: str) -> StatementLine:
    account = ledger.lock_account(line.account)
    line = lock(line)
    line.account = account  # loaded, so that the diary writes its name before and after
    before = snapshot(line)
    step = LINE.enter(line, code, actor)
    line.note = reason
    for name, value in facts.items():
        setattr(line, name, value)
    return change(actor, step.label, line, before, reason=reason)


def _named(orders: Iterable[tuple[Release | Refund, str]], payee: str) -> list[Release | Refund]:
    return [order for order, name in orders if fold(name) == fold(payee)]


def _pay(order: Release | Refund | None, amount: Decimal, facts: dict[str, object]) -> LedgerEntry:
    """Book the bank's receipt for a payment that was approved; anything else has gone out of the account unasked."""
    if order is None:
        raise ServiceError(NO_ORDER)
    if isinstance(order, Release):
        paid = payouts.pay_release(release=order, revision=order.revision, amount=amount, **facts)
        return pair_entry(LedgerEntry.objects.get(release=paid))
    paid = refunds.pay_refund(refund=order, revision=order.revision, amount=amount, **facts)
    return pair_entry(LedgerEntry.objects.get(refund=paid))
