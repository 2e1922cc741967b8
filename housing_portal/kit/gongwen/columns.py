"""How wide the columns of a statistical table are and how large its type, so that it fits its page."""
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from .cleaning import normalise_cell
from .errors import GongwenError
from .fonts import Role, text_width
from .paper import HeadCell, Run, TableBlock, run_text
from .stylesheet import BORDER, CELL_SIDE, TABLE_LINE, TABLE_NOTE

SIZES = (12.0, 10.5, 9.5, 9.0, 8.0, 7.0)  # pt, tried from the largest
# Distance of lines in em. Cells have no padding above and below, so that one, two and three lines side by side,
# centred, stand half a line apart and never collide; less half a border where a head cell spans two rows.
_TIGHT, _USUAL, _LOOSE = 1.52, 1.8, 2.2
_RUNNING = 10.5  # pt, the size of a table of several pages
# What stays in one piece: （单位）, 其中：, a number, a character with its opening marks and the marks after it.
_WORD = re.compile(
    r"(?:（[^（）]{1,2}）|[（《〈“‘〔【「『]*(?:[^（）《》“”：，。、；]{1,2}：|[0-9A-Za-z.,%+\-/—]+|.))[，。、；：！？）”’》〉〕】」』%]*",
    re.DOTALL,
)
_WIDEST = 14.0  # em; longer cells wrap
_NAME = 6.0  # em; cells up to this length stay on one line as long as the type is not smaller than _SMALL
_SMALL = 9.0  # pt
_REMARK_LINES = (1, 2, 3)  # lines that longer cells may take at that type size, tried in order
_ANY = 1_000  # lines: no limit
_SETTINGS = [(size, lines) for size in SIZES if size >= _SMALL for lines in _REMARK_LINES]
_SETTINGS += [(size, _ANY) for size in SIZES]


@dataclass(frozen=True)
class Fit:
    """How a table is set: type size, column widths and height in pt (0 when it runs on), distance of lines in em."""

    size: float
    widths: tuple[float, ...]
    leading: float
    height: float = 0.0


def fit(table: TableBlock, width: float, height: float) -> Fit:
    """Return the largest setting in which ``table`` fits ``width`` × ``height`` pt, or else one that runs on.

    A table longer than its page takes the largest size whose columns fit, and its head is repeated on each page.
    """
    around = _lines_around(table, width) * TABLE_LINE
    spare = height - around
    rows = len(table.head) + len(table.rows)
    for size, lines in _SETTINGS:
        if rows * size * _TIGHT > spare:
            continue
        widths = _widths(table, width / size, CELL_SIDE / size, lines)
        if not widths:
            continue
        lines_of_rows = _row_lines(table, widths, CELL_SIDE / size)
        borders = (rows + 1) * BORDER
        leading = min(_LOOSE, (spare - borders - 1) / sum(lines_of_rows) / size)
        if leading >= _TIGHT:
            needed = around + borders + sum(lines_of_rows) * size * leading
            return Fit(size, _points(widths, size), leading, needed)
    return running(table, width, height)


def running(table: TableBlock, width: float, height: float) -> Fit:
    """Return the setting of a table of several pages, with its lines closer together where that saves a page.

    A head of half a page is refused: it stands on each of them.
    """
    for size, lines in _SETTINGS:
        widths = _widths(table, width / size, CELL_SIDE / size, lines) if size <= _RUNNING else None
        if widths:
            break
    else:
        size, widths = SIZES[-1], [column / SIZES[-1] for column in _even(table, width)]
    head = _head_lines(table, widths, CELL_SIDE / size)
    if sum(head) * size * _USUAL > height / 2:
        raise GongwenError("附表的表头超过半页，请缩短表头文字。")
    rows = [_cell_lines(row, widths, CELL_SIDE / size) for row in table.rows]
    after = (_lines_around(table, width) - 1) * TABLE_LINE
    leading = min((_USUAL, _TIGHT), key=lambda leading: _pages(sum(head), rows, size * leading, after, height))
    return Fit(size, _points(widths, size), leading)


def _pages(head: int, rows: Sequence[int], line: float, after: float, room: float) -> int:
    """Return how many pages of ``room`` pt rows of so many lines take below their head, ``after`` them a note."""
    pages, used = 1, head * line
    for needed in [*(lines * line + BORDER for lines in rows), after]:
        if used + needed > room:
            pages, used = pages + 1, head * line
        used += needed
    return pages


def _lines_around(table: TableBlock, width: float) -> int:
    """Return the number of lines above and below the table."""
    texts = [table.reporter + table.unit, *table.notes, table.signoff]
    return sum(ceil(text_width(text, Role.FANG) * TABLE_NOTE / width) for text in texts)


def _points(widths: Sequence[float], size: float) -> tuple[float, ...]:
    return tuple(width * size for width in widths)


