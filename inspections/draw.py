"""双随机: which targets are inspected and by whom, so simple that everybody can repeat it.

The seed is one line of text. The ticket of a target is the SHA-256 (in hexadecimal) of the UTF-8 text
``seed|target|order``, that of an inspector for a target ``seed|inspector|order of the target/certificate``. Tickets are
compared as text.

1. Targets in order: from the smallest ticket on. The first ``number`` are inspected.
2. For each of them inspectors from the smallest ticket on; whoever keeps away from it is passed over.
"""
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from housing_portal.journal.lots import ticket


@dataclass(frozen=True)
class Able:
    """An inspector on the list: the certificate, and the ``avoided`` targets by their order there."""

    certificate: str
    avoided: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Drawn:
    """A target by its ``order`` on the list, its ``rank`` from 1 on, and who inspects it, if it was drawn."""

    order: int
    rank: int
    certificates: tuple[str, ...] = ()


def draw(seed: str, targets: Sequence[int], number: int, inspectors: Sequence[Able], per_target: int) -> list[Drawn]:
    """Return all targets by rank; the first ``number`` with their inspectors."""
    ranked = sorted(targets, key=lambda order: ticket(seed, "target", str(order)))
    return [
        Drawn(order, rank, _sent(seed, order, inspectors, per_target) if rank <= number else ())
        for rank, order in enumerate(ranked, 1)
    ]


def free_for(order: int, inspectors: Sequence[Able]) -> list[Able]:
    """Return who may be sent to a target."""
    return [one for one in inspectors if order not in one.avoided]


def digest(number: int, per_target: int, targets: Sequence[tuple[int, str]], inspectors: Sequence[Able]) -> str:
    """Return the checksum of a list: whoever changes a target, an inspector, a tie or a number changes it."""
    lines = [f"number|{number}", f"per_target|{per_target}", *(f"target|{order}|{name}" for order, name in targets)]
    lines += [f"inspector|{one.certificate}|{','.join(map(str, sorted(one.avoided)))}" for one in inspectors]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _sent(seed: str, order: int, inspectors: Sequence[Able], per_target: int) -> tuple[str, ...]:
    def key(one: Able) -> str:
        return ticket(seed, "inspector", f"{order}/{one.certificate}")

    return tuple(one.certificate for one in sorted(free_for(order, inspectors), key=key)[:per_target])
