"""Broken lines as HTML: one block of fixed height per line, its letters spread to the edge."""
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from .cleaning import normalise
from .fonts import Role, primary, text_width
from .linebreak import CLOSING, Atom, Line, break_lines
from .paper import Paper, chinese_date
from .stylesheet import BOX_WIDTH, CELL, CELLS, CLASSES, EM, SMALL

Pieces = Sequence[tuple[str, Role]]


@dataclass(frozen=True)
class Measure:
    """A size of type, the distance of its characters and the room of a line, all in pt."""

    em: float
    cell: float
    room: float

    def spacing(self, line: Line) -> float:
        """Return the letter spacing that takes ``line`` to its right edge (or leaves it on the grid)."""
        count = len(line.text)
        if not line.spread or count == 1:
            return self.cell - self.em
        return (line.cells * self.cell - line.width * self.em) / (count - 1)

    def width(self, text: str) -> float:
        """Return the width of 仿宋 ``text`` on the plain grid."""
        return text_width(text, Role.FANG) * self.em + len(text) * (self.cell - self.em)


BODY = Measure(EM, CELL, CELLS * CELL)
IMPRINT = Measure(SMALL, SMALL, BOX_WIDTH - 2 * SMALL)


def paragraph_lines(pieces: Pieces, first: float = 2, rest: float = 0, measure: Measure = BODY) -> list[str]:
    """Break ``pieces`` into lines indented by ``first`` and then ``rest`` cells and return each as HTML."""
    room = measure.room / measure.cell
    lines = break_lines(pieces, room - first, room - rest)
    return [_line(line, measure, (rest if index else first) * measure.cell) for index, line in enumerate(lines)]


def placed_line(text: str, left: float) -> str:
    """Return one unbroken body line that begins ``left`` pt from the left edge."""
    return _block(escape(text), CELL - EM, left, even=_is_even(text))


def signature_lefts(paper: Paper) -> tuple[float, float]:
    """Return where 署名 and 成文日期 begin, in pt from the left edge (7.3.5.1 sealed, 7.3.5.2 not)."""
    issuer, day = BODY.width(normalise(paper.issuer)), BODY.width(chinese_date(paper.issued_on))
    if paper.sealed:
        day_left = BOX_WIDTH - 4 * CELL - day
        return min(day_left + (day - issuer) / 2, BOX_WIDTH - issuer), day_left
    day_left = min(BOX_WIDTH - issuer, BOX_WIDTH - 2 * CELL - day)
    return day_left - 2 * CELL, day_left


def blank_lines(count: int) -> list[str]:
    """Return ``count`` empty grid lines."""
    return ['<span class="q"></span>'] * count


def _line(line: Line, measure: Measure, indent: float) -> str:
    spacing = measure.spacing(line)
    content = []
    for role, group in groupby(enumerate(line.atoms), lambda item: item[1].role):
        text = "".join(_squeezed(line, list(group), spacing, measure.em))
        content.append(text if role is Role.FANG else f'<span class="{CLASSES[role]}">{text}</span>')
    even = all(atom.role is Role.FANG for atom in line.atoms) and _is_even(line.text)
    return _block("".join(content), spacing, indent, even)


def _squeezed(line: Line, atoms: Sequence[tuple[int, Atom]], spacing: float, em: float) -> Iterator[str]:
    """Return the text of neighbouring atoms; a squeezed mark gives up its blank half in a span of its own."""
    for index, atom in atoms:
        trim = line.squeezed.get(index, 0.0) * em
        if not trim:
            yield escape(atom.text)
        elif atom.text in CLOSING:
            yield f'<span style="letter-spacing:{spacing - trim:.4f}pt">{atom.text}</span>'
        else:
            yield f'<span style="margin-left:{-trim:.4f}pt">{atom.text}</span>'


def _is_even(text: str) -> bool:
    """Return whether one font prints all of ``text``; glyphs of another font would push the line off its baseline."""
    return primary(Role.FANG).issuperset(text)


def _block(content: str, spacing: float, indent: float, even: bool) -> str:
    if not even:
        content = f'<span class="z">{content}</span>'
    left = f";padding-left:{indent:.4f}pt" if indent else ""
    return f'<span class="q" style="letter-spacing:{spacing:.4f}pt{left}">{content}</span>'