def placed_head(table: TableBlock) -> Iterator[tuple[HeadCell, int, int]]:
    """Return each head cell with its row and its first column, spans resolved as a browser does."""
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate(table.head):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            yield cell, row, column
            taken |= {(row + down, column + right) for down in range(cell.rowspan) for right in range(cell.colspan)}
            column += cell.colspan


def _widths(table: TableBlock, width: float, side: float, lines: int) -> list[float] | None:
    """Return the column widths in em with which no cell takes more than ``lines``, or None when they do not suffice.

    Words and numbers are never broken, nor names unless any number of lines is allowed.
    """
    columns = [[normalise_cell(run_text(row[index])) for row in table.rows] for index in range(table.columns)]
    name = 0.0 if lines == _ANY else _NAME
    least = [max((_least(text, name, lines) for text in texts), default=1.0) for texts in columns]
    most = [max((min(_WIDEST, text_width(text, Role.SONG)) for text in texts), default=1.0) for texts in columns]
    for cell, _, first in placed_head(table):
        _widen(least, first, cell.colspan, _head_least(cell))
        _widen(most, first, cell.colspan, text_width(normalise_cell(cell.text), Role.HEI))
    margin = 2 * side + 0.2
    least = [need + margin for need in least]
    most = [max(need, want + margin) for need, want in zip(least, most, strict=True)]
    if table.widths:
        given = _even(table, width)
        return given if all(has >= need for has, need in zip(given, least, strict=True)) else None
    return _shared(least, most, width) if sum(least) <= width else None


def _shared(least: Sequence[float], most: Sequence[float], width: float) -> list[float]:
    """Share ``width`` out between what the columns need and what they would like, or beyond that in proportion."""
    if sum(most) <= width:
        return [want * width / sum(most) for want in most]
    share = (width - sum(least)) / (sum(most) - sum(least))
    return [need + (want - need) * share for need, want in zip(least, most, strict=True)]


def _widen(widths: list[float], first: int, count: int, needed: float) -> None:
    """Give the columns under one head what it needs, in equal parts."""
    lack = needed - sum(widths[first : first + count])
    for column in range(first, first + count):
        widths[column] += max(0.0, lack) / count


def _head_least(cell: HeadCell) -> float:
    """Heads wrap: four characters as two and two, longer ones in lines of at least three."""
    text = normalise_cell(cell.text)
    if cell.colspan > 1:
        return _least(text, 4.0 * cell.colspan, _ANY)
    return max(_least(text, 3.0, _ANY), 2.0 if len(text) == 4 else min(3.0, len(text)))


def _least(text: str, unbroken: float, lines: int) -> float:
    """Return the width that ``text`` needs to take no more than ``lines``, and one if shorter than ``unbroken`` em."""
    whole = text_width(text, Role.HEI)
    if whole <= unbroken or lines == 1:
        return whole
    words = max((text_width(word, Role.HEI) for word in _WORD.findall(text)), default=0.0)
    return max(words, whole / lines + 0.5)


def _even(table: TableBlock, width: float) -> list[float]:
    shares = table.widths or [1] * table.columns
    return [width * share / sum(shares) for share in shares]


def _row_lines(table: TableBlock, widths: Sequence[float], side: float) -> list[int]:
    """Return the number of text lines of every row, head rows first."""
    return _head_lines(table, widths, side) + [_cell_lines(row, widths, side) for row in table.rows]


def _head_lines(table: TableBlock, widths: Sequence[float], side: float) -> list[int]:
    """Return the number of text lines of every head row."""
    head = [1] * len(table.head)
    for cell, row, column in placed_head(table):
        room = sum(widths[column : column + cell.colspan]) - 2 * side
        needed = len(text_lines(normalise_cell(cell.text), room))
        last = min(row + cell.rowspan, len(head)) - 1
        head[last] += max(0, needed - sum(head[row : last + 1]))
    return head


def _cell_lines(row: Sequence[Run], widths: Sequence[float], side: float) -> int:
    cells = zip(row, widths, strict=True)
    return max(len(text_lines(normalise_cell(run_text(run)), width - 2 * side)) for run, width in cells)


def text_lines(text: str, room: float) -> list[str]:
    """Break ``text`` into the fewest lines of at most ``room`` em, about equally long: 年度|任务, not 年度任|务.

    Words are kept whole unless longer than a line.
    """
    words = [part for word in _WORD.findall(text) for part in ([word] if _em(word) <= room else word)]
    lines = _filled(words, room)
    even = _em(text) / len(lines)
    while len(lines) > 1 and even < room:
        if len(_filled(words, even)) == len(lines):
            return _filled(words, even)
        even += 0.25
    return lines


def _filled(words: Sequence[str], room: float) -> list[str]:
    lines, used = [""], 0.0
    for word in words:
        width = _em(word)
        if used and used + width > room:
            lines.append("")
            used = 0.0
        lines[-1] += word
        used += width
    return lines


def _em(text: str) -> float:
    return text_width(text, Role.HEI)
