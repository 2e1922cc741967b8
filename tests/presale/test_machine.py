"""Random deeds on an account beside a plain model: the model says what goes through, SQL says what is in the books.

`make proof` takes 10,000 steps with fresh seeds; the suite takes a few hundred, always the same.
"""
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from housing_portal.accounts.models import User
from housing_portal.kit import scope
from housing_portal.registry.models import Building
from presale.models import EscrowAccount, Refund, Release
from presale.services import accounts, endings
from presale.services.position import position
from presale.standing import Standings
from reports.rules.escrow import ESCROW_RULES
from tests.material import pdf_bytes
from tests.presale.books import yuan
from tests.presale.machine_bank import Bankside
from tests.presale.machine_facts import Facts
from tests.presale.machine_invariants import INVARIANTS, MODEL, SQL, VERIFY
from tests.presale.machine_orders import Orders
from tests.presale.machine_terms import Terms
from tests.presale.machine_walk import WALK
from tests.presale.payments import People
from tests.presale.sums import QUESTIONS, breaches
from tests.transactions import builders as market
from transactions.services import endings as contract_endings

pytestmark = pytest.mark.django_db
STEPS = 10_000 if "PROOF" in os.environ else 0
LENGTH = 50
STEPS_TO_THE_BANK = 6
EXAMPLES = STEPS // LENGTH or 9
# all deeds of the machine
DEEDS = {
    "record_receipt", "reverse_entry", "record_deduction", "match_receipt", "unmatch_receipt", "propose_quota",
    "approve_quota", "end_quota", "apply_node", "inspect_node", "certify_node", "void_node", "propose_letter",
    "confirm_letter", "end_letter", "end_run_out", "lay_freeze", "confirm_freeze", "reject_freeze",
    "release_freeze", "confirm_release", "refuse_release", "extend_freeze", "effect_freeze", "step_in_all", "pause",
    "resume", "handle_alert", "draft_release", "submit_release", "accept_release", "verify_release",
    "approve_release", "approve_top", "reject_top", "return_release", "cancel_release", "notify_release",
    "instruct_release", "pay_release", "fail_release", "draft_refund", "submit_refund", "check_refund",
    "approve_refund", "reject_refund", "instruct_refund", "pay_refund", "fail_refund", "cancel_refund",
    "import_statement", "answer_line", "confirm_answer", "book_line", "ignore_line", "reopen_line", "reconcile",
    "explain", "close_difference", "close_month", "apply_end", "approve_end", "settle_account", "close_account",
}
# and what few steps come by for certain
CORE = {
    "record_receipt", "import_statement", "reconcile", "resume", "submit_release", "approve_release", "pay_release",
    "submit_refund", "approve_refund", "pay_refund", "settle_account", "close_account",
}
REFUSED = {"record_receipt", "submit_release"}


