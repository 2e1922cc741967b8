"""The plain-Python model of an escrow account: whole 分, lists and dictionaries, no line shared with the product.

It says beforehand whether a deed goes through. Every sum is worked out anew from the list of movements.
"""
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from tests.presale.machine_bankbooks import Bank

OPEN_STATES = ("submitted", "accepted", "verified", "signed", "approved", "notified", "paying", "failed", "checked")
SET_ASIDE = ("approved", "notified", "paying", "failed")
WHOLE = 10_000  # hundredths of a per cent


def yuan(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2).quantize(Decimal("0.01"))


@dataclass
class Movement:
    """One entry: ``whose`` is the contract a receipt belongs to, ``of`` the release or refund it paid."""

    kind: str
    cents: int
    on: date
    serial: str
    whose: str = ""
    matched: str = ""
    reversed: bool = False
    corrected: bool = False  # of an entry that the bank never had, and of its reversal
    of: int | None = None

    @property
    def is_receipt(self) -> bool:
        return self.kind in ("receipt", "interest")

    @property
    def is_nameless(self) -> bool:
        return self.kind == "receipt" and not self.whose


@dataclass
class Asked:
    """A release; ``quota`` is the version in force when it was submitted."""

    cents: int
    node: int | None
    emergency: bool = False
    quota: int = 0
    state: str = "draft"


@dataclass
class Back:
    """A refund for the contract ``whose``."""

    cents: int
    whose: str
    state: str = "draft"


@dataclass
class Held:
    """A freeze; without ``cap`` it holds everything. Its term counts when a second person has confirmed it."""

    cap: int | None
    from_on: date
    to_on: date | None
    waiting: bool
    state: str = "proposed"

    def holds(self, on: date) -> bool:
        in_term = self.to_on is None or self.to_on >= on or self.state == "proposed"
        return in_term and self.from_on <= on and self.state not in ("released", "rejected")


@dataclass
class Letter:
    cents: int
    from_on: date
    to_on: date
    state: str = "proposed"


@dataclass
class Quota:
    cents: int
    effective_on: date


