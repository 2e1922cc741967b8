"""What the bank and courts report: receipts, corrections, what was taken out, and whose the nameless money is."""
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from presale.enums import EntryKind
from presale.models import LedgerEntry
from presale.services import receipts
from tests.presale.books import Movement, yuan
from tests.presale.machine_base import AMOUNTS, PLACES, WHOSE, Base


class Facts(Base):
    @rule(cents=AMOUNTS, whose=st.sampled_from(["", *WHOSE]), known=st.sampled_from([True, True, True, False]),
          slip=st.sampled_from([0, 0, 0, 100]))
    def receipt(self, cents: int, whose: str, known: bool, slip: int) -> None:
        self.receive(cents, whose, known=known, slip=slip)

    @rule(place=PLACES, same=st.booleans(), with_token=st.booleans())
    def receive_again(self, place: int, same: bool, with_token: bool) -> None:
        """The same submission is the same entry; the same serial or token with other content is an error."""
        at = [n for n, one in enumerate(self.books.movements) if one.is_receipt]
        known = LedgerEntry.objects.get(pk=self.entries[at[place % len(at)]])
        again = self.goes(
            same and with_token, receipts.record_receipt, actor=self.people.finance, account=self.account,
            kind=known.kind, amount=known.amount + (0 if same else 1), booked_on=known.booked_on,
            bank_serial=known.bank_serial, token=known.token if with_token else self.new(), payer=known.counterparty,
            memo=known.memo, contract_no=known.contract.contract_no if known.contract else "",
        )
        assert again is None or again.pk == known.pk

    @rule(cents=AMOUNTS, late=st.booleans())
    def receive_on_another_day(self, cents: int, late: bool) -> None:
        """Nothing is booked in a closed month, before the account was opened, or tomorrow."""
        last, serial = self.last_month_end if late else self.tomorrow, self.new()
        entry = self.goes(
            late and last >= self.books.opened_on and not self.books.is_closed(last), receipts.record_receipt,
            actor=self.people.finance, account=self.account, kind=EntryKind.INTEREST, amount=yuan(cents),
            booked_on=last, bank_serial=serial, token=serial,
        )
        if entry is not None:
            self.booked(Movement("interest", cents, last, serial), entry, known=False)

    @rule(place=PLACES)
    def reverse(self, place: int) -> None:
        self.undo_entry(place % len(self.entries))

    def undo_entry(self, at: int, *, known: bool = True) -> None:
        """Reverse an entry; the bank does the same where it was ``known`` to it."""
        movement, entry = self.books.movements[at], LedgerEntry.objects.get(pk=self.entries[at])
        serial = self.new()
        undone = self.goes(
            movement.kind != "reversal" and not movement.reversed, receipts.reverse_entry, actor=self.people.finance,
            entry=entry, booked_on=self.today, bank_serial=serial, document="证明", token=serial, memo="错账",
        )
        if undone is not None:
            movement.reversed = True
            self.booked(Movement("reversal", -movement.cents, self.today, serial), undone, known=known)

    def deduct(self, cents: int) -> None:
        """A court takes what it takes; the account stands still afterwards."""
        serial = self.new()
        entry = self.goes(
            True, receipts.record_deduction, actor=self.people.finance, account=self.account, amount=yuan(cents),
            booked_on=self.today, bank_serial=serial, document="裁定", court="云岭县人民法院", token=serial,
            reason="入账未到",
        )
        self.books.paused = True
        self.books.taken += 1
        self.booked(Movement("deduction", -cents, self.today, serial), entry)

    def nameless(self) -> list[int]:
        return [n for n, one in enumerate(self.books.movements) if one.is_nameless]

    @precondition(lambda self: self.nameless())
    @rule(place=PLACES, whose=st.sampled_from(WHOSE))
    def match(self, place: int, whose: str) -> None:
        books, known = self.books, self.nameless()
        right = [at for at in known if not books.movements[at].matched and not books.movements[at].reversed]
        self.name(self.pick(place, known, right), whose)

    def name(self, at: int, whose: str) -> None:
        movement = self.books.movements[at]
        entry = LedgerEntry.objects.get(pk=self.entries[at])
        given = self.goes(
            not movement.matched and not movement.reversed, receipts.match_receipt, actor=self.people.finance,
            entry=entry, contract_no=self.contracts[whose].contract_no, kind=EntryKind.DOWN, basis="收据",
        )
        if given is not None:
            movement.matched = whose

    @precondition(lambda self: self.nameless())
    @rule(place=PLACES)
    def unmatch(self, place: int) -> None:
        known = self.nameless()
        at = self.pick(place, known, [at for at in known if self.books.movements[at].matched])
        movement, entry = self.books.movements[at], LedgerEntry.objects.get(pk=self.entries[at])
        if self.goes(movement.matched != "" and not movement.reversed, receipts.unmatch_receipt,
                     actor=self.people.finance, entry=entry, reason="认错") is not None:
            movement.matched = ""
