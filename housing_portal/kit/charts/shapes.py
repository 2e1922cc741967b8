"""The strokes of a chart as SVG text; positions are rounded to a tenth of a unit only when they are written."""
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from housing_portal.kit import figures

Number = Decimal | int
TENTH = Decimal("0.1")
FILLS = {"g": "#2f9160", "a": "#d98c0b", "r": "#c9372c", "n": "#93a0b0", "b": "#1b4f9c", "": "#8fb0da"}
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


def picture(title: str, unit: str, width: int, height: int, parts: Sequence[SafeString]) -> SafeString:
    body = format_html_join("", "{}", ((part,) for part in parts))
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" width="{}" role="img" aria-label="{}（{}）" '
        'font-family="Microsoft YaHei, Noto Sans CJK SC, sans-serif" font-size="11">{}</svg>',
        width, height, width, title, unit, body,
    )  # fmt: skip


def group(mark: Mark, unit: str, places: int, shapes: Sequence[SafeString]) -> SafeString:
    words = f"{mark.label} {written(mark.value, places)} {unit}"
    if mark.before is not None:
        words += f"，对照 {written(mark.before, places)} {unit}"
    body = format_html("<g><title>{}</title>{}</g>", words, format_html_join("", "{}", ((s,) for s in shapes)))
    return format_html('<a href="{}">{}</a>', mark.url, body) if mark.url else body


def rect(x: Number, y: Number, width: Number, height: Number, kind: str) -> SafeString:
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>', at(x), at(y), at(width), at(height), FILLS[kind]
    )


def tick(x: Number, y: Number, width: Number, height: Number) -> SafeString:
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="#46566b"/>', at(x), at(y), at(width), at(height)
    )


def line(x1: Number, y1: Number, x2: Number, y2: Number, stroke: str, thick: int = 1) -> SafeString:
    return format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="{}"/>',
        at(x1), at(y1), at(x2), at(y2), stroke, thick,
    )  # fmt: skip


def text(x: Number, y: Number, words: str, anchor: str = "start", *, bold: bool = False) -> SafeString:
    return format_html(
        '<text x="{}" y="{}" text-anchor="{}" font-weight="{}" fill="{}" class="{}">{}</text>',
        at(x), at(y), anchor, 600 if bold else 400, TEXT if bold else NOTE, "lv" if bold else "", words,
    )  # fmt: skip


def at(value: Number) -> str:
    return figures.plain(Decimal(value).quantize(TENTH))


def written(value: Number | None, places: int) -> str:
    return figures.grouped(value, places)


def em(words: str) -> int:
    """Return the width of ``words`` in Chinese characters, rounded up."""
    return -(-sum(1 if char.isascii() else 2 for char in words) // 2)