@dataclass
class Books:
    opened_on: date
    today: date
    shares: dict[str, int]  # what is retained at each node, in the order of the rules
    is_capped: bool = False  # the rules say what may be used, not what must stay
    bank: Bank = field(default_factory=Bank)
    quotas: list[Quota] = field(default_factory=list)  # version 1 is the first
    nodes: dict[str, int] = field(default_factory=dict)  # the certification in force
    letters: dict[int, Letter] = field(default_factory=dict)
    freezes: dict[int, Held] = field(default_factory=dict)
    movements: list[Movement] = field(default_factory=list)
    releases: dict[int, Asked] = field(default_factory=dict)
    refunds: dict[int, Back] = field(default_factory=dict)
    paused: bool = False
    taken: int = 0  # deductions that nobody has dealt with
    closed: set[date] = field(default_factory=set)  # the last days of closed months

    # -- sums of the ledger ------------------------------------------------------------------------------

    @property
    def balance(self) -> int:
        return sum(one.cents for one in self.movements)

    @property
    def received(self) -> int:
        return sum(one.cents for one in self.movements if one.is_receipt and not one.reversed)

    @property
    def unidentified(self) -> int:
        open_ones = [one for one in self.movements if one.is_nameless and not one.matched and not one.reversed]
        return sum(one.cents for one in open_ones)

    @property
    def released(self) -> int:
        return -sum(one.cents for one in self.movements if one.kind == "release" and not one.reversed)

    @property
    def reserved(self) -> int:
        both = (*self.releases.values(), *self.refunds.values())
        return sum(one.cents for one in both if one.state in SET_ASIDE)

    @property
    def pending(self) -> int:
        both = (*self.releases.values(), *self.refunds.values())
        return sum(one.cents for one in both if one.state in OPEN_STATES)

    # -- what may be used --------------------------------------------------------------------------------

    @property
    def frozen(self) -> int:
        held = [one for one in self.freezes.values() if one.holds(self.today)]
        there = max(0, self.balance)
        return there if any(one.cap is None for one in held) else min(there, sum(one.cap for one in held))

    @property
    def usable(self) -> int:
        return max(0, self.balance - self.unidentified - self.frozen)

    @property
    def quota_version(self) -> int:
        """Return the number of the version in force; none is 0."""
        return max((n for n, one in enumerate(self.quotas, 1) if one.effective_on <= self.today), default=0)

    @property
    def quota(self) -> int:
        return self.quotas[self.quota_version - 1].cents if self.quota_version else 0

    @property
    def guaranteed(self) -> int:
        """Return what guarantee letters replace today."""
        letters = [one for one in self.letters.values() if one.state == "effective"]
        return sum(one.cents for one in letters if one.from_on <= self.today <= one.to_on)

    @property
    def cash_quota(self) -> int:
        return max(0, self.quota - self.guaranteed)

    @property
    def share(self) -> int:
        return [WHOLE, *(share for code, share in self.shares.items() if code in self.nodes)][-1]

    @property
    def retained(self) -> int:
        return self.kept_of(self.quota)

    def kept_of(self, quota: int) -> int:
        """Return what a quota would hold back at the stage that has been reached."""
        return min(-(-quota * self.share // WHOLE), max(0, quota - self.guaranteed))

    def ceiling_of(self, quota: int) -> int:
        """Return how much may have been used in all: within the quota what need not be kept, and all above it."""
        return quota - self.kept_of(quota) + max(0, self.received - quota)

    def free(self, pending: int) -> int:
        """Return what may be released while ``pending`` is under way, by what must stay or by what may be used."""
        if self.is_capped:
            return max(0, min(self.usable, self.ceiling_of(self.quota) - self.released) - pending)
        return max(0, max(0, self.usable - self.retained) - pending)

    def is_excess(self, quota: int) -> bool:
        """Tell whether more was released than a quota allows: then it takes a reason."""
        return min(quota, self.ceiling_of(quota)) < self.released

    # -- what goes through -------------------------------------------------------------------------------

    @property
    def in_order(self) -> bool:
        """Tell whether money may leave the account: not paused, and the last comparison with the bank agrees."""
        return not self.paused and self.bank.agrees

    def is_closed(self, on: date) -> bool:
        return any(last.replace(day=1) <= on <= last for last in self.closed)

    def stands(self, node: int | None) -> bool:
        return node is None or node in self.nodes.values()

    def allows(self, one: Asked, pending: int) -> bool:
        """Tell whether a release is covered while ``pending`` is under way; without a node only above the quota."""
        if not self.quota_version:
            return False
        if one.emergency:
            return one.cents <= max(0, self.usable - pending)
        above = one.node is not None or one.cents <= max(0, self.usable - self.cash_quota - pending)
        return above and one.cents <= self.free(pending)

    def may_submit(self, one: Asked) -> bool:
        return self.in_order and self.stands(one.node) and self.allows(one, self.pending)

    def may_approve(self, one: Asked) -> bool:
        return self.may_go_on(one) and one.quota == self.quota_version and self.allows(one, self.reserved)

    def may_go_on(self, one: Asked) -> bool:
        return self.in_order and self.stands(one.node)

    def needs_director(self, pk: int) -> bool:
        """Tell whether one signature is not enough: the first release, without a node, at the last node, in need."""
        one, last = self.releases[pk], list(self.shares)[-1]
        gone = [key for key, other in self.releases.items() if other.state in (*SET_ASIDE, "paid") and key != pk]
        return not gone or one.node is None or one.emergency or one.node == self.nodes.get(last)

    def left(self, whose: str, pk: int | None = None) -> int:
        """Return what came in for a contract and has not been paid back, nor is about to be, by another refund."""
        came = sum(one.cents for one in self.movements
                   if one.is_receipt and not one.reversed and whose in (one.whose, one.matched))
        undone = {one.of for one in self.movements if one.kind == "refund" and one.reversed}
        gone = sum(one.cents for key, one in self.refunds.items() if one.whose == whose and key != pk
                   and key not in undone and one.state in (*OPEN_STATES, "paid"))
        return came - gone

    def may_refund(self, pk: int) -> bool:
        one = self.refunds[pk]
        covered = one.cents <= max(0, self.usable - self.reserved)
        return self.in_order and one.cents <= self.left(one.whose, pk) and covered

    # -- freezes -----------------------------------------------------------------------------------------

    def takes_all(self, held: list[Held]) -> bool:
        """Tell whether these hold the whole balance."""
        return held != [] and (any(one.cap is None for one in held) or sum(one.cap for one in held) >= self.balance)

    @property
    def is_taken(self) -> bool:
        return self.takes_all([one for one in self.freezes.values() if one.holds(self.today)])

    def is_behind(self, pk: int) -> bool:
        """Tell whether the freezes before this one hold everything."""
        place = (self.freezes[pk].from_on, pk)
        before = [one for key, one in self.freezes.items() if key != pk and one.holds(self.today)
                  and (not one.waiting or (one.from_on, key) < place)]
        return self.takes_all(before)

    def step_in(self) -> None:
        """Let those that wait hold what those before them leave."""
        ready = [one for pk, one in self.freezes.items()
                 if one.waiting and one.holds(self.today) and not self.is_behind(pk)]
        for one in ready:
            one.waiting = False

    # -- months ------------------------------------------------------------------------------------------

    @property
    def next_month(self) -> date:
        """Return the first day of the month that is to be closed next."""
        return max(self.closed) + timedelta(days=1) if self.closed else self.opened_on.replace(day=1)
