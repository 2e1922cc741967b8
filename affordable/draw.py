"""摇号: how families get homes in a round, so simple that everybody can repeat it with paper and a checksum tool.

The seed is one line of text. The ticket of a family is the SHA-256 (in hexadecimal) of the UTF-8 text
``seed|family|number``, the ticket of a home that of ``seed|home|order``. Tickets are compared as text.

1. Families in order: by lottery from the smallest ticket on; by scoring from the highest score on, equal scores by
   ticket; by queue in the order of the published list.
2. Homes in order: from the smallest ticket on.
3. The first family gets the first home, the second the second, until either has run out.
"""
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from affordable.enums import AllocationMethod
from housing_portal.journal.lots import ticket


@dataclass(frozen=True)
class Candidate:
    """A family on the published list: its ``order`` there, its number, and its score if scores decide."""

    order: int
    number: str
    score: Decimal | None = None


@dataclass(frozen=True)
class Drawn:
    """What the draw gave a family: its ``rank`` from 1 on, and the ``order`` of its home on the list, if it got one."""

    number: str
    rank: int
    home: int | None


def draw(seed: str, method: str, candidates: Sequence[Candidate], homes: Sequence[int]) -> list[Drawn]:
    """Return what each family gets, in the order of their ranks."""
    ranked = sorted(candidates, key=_order(seed, method))
    places = sorted(homes, key=lambda order: ticket(seed, "home", str(order)))
    given = [*places, *[None] * (len(ranked) - len(places))]
    return [Drawn(one.number, rank, home) for rank, (one, home) in enumerate(zip(ranked, given, strict=False), 1)]


def digest(method: str, candidates: Sequence[Candidate], homes: Sequence[tuple[int, str]]) -> str:
    """Return the checksum of a published list: whoever changes a family, a score, a home or an order changes it."""
    families = [f"family|{one.order}|{one.number}|{'' if one.score is None else one.score}" for one in candidates]
    lines = [f"method|{method}", *families, *(f"home|{order}|{name}" for order, name in homes)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _order(seed: str, method: str) -> Callable[[Candidate], tuple[Decimal | int, str]]:
    if method == AllocationMethod.QUEUE:
        return lambda one: (one.order, "")
    if method == AllocationMethod.SCORING:
        return lambda one: (-(one.score or Decimal(0)), ticket(seed, "family", one.number))
    return lambda one: (0, ticket(seed, "family", one.number))
