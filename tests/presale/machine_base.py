"""What every part of the machine stands on: the account, its model, and the comparison after every deed."""
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import time_machine
from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from housing_portal.kit import clock
from housing_portal.kit.errors import NeedsReason, ServiceError
from presale.enums import EntryKind, NodeCode, NodeForm, PayeeKind
from presale.models import EscrowAccount, LedgerEntry, Refund, Release, StatementLine
from presale.services import receipts
from presale.services.position import position
from tests.material import pdf_bytes
from tests.presale import builders, statements
from tests.presale.books import WHOLE, Books, Movement, Quota, yuan
from tests.presale.machine_bankbooks import Row
from tests.presale.payments import People
from tests.presale.sums import breaches, state_of

QUOTA = 1_000_000  # 分
AMOUNTS = st.integers(1, 400_000) | st.sampled_from([1, QUOTA, QUOTA * 4 // 10, 2_000_000])
ASKED = st.integers(1, 150_000) | st.sampled_from([1, 400_000, 2_000_000])
PLACES = st.integers(0, 10**6)
START = date(2026, 5, 20)
OPENED = date(2026, 5, 1)
NODES = ((NodeCode.HALF, 6000), (NodeCode.TOPOUT, 3333))
WHOSE = ("sold", "ended")
BUYER = "周小静"
PAPER = [("文书.pdf", pdf_bytes("文书"))]


class Base(RuleBasedStateMachine):
    """Deeds over the real services; ``people`` and ``house`` are set by the test that runs the machine."""

    people: People
    house: dict[str, Any]  # the building, and a contract that is in force and one that has ended
    seen: Counter[tuple[str, bool]] = Counter()  # the deed, and whether it went through

    def __init__(self) -> None:
        super().__init__()
        self.serial = count(1)
        self.clock = time_machine.travel(self.noon(START), tick=False)
        self.traveller = self.clock.start()
        self.undo = transaction.atomic()
        self.undo.__enter__()

    def teardown(self) -> None:
        try:
            if hasattr(self, "books"):
                self.wind_up()
        finally:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)
            self.clock.stop()

    @initialize(capped=st.booleans())
    def open(self, capped: bool) -> None:
        people, self.building = self.people, self.house["building"]
        self.contracts = {name: self.house[name] for name in WHOSE}
        self.account = builders.account(
            self.building, by=people.clerk, other=people.director, quota=yuan(QUOTA), opened_on=OPENED,
            signed_on=OPENED, of_rules=builders.rules(
                people.clerk, people.director, form=NodeForm.CEILING if capped else NodeForm.RETAIN,
                nodes=[(code, WHOLE - share if capped else share) for code, share in NODES],
            ),
        )
        statements.laid_out(self.account, people.clerk)
        self.payees = [builders.payee(self.account, by=people.clerk, confirmed_by=people.chief, kind=kind)
                       for kind in (PayeeKind.CONTRACTOR, PayeeKind.WAGES)]
        self.books = Books(OPENED, START, {code.value: share for code, share in NODES}, capped)
        self.books.quotas.append(Quota(QUOTA, builders.OPENED))
        self.entries: list[int] = []
        self.receive(2 * QUOTA, "sold", known=True)
        self.receive(QUOTA // 2, "ended", known=True)

    # -- tools -------------------------------------------------------------------------------------------

    @staticmethod
    def noon(day: date) -> datetime:
        return datetime(day.year, day.month, day.day, 12, tzinfo=clock.SHANGHAI)

    def new(self) -> str:
        return f"M{next(self.serial):08}"

    @staticmethod
    def pick(place: int, known: list[int], right: list[int]) -> int:
        """Choose one, as a rule of those for which the deed is meant: by chance alone few would be."""
        pool = right if right and place % 4 else known
        return pool[place // 4 % len(pool)]

    def goes(self, expected: bool, deed: Callable[..., Any], **facts: Any) -> Any:
        """Do it; whether it goes through must be what the model said, and a refusal must leave no trace."""
        before = state_of(self.account.pk)
        try:
            with transaction.atomic():
                done = deed(**facts)
        except (ServiceError, NeedsReason) as refusal:
            assert not expected, f"{deed.__name__} should have gone through: {refusal.sentence}"
            assert (refusal.sentence != "", state_of(self.account.pk)) == (True, before)
            self.seen[deed.__name__, False] += 1
            return None
        assert expected, f"{deed.__name__} should have been refused"
        self.seen[deed.__name__, True] += 1
        return done

    def booked(self, movement: Movement, entry: LedgerEntry, *, known: bool = True) -> None:
        """Write an entry into the model; ``known``: the bank has booked it as well."""
        self.books.movements.append(movement)
        self.entries.append(entry.pk)
        if known:
            self.books.bank.rows.append(Row(movement.serial, movement.on, movement.cents, entry.counterparty))

    def pass_to(self, day: date) -> None:
        self.books.today = day
        self.traveller.move_to(self.noon(day))

    @property
    def today(self) -> date:
        return self.books.today

    @property
    def tomorrow(self) -> date:
        return self.books.today + timedelta(days=1)

    @property
    def last_month_end(self) -> date:
        return self.books.today.replace(day=1) - timedelta(days=1)

    def receive(self, cents: int, whose: str, *, known: bool, slip: int = 0) -> None:
        """Book money that came in; ``whose`` is the contract it was paid for, if anybody says so.

        ``known``: the bank has booked it too; ``slip`` is by how much the bureau has got it wrong.
        """
        serial = self.new()
        contract = self.contracts.get(whose)
        entry = self.goes(
            True, receipts.record_receipt, actor=self.people.finance, account=self.account, booked_on=self.today,
            kind=EntryKind.DOWN if contract else EntryKind.OTHER, amount=yuan(cents), bank_serial=serial,
            token=serial, payer=BUYER, contract_no=contract.contract_no if contract else "",
        )
        self.booked(Movement("receipt", cents, self.today, serial, whose), entry, known=known)
        if known:
            self.books.bank.rows[-1].cents += slip

    def wind_up(self) -> None:
        """Bring everything to its end; the part that does so knows all others."""
        raise NotImplementedError

    # -- after every deed --------------------------------------------------------------------------------

    @invariant()
    def the_books_are_those_of_the_model(self) -> None:
        books = self.books
        account = EscrowAccount.objects.select_related("rules").get(pk=self.account.pk)
        assert (account.balance, account.reserved, account.received, account.released, account.unidentified) == tuple(
            map(yuan, (books.balance, books.reserved, books.received, books.released, books.unidentified)))
        assert (account.status, account.last_seq) == ("paused" if books.paused else "active", len(books.movements))
        working = position(account)
        assert (working.quota, working.node_quota, working.cash_quota, working.frozen, working.usable, working.pending,
                working.available) == tuple(map(yuan, (
                    books.quota, -(-books.quota * books.share // WHOLE), books.cash_quota, books.frozen, books.usable,
                    books.pending, books.free(books.pending))))
        for model, known in ((Release, books.releases), (Refund, books.refunds), (StatementLine, books.bank.lines)):
            assert dict(model.objects.filter(account=account).values_list("pk", "status")) == {
                pk: one.state for pk, one in known.items()}
        assert breaches(connection) == {}
