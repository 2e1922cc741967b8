"""签发人 of a paper that goes up to a superior office (上行文): who, and where they stand (GB/T 9704-2012, 7.2.6).

Names stand in the order of the offices, two on a line, below each other; the last line also bears the document number.
All distances are cells of the grid from the left edge of the 版心.
"""
from collections.abc import Sequence
from dataclasses import dataclass

from .cleaning import normalise
from .fonts import Role, text_width
from .paper import Paper
from .stylesheet import CELLS

LABEL = "签发人："
OPEN = "\u3000" * 3  # room for a name: who signs is known when it is signed
PER_LINE = 2
_APART = 1  # cells between two names


@dataclass(frozen=True)
class Signers:
    """The lines of names, where the label begins, and where the names of each column begin."""

    lines: Sequence[Sequence[str]]
    label: float
    columns: Sequence[float]


def signers_of(paper: Paper) -> Signers | None:
    """Return the 签发人 of ``paper``; None for one that does not go up. The widest names end one cell from the edge."""
    if not paper.upward:
        return None
    names = [normalise(name) for name in paper.signers] or [OPEN]
    lines = [names[start : start + PER_LINE] for start in range(0, len(names), PER_LINE)]
    widths = [max(map(_width, names[column::PER_LINE])) for column in range(len(lines[0]))]
    first = CELLS - 1 - sum(widths) - _APART * (len(widths) - 1)
    columns = [first, *(first + widths[0] + _APART for _ in widths[1:])]
    return Signers(lines, first - len(LABEL), columns)


def _width(name: str) -> float:
    return text_width(name, Role.KAI)
