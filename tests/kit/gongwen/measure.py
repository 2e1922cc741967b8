"""Reading a printed paper back: lines and rules of a page in millimetres from its upper left corner."""
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise

import pdfplumber

MM = 25.4 / 72


@dataclass(frozen=True)
class PrintedLine:
    text: str
    left: float
    right: float
    top: float  # of the em box
    foot: float
    size: float
    font: str


@contextmanager
def opened(pdf: bytes) -> Iterator[list]:
    """Open ``pdf`` and hand out its pages."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        yield document.pages


def lines(page) -> list[PrintedLine]:
    """Return the text lines of ``page`` from top to bottom; glyphs that share a baseline are one line."""
    rows: dict[float, list[dict]] = {}
    for char in page.chars:
        if char["text"].strip() and char["upright"]:
            rows.setdefault(round(char["matrix"][5], 1), []).append(char)
    return [_line(page, base, rows[base]) for base in sorted(rows, reverse=True)]


def spans(page) -> list[PrintedLine]:
    """Return the lines of ``page`` cut where the type changes or more than half a character is left white."""
    rows: dict[float, list[dict]] = {}
    for char in page.chars:
        if char["text"].strip() and char["upright"]:
            rows.setdefault(round(char["matrix"][5], 1), []).append(char)
    found = []
    for base in sorted(rows, reverse=True):
        rows[base].sort(key=lambda char: char["x0"])
        run = [rows[base][0]]
        for before, char in pairwise(rows[base]):
            if char["fontname"] != before["fontname"] or char["x0"] - before["x1"] > char["size"] / 2:
                found.append(_line(page, base, run))
                run = []
            run.append(char)
        found.append(_line(page, base, run))
    return found


def _line(page, base: float, chars: list[dict]) -> PrintedLine:
    chars.sort(key=lambda char: char["x0"])
    size = Counter(round(_size(char), 1) for char in chars).most_common(1)[0][0]
    baseline = (float(page.height) - base) * MM
    return PrintedLine(
        "".join(char["text"] for char in chars),
        chars[0]["x0"] * MM,
        chars[-1]["x1"] * MM,
        baseline - 0.88 * size * MM,
        baseline + 0.12 * size * MM,
        size,
        chars[0]["fontname"].partition("+")[2],
    )


def _size(char: dict) -> float:
    # The mark is condensed sideways, so only the upright part of the matrix tells its size.
    return abs(char["matrix"][3]) * _unit(char)


def _unit(char: dict) -> float:
    return char["size"] / abs(char["matrix"][3])


def rules(page, colour: tuple[float, ...]) -> list[tuple[float, float, float, float]]:
    """Return horizontal rules of ``colour`` as (top, foot, left, right), from top to bottom."""
    found = [
        (rect["top"] * MM, rect["bottom"] * MM, rect["x0"] * MM, rect["x1"] * MM)
        for rect in (*page.rects, *page.curves)
        if rect["fill"] and _same(rect["non_stroking_color"], colour) and rect["height"] < 3 < rect["width"]
    ]
    return sorted(found)


def lowest(page, colour: tuple[float, ...]) -> float:
    """Return where the lowest shape of ``colour`` ends."""
    return max(rect["bottom"] * MM for rect in page.rects if _same(rect["non_stroking_color"], colour))


def _same(have, want: tuple[float, ...]) -> bool:
    return bool(have) and tuple(round(part, 2) for part in have) == want
