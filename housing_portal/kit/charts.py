"""Charts as SVG text: attributes only (strict content policy), the same picture on a page and in a PDF.

Values are ``Decimal`` or ``int``; positions are rounded to a tenth of a unit only when they are written.
"""
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from housing_portal.kit import figures

Number = Decimal | int
TENTH = Decimal("0.1")
EM = 11  # px, the size of all chart text
LONGEST = 18  # characters of a name that a bar chart makes room for
MOST_FIGURES = 8  # points of a line that bear their figure each

LAMPS = {
    "g": ("达到", mark_safe('<circle cx="5.5" cy="5.5" r="5" class="f-g" fill="#2f9160"/>')),
    "a": ("略慢", mark_safe('<path d="M5.5 .5 11 10.5H0z" class="f-a" fill="#d98c0b"/>')),
    "r": ("滞后", mark_safe('<rect x=".5" y=".5" width="10" height="10" class="f-r" fill="#c9372c"/>')),
}
FILLS = {"g": "#2f9160", "a": "#d98c0b", "r": "#c9372c", "n": "#93a0b0", "b": "#1b4f9c", "": "#8fb0da"}
SLOW = Decimal(-5)  # points behind the time share from which a unit counts as lagging
TEXT, NOTE, RULE, GRID = "#1a2433", "#445266", "#cfd7e1", "#e9edf2"


@dataclass(frozen=True)
class Mark:
    """One bar or point. ``kind``: g, a, r, n, b (the one to look at) or "" (ordinary).

    ``before`` is the value to compare with (last year, the target), drawn as a tick. None means not known: no bar.
    """

    label: str
    value: Number | None
    url: str = ""
    kind: str = ""
    before: Number | None = None


def light(gap: Decimal | None) -> str:
    """Return the lamp for a gap to the time share in points: g ≥ 0, a down to −5, r below; n when unknown."""
    if gap is None:
        return "n"
    if gap >= 0:
        return "g"
    return "a" if gap >= SLOW else "r"


def lamp(kind: str, label: str = "") -> SafeString:
    """Draw a traffic light: shape, colour and word, so that it reads in black and white too."""
    if kind not in LAMPS:
        return format_html('<span class="lamp nil">{}</span>', label or figures.NO_VALUE)
    word, shape = LAMPS[kind]
    drawing = format_html('<svg viewBox="0 0 11 11" width="11" height="11" aria-hidden="true">{}</svg>', shape)
    return format_html('<span class="lamp {}">{}{}</span>', kind, drawing, label or word)


def pace_bar(rate: Decimal | None, share: Decimal) -> SafeString:
    """Draw how far a unit is (``rate``) against how far the year is (``share``), both in per cent.

    The fill ends at 100 % however far a rate goes beyond; its words tell the real figure.
    """
    kind = light(None if rate is None else rate - share)
    words = f"完成 {figures.NO_VALUE if rate is None else rate} %，序时 {share} %"
    return format_html(
        '<svg class="pace" role="img" aria-label="{0}" width="100%" height="12"><title>{0}</title>'
        '<rect y="2" width="100%" height="8" rx="1" class="f-bg" fill="#e6ebf1"/>'
        '<rect y="2" width="{1}%" height="8" rx="1" class="f-{2}" fill="{3}"/>'
        '<rect x="{4}%" y="0" width="2" height="12" class="f-mark" fill="#1a2433"/></svg>',
        words, _within(rate or 0), kind, FILLS[kind], _within(share),
    )  # fmt: skip


