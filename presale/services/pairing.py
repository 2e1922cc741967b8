"""Bank lines and ledger entries that are the same movement: the same account, serial, day and amount."""
from presale.enums import LineStatus
from presale.models import EscrowAccount, LedgerEntry, StatementLine


def pair_entry(entry: LedgerEntry) -> LedgerEntry:
    """Join a new entry with the line in which the bank states it, when that has been imported already."""
    same = StatementLine.objects.filter(
        account=entry.account_id, serial=entry.bank_serial, booked_on=entry.booked_on, amount=entry.amount,
        status=LineStatus.OPEN,
    )
    same.update(status=LineStatus.BOOKED, entry=entry)
    return entry


def pair(account: EscrowAccount) -> int:
    """Join every open line with the entry that was made before it came, and return how many there were."""
    lines = {line.serial: line for line in account.lines.filter(status=LineStatus.OPEN)}
    known = account.entries.filter(bank_serial__in=lines, line=None).order_by("seq") if lines else ()
    paired = 0
    for entry in known:
        line = lines[entry.bank_serial]
        if (line.booked_on, line.amount) == (entry.booked_on, entry.amount):
            pair_entry(entry)
            paired += 1
    return paired
