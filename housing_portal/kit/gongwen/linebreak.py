"""Breaking Chinese text into lines of whole cells: 避头尾, 标点挤压, numbers kept whole.

WeasyPrint cannot justify Han text and has no line grid, so lines are made here and printed one block each.
All widths are in em of the type in use, one cell being one character of the grid.
"""
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from .fonts import Role, advances

NO_START = frozenset("、。，．：；？！…—·～）》」』】〕〉］｝”’％℃°′″‰㎡!,.:;?)]}%")
NO_END = frozenset("（《「『【〔〈［｛“‘￥＄№([{$")
CLOSING = frozenset("、。，．：；？！）》」』】〕〉］｝”’")  # the right half is blank
OPENING = frozenset("（《「『【〔〈［｛“‘")  # the left half is blank
# Numbers and words stay whole; a range or path may break after its - or /.
_TOKEN = re.compile(r"[0-9A-Za-z][0-9A-Za-z.,:+_@%]*(?<![.,:])[\-/]?|—+|…+|.", re.DOTALL)
_LONGEST = 20.0  # em; a longer word (an address) may break anywhere
_MARKS = CLOSING | OPENING
_HAIR = 1e-9
_OFF_GRID = 3.0  # cost of any line that does not fill its cells exactly: one line off by a cell, not two by a half
_PLAIN = 20.0  # cost of leaving the grid for a line of nothing but Han characters
_END_TRIM, _INNER_TRIM = 0.5, 0.35  # what a mark gives up at the end of a line and inside it
_CLOSER = 0.8  # em that the letters of a line may move together after its marks gave all they can
_FULLEST, _LOOSEST = 1.5, 2.2  # em that a line may hold beyond or below its room, as long as there is a choice


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
    """Break a paragraph into lines of ``first`` and then ``rest`` cells. Blanks at a break are dropped.

    Of all ways to break it, the one whose lines come nearest to their cells, so that as many as possible hold exactly
    28 characters although digits are half as wide: a shortest path over the places where a line may begin.
    """
    text = _Text(list(atoms_of(pieces)))
    best: dict[int, tuple[float, int, int]] = {0: (0.0, 0, 0)}  # start of a line: cost so far, line before, its end
    for start in range(len(text.atoms)):
        if start in best:
            room = rest if start else first
            for stop in text.stops(start, room):
                cost = best[start][0] + text.cost(start, stop, room)
                after = text.next_start(stop)
                if after not in best or cost < best[after][0]:
                    best[after] = (cost, start, stop)
    return _trace(text, best, first, rest)


def _trace(text: "_Text", best: dict[int, tuple[float, int, int]], first: float, rest: float) -> list[Line]:
    lines: list[Line] = []
    after = len(text.atoms)
    while after:
        _, start, stop = best[after]
        lines.append(text.line(start, stop, rest if start else first))
        after = start
    return lines[::-1]


class _Text:
    """A paragraph with running totals, so that every possible line is measured at once."""

    def __init__(self, atoms: list[Atom]) -> None:
        self.atoms = atoms
        self.ends = [0.0, *accumulate(atom.width for atom in atoms)]
        self.marks = [0, *accumulate(atom.text in _MARKS for atom in atoms)]

    def width(self, start: int, stop: int) -> float:
        return self.ends[stop] - self.ends[start]

    def next_start(self, stop: int) -> int:
        while stop < len(self.atoms) and self.atoms[stop].text == " ":
            stop += 1
        return stop

    def stops(self, start: int, room: float) -> list[int]:
        """Return where a line from ``start`` may end: near its room, or else at the last place that is allowed."""
        latest = bisect_right(self.ends, self.ends[start] + room + _FULLEST + _HAIR) - 1
        earliest = bisect_left(self.ends, self.ends[start] + room - _LOOSEST)
        near = [
            stop
            for stop in range(max(earliest, start + 1), latest + 1)
            if self._may_break(stop) and self._fits(start, stop, room)
        ]
        if near or self.width(start, len(self.atoms)) <= room + _HAIR:
            return near or [len(self.atoms)]
        full = max(start + 1, bisect_right(self.ends, self.ends[start] + room + _HAIR) - 1)
        return [next((stop for stop in range(full, start, -1) if self._may_break(stop)), full)]

    def cost(self, start: int, stop: int, room: float) -> float:
        """Return how much a line deviates from its cells; only the last line may be short for nothing."""
        over = self.width(start, stop) - room
        if abs(over) < _HAIR or (stop == len(self.atoms) and over < 0):
            return 0.0
        forced = max(0.0, over - self._slack(start, stop))
        plain = self.width(start, stop) == stop - start and self.marks[stop] == self.marks[start]
        return _OFF_GRID + 2 * over**2 + 4 * forced + (_PLAIN if plain else 0)

    def line(self, start: int, stop: int, room: float) -> Line:
        over = self.width(start, stop) - room
        squeezed = self._squeeze(start, stop, over) if over > _HAIR else {}
        return Line(tuple(self.atoms[start:stop]), room, stop < len(self.atoms) or over > _HAIR, squeezed)

    def _may_break(self, stop: int) -> bool:
        if stop == len(self.atoms):
            return True
        before, after = self.atoms[stop - 1].text, self.atoms[stop].text
        return after[0] not in NO_START and before not in NO_END and before != " "

    def _fits(self, start: int, stop: int, room: float) -> bool:
        return self.width(start, stop) - room <= self._slack(start, stop) + _CLOSER + _HAIR

    def _slack(self, start: int, stop: int) -> float:
        """Return what the marks of a line can give up: half a cell at its end, a little less inside it."""
        inner = self.marks[stop - 1] - self.marks[start] - (self.atoms[start].text in OPENING and stop - 1 > start)
        return _INNER_TRIM * inner + (_END_TRIM if self.atoms[stop - 1].text in CLOSING else 0.0)

    def _squeeze(self, start: int, stop: int, need: float) -> dict[int, float]:
        """Return how much each mark gives up, the last one first; what is left over goes to the letter spacing."""
        last = stop - start - 1
        end = min(_END_TRIM, need) if self.atoms[stop - 1].text in CLOSING else 0.0
        inner = [
            index
            for index, atom in enumerate(self.atoms[start : stop - 1])
            if atom.text in CLOSING or (atom.text in OPENING and index)
        ]
        squeezed = {last: end} if end else {}
        if inner and need > end:
            squeezed |= dict.fromkeys(inner, min((need - end) / len(inner), _INNER_TRIM))
        return squeezed
