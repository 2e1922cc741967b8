"""What decides how much must be kept: quotas, nodes, guarantee letters, freezes, and the days that pass."""
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from presale.enums import NodeCode
from presale.models import EscrowAlert, Freeze, GuaranteeLetter, NodeCertification
from presale.quota import Inputs
from presale.services import accounts, alerts, freezes, letters, nodes, quotas
from tests.presale.books import Held, Letter, Quota, yuan
from tests.presale.machine_base import AMOUNTS, NODES, PAPER, PLACES, Base

TERMS = st.integers(0, 60) | st.none()  # days


class Terms(Base):
    # -- quotas ------------------------------------------------------------------------------------------

    @rule(cents=AMOUNTS, days=st.sampled_from([0, 0, 0, 5]), reason=st.sampled_from(["", "会议纪要"]))
    def set_quota(self, cents: int, days: int, reason: str) -> None:
        """A quota follows the last one; what would make earlier releases too much takes a reason."""
        people, books, on = self.people, self.books, self.today + timedelta(days=days)
        proposal = self.goes(
            on >= books.quotas[-1].effective_on, quotas.propose_quota, actor=people.clerk, account=self.account,
            given=Inputs(area=yuan(100)), effective_on=on, reason="核定", amount=yuan(cents),
        )
        if proposal is None:
            return
        self.goes(False, quotas.approve_quota, actor=people.clerk, proposal=proposal)
        if self.goes(not books.is_excess(cents) or reason != "", quotas.approve_quota, actor=people.director,
                     proposal=proposal, opinion=reason) is not None:
            books.quotas.append(Quota(cents, on))
        else:
            self.goes(True, quotas.end_quota, actor=people.director, proposal=proposal, code="reject", reason="超拨")

    # -- nodes -------------------------------------------------------------------------------------------

    @rule(code=st.sampled_from([code.value for code, _share in NODES]))
    def certify(self, code: str) -> None:
        people = self.people
        node = self.goes(
            code not in self.books.nodes, nodes.apply_node, actor=people.clerk, building=self.building,
            node=NodeCode(code), applied_on=self.today,
        )
        if node is None:
            return
        self.goes(
            True, nodes.inspect_node, actor=people.clerk, node=node, inspected_on=self.today,
            inspector_one=people.chief, inspector_two=people.inspector, finding="相符", evidence=PAPER,
        )
        self.goes(False, nodes.certify_node, actor=people.clerk, node=node)
        self.goes(True, nodes.certify_node, actor=people.chief, node=node)
        self.books.nodes[code] = node.pk

    @rule(code=st.sampled_from([code.value for code, _share in NODES]))
    def void(self, code: str) -> None:
        """Take a node back: what rests on it goes no further."""
        made = NodeCertification.objects.filter(building=self.building, node=code).order_by("-pk").first()
        if made is None:
            return
        if self.goes(code in self.books.nodes, nodes.void_node, actor=self.people.director, node=made,
                     reason="误认") is not None:
            del self.books.nodes[code]

    # -- letters -----------------------------------------------------------------------------------------

    @rule(cents=AMOUNTS, start=st.sampled_from([0, 0, 0, 5]), days=st.integers(-1, 60))
    def letter(self, cents: int, start: int, days: int) -> None:
        people, first = self.people, self.today + timedelta(days=start)
        last = first + timedelta(days=days)
        made = self.goes(
            days >= 0 and last >= self.today, letters.propose_letter, actor=people.clerk, account=self.account,
            valid_from=first, valid_to=last, evidence=PAPER, number=self.new(), amount=yuan(cents),
            issuer=self.account.bank.organization,
        )
        if made is None:
            return
        self.goes(False, letters.confirm_letter, actor=people.clerk, letter=made)
        self.goes(True, letters.confirm_letter, actor=people.chief, letter=made)
        self.books.letters[made.pk] = Letter(cents, first, last, "effective")

    @precondition(lambda self: self.books.letters)
    @rule(place=PLACES)
    def end_letter(self, place: int) -> None:
        pk = sorted(self.books.letters)[place % len(self.books.letters)]
        known = self.books.letters[pk]
        if self.goes(known.state != "ended", letters.end_letter, actor=self.people.chief,
                     letter=GuaranteeLetter.objects.get(pk=pk), ended_on=self.today, reason="换函") is not None:
            known.state = "ended"

    # -- freezes -----------------------------------------------------------------------------------------

    def freeze(self, cents: int, days: int | None) -> None:
        """A court freezes a part or all; it holds at once, and waits when nothing is left to hold."""
        cap, books = cents if cents % 3 else None, self.books
        to_on, waits = None if days is None else self.today + timedelta(days=days), books.is_taken
        made = self.goes(
            True, freezes.lay_freeze, actor=self.people.clerk, account=self.account, from_on=self.today, to_on=to_on,
            evidence=PAPER, court="云岭县人民法院", case_no="案", doc_no="书", cap_amount=cap and yuan(cap),
        )
        books.freezes[made.pk] = Held(cap, self.today, to_on, waits)

    def a_freeze(self, place: int, state: str, *, waiting: bool | None = None) -> tuple[Held, Freeze]:
        known = sorted(self.books.freezes)
        right = [pk for pk in known if self.books.freezes[pk].state == state
                 and waiting in (None, self.books.freezes[pk].waiting)]
        pk = self.pick(place, known, right)
        return self.books.freezes[pk], Freeze.objects.get(pk=pk)

    @precondition(lambda self: self.books.freezes)
    @rule(place=PLACES, right=st.sampled_from([True, True, False]))
    def confirm(self, place: int, right: bool) -> None:
        """A second person confirms what was entered, or strikes it out."""
        known, freeze = self.a_freeze(place, "proposed")
        deed, facts = (freezes.confirm_freeze, {}) if right else (freezes.reject_freeze, {"reason": "误登"})
        self.goes(False, deed, actor=self.people.clerk, freeze=freeze, **facts)
        if self.goes(known.state == "proposed", deed, actor=self.people.chief, freeze=freeze, **facts) is None:
            return
        known.state = "effective" if right else "rejected"
        if not right:
            self.books.step_in()

    @precondition(lambda self: self.books.freezes)
    @rule(place=PLACES, right=st.sampled_from([True, True, False]))
    def lift(self, place: int, right: bool) -> None:
        """A freeze is released by two persons, or not; then those in line step in as far as there is room."""
        known, freeze = self.a_freeze(place, "effective")
        self.goes(known.state == "effective", freezes.release_freeze, actor=self.people.clerk, freeze=freeze,
                  released_on=self.today, release_doc="解", evidence=PAPER)
        known.state = "releasing" if known.state == "effective" else known.state
        deed, facts = (freezes.confirm_release, {}) if right else (freezes.refuse_release, {"reason": "文书不符"})
        self.goes(False, deed, actor=self.people.clerk, freeze=freeze, **facts)
        if self.goes(known.state == "releasing", deed, actor=self.people.chief, freeze=freeze, **facts) is None:
            return
        known.state = "released" if right else "effective"
        if right:
            self.books.step_in()

    @precondition(lambda self: self.books.freezes)
    @rule(place=PLACES, days=TERMS)
    def extend(self, place: int, days: int | None) -> None:
        known, freeze = self.a_freeze(place, "effective")
        to_on = None if days is None else self.today + timedelta(days=days)
        may = known.state == "effective" and known.to_on is not None and (to_on is None or to_on >= known.to_on)
        if self.goes(may, freezes.extend_freeze, actor=self.people.clerk, freeze=freeze, to_on=to_on, doc_no="续",
                     evidence=PAPER) is not None:
            known.to_on = to_on

    @precondition(lambda self: self.books.freezes)
    @rule(place=PLACES)
    def effect(self, place: int) -> None:
        """The term of those before it has run out: it is written down that a freeze has stepped in."""
        known, freeze = self.a_freeze(place, "effective", waiting=True)
        may = (known.state == "effective" and known.waiting and known.holds(self.today)
               and not self.books.is_behind(freeze.pk))
        if self.goes(may, freezes.effect_freeze, actor=self.people.clerk, freeze=freeze) is not None:
            self.books.step_in()

    @rule()
    def night(self) -> None:
        """The nightly command writes down what the calendar has done; no figure changes by it."""
        self.goes(True, freezes.step_in_all, actor=self.people.clerk)
        self.books.step_in()
        self.goes(True, letters.end_run_out, actor=self.people.clerk)
        for one in self.books.letters.values():
            one.state = "ended" if one.to_on < self.today else one.state

    # -- the account and the clock -----------------------------------------------------------------------

    @rule(what=st.sampled_from(["deduct", "freeze", "pause"]), cents=AMOUNTS, days=TERMS)
    def disturb(self, what: str, cents: int, days: int | None) -> None:
        """Let something happen that holds money back."""
        if what == "freeze":
            self.freeze(cents, days)
        elif what == "deduct":
            self.deduct(cents)
        elif self.goes(not self.books.paused, accounts.pause, actor=self.people.chief, account=self.account,
                       reason="核查") is not None:
            self.books.paused = True

    @rule()
    def resume(self) -> None:
        """Payments go on when what a court took has been dealt with, and the last comparison with the bank agrees."""
        facts = {"actor": self.people.deputy, "account": self.account, "reason": "已核清"}
        taken = EscrowAlert.objects.filter(account=self.account, rule="deduction", status="open")
        if self.books.taken:
            self.goes(False, accounts.resume, **facts)
            assert taken.count() == self.books.taken
            for alert in taken:
                self.goes(True, alerts.handle_alert, actor=self.people.clerk, alert=alert, reason="已核")
            self.books.taken = 0
        if self.goes(self.books.paused and self.books.bank.agrees, accounts.resume, **facts) is not None:
            self.books.paused = False

    @rule(days=st.integers(1, 20))
    def pass_days(self, days: int) -> None:
        """Letters and freezes run out, quotas begin, months end."""
        self.pass_to(self.today + timedelta(days=days))
