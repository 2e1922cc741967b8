"""The case that guards judge, and what they find."""
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from housing_portal.registry.models import PermitBuilding
from transactions.enums import Origin
from transactions.models import ContractParty, RoomPrice, RoomRestriction, SaleContract

# Refusals that are 未批先售 and not just a slip of the pen.
UNPERMITTED = frozenset({"unpermitted", "above_permitted", "before_permit", "permit_ended"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """``field`` is a column of the contract, ``buyers``, or ``buyer_2_identity`` for one box of one buyer."""

    code: str
    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Doubt:
    code: str
    sentence: str


Finding = Refusal | Doubt


@dataclass(frozen=True, slots=True)
class Limits:
    """What the county has set, read once."""

    today: date
    price_drop_percent: int


@dataclass(frozen=True, slots=True)
class SigningCase:
    """A contract about to be signed and all that it is judged by.

    ``contract`` brings terms, room, seller, day, origin and needs no key; its room and the room's building and estate
    must be loaded. ``permits`` are all of the building, each with its permit; ``restrictions`` those in force on the
    day; ``freed_on`` is the day on which the room's last contract ended; ``price`` is the one filed for the room,
    ``has_prices`` whether the estate files prices at all.
    """

    contract: SaleContract
    buyers: Sequence[ContractParty]
    permits: Sequence[PermitBuilding] = ()
    restrictions: Sequence[RoomRestriction] = ()
    live: SaleContract | None = None
    freed_on: date | None = None
    price: RoomPrice | None = None
    has_prices: bool = False

    @property
    def is_history(self) -> bool:
        return self.contract.origin == Origin.IMPORTED


@dataclass(frozen=True, slots=True)
class Verdict:
    refusals: tuple[Refusal, ...]
    doubts: tuple[Doubt, ...]

    @property
    def unpermitted(self) -> Refusal | None:
        """Return the refusal that is a violation of its own."""
        return next((refusal for refusal in self.refusals if refusal.code in UNPERMITTED), None)


Guard = Callable[[SigningCase, Limits], Iterator[Finding]]
