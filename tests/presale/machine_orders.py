"""Releases and refunds on their way, forwards, sideways and back."""
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from housing_portal.accounts.models import User
from presale.enums import Purpose
from presale.models import NodeCertification, Refund, Release
from presale.services import approvals, payouts, refunds, releases
from tests.material import pdf_bytes
from tests.presale.books import Asked, Back, Movement, yuan
from tests.presale.machine_base import ASKED, BUYER, NODES, PLACES, WHOSE, Base

RELEASE_UNDER_WAY = ("verified", "signed", "approved", "notified", "paying", "failed", "returned")
REFUND_UNDER_WAY = ("draft", "submitted", "checked", "approved", "paying", "failed")
TURNS = st.lists(
    st.sampled_from(["on", "on", "on", "amount", "fail", "cancel", "hand", "back"]), min_size=1, max_size=5,
)
PROOF = [("合同.pdf", pdf_bytes("合同"))]


class Orders(Base):
    def step(self, deed: Callable[..., Any], by: User, order: Release | Refund, state: str, expected: bool = True,
             **facts: Any) -> bool:
        """Take a step of a release or refund; True when it went through, and the model then says so as well."""
        name, known = self.known(order)
        done = self.goes(expected, deed, actor=by, revision=order.revision, **{name: order}, **facts)
        if done is not None:
            order.refresh_from_db()
            assert order.status == state
            known.state = state
        return done is not None

    def known(self, order: Release | Refund) -> tuple[str, Asked | Back]:
        if isinstance(order, Release):
            return "release", self.books.releases[order.pk]
        return "refund", self.books.refunds[order.pk]

    # -- releases ----------------------------------------------------------------------------------------

    @rule(cents=ASKED, code=st.sampled_from(["", *(code.value for code, _share in NODES)]),
          need=st.sampled_from([False, False, False, True]), less=st.sampled_from([0, 0, 1]))
    def ask(self, cents: int, code: str, need: bool, less: int) -> None:
        """The developer asks, the window accepts, finance checks and may lower the sum."""
        clerk, node = self.people.clerk, NodeCertification.objects.filter(pk=self.books.nodes.get(code)).first()
        drafted = self.goes(
            True, releases.draft_release, actor=clerk, account=self.account, node=node, amount=yuan(cents),
            payee=self.payees[need], purpose=Purpose.WAGES if need else Purpose.PROGRESS, contract_doc="合同",
            applicant="马建国", applied_on=self.today, evidence=PROOF, is_emergency=need,
            emergency_reason="欠薪" if need else "",
        )
        self.books.releases[drafted.pk] = Asked(cents, node and node.pk, need)
        self.hand_in(drafted, max(1, cents - less))

    def hand_in(self, release: Release, checked: int) -> None:
        one = self.books.releases[release.pk]
        if not self.step(releases.submit_release, self.people.clerk, release, "submitted", self.books.may_submit(one)):
            return
        one.quota = self.books.quota_version
        self.step(releases.accept_release, self.people.clerk, release, "accepted")
        self.step(releases.verify_release, self.people.finance, release, "verified", approved_amount=yuan(checked),
                  opinion="核减")
        one.cents = checked

    def waiting(self, known: dict[int, Asked] | dict[int, Back], states: tuple[str, ...]) -> list[int]:
        return [pk for pk, one in known.items() if one.state in states]

    @precondition(lambda self: self.waiting(self.books.releases, RELEASE_UNDER_WAY))
    @rule(place=PLACES, turns=TURNS)
    def take(self, place: int, turns: list[str]) -> None:
        """Take the next steps of a release, or another turn, as far as they lead."""
        pks = self.waiting(self.books.releases, RELEASE_UNDER_WAY)
        pk = pks[place % len(pks)]
        for turn in turns:
            self.turn(Release.objects.get(pk=pk), turn)

    def turn(self, release: Release, turn: str) -> None:
        one, people = self.books.releases[release.pk], self.people
        if turn == "cancel":
            may = one.state not in ("paying", "paid", "cancelled", "rejected")
            self.step(releases.cancel_release, people.clerk, release, "cancelled", may, reason="不再需要")
        elif turn == "hand" and one.state == "verified":
            self.step(approvals.approve_release, people.finance, release, "approved", False)
        elif turn == "hand" and one.state == "signed":
            self.step(approvals.reject_top, people.director, release, "rejected", reason="不予批准")
        elif turn == "back" and one.state in ("verified", "signed"):
            self.step(releases.return_release, people.clerk, release, "returned", reason="补正", open_fields=["amount"])
            one.cents, one.quota = round(release.amount * 100), 0
        elif turn == "fail" and one.state == "paying":
            self.step(payouts.fail_release, people.finance, release, "failed", reason="户名不符")
        elif one.state == "returned":
            self.hand_in(release, one.cents)
        elif one.state in ("verified", "signed"):
            self.approve(release)
        elif one.state == "paying":
            self.pay(release, other_amount=turn == "amount")
        elif one.state in RELEASE_UNDER_WAY:
            self.send(release)

    def approve(self, release: Release) -> None:
        one, people = self.books.releases[release.pk], self.people
        may = self.books.may_approve(one)
        if one.state == "signed":
            done = self.step(approvals.approve_top, people.director, release, "approved", may)
        else:
            state = "signed" if self.books.needs_director(release.pk) else "approved"
            done = self.step(approvals.approve_release, people.deputy, release, state, may) and state == "approved"
        if done and not one.emergency:
            self.stays_within(one)

    def stays_within(self, one: Asked) -> None:
        """What was approved last leaves what must stay, and does not pass what may be used in all."""
        books = self.books
        kept = 0 if books.is_capped else books.retained
        assert books.usable - books.reserved >= (kept if one.node else max(kept, books.cash_quota))
        assert not books.is_capped or books.released + books.reserved <= books.ceiling_of(books.quota)

    def send(self, release: Release) -> None:
        may = self.books.may_go_on(self.books.releases[release.pk])
        if release.status == "approved":
            self.step(payouts.notify_release, self.people.clerk, release, "notified", may)
        else:
            self.step(payouts.instruct_release, self.people.clerk, release, "paying", may)

    def pay(self, order: Release | Refund, *, other_amount: bool) -> None:
        """Book the bank's receipt: of the right amount, when there is so much; once, however often it is sent."""
        name, one = self.known(order)
        deed = payouts.pay_release if name == "release" else refunds.pay_refund
        may, serial, token = not other_amount and one.cents <= self.books.balance, self.new(), self.new()
        facts = {"amount": yuan(one.cents + other_amount), "booked_on": self.today, "bank_serial": serial}
        if not self.step(deed, self.people.finance, order, "paid", may, token=token, **facts):
            return
        self.booked(Movement(name, -one.cents, self.today, serial, of=order.pk), order.entry)
        self.step(deed, self.people.finance, order, "paid", token=token, **facts)
        self.step(deed, self.people.finance, order, "paid", False, token=self.new(), **facts)

    # -- refunds -----------------------------------------------------------------------------------------

    @rule(cents=ASKED, whose=st.sampled_from(["ended", "ended", *WHOSE]))
    def ask_back(self, cents: int, whose: str) -> None:
        """Enter a refund: for a contract that has ended, and no more than came in for it."""
        may = whose == "ended" and cents <= self.books.left(whose)
        drafted = self.goes(
            may, refunds.draft_refund, actor=self.people.clerk, account=self.account, contract=self.contracts[whose],
            amount=yuan(cents), kind="no_loan", receiver=BUYER, receiver_bank="云岭农商银行", lender=None,
            receiver_account="6228480000000000001", applied_on=self.today, reason="双方解除合同", evidence=PROOF,
        )
        if drafted is not None:
            self.books.refunds[drafted.pk] = Back(cents, whose)

    @precondition(lambda self: self.waiting(self.books.refunds, REFUND_UNDER_WAY))
    @rule(place=PLACES, turns=TURNS)
    def take_back(self, place: int, turns: list[str]) -> None:
        """Take the next steps of a refund."""
        pks = self.waiting(self.books.refunds, REFUND_UNDER_WAY)
        pk = pks[place % len(pks)]
        for turn in turns:
            self.turn_back(Refund.objects.get(pk=pk), turn)

    def turn_back(self, refund: Refund, turn: str) -> None:
        one, people = self.books.refunds[refund.pk], self.people
        if turn == "cancel":
            may = one.state not in ("paying", "paid", "cancelled", "rejected")
            self.step(refunds.cancel_refund, people.clerk, refund, "cancelled", may, reason="不再需要")
        elif turn == "hand" and one.state == "checked":
            self.step(refunds.approve_refund, people.finance, refund, "approved", False)
        elif turn == "back" and one.state in ("submitted", "checked"):
            self.step(refunds.reject_refund, people.deputy, refund, "rejected", reason="不符")
        elif turn == "fail" and one.state == "paying":
            self.step(refunds.fail_refund, people.finance, refund, "failed", reason="户名不符")
        elif one.state == "paying":
            self.pay(refund, other_amount=turn == "amount")
        elif one.state in ("approved", "failed"):
            self.step(refunds.instruct_refund, people.clerk, refund, "paying", self.books.in_order)
        elif one.state in REFUND_UNDER_WAY:
            deed, by, state = {
                "draft": (refunds.submit_refund, people.clerk, "submitted"),
                "submitted": (refunds.check_refund, people.finance, "checked"),
                "checked": (refunds.approve_refund, people.deputy, "approved"),
            }[one.state]
            self.step(deed, by, refund, state, self.books.may_refund(refund.pk))

    # -- the end -----------------------------------------------------------------------------------------

    def give_up(self) -> None:
        """Bring every order under way to an end without payment."""
        for pk in [pk for pk, one in self.books.releases.items() if one.state not in ("paid", "cancelled", "rejected")]:
            if self.books.releases[pk].state == "paying":
                self.turn(Release.objects.get(pk=pk), "fail")
            self.turn(Release.objects.get(pk=pk), "cancel")
        for pk in [pk for pk, one in self.books.refunds.items() if one.state in REFUND_UNDER_WAY]:
            if self.books.refunds[pk].state == "paying":
                self.turn_back(Refund.objects.get(pk=pk), "fail")
            self.turn_back(Refund.objects.get(pk=pk), "cancel")
        assert (self.books.reserved, self.books.pending) == (0, 0)
