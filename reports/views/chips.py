"""How a figure is drawn on the screen version of a paper: a chip that opens what stands behind it."""
from collections.abc import Callable

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from housing_portal.kit.addresses import place
from housing_portal.kit.gongwen import Figure
from reports.evaluate import IndicatorSet
from reports.models import Capture, Document, FigureOverride
from reports.overrides import in_force, told, writes
from reports.slots.parts import Facts

Chip = Callable[[Figure], SafeString | str]


def live_chips(document: Document, figures: IndicatorSet) -> Chip:
    """Return the chips of a draft: they open figure and records as they are now, and from there its override."""
    others = in_force(Facts(document, figures))

    def chip(figure: Figure) -> SafeString | str:
        if not figure.key:
            return figure.text
        code, _, unit = figure.key.partition("@")
        name = "reports:figure" if code in figures.indicators else "reports:slot"
        of_unit = f"&unit={unit}" if unit else ""
        of_paper = f"&document={document.pk}" if document.pk else ""
        address = f"{reverse(name, args=[code])}?as_of={document.as_of}{of_unit}{of_paper}"
        return _drawn(figure, address, figure.note, others.get(figure.key))

    return chip


def bound_chips(capture: Capture) -> Chip:
    """Return the chips of a captured paper: they open what was captured."""
    rows = capture.bindings.select_related("override__asked_by", "override__decided_by").defer("records")
    known = {row.printed_key: row for row in rows}

    def chip(figure: Figure) -> SafeString | str:
        row = known.get(figure.key)
        if row is None:
            return figure.text
        note = f"{row.label}：{row.formula}"
        address = place("reports:binding_detail", row.pk)
        return _drawn(figure, address, note, row.override)

    return chip


def _drawn(figure: Figure, address: str, note: str, override: FigureOverride | None) -> SafeString:
    """Draw the chip; one that prints another value than the records give is marked and says so."""
    if override is None or not writes(figure.text, override):
        return format_html('<a class="figc" href="{}" title="{}">{}</a>', address, note, figure.text)
    [sentence] = told([override])
    return format_html('<a class="figc w" href="{}" title="{}">{}</a>', address, f"已改写。{sentence}", figure.text)
