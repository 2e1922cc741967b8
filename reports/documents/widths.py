"""How wide the columns of a wide annex are: numbers stay whole, and words share what numbers leave."""
from collections.abc import Sequence
from math import sqrt

from housing_portal.kit.excel.heads import Head, HeadCell, columns_of, placed
from housing_portal.kit.gongwen import Run
from housing_portal.kit.gongwen.fonts import Role, text_width
from housing_portal.kit.gongwen.paper import run_text

PAGE = 637.0  # pt, across a landscape page (design/gongwen.md 1.4)
SIZES = (10.5, 9.5, 9.0, 8.0, 7.0)  # pt, tried from the largest; kit/gongwen/columns prints no smaller
SIDES = 3.0  # pt, white left and right in a cell
SLACK = 0.22  # em, so that no number just fails to fit (kit/gongwen/columns allows 0.2)
HEAD = 3.0  # em; longer heads wrap, those of four characters as two and two
WHOLE = 7.5  # em; words up to this length, a date among them, stay on one line where there is room
NARROW = 4.0  # em; words get no less


def fitted_widths(heads: Sequence[Head], rows: Sequence[Sequence[Run]]) -> list[int]:
    """Return the widths of the columns in thousandths of an em of the largest type in which ``rows`` read well.

    Words of n em read well in a column of 2√n em: twice the text makes a cell broader and higher alike.
    """
    columns = columns_of(heads)
    longest = [max((_em(run_text(row[place])) for row in rows), default=1.0) for place in range(len(columns))]
    least = _least(heads, [length if column.align == "right" else 0.0
                           for column, length in zip(columns, longest, strict=True)])
    least = [max(need, min(length, NARROW)) for need, length in zip(least, longest, strict=True)]
    most = [max(need, min(length, max(WHOLE, 2 * sqrt(length)))) for need, length in zip(least, longest, strict=True)]
    size = _size(most, SIZES[:-1]) or _size(least, SIZES[-2:]) or SIZES[-1]
    margin, wanted = _margin(size), sum(most) - sum(least)
    share = max(0.0, _room(size, least) / wanted) if wanted else 0.0
    return [round(1000 * (need + (want - need) * share + margin)) for need, want in zip(least, most, strict=True)]


def _size(widths: Sequence[float], sizes: Sequence[float]) -> float | None:
    """Return the first type size in which columns of these widths, in em, fit the page."""
    return next((size for size in sizes if _room(size, widths) >= 0), None)


def _room(size: float, widths: Sequence[float]) -> float:
    return PAGE / size - sum(widths) - len(widths) * _margin(size)


def _least(heads: Sequence[Head], widths: Sequence[float]) -> list[float]:
    """Give the columns under each head what its text needs, in equal parts, from the first row of heads down."""
    least = list(widths)
    for cell in sorted(placed(heads), key=lambda cell: (cell.row, cell.column)):
        below = range(cell.column, cell.column + cell.columns)
        lack = _head(cell) - sum(least[place] for place in below)
        for place in below:
            least[place] += max(0.0, lack) / cell.columns
    return least


def _em(text: str) -> float:
    return text_width(text, Role.HEI)  # the broader of the two faces of a table


def _head(cell: HeadCell) -> float:
    """Return what a head needs: that of several columns one line, any other lines of two or three characters."""
    text = cell.text.replace("\n", "")
    if cell.columns > 1:
        return _em(text)
    return 2.0 if len(text) == 4 else min(HEAD, _em(text))


def _margin(size: float) -> float:
    return SIDES / size + SLACK
