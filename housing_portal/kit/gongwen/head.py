"""The head of page 1 (版头): mark, labels, document number and red rules, placed to the tenth of a millimetre.

All heights are pt below the first grid line. The title below must stand on a grid line, so what the head has too much
or too little is shared between the gaps the standard states in lines.
"""
from dataclasses import dataclass
from html import escape

from .cleaning import normalise
from .fonts import Role, baseline, ink, text_width
from .paper import Paper
from .signers import LABEL, Signers, signers_of
from .stylesheet import (
    BOX_HEIGHT,
    BOX_WIDTH,
    CELL,
    EM,
    GRID,
    LEADING,
    LETTER_HEIGHT,
    LETTER_RULE,
    LETTER_RULE_TOP,
    PAGE_TOP,
    PITCH,
    POINT,
    RULE_GAP,
    TITLE,
)

NOTICE_MARK, LETTER_MARK = 49.6, 40.0  # pt
NARROWEST = 0.55  # how far a long mark is condensed before it also gets smaller
_RULE = 0.7 / POINT
_TITLE_INSET = (PITCH - TITLE) / 2  # white above the title's em box in its grid line


@dataclass(frozen=True)
class Head:
    """The head as HTML, its height, what is left over for the gap below the title, and the room of page 1, all pt."""

    html: str
    height: float
    gap: float
    room: float


def head(paper: Paper) -> Head:
    """Return the head of a notice (7.2) or of a letter (10.1)."""
    return _letter_head(paper) if paper.letter else _notice_head(paper)


def _notice_head(paper: Paper) -> Head:
    """The mark begins 35 mm below the edge of the 版心; number, rule and title follow at two lines, 4 mm, two lines.

    In a paper that goes up, the number stands on the line of the last 签发人.
    """
    mark, ink_end = _mark(paper.mark, 72, NOTICE_MARK)
    signers = signers_of(paper)
    more = (len(signers.lines) - 1) * PITCH if signers else 0.0
    ideal = ink_end + 2 * PITCH + more + EM + 4 / POINT + _RULE + 2 * PITCH - _TITLE_INSET
    lines = round(ideal / PITCH)
    first = ink_end + 2 * PITCH + (lines * PITCH - ideal) / 2
    rule = first + more + EM + 4 / POINT
    red = f'<div class="rule" style="top:{rule:.3f}pt;height:{_RULE:.3f}pt"></div>'
    named = _signers(signers, first) if signers else ""
    content = _labels(paper, 0) + mark + _number(paper, first + more) + named + red
    return _box(lines * GRID, content, 0.0, BOX_HEIGHT + LEADING)


def _letter_head(paper: Paper) -> Head:
    """The mark begins 30 mm below the page's edge; labels left and number right stand under the upper double rule."""
    mark, ink_end = _mark(paper.mark, 30, LETTER_MARK)
    rule = ink_end + 4 / POINT
    number = rule + LETTER_RULE + RULE_GAP
    ideal = number + EM + 2 * PITCH - _TITLE_INSET
    # The last line of page 1 keeps its distance from the lower rule, so its grid is counted from there.
    spare = LETTER_HEIGHT - 0.1 - ideal
    spare -= round(spare / PITCH) * PITCH
    rules = (
        f'<div class="double upper" style="top:{rule:.3f}pt"></div>'
        f'<div class="double lower" style="top:{LETTER_RULE_TOP:.3f}pt"></div>'
    )
    content = _labels(paper, number - LEADING) + mark + _number(paper, number) + rules
    return _box(ideal + spare * 0.6, content, spare * 0.4, LETTER_HEIGHT)


def _box(height: float, content: str, gap: float, room: float) -> Head:
    return Head(f'<div class="head" style="height:{height:.4f}pt">{content}</div>', height, gap, room)


def _mark(text: str, top: float, largest: float) -> tuple[str, float]:
    """Return the mark with the upper edge of its ink ``top`` mm below the page's edge, and where its ink ends."""
    text = normalise(text)
    natural = text_width(text, Role.TITLE)
    scale = min(1.0, BOX_WIDTH / (natural * largest))
    size = largest * min(1.0, scale / NARROWEST)
    above, below = ink(text, Role.TITLE)
    start = top / POINT - PAGE_TOP
    html = (
        f'<div class="mark xbs" style="top:{start - (baseline(Role.TITLE) - above) * size:.3f}pt;'
        f"left:{(BOX_WIDTH - natural * size) / 2:.3f}pt;width:{natural * size:.3f}pt;font-size:{size:.3f}pt;"
        f'transform:scaleX({max(scale, NARROWEST):.5f})">{escape(text)}</div>'
    )
    return html, start + (above + below) * size


def _number(paper: Paper, top: float) -> str:
    side = " up" if paper.upward else ""
    return f'<div class="number{side}" style="top:{top - LEADING:.3f}pt">{escape(normalise(paper.number))}</div>'


def _signers(signers: Signers, top: float) -> str:
    """Return 签发人 in 仿宋 and the names in 楷体, a line each from ``top``."""
    out = [_placed("", LABEL, signers.label, top)]
    for row, names in enumerate(signers.lines):
        out += [
            _placed("kai", name, left, top + row * PITCH) for name, left in zip(names, signers.columns, strict=False)
        ]
    return "".join(out)


def _placed(face: str, text: str, left: float, top: float) -> str:
    place = f"top:{top - LEADING:.3f}pt;left:{left * CELL:.3f}pt"
    return f'<div class="{face}" style="{place}"><span class="z">{escape(text)}</span></div>'


def _labels(paper: Paper, top: float) -> str:
    """Return 密级 and 紧急程度, one per line from ``top``, and the word that tells a draft from an issued paper."""
    labels = [escape(normalise(text)) for text in (paper.secrecy, paper.urgency) if text]
    out = [f'<div class="hei" style="top:{top + row * GRID:.3f}pt">{label}</div>' for row, label in enumerate(labels)]
    return "".join(out) + ('<div class="hei draft" style="top:0">草稿</div>' if paper.draft else "")
