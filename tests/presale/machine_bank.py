"""The bank's side: statements that say less, more or something else than the ledger, and the days that must agree."""
from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from presale.enums import EntryKind
from presale.models import LineAnswer, Reconciliation, StatementLine
from presale.services import answers, lines, months, reconciliations
from presale.services.statements import import_statement
from tests.presale import statements
from tests.presale.books import Movement, yuan
from tests.presale.machine_bankbooks import Day, File, Row, Stated
from tests.presale.machine_base import AMOUNTS, BUYER, PAPER, PLACES, Base

SAID = tuple[Row, int]  # a movement, and the balance that the bank states after it


class Bankside(Base):
    # -- statements --------------------------------------------------------------------------------------

    @rule(cents=AMOUNTS)
    def only_the_bank_knows(self, cents: int) -> None:
        """Money comes in, and nobody has told the bureau yet."""
        self.books.bank.rows.append(Row(self.new(), self.today, cents, BUYER))

    @rule(days=st.integers(0, 40))
    def take_statement(self, days: int) -> None:
        """Import the statement of the last days; lines that are known come to nothing."""
        first = max(self.books.opened_on, self.today - timedelta(days=days))
        self.imported(first, self.today, self.books.bank.statement(first, self.today))

    @precondition(lambda self: self.books.bank.stated)
    @rule(cents=AMOUNTS)
    def contradict(self, cents: int) -> None:
        """The bank states a known line once more, and otherwise: that is kept beside the first, and asked about."""
        known, said = self.books.bank.stated[-1], []
        for row, balance in self.books.bank.statement(known.on, known.on):
            if row.serial == known.serial:
                cents += row.cents + cents == 0
                said.append((Row(row.serial, row.on, row.cents + cents, BUYER), balance + cents))
                break
            said.append((row, balance))
        self.imported(known.on, known.on, said)

    def imported(self, first: date, last: date, said: list[SAID]) -> None:
        bank, eve = self.books.bank, first - timedelta(days=1)
        content = statements.text([
            (row.serial, row.on, *((yuan(row.cents), "") if row.cents > 0 else ("", yuan(-row.cents))), yuan(balance),
             row.payer, "") for row, balance in said
        ])
        closing = said[-1][1] if said else bank.balance_at(eve)
        heard = (first, last, content) in bank.heard  # the same file again is the file of the first time
        file = self.goes(
            heard or bank.takes(said, eve), import_statement, actor=self.people.finance, account=self.account,
            content=content, name="对账单.csv", from_on=first, to_on=last, closing=None if said else yuan(closing),
        )
        if file is None or heard:
            assert file is None or file.pk in bank.files
            return
        bank.heard.add((first, last, content))
        fresh = [one for row, balance in said if (one := bank.told(row, balance)) is not None]
        made = list(StatementLine.objects.filter(file=file).order_by("pk"))
        assert [(one.serial, one.booked_on, one.amount, one.balance) for one in made] == [
            (one.serial, one.on, yuan(one.cents), yuan(one.balance)) for one in fresh]
        bank.files[file.pk] = File(first, last, closing, fresh)
        bank.lines.update(zip([one.pk for one in made], fresh, strict=True))
        bank.pair(self.books.movements)

    @precondition(lambda self: self.books.bank.in_question())
    @rule(place=PLACES)
    def ask_the_bank(self, place: int) -> None:
        pks = self.books.bank.in_question()
        self.answer(pks[place % len(pks)])

    def answer(self, pk: int) -> None:
        """The bank stands by what it said first; where the ledger said otherwise, the ledger is corrected."""
        people, line = self.people, self.books.bank.lines[pk]
        accept = line.state == "disputed"
        answer = self.goes(
            True, answers.answer_line, actor=people.finance, line=StatementLine.objects.get(pk=pk), document="复函",
            choice="accept" if accept else "keep", reason="银行来函", evidence=PAPER,
        )
        self.goes(False, answers.confirm_answer, actor=people.finance, answer=answer)
        at = next((n for n, one in enumerate(self.books.movements) if one.serial == line.serial), None)
        may = not (accept and self.books.is_closed(line.on))
        if self.goes(may, answers.confirm_answer, actor=people.chief, answer=answer) is None:
            self.goes(True, answers.return_answer, actor=people.chief, answer=answer, reason="月份已结账")
        elif not accept:
            line.state = "void"
        else:
            self.correct(at, line, answer)

    def correct(self, at: int, line: Stated, answer: LineAnswer) -> None:
        """What was booked wrongly is reversed, and booked anew for whom it was."""
        wrong, made = self.books.movements[at], list(self.account.entries.order_by("seq")[len(self.entries):])
        if not wrong.reversed:
            wrong.reversed = wrong.corrected = True
            undone = made.pop(0)
            self.booked(Movement("reversal", -wrong.cents, wrong.on, undone.bank_serial, corrected=True), undone,
                        known=False)
        self.booked(Movement(wrong.kind, line.cents, line.on, made[0].bank_serial, wrong.matched or wrong.whose),
                    made[0], known=False)
        line.state = "booked"
        assert [one.bank_serial for one in made] == [f"{line.serial}/更正{answer.pk}"]

    # -- lines -------------------------------------------------------------------------------------------

    @precondition(lambda self: self.books.bank.lines)
    @rule(place=PLACES, whose=st.sampled_from(["", "sold", "ended"]))
    def book_line(self, place: int, whose: str) -> None:
        self.book(self.a_line(place), whose)

    def a_line(self, place: int) -> int:
        lines = self.books.bank.lines
        return self.pick(place, sorted(lines), [pk for pk, one in lines.items() if one.state in ("open", "ignored")])

    def book(self, pk: int, whose: str) -> None:
        """Book a line as what it states; money that went out needs a payment under way."""
        books, line = self.books, self.books.bank.lines[pk]
        contract = self.contracts.get(whose)
        may = (line.state == "open" and line.cents > 0 and not books.is_closed(line.on)
               and line.serial not in {one.serial for one in books.movements})
        entry = self.goes(
            may, lines.book_line, actor=self.people.finance, line=StatementLine.objects.get(pk=pk),
            kind=EntryKind.DOWN if contract else EntryKind.OTHER, contract_no=contract.contract_no if contract else "",
        )
        if entry is not None:
            self.booked(Movement("receipt", line.cents, line.on, line.serial, whose), entry, known=False)
            books.bank.pair(books.movements)

    @precondition(lambda self: self.books.bank.lines)
    @rule(place=PLACES)
    def leave_out(self, place: int) -> None:
        """Leave a line out, or take it up again."""
        pk = self.a_line(place)
        line, given = self.books.bank.lines[pk], StatementLine.objects.get(pk=pk)
        if line.state == "ignored":
            self.take_up(pk)
        elif self.goes(line.state == "open", lines.ignore_line, actor=self.people.finance, line=given,
                       reason="待查") is not None:
            line.state = "ignored"

    def take_up(self, pk: int) -> None:
        self.goes(True, lines.reopen_line, actor=self.people.finance, line=StatementLine.objects.get(pk=pk))
        self.books.bank.lines[pk].state = "open"

    # -- the days ----------------------------------------------------------------------------------------

    @rule(days=st.integers(0, 40))
    def reconcile(self, days: int) -> None:
        self.compare(self.today - timedelta(days=days))

    def compare(self, on: date) -> Day | None:
        """Compare a day; what does not agree stops the payments, and what was explained before is taken back."""
        books = self.books
        may = on >= books.opened_on and books.bank.covering(on) != []
        if self.goes(may, reconciliations.reconcile, actor=self.people.finance, account=self.account, day=on) is None:
            return None
        books.bank.pair(books.movements)
        found, is_new = books.bank.compare(books.movements, on)
        books.paused = books.paused or (is_new and found.state == "diff")
        row = Reconciliation.objects.get(account=self.account, day=on)
        assert (row.status, row.difference, row.explained, row.ledger_balance, row.bank_balance) == (
            found.state, yuan(found.difference), yuan(found.explained), yuan(found.sides[2]), yuan(found.sides[5]))
        return found

    @precondition(lambda self: self.books.bank.days)
    @rule(place=PLACES, whole=st.sampled_from([True, True, False]))
    def explain(self, place: int, whole: bool) -> None:
        """Explain a difference, wholly or not, and let another close it: which he does when nothing is left open."""
        days = sorted(self.books.bank.days)
        self.settle(days[place % len(days)], whole)

    def settle(self, on: date, whole: bool) -> None:
        known = self.books.bank.days[on]
        row = Reconciliation.objects.get(account=self.account, day=on)
        left = known.difference - known.explained + (not whole)
        is_open = known.state in ("diff", "explained")
        for amount in [left] if left else [1, -1]:  # both sides may come to the same by two faults
            if self.goes(is_open, reconciliations.explain, actor=self.people.finance, reconciliation=row,
                         amount=yuan(amount), cause="在途") is not None:
                known.explained, known.state = known.explained + amount, "explained"
        may = known.state == "explained" and known.explained == known.difference and not self.books.bank.in_question(on)
        if self.goes(may, reconciliations.close_difference, actor=self.people.chief, reconciliation=row) is not None:
            known.state = "matched"

    @rule()
    def bring_in_order(self) -> None:
        """Take the bank's word for everything, book what is missing, explain the rest, and go on."""
        for pk in self.books.bank.in_question():
            self.answer(pk)
        self.take_statement((self.today - self.books.opened_on).days)
        for pk in [pk for pk, one in self.books.bank.lines.items() if one.state == "open"]:
            self.book(pk, "")
        found = self.compare(self.today)
        if found.state != "matched":
            self.settle(self.today, True)
        self.resume()

    @rule(first=st.booleans())
    def close_month(self, first: bool) -> None:
        """Close a month for good: it is over, and its last day agrees with the bank and has not changed since."""
        books, on = self.books, self.last_month_end
        if first and on >= books.opened_on:
            self.imported(books.opened_on, on, books.bank.statement(books.opened_on, on))
            found = self.compare(on)
            if found.state != "matched":
                self.settle(on, True)
        month = books.next_month
        last = months.last_of(month)
        known = books.bank.days.get(last)
        may = (last < self.today and known is not None and known.state == "matched"
               and known.sides == books.bank.sides(books.movements, last) and not books.bank.in_question(last))
        if self.goes(may, months.close_month, actor=self.people.finance, first=month) is not None:
            books.closed.add(last)
