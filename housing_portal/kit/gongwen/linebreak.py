"""Breaking Chinese text into lines of whole cells: 避头尾, 标点挤压, numbers kept whole.

WeasyPrint cannot justify Han text and has no line grid, so lines are made here and printed one block each.
All widths are in em of the type in use, one cell being one character of the grid.
"""
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .fonts import Role, advances

NO_START = frozenset("、。，．：；？！…—·～）》」』】〕〉］｝”’％℃°′″‰㎡!,.:;?)]}%")
NO_END = frozenset("（《「『【〔〈［｛“‘￥＄№([{$")
CLOSING = frozenset("、。，．：；？！）》」』】〕〉］｝”’")  # the right half is blank
OPENING = frozenset("（《「『【〔〈［｛“‘")  # the left half is blank
# Numbers and words stay whole; a range or path may break after its - or /.
_TOKEN = re.compile(r"[0-9A-Za-z][0-9A-Za-z.,:+_@%]*(?<![.,:])[\-/]?|—+|…+|.", re.DOTALL)
_LONGEST = 20.0  # em; a longer word (an address) may break anywhere
_END_TRIM, _INNER_TRIM = 0.5, 0.35  # what a mark gives up at the end of a line and inside it
# Gaps in cells. From _HALF on a line may be squeezed to take one more character, when the paragraph so far has fewer
# than 28 a line; from _LOOSE on it should be; from _WIDE on its letters may even move together by _CLOSER em in all.
_HALF, _LOOSE, _WIDE, _CLOSER = 0.4, 1.0, 2.0, 0.8


@dataclass(frozen=True)
class Atom:
    """What is never broken: a character, a number, a word, a dash of two cells."""

    text: str
    role: Role
    width: float


@dataclass(frozen=True)
class Line:
    """One printed line. ``cells`` is the room it had, ``squeezed`` what single atoms give up, by position.

    ``spread`` is False for the last line of a paragraph, which keeps the plain grid unless it had to be squeezed.
    """

    atoms: tuple[Atom, ...]
    cells: float
    spread: bool
    squeezed: dict[int, float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return "".join(atom.text for atom in self.atoms)

    @property
    def width(self) -> float:
        """Return the width in em without letter spacing."""
        return sum(atom.width for atom in self.atoms) - sum(self.squeezed.values())


def atoms_of(pieces: Sequence[tuple[str, Role]]) -> Iterator[Atom]:
    """Cut pieces of text, each with its role, into atoms."""
    for text, role in pieces:
        widths = advances(role)
        for token in _TOKEN.findall(text):
            width = sum(widths.get(char, 1.0) for char in token)
            if width > _LONGEST:
                yield from (Atom(char, role, widths.get(char, 1.0)) for char in token)
            else:
                yield Atom(token, role, width)


def break_lines(pieces: Sequence[tuple[str, Role]], first: float, rest: float) -> list[Line]:
    """Break a paragraph into lines of ``first`` and then ``rest`` cells. Blanks at a break are dropped."""
    atoms = list(atoms_of(pieces))
    lines: list[Line] = []
    start, room, surplus = 0, first, 0.0
    while start < len(atoms):
        stop, squeezed = _break(atoms, start, room, surplus <= 0)
        surplus += _width(atoms[start:stop]) - room
        spread = stop < len(atoms) or _width(atoms[start:stop]) > room
        lines.append(Line(tuple(atoms[start:stop]), room, spread, squeezed))
        start, room = stop, rest
        while start < len(atoms) and atoms[start].text == " ":
            start += 1
    return lines


def _width(atoms: Sequence[Atom]) -> float:
    return sum(atom.width for atom in atoms)


def _break(atoms: Sequence[Atom], start: int, room: float, behind: bool) -> tuple[int, dict[int, float]]:
    """Return where the line that begins at ``start`` ends, and the squeeze that makes it fit.

    ``behind`` tells that the lines so far held no more than their share of characters.
    """
    stop, used = start, 0.0
    while stop < len(atoms) and used + atoms[stop].width <= room + 1e-9:
        used += atoms[stop].width
        stop += 1
    if stop == len(atoms):
        return stop, {}
    if stop == start:
        return start + 1, {}
    carried = _carry(atoms, start, stop)
    gap = room - _width(atoms[start:carried])
    if gap >= _LOOSE or (gap >= _HALF and behind) or _may_not_start(atoms[stop]):
        longer = _pull(atoms, stop)
        squeezed = _squeeze(atoms[start:longer], room, _CLOSER if gap >= _WIDE else 0.0)
        if squeezed is not None:
            return longer, squeezed
    return carried, {}


def _may_not_start(atom: Atom) -> bool:
    return atom.text[0] in NO_START


def _may_break(atoms: Sequence[Atom], stop: int) -> bool:
    return stop >= len(atoms) or not (_may_not_start(atoms[stop]) or atoms[stop - 1].text in NO_END)


def _carry(atoms: Sequence[Atom], start: int, stop: int) -> int:
    """Move the break to the left until neither side of it is forbidden; give up rather than empty the line."""
    left = stop
    while left > start + 1 and not _may_break(atoms, left):
        left -= 1
    return left if _may_break(atoms, left) else stop


def _pull(atoms: Sequence[Atom], stop: int) -> int:
    """Move the break to the right, past one atom more, or only past the marks that may not start a line."""
    right = stop if _may_not_start(atoms[stop]) else stop + 1
    while right < len(atoms) and not _may_break(atoms, right):
        right += 1
    return right


def _squeeze(atoms: Sequence[Atom], room: float, closer: float) -> dict[int, float] | None:
    """Return how much each mark of the line gives up so that it fits, or None if the marks cannot give that much.

    What is still too much then, up to ``closer`` em, is left to the letter spacing.
    """
    need = _width(atoms) - room
    last = len(atoms) - 1
    end = min(_END_TRIM, need) if atoms[last].text in CLOSING else 0.0
    marks = CLOSING | OPENING
    inner = [index for index in range(last) if atoms[index].text in (marks if index else CLOSING)]
    most = _INNER_TRIM * len(inner)
    if need > end + most + closer + 1e-9:
        return None
    squeezed = {index: min(need - end, most) / len(inner) for index in inner} if need > end else {}
    if end:
        squeezed[last] = end
    return squeezed
