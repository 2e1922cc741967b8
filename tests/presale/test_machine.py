"""Random deeds on an account beside a plain model: the model says what goes through, SQL says what is in the books.

`make proof` takes 10,000 steps with fresh seeds; the suite takes a thousand, always the same.
"""
import os
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from presale import ledger
from presale.enums import EntryKind, LetterStatus, NodeCode, NodeStatus, Purpose
from presale.models import (
    ClosedMonth,
    EscrowAccount,
    Freeze,
    GuaranteeLetter,
    LedgerEntry,
    Match,
    NodeCertification,
    Release,
)
from presale.services import accounts, approvals, payouts, releases
from reports.escrow_rules import ESCROW_RULES
from tests.material import pdf_bytes
from tests.presale import builders
from tests.presale.books import Asked, Books, Movement, yuan
from tests.presale.payments import People
from tests.presale.sums import breaches, state_of
from tests.transactions import builders as market

pytestmark = pytest.mark.django_db
STEPS = 10_000 if "PROOF" in os.environ else 0
LENGTH = 50
EXAMPLES = STEPS // LENGTH or 20
QUOTA = 1_000_000  # 分
AMOUNTS = st.integers(1, 400_000) | st.sampled_from([1, QUOTA, QUOTA * 4 // 10, 2_000_000])
ASKED = st.integers(1, 150_000) | st.sampled_from([1, 400_000, 2_000_000])
PLACES = st.integers(0, 10**6)
UNDER_WAY = ("verified", "approved", "notified", "paying", "failed")
DEEDS = {"receive", "reverse", "deduct", "match", "unmatch", "resume", "submit_release", "accept_release",
         "verify_release", "approve_release", "approve_top", "notify_release", "instruct_release", "pay_release",
         "fail_release", "cancel_release"}
CORE = {"receive", "submit_release", "approve_release", "pay_release"}  # what few steps come by for certain
REFUSED = {"receive", "reverse", "match", "unmatch", "resume", "submit_release", "approve_release", "pay_release"}
NODES = ((NodeCode.HALF, 6000), (NodeCode.TOPOUT, 3333))


class Machine(RuleBasedStateMachine):
    """Deeds over the real services; ``people`` are set by the test that runs the machine."""

    people: People
    house: tuple[Any, Any]
    seen: Counter[tuple[str, bool]] = Counter()  # the deed, and whether it went through

    def __init__(self) -> None:
        super().__init__()
        self.serial = count(1)
        self.now = datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI)
        self.clock = time_machine.travel(self.now, tick=False)
        self.traveller = self.clock.start()
        self.undo = transaction.atomic()
        self.undo.__enter__()

    def teardown(self) -> None:
        try:
            if hasattr(self, "account"):
                assert [sentence for ask in ESCROW_RULES.values() for sentence in ask()] == []
        finally:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)
            self.clock.stop()

    @initialize()
    def open(self) -> None:
        building, self.contract = self.house
        people = self.people
        self.account = builders.account(
            building, by=people.clerk, other=people.director, quota=yuan(QUOTA), opened_on=date(2026, 5, 1),
            signed_on=date(2026, 5, 1), of_rules=builders.rules(people.clerk, people.director, nodes=NODES),
        )
        self.building = building
        self.payee = builders.payee(self.account, by=people.clerk, confirmed_by=people.chief)
        self.books = Books(QUOTA)
        self.node: NodeCertification | None = None
        self.entries: list[int] = []
        self.matches: dict[int, int] = {}
        self.receive(2 * QUOTA, True)
        self.certify()

    # -- tools -----------------------------------------------------------------------------------------

    def new(self) -> str:
        return f"M{next(self.serial):08}"

    def goes(self, expected: bool, deed: Callable[..., Any], **facts: Any) -> Any:
        """Do it; whether it goes through must be what the model said, and a refusal must leave no trace."""
        before = state_of(self.account.pk)
        try:
            with transaction.atomic():
                done = deed(**facts)
        except ServiceError as refusal:
            assert not expected, f"{deed.__name__} should have gone through: {refusal.sentence}"
            assert (refusal.sentence != "", state_of(self.account.pk)) == (True, before)
            self.seen[deed.__name__, False] += 1
            return None
        assert expected, f"{deed.__name__} should have been refused"
        self.seen[deed.__name__, True] += 1
        return done

    def waiting(self, *states: str) -> list[int]:
        return [pk for pk, one in self.books.releases.items() if one.state in states]

    def pick(self, place: int, *states: str) -> Release:
        pks = self.waiting(*states)
        return Release.objects.get(pk=pks[place % len(pks)])

    def step(self, deed: Callable[..., Release], by: User, release: Release, state: str, expected: bool = True,
             **facts: Any) -> bool:
        done = self.goes(expected, deed, actor=by, release=release, revision=release.revision, **facts)
        if done is not None:
            release.refresh_from_db()
            assert release.status == state
            self.books.releases[release.pk].state = state
        return done is not None

    def booked(self, movement: Movement, entry: LedgerEntry) -> None:
        self.books.movements.append(movement)
        self.entries.append(entry.pk)

    @property
    def today(self) -> date:
        return clock.today()

    # -- facts of the bank and of courts ---------------------------------------------------------------

    @rule(cents=AMOUNTS, named=st.booleans())
    def receive(self, cents: int, named: bool) -> None:
        serial = self.new()
        entry = self.goes(
            True, ledger.receive, actor=self.people.finance, account=self.account, booked_on=self.today,
            kind=EntryKind.DOWN if named else EntryKind.OTHER, amount=yuan(cents), bank_serial=serial,
            token=serial, contract=self.contract if named else None,
        )
        self.booked(Movement("receipt", cents, named), entry)

    @rule(place=PLACES, same=st.booleans(), with_token=st.booleans())
    def receive_again(self, place: int, same: bool, with_token: bool) -> None:
        """The same submission is the same entry; the same serial or token with other content is an error."""
        at = [n for n, one in enumerate(self.books.movements) if one.kind == "receipt"]
        known = LedgerEntry.objects.get(pk=self.entries[at[place % len(at)]])
        again = self.goes(
            same and with_token, ledger.receive, actor=self.people.finance, account=self.account,
            kind=EntryKind(known.kind), amount=known.amount + (0 if same else 1), booked_on=known.booked_on,
            bank_serial=known.bank_serial, token=known.token if with_token else self.new(), contract=known.contract,
        )
        assert again is None or again.pk == known.pk

    @rule(place=PLACES)
    def reverse(self, place: int) -> None:
        at = place % len(self.entries)
        movement, entry = self.books.movements[at], LedgerEntry.objects.get(pk=self.entries[at])
        serial = self.new()
        undone = self.goes(
            movement.kind != "reversal" and not movement.reversed, ledger.reverse, actor=self.people.finance,
            entry=entry, booked_on=self.today, bank_serial=serial, document="证明", token=serial, memo="错账",
        )
        if undone is not None:
            movement.reversed = True
            self.booked(Movement("reversal", -movement.cents), undone)

    def deduct(self, cents: int) -> None:
        """A court takes what it takes; the account stands still afterwards."""
        serial = self.new()
        entry = self.goes(
            True, ledger.deduct, actor=self.people.finance, account=self.account, amount=yuan(cents),
            booked_on=self.today, bank_serial=serial, document="裁定", court="云岭县人民法院", token=serial,
        )
        self.books.paused = True
        self.booked(Movement("deduction", -cents), entry)

    def resume(self) -> None:
        done = self.goes(self.books.paused, accounts.resume, actor=self.people.deputy, account=self.account,
                         reason="已核清")
        self.books.paused = self.books.paused and done is None

    def nameless(self) -> list[int]:
        return [n for n, one in enumerate(self.books.movements) if one.kind == "receipt" and not one.named]

    @precondition(lambda self: self.nameless())
    @rule(place=PLACES)
    def match(self, place: int) -> None:
        at = self.nameless()
        movement = self.books.movements[at[place % len(at)]]
        entry = LedgerEntry.objects.get(pk=self.entries[at[place % len(at)]])
        given = self.goes(not movement.matched and not movement.reversed, ledger.match, actor=self.people.finance,
                          entry=entry, contract=self.contract, kind=EntryKind.DOWN, reason="收据")
        if given is not None:
            movement.matched = True
            self.matches[given.pk] = at[place % len(at)]

    @precondition(lambda self: self.matches)
    @rule(place=PLACES)
    def unmatch(self, place: int) -> None:
        pk = sorted(self.matches)[place % len(self.matches)]
        movement, given = self.books.movements[self.matches[pk]], Match.objects.get(pk=pk)
        standing = not Match.objects.filter(undoes=given).exists()
        if self.goes(standing and not movement.reversed, ledger.unmatch, actor=self.people.finance, given=given,
                     reason="认错") is not None:
            movement.matched = False

    def freeze(self, cents: int) -> None:
        made = Freeze.objects.create(
            account=self.account, court="云岭县人民法院", case_no="案", doc_no="书", from_on=self.today,
            cap_amount=yuan(cents) if cents % 3 else None, recorded_by=self.people.clerk, recorded_at=clock.now(),
        )
        self.books.freezes[made.pk] = cents if cents % 3 else None

    def thaw(self) -> None:
        for pk in sorted(self.books.freezes)[:1]:
            Freeze.objects.filter(pk=pk).update(released_on=self.today)
            del self.books.freezes[pk]

    def letter(self, cents: int) -> None:
        number = self.new()
        GuaranteeLetter.objects.create(
            account=self.account, number=number, issuer=self.account.bank.organization, amount=yuan(cents),
            valid_from=self.today, valid_to=self.today + timedelta(days=900), status=LetterStatus.EFFECTIVE,
            confirmed_by=self.people.chief, recorded_by=self.people.clerk, recorded_at=clock.now(),
        )
        self.books.letters += cents

    @rule(what=st.sampled_from(["deduct", "freeze", "letter", "set_quota", "void"]), cents=AMOUNTS)
    def disturb(self, what: str, cents: int) -> None:
        """Let something happen that changes what may be paid."""
        if what == "void":
            self.void()
        else:
            getattr(self, what)(cents)

    @rule()
    def settle_down(self) -> None:
        self.resume()
        self.thaw()
        self.certify()

    # -- what the bureau sets ----------------------------------------------------------------------------

    def set_quota(self, cents: int) -> None:
        made = builders.quota_version(self.account, yuan(cents), by=self.people.clerk,
                                      approved_by=self.people.director)
        self.books.quota, self.books.quota_version = cents, made.version

    def certify(self) -> None:
        people = self.people
        if self.node is None:
            self.node = builders.certified(self.building, NODES[0][0], by=people.clerk,
                                           inspectors=(people.chief, people.inspector))
            self.books.share, self.books.node = NODES[0][1], self.node.pk

    def void(self) -> None:
        if self.node is not None:
            NodeCertification.objects.filter(pk=self.node.pk).update(status=NodeStatus.VOIDED)
            self.node, self.books.share, self.books.node = None, 10_000, None

    @rule(days=st.integers(1, 20))
    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)
        self.traveller.move_to(self.now)

    @rule()
    def close_last_month(self) -> None:
        last = self.today.replace(day=1) - timedelta(days=1)
        if last >= date(2026, 5, 1) and not ClosedMonth.objects.filter(last_day=last).exists():
            ClosedMonth.objects.create(first_day=last.replace(day=1), last_day=last, closed_by=self.people.finance,
                                       closed_at=clock.now())

    @rule(cents=AMOUNTS)
    def receive_late(self, cents: int) -> None:
        last = self.today.replace(day=1) - timedelta(days=1)
        serial = self.new()
        is_open = last >= date(2026, 5, 1) and not ClosedMonth.objects.filter(last_day=last).exists()
        entry = self.goes(is_open, ledger.receive, actor=self.people.finance, account=self.account, token=serial,
                          kind=EntryKind.DOWN, amount=yuan(cents), booked_on=last, bank_serial=serial,
                          contract=self.contract)
        if entry is not None:
            self.booked(Movement("receipt", cents), entry)

    # -- releases ----------------------------------------------------------------------------------------

    @rule(cents=ASKED)
    def ask(self, cents: int) -> None:
        node = self.node
        drafted = releases.draft_release(
            actor=self.people.clerk, account=self.account, node=node, amount=yuan(cents), payee=self.payee,
            purpose=Purpose.PROGRESS, contract_doc="合同", applicant="马建国", applied_on=self.today,
            evidence=[("合同.pdf", pdf_bytes(self.new()))],
        )
        asked = Asked(cents, self.books.node, self.books.quota_version, "draft")
        self.books.releases[drafted.pk] = asked
        may = self.books.may_submit(cents, on_node=asked.node is not None)
        if not self.step(releases.submit_release, self.people.clerk, drafted, "submitted", may):
            del self.books.releases[drafted.pk]
            return
        self.step(releases.accept_release, self.people.clerk, drafted, "accepted")
        self.step(releases.verify_release, self.people.finance, drafted, "verified", approved_amount=yuan(cents))

    @precondition(lambda self: self.waiting(*UNDER_WAY))
    @rule(place=PLACES, steps=st.lists(st.sampled_from(["on", "on", "on", "on", "amount", "fail", "cancel", "hand"]),
                                       min_size=1, max_size=5))
    def take(self, place: int, steps: list[str]) -> None:
        """Take the next steps of a release, or another turn, as far as they lead."""
        release = self.pick(place, *UNDER_WAY)
        for step in steps:
            if step == "cancel":
                self.cancel(release)
            elif step == "hand" and release.status == "verified":
                self.step(approvals.approve_release, self.people.finance, release, "approved", False)
            elif step == "fail" and release.status == "paying":
                self.step(payouts.fail_release, self.people.finance, release, "failed", reason="户名不符")
            elif release.status == "verified":
                self.approve(release)
            elif release.status == "paying":
                self.pay(release, other_amount=step == "amount")
            elif release.status in UNDER_WAY:
                self.send(release)
            release = Release.objects.get(pk=release.pk)

    def approve(self, release: Release) -> None:
        may, state = self.books.may_approve(release.pk), "signed" if approvals.why_director(release) else "approved"
        if self.step(approvals.approve_release, self.people.deputy, release, state, may) and state == "signed":
            self.step(approvals.approve_top, self.people.director, release, "approved")

    def send(self, release: Release) -> None:
        may = self.books.may_go_on(release.pk)
        if release.status == "approved":
            self.step(payouts.notify_release, self.people.clerk, release, "notified", may)
        else:
            self.step(payouts.instruct_release, self.people.clerk, release, "paying", may)

    def pay(self, release: Release, *, other_amount: bool) -> None:
        one = self.books.releases[release.pk]
        may = not other_amount and one.cents <= self.books.balance
        facts = {"amount": yuan(one.cents + other_amount), "booked_on": self.today, "bank_serial": self.new()}
        if not self.step(payouts.pay_release, self.people.finance, release, "paid", may, token=self.new(), **facts):
            return
        self.booked(Movement("release", -one.cents, of=release.pk), release.entry)
        self.step(payouts.pay_release, self.people.finance, release, "paid", token=release.entry.token, **facts)
        self.step(payouts.pay_release, self.people.finance, release, "paid", False, token=self.new(), **facts)

    def cancel(self, release: Release) -> None:
        may = release.status not in ("paying", "paid", "cancelled")
        self.step(releases.cancel_release, self.people.clerk, release, "cancelled", may, reason="不再需要")

    # -- after every deed --------------------------------------------------------------------------------

    @invariant()
    def the_books_are_those_of_the_model(self) -> None:
        if not hasattr(self, "account"):
            return
        books = self.books
        found = EscrowAccount.objects.values_list("balance", "reserved", "released", "unidentified", "last_seq")
        assert found.get(pk=self.account.pk) == (
            yuan(books.balance), yuan(books.reserved), yuan(books.released), yuan(books.unidentified),
            len(books.movements),
        )
        assert breaches(connection) == {}


def test_no_deed_breaks_the_books(
    clerk: User, chief: User, finance: User, deputy: User, director: User, person: Callable[..., User],
) -> None:
    building = market.building(market.estate())
    market.permit(building, by=clerk)
    Machine.people = People(clerk, chief, finance, deputy, director, person("chief"))
    Machine.house = (building, market.filed(market.room(building), clerk, chief))
    run_state_machine_as_test(Machine, settings=settings(
        max_examples=EXAMPLES, stateful_step_count=LENGTH, deadline=None, derandomize=not STEPS, database=None,
        suppress_health_check=list(HealthCheck), print_blob=True,
    ))
    done, refused = ({deed for deed, went in Machine.seen if went is wanted} for wanted in (True, False))
    assert (DEEDS if STEPS else CORE) - done == (REFUSED if STEPS else {"receive"}) - refused == set()