class Machine(Facts, Terms, Orders, Bankside):
    """All deeds together, and the end of the account."""

    @rule(cents=st.integers(1, 50_000), back=st.booleans())
    def carry_through(self, cents: int, back: bool) -> None:
        """Take one order from its draft to the bank, as far as it goes: by chance alone few would come so far."""
        self.bring_in_order()
        if back:
            self.ask_back(cents, "ended")
            model, turn, known = Refund, self.turn_back, self.books.refunds
        else:
            self.ask(cents, "half", False, 0)
            model, turn, known = Release, self.turn, self.books.releases
        for pk in [*known][-1:] * STEPS_TO_THE_BANK:
            turn(model.objects.get(pk=pk), "on")

    def wind_up(self) -> None:
        """Bring everything under way to its end; then the account is closed, if nothing is missing in it.

        That overviews read the same of it as its own page, and that verify finds nothing, is looked at here. One
        release and one refund go first, since by chance alone a short run may come by none.
        """
        self.carry_through(100, False)
        self.carry_through(100, True)
        self.give_up()
        for at in self.nameless():
            if not self.books.movements[at].matched and not self.books.movements[at].reversed:
                self.name(at, "sold")
        for _freeze in self.books.freezes:
            self.confirm(1, True)
            self.lift(1, True)
        at_bank = {row.serial for row in self.books.bank.rows}
        for at, one in [*enumerate(self.books.movements)]:
            if one.kind == "receipt" and not one.reversed and "/" not in one.serial and one.serial not in at_bank:
                self.undo_entry(at, known=False)
        self.pass_to(self.tomorrow)
        for pk in [pk for pk, one in self.books.bank.lines.items() if one.state == "ignored"]:
            self.take_up(pk)
        self.bring_in_order()
        self.the_books_are_those_of_the_model()
        assert {row.account.pk: row.working for row in Standings(scope.current()).rows} == {
            one.pk: position(one) for one in EscrowAccount.objects.all()}
        self.end()
        assert [sentence for ask in ESCROW_RULES.values() for sentence in ask()] == []

    def end(self) -> None:
        account, people, books = self.account, self.people, self.books
        Building.objects.filter(pk=self.building.pk).update(completed_on=self.today, registered_on=self.today)
        may = books.balance >= 0 and not books.unidentified and books.in_order and books.bank.is_even
        if self.goes(may, endings.apply_end, actor=people.clerk, account=account) is None:
            return
        self.goes(False, accounts.pause, actor=people.chief, account=account, reason="核查")
        self.goes(True, endings.approve_end, actor=people.deputy, account=account)
        self.goes(books.balance == 0, endings.close_account, actor=people.chief, account=account, closed_on=self.today)
        if books.balance:
            serial = self.new()
            self.goes(True, endings.settle_account, actor=people.finance, account=account, booked_on=self.today,
                      bank_serial=serial, token=serial)
            self.goes(True, endings.close_account, actor=people.chief, account=account, closed_on=self.today)
        assert EscrowAccount.objects.values_list("status", "balance", "reserved").get(pk=account.pk) == (
            "closed", yuan(0), yuan(0))
        assert breaches(connection) == {}


@pytest.fixture
def machine(
    clerk: User, chief: User, finance: User, deputy: User, director: User, person: Callable[..., User],
) -> Iterator[type[Machine]]:
    """Return the machine with its people and its house."""
    building = market.building(market.estate())
    market.permit(building, by=clerk)
    sold, ended = (market.filed(market.room(building, number), clerk, chief) for number in ("1501", "1502"))
    asked = contract_endings.request_cancel(
        actor=clerk, contract=ended, end_reason="agreed", reason="双方协商", evidence=[("协议.pdf", pdf_bytes("协议"))],
        loan_release="待退款后结清",
    )
    Machine.people = People(clerk, chief, finance, deputy, director, person("chief"))
    Machine.house = {"building": building, "sold": sold,
                     "ended": contract_endings.approve_cancel(actor=chief, contract=asked)}
    yield Machine
    Machine.seen.clear()


def test_every_deed_in_turn(machine: type[Machine]) -> None:
    walker = machine()
    walker.open(capped=False)
    for name, *facts in WALK:
        getattr(walker, name)(*facts)
        walker.the_books_are_those_of_the_model()
    walker.teardown()
    assert {deed for deed, went in machine.seen if went} == DEEDS


def test_no_deed_breaks_the_books(machine: type[Machine]) -> None:
    run_state_machine_as_test(machine, settings=settings(
        max_examples=EXAMPLES, stateful_step_count=LENGTH, deadline=None, derandomize=not STEPS, database=None,
        suppress_health_check=list(HealthCheck), print_blob=True,
    ))
    done, refused = ({deed for deed, went in machine.seen if went is wanted} for wanted in (True, False))
    assert (CORE - done, REFUSED - refused) == (set(), set())


def test_every_invariant_is_proved_where_the_table_says() -> None:
    assert list(INVARIANTS) == [f"I{number:02}" for number in range(1, 27)]
    asked = {name.partition(" ")[0] for name in QUESTIONS} & set(INVARIANTS)
    assert asked == {name for name, places in INVARIANTS.items() if SQL in places}
    for place in {place for places in INVARIANTS.values() for place in places} - {SQL, MODEL, VERIFY}:
        path, _colons, test = place.partition("::")
        assert f"def {test or 'test_'}" in (Path(__file__).parents[1] / path).read_text(encoding="utf-8")
