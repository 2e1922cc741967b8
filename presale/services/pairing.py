"""Bank lines and ledger entries that are the same movement: the same account, serial, day and amount.

The same serial with another day or amount is a question to the bank: the line waits for its answer.
"""
from django.db.models import Q

from housing_portal.kit.figures import grouped
from presale.enums import LineStatus
from presale.models import EscrowAccount, LedgerEntry, StatementLine


def pair_entry(entry: LedgerEntry) -> LedgerEntry:
    """Join a new entry with the line in which the bank states it, when that has been imported already."""
    serial = Q(serial=entry.bank_serial, corrected_serial="") | Q(corrected_serial=entry.bank_serial)
    for line in StatementLine.objects.filter(serial, account=entry.account_id, status=LineStatus.OPEN):
        _join(line, entry)
    return entry


def pair(account: EscrowAccount) -> int:
    """Join every open line with the entry that was made before it came, and return how many there were."""
    lines = {line.ledger_serial: line for line in account.lines.open()}
    known = account.entries.filter(bank_serial__in=lines, line=None).order_by("seq") if lines else ()
    return sum(_join(lines[entry.bank_serial], entry) for entry in known)


def _join(line: StatementLine, entry: LedgerEntry) -> bool:
    """Write down that both are the same movement, or that they should be and are not."""
    is_same = (line.booked_on, line.amount) == (entry.booked_on, entry.amount)
    if is_same:
        line.status, line.entry = LineStatus.BOOKED, entry
    else:
        line.status, line.note = LineStatus.DISPUTED, (
            f"第 {entry.seq} 笔用了同一流水号：{entry.booked_on}，{grouped(entry.amount, 2)} 元；内容不同，请与银行核对"
        )
    line.save(update_fields=["status", "entry", "note"])
    return is_same