def bar_chart(title: str, unit: str, marks: Sequence[Mark], *, places: int = 0, width: int = 560) -> SafeString:
    """Draw lying bars, one line for each unit; the conclusion stands in ``title``.

    Names have at most half of the width; the full name of one that is cut comes up under the mouse.
    """
    row, right = 24, 76
    room = min(LONGEST, (width // 2 - 14) // EM)
    left = EM * min(max((_em(m.label) for m in marks), default=4), room) + 14
    scale = _Scale(marks, width - left - right)
    parts = []
    for index, mark in enumerate(marks):
        top, length = index * row, scale.length(mark.value)
        shapes = [
            _text(left - 8, top + 16, mark.label if _em(mark.label) <= room else f"{mark.label[: room - 1]}…", "end"),
            _rect(left, top + 5, length, 14, mark.kind),
            _text(left + max(length, scale.length(mark.before)) + 6, top + 16, _written(mark.value, places), bold=True),
        ]
        if mark.before is not None:
            shapes.append(_tick(left + scale.length(mark.before), top + 2, 2, 20))
        parts.append(_group(mark, unit, places, shapes))
    axis = _line(left, 0, left, row * len(marks), RULE)
    return _picture(title, unit, width, row * len(marks) + 2, [axis, *parts])


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
            _rect(middle - wide / 2, base - tall, wide, tall, mark.kind),
            _text(middle, top - 5, _written(mark.value, places), "middle", bold=True),
            _text(middle, base + 15, mark.label, "middle"),
        ]
        if mark.before is not None:
            shapes.append(_tick(middle - wide / 2 - 3, base - scale.length(mark.before) - 1, wide + 6, 2))
        parts.append(_group(mark, unit, places, shapes))
    return _picture(title, unit, width, height, parts)


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
            parts.append(_line(x1, y1, x2, y2, FILLS["b"], 2))
    for x, y, mark in points:
        shapes = [_text(x, base + 15, mark.label, "middle")]
        if mark.value is not None:
            shapes.append(format_html('<circle cx="{}" cy="{}" r="3" fill="{}"/>', _at(x), _at(y), FILLS["b"]))
            if mark in told:
                shapes.append(_text(x, y - 7, _written(mark.value, places), "middle", bold=True))
        parts.append(_group(mark, unit, places, shapes))
    return _picture(title, unit, width, height, parts)


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
        parts.append(_line(left, y, width, y, GRID if half else RULE))
        parts.append(_text(left - 6, y + 4, f"{value.normalize():,f}", "end"))
    return parts


def _picture(title: str, unit: str, width: int, height: int, parts: Sequence[SafeString]) -> SafeString:
    body = format_html_join("", "{}", ((part,) for part in parts))
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" width="{}" role="img" aria-label="{}（{}）" '
        'font-family="Microsoft YaHei, Noto Sans CJK SC, sans-serif" font-size="11">{}</svg>',
        width, height, width, title, unit, body,
    )  # fmt: skip


def _group(mark: Mark, unit: str, places: int, shapes: Sequence[SafeString]) -> SafeString:
    words = f"{mark.label} {_written(mark.value, places)} {unit}"
    if mark.before is not None:
        words += f"，对照 {_written(mark.before, places)} {unit}"
    body = format_html("<g><title>{}</title>{}</g>", words, format_html_join("", "{}", ((s,) for s in shapes)))
    return format_html('<a href="{}">{}</a>', mark.url, body) if mark.url else body


def _rect(x: Number, y: Number, width: Number, height: Number, kind: str) -> SafeString:
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>', _at(x), _at(y), _at(width), _at(height), FILLS[kind]
    )


def _tick(x: Number, y: Number, width: Number, height: Number) -> SafeString:
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="#46566b"/>', _at(x), _at(y), _at(width), _at(height)
    )


def _line(x1: Number, y1: Number, x2: Number, y2: Number, stroke: str, thick: int = 1) -> SafeString:
    return format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="{}"/>',
        _at(x1), _at(y1), _at(x2), _at(y2), stroke, thick,
    )  # fmt: skip


def _text(x: Number, y: Number, words: str, anchor: str = "start", *, bold: bool = False) -> SafeString:
    return format_html(
        '<text x="{}" y="{}" text-anchor="{}" font-weight="{}" fill="{}" class="{}">{}</text>',
        _at(x), _at(y), anchor, 600 if bold else 400, TEXT if bold else NOTE, "lv" if bold else "", words,
    )  # fmt: skip


def _at(value: Number) -> str:
    return figures.plain(Decimal(value).quantize(TENTH))


def _within(value: Number) -> str:
    return figures.plain(min(max(Decimal(value), Decimal(0)), Decimal(100)))


def _written(value: Number | None, places: int) -> str:
    return figures.grouped(value, places)


def _em(words: str) -> int:
    """Return the width of ``words`` in Chinese characters, rounded up."""
    return -(-sum(1 if char.isascii() else 2 for char in words) // 2)
