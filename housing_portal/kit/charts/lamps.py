"""Traffic lights and pace bars: one bound for what lags, one look on pages and papers."""
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from housing_portal.kit import figures
from housing_portal.kit.charts.shapes import FILLS, Number

LAMPS = {
    "g": ("达到", mark_safe('<circle cx="5.5" cy="5.5" r="5" class="f-g" fill="#2f9160"/>')),
    "a": ("略慢", mark_safe('<path d="M5.5 .5 11 10.5H0z" class="f-a" fill="#d98c0b"/>')),
    "r": ("滞后", mark_safe('<rect x=".5" y=".5" width="10" height="10" class="f-r" fill="#c9372c"/>')),
}
SLOW = Decimal(-5)  # points behind the time share from which a unit counts as lagging


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


def _within(value: Number) -> str:
    return figures.plain(min(max(Decimal(value), Decimal(0)), Decimal(100)))
