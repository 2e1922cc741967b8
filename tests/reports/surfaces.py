"""A work report on its three surfaces: the chips of the page, the lines of the workbook, the words of the PDF."""
import re
from html import unescape
from io import BytesIO

import pypdfium2
from openpyxl import load_workbook

from housing_portal.kit.gongwen import Paper, paper_html
from housing_portal.kit.gongwen.paper import as_runs, run_text
from reports.compose import Composed
from reports.evaluate import IndicatorSet
from reports.models import Document
from reports.slot_sheet import sheet_of
from reports.views.chips import live_chips
from reports.workbooks.slots import slot_workbook

CHIP = re.compile(r'<a class="figc" href="[^"]*/([^/"]+)/\?([^"]*)" title="[^"]*">([^<]*)</a>')
OF_UNIT = re.compile(r"&amp;unit=(\d+)")


def text_of(paper: Paper) -> str:
    """Return the words of the body."""
    return "".join(run_text(run) for block in paper.body
                   for run in (*as_runs(block.runs), *as_runs(getattr(block, "body", ()))))


def on_page(document: Document, figures: IndicatorSet, composed: Composed) -> dict[str, str]:
    """Return key → how the page prints it, different ways joined."""
    chips: dict[str, list[str]] = {}
    for key, query, text in CHIP.findall(paper_html(composed.paper, live_chips(document, figures))):
        unit = OF_UNIT.search(query)
        chips.setdefault(f"{key}@{unit[1]}" if unit else key, []).append(unescape(text))
    return {key: "、".join(dict.fromkeys(texts)) for key, texts in chips.items()}


def in_workbook(document: Document, figures: IndicatorSet, composed: Composed) -> dict[str, tuple[str, object, int]]:
    """Return key → words, value and number of records as the workbook has them."""
    content = slot_workbook(document, sheet_of(document, figures, composed), figures.scope)
    sheet = load_workbook(BytesIO(content), read_only=True)["取数表"]
    lines = [row for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)]
    return {row[1]: (row[3] or "", row[4], row[8]) for row in lines}


def in_pdf(pdf: bytes) -> str:
    """Return all words of a PDF without blanks, line ends and page numbers."""
    pages = ("".join(page.get_textpage().get_text_bounded().split()) for page in pypdfium2.PdfDocument(pdf))
    return "".join(re.sub(r"—\d+—", "", page) for page in pages)
