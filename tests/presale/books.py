"""The plain-Python model of an escrow account: whole 分, lists and dictionaries, no line shared with the product.

It says beforehand whether a deed goes through. Every sum is worked out anew from the list of movements.
"""
from dataclasses import dataclass, field
from decimal import Decimal

OPEN_STATES = ("submitted", "accepted", "verified", "signed", "approved", "notified", "paying", "failed")
SET_ASIDE = ("approved", "notified", "paying", "failed")


def yuan(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2).quantize(Decimal("0.01"))


@dataclass
class Movement:
    """One entry: ``named`` receipts belong to a contract, ``of`` names the release it paid."""

    kind: str
    cents: int
    named: bool = True
    matched: bool = False
    reversed: bool = False
    of: int | None = None


@dataclass
class Asked:
    cents: int
    node: int | None
    quota: int
    state: str = "submitted"


@dataclass
class Books:
    quota: int
    quota_version: int = 1
    share: int = 10_000
    node: int | None = None  # the certification in force
    letters: int = 0
    freezes: dict[int, int | None] = field(default_factory=dict)
    movements: list[Movement] = field(default_factory=list)
    releases: dict[int, Asked] = field(default_factory=dict)
    paused: bool = False

    @property
    def balance(self) -> int:
        return sum(one.cents for one in self.movements)

    @property
    def unidentified(self) -> int:
        unnamed = [one for one in self.movements if one.kind == "receipt" and not one.named]
        return sum(one.cents for one in unnamed if not one.matched and not one.reversed)

    @property
    def released(self) -> int:
        return -sum(one.cents for one in self.movements if one.kind == "release" and not one.reversed)

    @property
    def reserved(self) -> int:
        return sum(one.cents for one in self.releases.values() if one.state in SET_ASIDE)

    @property
    def usable(self) -> int:
        full = any(cap is None for cap in self.freezes.values())
        there = max(0, self.balance)
        held = there if full else min(there, sum(cap for cap in self.freezes.values()))
        return max(0, self.balance - self.unidentified - held)

    @property
    def cash_quota(self) -> int:
        return max(0, self.quota - self.letters)

    @property
    def retained(self) -> int:
        return min(-(-self.quota * self.share // 10_000), self.cash_quota)

    def allows(self, cents: int, *, on_node: bool, pending: int) -> bool:
        """Tell whether so much may be paid while ``pending`` is under way; without a node only above the quota."""
        kept = self.retained if on_node else max(self.retained, self.cash_quota)
        return cents <= max(0, max(0, self.usable - kept) - pending)

    def may_submit(self, cents: int, *, on_node: bool) -> bool:
        pending = sum(one.cents for one in self.releases.values() if one.state in OPEN_STATES)
        return not self.paused and self.allows(cents, on_node=on_node, pending=pending)

    def may_approve(self, pk: int) -> bool:
        one = self.releases[pk]
        if one.quota != self.quota_version or not self.may_go_on(pk):
            return False
        return self.allows(one.cents, on_node=one.node is not None, pending=self.reserved)

    def may_go_on(self, pk: int) -> bool:
        """Tell whether the account is in order and the node the release rests on still stands."""
        return not self.paused and self.releases[pk].node in (None, self.node)
