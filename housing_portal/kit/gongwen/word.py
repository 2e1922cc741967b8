"""The paper as a Word file, for offices that finish it in WPS or Word: the same words and figures, not what is issued.

Word breaks its own lines, so positions are those of the standard only as far as its grid and rules go.
"""
from collections.abc import Sequence

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from .checks import check
from .cleaning import normalise, normalise_cell, normalise_runs
from .columns import placed_head
from .fonts import HEADING_ROLES, Role, text_width
from .head import LETTER_MARK, NARROWEST, NOTICE_MARK
from .lines import BODY, signature_lefts
from .paper import Attachment, Block, Heading, Paper, Runs, TableBlock, as_runs, chinese_date, run_text
from .signers import LABEL, Signers, signers_of
from .stylesheet import BOX_HEIGHT, BOX_WIDTH, CELL, EM, RED, SMALL, TABLE_NOTE, TITLE, WIDE_TITLE
from .word_xml import (
    add_page_number,
    condense,
    keep_whole,
    off_grid,
    repeat_as_head,
    saved,
    set_face,
    set_grid,
    set_language,
    set_properties,
    set_rules,
)
from .wording import addressee_line, attachment_label, attachment_names, copies_line

NOT_ISSUED = "非印发件，仅供编辑；印发以版式文件为准"
_RED = RED.lstrip("#").upper()
_ALIGN = {"l": WD_ALIGN_PARAGRAPH.LEFT, "c": WD_ALIGN_PARAGRAPH.CENTER, "r": WD_ALIGN_PARAGRAPH.RIGHT}
_MARK_TOP, _MARK_TOP_LETTER = Mm(35), Mm(0)
_TEXT_MARGINS = {"top_margin": Mm(37), "bottom_margin": Mm(35), "left_margin": Mm(28), "right_margin": Mm(26)}
_WIDE_MARGINS = {"top_margin": Mm(28), "bottom_margin": Mm(26), "left_margin": Mm(35), "right_margin": Mm(37)}


def word_file(paper: Paper) -> bytes:
    """Return ``paper`` as .docx, the same bytes for the same paper. Raises GongwenError as ``render_pdf`` does."""
    check(paper)
    return saved(_Writer(paper).file)


