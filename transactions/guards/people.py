"""Several people in one deal: nobody stands there twice, and together they own exactly all. The one way for all."""
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Protocol

from housing_portal.kit.figures import plain
from housing_portal.kit.secrecy import Sealed

FULL = Decimal(100)


class Identified(Protocol):
    """Whoever has a document number."""

    identity: Sealed


def repeated(people: Sequence[Identified]) -> Iterator[tuple[int, int]]:
    """Yield (place, place of the first) of everybody whose number stands further up already."""
    seen: dict[Sealed, int] = {}
    for place, one in enumerate(people, start=1):
        if one.identity and seen.setdefault(one.identity, place) != place:
            yield place, seen[one.identity]


def share_fault(who: str, shares: Sequence[Decimal]) -> str:
    """Return what is wrong with the shares of one side, or nothing."""
    held = sum(shares, Decimal(0))
    return "" if held == FULL else f"{who}份额合计 {plain(held)}%，应为 100%，请核对各人份额。"
