"""What it costs to book a deposit and a release behind 100 and behind 100,000 entries: ``python -m benchmarks.escrow``.

Fills the database of ``benchmarks.settings`` unless it holds the demonstration already. A commit that writes one row
alone stands beside them: on SQLite most of it is waiting for the disk.
"""
import os
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import count, islice

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from benchmarks.__main__ import quietly  # noqa: E402
from benchmarks.timing import wall_and_cpu  # noqa: E402
from housing_portal.accounts.models import User  # noqa: E402
from housing_portal.kit import clock  # noqa: E402
from housing_portal.kit.secrecy import signature  # noqa: E402
from presale import ledger  # noqa: E402
from presale.enums import AccountStatus, EntryKind, Purpose, ReleaseStatus  # noqa: E402
from presale.models import EscrowAccount, LedgerEntry, NodeCertification, Release  # noqa: E402
from presale.services import approvals, payouts, receipts, releases  # noqa: E402
from reports.demo.escrow_desk import PAPER  # noqa: E402

SIZES, REPEATS, LIMIT, GROWTH = (100, 100_000), 40, 20, 2  # entries, times, milliseconds, times as long
DEPOSIT, RELEASE = "入账", "拨付"  # what books: the limit is theirs
BLOCK = 2_000
_numbers = count(int(clock.now().timestamp() * 1000))  # a second run on the same database books other serials


class Bench:
    """The people of the demonstration at work on the first of its accounts that pays."""

    def __init__(self) -> None:
        self.who = {user.username: user for user in User.objects.all()}
        self.account = EscrowAccount.objects.filter(
            status=AccountStatus.ACTIVE, releases__status=ReleaseStatus.PAID
        ).order_by("pk")[0]
        self.node = NodeCertification.objects.certified().filter(building__in=self.account.buildings.all()).first()

    def grow(self, size: int) -> None:
        """Add chained entries until the account has ``size``; the triggers check each of them."""
        account = EscrowAccount.objects.get(pk=self.account.pk)
        rows = self._following(account, size - account.last_seq)
        with transaction.atomic():
            while block := list(islice(rows, BLOCK)):
                LedgerEntry.objects.bulk_create(block)
            account.save(update_fields=["last_seq", "balance", "received", "head"])
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _following(self, account: EscrowAccount, how_many: int) -> Iterator[LedgerEntry]:
        for _one in range(how_many):
            serial = f"G{next(_numbers)}"
            entry = LedgerEntry(
                account=account, seq=account.last_seq + 1, kind=EntryKind.DOWN, amount=Decimal("100.00"),
                balance_after=account.balance + 100, booked_on=clock.today(), bank_serial=serial, token=serial,
                recorded_by=self.who["finance"], recorded_at=clock.now(), prev_hash=account.head,
            )
            entry.hash = signature(ledger.CHAIN, ledger.content(entry))
            account.last_seq, account.balance, account.head = entry.seq, entry.balance_after, entry.hash
            account.received += entry.amount
            yield entry

    def deposit(self) -> None:
        serial = f"D{next(_numbers)}"
        receipts.record_receipt(
            actor=self.who["finance"], account=self.account, kind=EntryKind.OTHER, amount=Decimal(10),
            booked_on=clock.today(), bank_serial=serial, token=serial,
        )

    def commit(self) -> None:
        EscrowAccount.objects.filter(pk=self.account.pk).update(note=f"{next(_numbers)}")

    def verified(self) -> Release:
        clerk, finance, payee = self.who["clerk"], self.who["finance"], self.account.payees.first()
        one = releases.draft_release(
            actor=clerk, account=self.account, node=self.node, building=None, amount=Decimal(1), payee=payee,
            purpose=Purpose.PROGRESS, contract_doc="合同", applicant="马建国", applied_on=clock.today(), evidence=PAPER,
        )
        one = releases.submit_release(actor=clerk, release=one, revision=one.revision)
        one = releases.accept_release(actor=clerk, release=one, revision=one.revision)
        return releases.verify_release(actor=finance, release=one, revision=one.revision, approved_amount=one.amount)

    def approve(self, one: Release) -> Release:
        return approvals.approve_release(actor=self.who["deputy"], release=one, revision=one.revision)

    def pay(self, one: Release) -> None:
        serial = f"P{next(_numbers)}"
        payouts.pay_release(actor=self.who["finance"], release=one, revision=one.revision, amount=one.approved_amount,
                            booked_on=clock.today(), bank_serial=serial, token=serial)

    def sent(self, one: Release) -> Release:
        one = payouts.notify_release(actor=self.who["clerk"], release=one, revision=one.revision)
        return payouts.instruct_release(actor=self.who["clerk"], release=one, revision=one.revision)

    def measure(self) -> dict[str, tuple[float, float]]:
        """Return the median of each deed in milliseconds, on the clock and of the processor."""
        waiting = [self.verified() for _one in range(REPEATS + 1)]
        approved: list[Release] = []
        found = {"只提交": wall_and_cpu(self.commit, REPEATS), DEPOSIT: wall_and_cpu(self.deposit, REPEATS)}
        found["批准"] = wall_and_cpu(_each(waiting, lambda one: approved.append(self.approve(one))), REPEATS)
        found[RELEASE] = wall_and_cpu(_each([self.sent(one) for one in approved], self.pay), REPEATS)
        return found


def _each(releases_: list[Release], deed: Callable[[Release], object]) -> Callable[[], object]:
    """Return a call that does the deed to the next one."""
    rest = iter(releases_)
    return lambda: deed(next(rest))


def main() -> int:
    quietly("migrate", verbosity=0)
    if not EscrowAccount.objects.exists():
        quietly("demo")
    bench, found = Bench(), {}
    for size in SIZES:
        bench.grow(size)
        found[size] = bench.measure()
    print(f"== escrow on {connection.vendor}: median ms of {REPEATS}, on the clock (CPU) behind so many entries; "
          f"{DEPOSIT} and {RELEASE} at most {LIMIT} and ×{GROWTH}")
    print(f"{'':<12}" + "".join(f"{size:>20,}" for size in SIZES))
    missed = False
    for deed in found[SIZES[0]]:
        taken = [found[size][deed] for size in SIZES]
        wall = [one[0] for one in taken]
        slow = deed in (DEPOSIT, RELEASE) and (wall[-1] > LIMIT or wall[-1] > GROWTH * wall[0])
        missed |= slow
        print(f"{deed:<10}" + "".join(f"{wall:>12.1f} ({cpu:>5.1f})" for wall, cpu in taken) + "  MISSED" * slow)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
