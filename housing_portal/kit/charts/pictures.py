"""Charts as SVG text: attributes only (strict content policy), the same picture on a page and in a PDF.

Values are ``Decimal`` or ``int``.
"""
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from django.utils.html import format_html
from django.utils.safestring import SafeString

from housing_portal.kit.charts.shapes import (
    FILLS,
    GRID,
    RULE,
    Mark,
    Number,
    at,
    em,
    group,
    line,
    picture,
    rect,
    text,
    tick,
    written,
)

EM = 11  # px, the size of all chart text
LONGEST = 18  # characters of a name that a bar chart makes room for
MOST_FIGURES = 8  # points of a line that bear their figure each


def bar_chart(title: str, unit: str, marks: Sequence[Mark], *, places: int = 0, width: int = 560) -> SafeString:
    """Draw lying bars, one line for each unit; the conclusion stands in ``title``.

    Names have at most half of the width; the full name of one that is cut comes up under the mouse.
    """
    row, right = 24, 76
    room = min(LONGEST, (width // 2 - 14) // EM)
    left = EM * min(max((em(m.label) for m in marks), default=4), room) + 14
    scale = _Scale(marks, width - left - right)
    parts = []
    for index, mark in enumerate(marks):
        top, length = index * row, scale.length(mark.value)
        shapes = [
            text(left - 8, top + 16, mark.label if em(mark.label) <= room else f"{mark.label[: room - 1]}…", "end"),
            rect(left, top + 5, length, 14, mark.kind),
            text(left + max(length, scale.length(mark.before)) + 6, top + 16, written(mark.value, places), bold=True),
        ]
        if mark.before is not None:
            shapes.append(tick(left + scale.length(mark.before), top + 2, 2, 20))
        parts.append(group(mark, unit, places, shapes))
    axis = line(left, 0, left, row * len(marks), RULE)
    return picture(title, unit, width, row * len(marks) + 2, [axis, *parts])


def column_chart(title: str, unit: str, marks: Sequence[Mark], *, places: int = 0, height: int = 180,
                 width: int = 560) -> SafeString:
    """Draw standing columns, one for each month or kind, with grid lines; ``before`` is a tick across the column."""
    left, foot, head = 44, 22, 22
    scale = _Scale(marks, height - foot - head)
    base, step = height - foot, Decimal(width - left - 4) / max(len(marks), 1)
    parts = _grid(scale, left, width, base)
    for index, mark in enumerate(marks):
        middle, tall = left + step * index + step / 2, scale.length(mark.value)
        wide = min(step * Decimal("0.6"), Decimal(40))
        top = base - max(tall, scale.length(mark.before))
        shapes = [
            rect(middle - wide / 2, base - tall, wide, tall, mark.kind),
            text(middle, top - 5, written(mark.value, places), "middle", bold=True),
            text(middle, base + 15, mark.label, "middle"),
        ]
        if mark.before is not None:
            shapes.append(tick(middle - wide / 2 - 3, base - scale.length(mark.before) - 1, wide + 6, 2))
        parts.append(group(mark, unit, places, shapes))
    return picture(title, unit, width, height, parts)


def line_chart(title: str, unit: str, marks: Sequence[Mark], *, places: int = 0, height: int = 180,
               width: int = 560, floor: Number = 0) -> SafeString:
    """Draw one line over time; a point that is not known breaks the line instead of dropping to zero.

    ``floor`` is where the scale begins: what moves by a per cent or two, such as an index, is flat from zero.
    """
    left, foot, head = 44, 22, 22
    scale = _Scale(marks, height - foot - head, floor)
    base, step = height - foot, Decimal(width - left - 4) / max(len(marks), 1)
    points = [(left + step * i + step / 2, base - scale.length(mark.value), mark) for i, mark in enumerate(marks)]
    parts, known = _grid(scale, left, width, base), [mark for mark in marks if mark.value is not None]
    ranked = sorted(known, key=lambda mark: mark.value)
    # the figures of many points would touch: the ends and the extremes bear theirs
    told = known if len(known) <= MOST_FIGURES else [known[0], ranked[0], ranked[-1], known[-1]]
    for (x1, y1, one), (x2, y2, two) in pairwise(points):
        if one.value is not None and two.value is not None:
            parts.append(line(x1, y1, x2, y2, FILLS["b"], 2))
    for x, y, mark in points:
        shapes = [text(x, base + 15, mark.label, "middle")]
        if mark.value is not None:
            shapes.append(format_html('<circle cx="{}" cy="{}" r="3" fill="{}"/>', at(x), at(y), FILLS["b"]))
            if mark in told:
                shapes.append(text(x, y - 7, written(mark.value, places), "middle", bold=True))
        parts.append(group(mark, unit, places, shapes))
    return picture(title, unit, width, height, parts)


class _Scale:
    """Turns values into lengths; the top of the scale is a round number not below the largest value."""

    def __init__(self, marks: Sequence[Mark], length: int, floor: Number = 0) -> None:
        values = [v for m in marks for v in (m.value, m.before) if v is not None]
        self.floor = Decimal(floor)
        self.span = _round_up(max([Decimal(v) for v in values], default=self.floor) - self.floor)
        self.size = Decimal(length)

    def length(self, value: Number | None) -> Decimal:
        return max(Decimal(value or 0) - self.floor, Decimal(0)) / self.span * self.size


def _round_up(value: Decimal) -> Decimal:
    """Return the next of 1, 2, 4, 5, 8, 10 × a power of ten, so that half the top is round as well."""
    if value <= 0:
        return Decimal(1)
    power = Decimal(1).scaleb(value.adjusted())
    return next(power * n for n in (1, 2, 4, 5, 8, 10) if power * n >= value)


def _grid(scale: _Scale, left: int, width: int, base: int) -> list[SafeString]:
    parts = []
    for half in (0, 1, 2):
        value = scale.floor + scale.span * half / 2
        y = base - scale.length(value)
        parts.append(line(left, y, width, y, GRID if half else RULE))
        parts.append(text(left - 6, y + 4, f"{value.normalize():,f}", "end"))
    return parts