class _Writer:
    def __init__(self, paper: Paper) -> None:
        self.paper, self.file = paper, Document()
        self._style()
        self._page(self.file.sections[0], wide=False)
        self._head_and_foot(self.file.sections[0])
        self._opening()
        self._blocks(paper.body, wide=False)
        self._closing()
        for number, item in enumerate(paper.attachments, 1):
            self._attachment(item, attachment_label(number, len(paper.attachments)))
        self._imprint()
        set_properties(self.file, paper, normalise(paper.title), normalise(paper.issuer))

    # -- the page --------------------------------------------------------------------------------

    def _style(self) -> None:
        style = self.file.styles["Normal"]
        style.font.size = Pt(EM)
        properties = style.element.get_or_add_rPr()
        set_face(properties, Role.FANG)
        set_language(properties)
        shape = style.paragraph_format
        shape.space_before = shape.space_after = Pt(0)
        shape.line_spacing, shape.widow_control = 1, False
        self.file.settings.odd_and_even_pages_header_footer = True

    def _page(self, section: Section, wide: bool) -> None:
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
        for name, margin in (_WIDE_MARGINS if wide else _TEXT_MARGINS).items():
            setattr(section, name, margin)
        section.header_distance, section.footer_distance = Mm(15), Mm(22)
        set_grid(section)

    def _head_and_foot(self, section: Section) -> None:
        """Mark every page as no issued paper, and number it outside: right on odd pages, left on even ones (7.5)."""
        section.different_first_page_header_footer = self.paper.letter
        for header in (section.header, section.even_page_header, section.first_page_header):
            self._write(header.paragraphs[0], NOT_ISSUED, Role.SONG, TABLE_NOTE, "c")
        for footer, side in ((section.footer, "r"), (section.even_page_footer, "l")):
            line = footer.paragraphs[0]
            line.paragraph_format.right_indent = line.paragraph_format.left_indent = Pt(SMALL)
            self._write(line, "— ", Role.SONG, SMALL, side)
            number = line.add_run()
            number.font.size = Pt(SMALL)
            set_face(number._r.get_or_add_rPr(), Role.SONG)
            add_page_number(number)
            self._write(line, " —", Role.SONG, SMALL, side)
        if self.paper.letter:  # no number on its first page, but the lower double rule (10.1)
            set_rules(section.first_page_footer.paragraphs[0], _RED, top=("thinThickSmallGap", 24))

    # -- the parts -------------------------------------------------------------------------------

    def _opening(self) -> None:
        paper = self.paper
        for label in filter(None, (paper.secrecy, paper.urgency, "草稿" if paper.draft else "")):
            self._line(normalise(label), Role.HEI)
        self._mark()
        if not paper.letter:
            self._blank(2)
        signers = signers_of(paper)
        number = self._signers(signers) if signers else (
            self._line(normalise(paper.number), align="r" if paper.letter else "c")
        )
        if not paper.letter:
            set_rules(number, _RED, bottom=("single", 16))
        self._blank(2)
        for text in paper.title_lines:
            self._line(normalise(text), Role.TITLE, TITLE, "c")
        self._blank(1)
        self._line(addressee_line(paper))

    def _signers(self, signers: Signers) -> WordParagraph:
        """Add the lines of 签发人 and return the last one, which bears the document number (7.2.5, 7.2.6)."""
        for row, names in enumerate(signers.lines):
            is_last = row == len(signers.lines) - 1
            line = self._line(normalise(self.paper.number) if is_last else "")
            line.paragraph_format.left_indent = Pt(CELL)
            for left in (signers.label, *signers.columns):
                line.paragraph_format.tab_stops.add_tab_stop(Pt(left * CELL))
            self._write(line, "\t\t" if row else f"\t{LABEL}")
            for place, name in enumerate(names):
                self._write(line, "\t" if place else "")
                self._write(line, name, Role.KAI)
        return line

    def _mark(self) -> None:
        letter, text = self.paper.letter, normalise(self.paper.mark)
        size = LETTER_MARK if letter else NOTICE_MARK
        scale = BOX_WIDTH / (text_width(text, Role.TITLE) * size)
        mark = self._line(text, Role.TITLE, size * min(1.0, scale / NARROWEST), "c")
        mark.paragraph_format.space_before = _MARK_TOP_LETTER if letter else _MARK_TOP
        run = mark.runs[0]
        run.font.color.rgb = RGBColor.from_string(_RED)
        if scale < 1:
            condense(run, round(100 * max(scale, NARROWEST)))
        if letter:
            set_rules(mark, _RED, bottom=("thickThinSmallGap", 24))

    def _blocks(self, blocks: Sequence[Block], wide: bool) -> None:
        for block in blocks:
            if isinstance(block, TableBlock):
                self._table(block, BOX_HEIGHT if wide else BOX_WIDTH)
            elif isinstance(block, Heading):
                line = self._line(_text(block.runs), HEADING_ROLES.get(block.level, Role.FANG), first=2)
                self._write(line, _text(block.body))
            else:
                self._line(_text(block.runs), first=2)

    def _closing(self) -> None:
        paper = self.paper
        names = attachment_names(paper.attachments)
        if names:
            self._blank(1)
        for place, name in enumerate(names):
            line = self._line(name if place else f"附件：{name}")
            line.paragraph_format.left_indent = Pt(5 * CELL)
            line.paragraph_format.first_line_indent = Pt(0 if place else -3 * CELL)
        self._blank(2 if paper.sealed else 1)
        issuer, day = normalise(paper.issuer), chinese_date(paper.issued_on)
        for text, left in zip((issuer, day), signature_lefts(paper), strict=True):
            line = self._line(text, align="r")
            line.paragraph_format.right_indent = Pt(max(0.0, BOX_WIDTH - left - BODY.width(text)))
            line.paragraph_format.keep_with_next = text is issuer
        if paper.remark:
            self._line(f"（{normalise(paper.remark)}）", first=2)

    def _attachment(self, attachment: Attachment, label: str) -> None:
        wide = attachment.landscape
        self._page(self.file.add_section(WD_SECTION.NEW_PAGE), wide)
        self.file.sections[-1].different_first_page_header_footer = False
        self._line(label, Role.HEI)
        self._blank(0 if wide else 1)
        self._line(normalise(attachment.title), Role.TITLE, WIDE_TITLE if wide else TITLE, "c")
        self._blank(0 if wide else 1)
        self._blocks(attachment.blocks, wide)

    def _imprint(self) -> None:
        paper, lines = self.paper, []
        if paper.copies:
            lines.append(copies_line("抄送", paper.copies))
        if paper.imprint_on and not paper.letter:
            lines.append(f"{normalise_cell(paper.imprint_office)}\t{chinese_date(paper.imprint_on)}印发")
        if not lines:
            return
        if paper.attachments and paper.attachments[-1].landscape:
            self._page(self.file.add_section(WD_SECTION.NEW_PAGE), wide=False)
        self._blank(1)
        for place, text in enumerate(lines):
            line = self._line(text, size=SMALL)
            shape = line.paragraph_format
            shape.left_indent = shape.right_indent = Pt(SMALL)
            if text.startswith("抄送："):
                shape.left_indent, shape.first_line_indent = Pt(4 * SMALL), Pt(-3 * SMALL)
            shape.tab_stops.add_tab_stop(Pt(BOX_WIDTH - SMALL), WD_TAB_ALIGNMENT.RIGHT)
            if not paper.letter:  # 7.4: 0.35 mm outside, 0.25 mm between
                ends = {"bottom": ("single", 8)} if text is lines[-1] else {}
                set_rules(line, "000000", top=("single", 6 if place else 8), **ends)

    # -- tables ----------------------------------------------------------------------------------

    def _table(self, table: TableBlock, width: float) -> None:
        if table.caption:
            self._line(normalise_cell(table.caption), Role.HEI, align="c")
        if table.reporter or table.unit:
            above = self._line(normalise_cell(table.reporter), size=TABLE_NOTE)
            above.paragraph_format.tab_stops.add_tab_stop(Pt(width), WD_TAB_ALIGNMENT.RIGHT)
            self._write(above, f"\t{normalise_cell(table.unit)}", size=TABLE_NOTE)
        grid = self.file.add_table(len(table.head) + len(table.rows), table.columns, style="Table Grid")
        grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        shares = table.widths or [1] * table.columns
        widths = [Pt(width * share / sum(shares)) for share in shares]
        for column, wide in zip(grid.columns, widths, strict=True):
            column.width = wide
        align = table.align.ljust(table.columns, "c")
        rows = list(grid.rows)
        for cell, row, column in placed_head(table):
            first = rows[row].cells[column]
            last = rows[row + cell.rowspan - 1].cells[column + cell.colspan - 1]
            self._cell(first.merge(last), cell.text, Role.HEI, "c")
        for number, (said, made) in enumerate(zip(table.rows, rows[len(table.head) :], strict=True), 1):
            role = Role.HEI if table.foot and number == len(table.rows) else Role.SONG
            for run, cell, side in zip(said, made.cells, align, strict=True):
                self._cell(cell, run_text(run), role, side)
        for row in rows[: len(table.head)]:
            repeat_as_head(row._tr)
        for row in rows:
            keep_whole(row._tr)
            for cell, wide in zip(row._tr.tc_lst, widths, strict=False):
                if cell.grid_span == 1:
                    cell.width = wide
        for note in [*table.notes, *([table.signoff] if table.signoff else [])]:
            self._line(normalise_cell(note), size=TABLE_NOTE)

    def _cell(self, cell: _Cell, text: str, role: Role, side: str) -> None:
        off_grid(self._write(cell.paragraphs[0], normalise_cell(text), role, TABLE_NOTE, side))

    # -- lines -----------------------------------------------------------------------------------

    def _line(
        self, text: str, role: Role = Role.FANG, size: float = EM, align: str = "", first: int = 0
    ) -> WordParagraph:
        """Add a paragraph; ``first`` cells of indent on its first line."""
        line = self.file.add_paragraph()
        if first:
            line.paragraph_format.first_line_indent = Pt(first * CELL)
        return self._write(line, text, role, size, align)

    def _blank(self, count: int) -> None:
        for _ in range(count):
            self.file.add_paragraph()

    @staticmethod
    def _write(
        line: WordParagraph, text: str, role: Role = Role.FANG, size: float = EM, align: str = ""
    ) -> WordParagraph:
        """Add ``text`` as a run: whatever it says stays text."""
        if align:
            line.alignment = _ALIGN[align]
        if text:
            run = line.add_run(text)
            if size != EM:
                run.font.size = Pt(size)
            if role is not Role.FANG:
                set_face(run._r.get_or_add_rPr(), role)
        return line


def _text(runs: Runs) -> str:
    return "".join(run_text(run) for run in normalise_runs(as_runs(runs)))

