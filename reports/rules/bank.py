"""The invariants of the banks' side of escrow: statements that hang together, days that agree, months confirmed."""
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from django.db.models import F, Q

from housing_portal.kit.figures import grouped
from presale.enums import NOT_STATED, LineStatus, ReconciliationStatus
from presale.imports.statement import BankLine
from presale.models import ClosedMonth, LedgerEntry, Reconciliation, ReconciliationItem, StatementFile, StatementLine
from reports.querysets import sizes

Sentences = Iterator[str]
BLOCK = 2_000
NOTHING = (0, Decimal(0))
SIDES = ("count", "amount", "balance")


def lines_are_booked_as_they_stand() -> Sentences:
    booked = StatementLine.objects.filter(status=LineStatus.BOOKED)
    serial = Q(corrected_serial="", entry__bank_serial=F("serial")) | Q(entry__bank_serial=F("corrected_serial"))
    same = Q(serial, entry__account=F("account"), entry__amount=F("amount"), entry__booked_on=F("booked_on"))
    for line in booked.exclude(same).order_by("pk"):
        yield f"账户 {line.account_id} 银行流水 {line.serial}：对账单与所记的监管流水不符"


def lines_are_as_they_came() -> Sentences:
    """A line still says what its digest was made of, and none of a statement is missing."""
    for line in StatementLine.objects.order_by("pk").iterator(BLOCK):
        came = BankLine(line.row, line.serial, line.booked_on, line.amount, None, line.counterparty)
        if came.digest != line.digest:
            yield f"账户 {line.account_id} 银行流水 {line.serial}：内容与导入时的校验值不符"
    kept = sizes(StatementLine.objects.all(), "file", "amount")
    for file in StatementFile.objects.order_by("pk"):
        count, brought = kept.get(file.pk, NOTHING)[0], file.lines_new + file.lines_conflict
        if count != brought:
            yield f"账户 {file.account_id} 对账单 {file.pk}：导入时 {brought} 行，现有 {count} 行"


def days_of_statements_hang_together() -> Sentences:
    """What a bank states of a day adds up to the difference of its balances, in whatever order the lines came.

    A day on which it has said two things, or taken one back, waits for its answer or has had it.
    """
    rows = StatementLine.objects.order_by("account", "booked_on", "pk")
    columns = ("account", "booked_on", "amount", "balance", "status", "corrected_serial")
    for (pk, on), lines in groupby(rows.values_list(*columns).iterator(BLOCK), key=itemgetter(0, 1)):
        found = [line[2:] for line in lines]
        if any(status in NOT_STATED or corrected for _amount, _balance, status, corrected in found):
            continue
        if not _hang_together([(amount, balance) for amount, balance, _status, _corrected in found]):
            yield f"账户 {pk}：{on} 的银行流水合计与当日银行余额的变动不符"


def _hang_together(lines: list[tuple[Decimal, Decimal | None]]) -> bool:
    """Tell whether each line but one begins where another ends: then they add up from the first balance to the last."""
    if any(balance is None for _amount, balance in lines):
        return False
    begun = Counter(balance - amount for amount, balance in lines)
    return (begun - Counter(balance for _amount, balance in lines)).total() <= 1


def reconciliations_close_to_zero() -> Sentences:
    """A day that is closed agrees on both sides, or one has explained all of it and another has closed it."""
    explained = sizes(ReconciliationItem.objects.all(), "reconciliation", "amount")
    own = ReconciliationItem.objects.filter(recorded_by=F("reconciliation__closed_by")).values_list("reconciliation")
    alone = {pk for pk, in own.order_by()}
    for row in Reconciliation.objects.order_by("pk"):
        amount = explained.get(row.pk, NOTHING)[1]
        if row.explained != amount:
            yield f"对账 {row.pk}：已说明 {grouped(row.explained, 2)} 元，明细合计 {grouped(amount, 2)} 元"
        agree = all(getattr(row, f"ledger_{side}") == getattr(row, f"bank_{side}") for side in SIDES)
        if row.status == ReconciliationStatus.MATCHED and not agree and row.closed_by_id is None:
            yield f"对账 {row.pk}：有差异而没有关闭人"
        if row.pk in alone:
            yield f"对账 {row.pk}：说明差异和关闭是同一人"


def closed_months_are_confirmed() -> Sentences:
    """At the end of a closed month every account is what its bank has confirmed, and so is the sum of them all."""
    for month in ClosedMonth.objects.order_by("first_day"):
        held = sizes(LedgerEntry.objects.filter(booked_on__lte=month.last_day), "account", "amount")
        rows = {row.account_id: row for row in Reconciliation.objects.filter(day=month.last_day)}
        for pk in sorted({*held, *rows}):
            row, amount = rows.get(pk), held.get(pk, NOTHING)[1]
            if row is None and amount:
                yield f"账户 {pk}：{month} 已结账，月末没有对账，流水余额 {grouped(amount, 2)} 元"
            elif row is not None and (row.status, row.ledger_balance) != (ReconciliationStatus.MATCHED, amount):
                yield f"账户 {pk}：{month} 已结账，月末对账没有对平，或与流水余额 {grouped(amount, 2)} 元不符"
        total = sum((amount for _count, amount in held.values()), Decimal(0))
        confirmed = sum((row.bank_balance - row.explained for row in rows.values()), Decimal(0))
        if total != confirmed:
            yield f"{month}：各账户余额合计 {grouped(total, 2)} 元，银行确认合计 {grouped(confirmed, 2)} 元"


BANK_RULES: dict[str, Callable[[], Sentences]] = {
    "对账单与监管流水一致": lines_are_booked_as_they_stand,
    "对账单明细与导入时一致": lines_are_as_they_came,
    "对账单逐日与银行余额衔接": days_of_statements_hang_together,
    "对账差异全部说明": reconciliations_close_to_zero,
    "结账月份的余额均经银行确认": closed_months_are_confirmed,
}
