"""The writer of official forms: what it returns is the form itself, ready for print, seal and filing."""
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from housing_portal.kit.excel.content import LINE_HEIGHT, line_count, put, sheet_title, text_width
from housing_portal.kit.excel.heads import Head, columns_of, depth_of, placed
from housing_portal.kit.excel.package import saved
from housing_portal.kit.figures import NOT_GIVEN

__all__ = ["NOT_GIVEN", "FormSheet", "Head", "write_forms"]

Value = str | int | Decimal | date | None
FONT_NAME = "宋体"
TITLE_FONT = Font(name=FONT_NAME, size=18, bold=True)
BODY_FONT = Font(name=FONT_NAME, size=10.5)
BOLD_FONT = Font(name=FONT_NAME, size=10.5, bold=True)
GRID = Border(*[Side(style="thin")] * 4)
TITLE_HEIGHT = 30


@dataclass(frozen=True)
class FormSheet:
    """One sheet of a form. Rows map column keys to values; a missing or None value prints the ``empty`` of its column.

    ``total`` is the 合计 row: columns right of its label that hold no figures and have no key in it are merged into it.
    ``indent`` names the entry of a row that says how many steps its first left-aligned text is indented (其中 rows).
    """

    name: str
    title: str
    columns: Sequence[Head]
    rows: Sequence[Mapping[str, Value]]
    filler: str = ""
    unit_line: str = ""
    total: Mapping[str, Value] | None = None
    notes: Sequence[str] = field(default_factory=tuple)
    signoff: str = ""
    prefix: str = ""
    indent: str = ""
    frozen_columns: int = 1


def write_forms(sheets: Sequence[FormSheet]) -> bytes:
    """Return a workbook with one sheet per form; the same forms give the same bytes."""
    book = Workbook()
    book.remove(book.active)
    book.properties.title = sheets[0].title
    book.properties.creator = ""
    for sheet in sheets:
        _Writer(book.create_sheet(sheet_title(sheet.name)), sheet).write()
    return saved(book)


class _Writer:
    """Writes one form from top to bottom; ``self.row`` is the last row written."""

    def __init__(self, sheet: Worksheet, form: FormSheet) -> None:
        self.sheet, self.form, self.row = sheet, form, 0
        self.columns = columns_of(form.columns)
        self.looks: dict[tuple[bool, str, int, str], StyleArray] = {}

    def write(self) -> None:
        for number, column in enumerate(self.columns, 1):
            self.sheet.column_dimensions[get_column_letter(number)].width = column.width
        self._top()
        self._heads()
        for row in self.form.rows:
            self._record(row, BODY_FONT)
        if self.form.total is not None:
            self._record(self.form.total, BOLD_FONT)
            self._merge_total_label(self.form.total)
        for line in [*self.form.notes, *filter(None, [self.form.signoff])]:
            self._line(line, BODY_FONT, "left")
        self._page()

    def _top(self) -> None:
        if self.form.prefix:
            self._line(self.form.prefix, BODY_FONT, "left")
        self._line(self.form.title, TITLE_FONT, "center")
        self.sheet.row_dimensions[self.row].height = TITLE_HEIGHT * line_count(self.form.title, self._width(1) // 2)
        if not (self.form.filler or self.form.unit_line):
            return
        self.row += 1
        start = self._unit_column()
        self._text(self.form.filler, 1, start - 1, BODY_FONT, "left")
        self._text(self.form.unit_line, start, len(self.columns), BODY_FONT, "right")

    def _unit_column(self) -> int:
        """Return the first column of the unit line: as far left as its text needs, from the right edge."""
        start = len(self.columns)
        while start > 2 and self._width(start) < text_width(self.form.unit_line) + 2:
            start -= 1
        return max(start, 2)

    def _heads(self) -> None:
        top = self.row + 1
        heights = [LINE_HEIGHT] * depth_of(self.form.columns)
        for head in placed(self.form.columns):
            row, column = top + head.row, 1 + head.column
            end_row, end_column = row + head.rows - 1, column + head.columns - 1
            self._text(head.text, column, end_column, BOLD_FONT, "center", row=row, end_row=end_row)
            self._frame(row, end_row, column, end_column)
            lines = line_count(head.text, self._width(column, end_column))
            heights[head.row] = max(heights[head.row], -(-lines * LINE_HEIGHT // head.rows))
        for offset, height in enumerate(heights):
            self.sheet.row_dimensions[top + offset].height = height + 3
        self.row = top + len(heights) - 1
        self.sheet.print_title_rows = f"{top}:{self.row}"
        self.sheet.freeze_panes = self.sheet.cell(self.row + 1, self.form.frozen_columns + 1)

    def _record(self, values: Mapping[str, Value], font: Font) -> None:
        self.row += 1
        lines, indent = 1, int(values.get(self.form.indent) or 0)
        for number, column in enumerate(self.columns, 1):
            value = values.get(column.key)
            value = column.empty if value is None else value
            printed, steps = column.number, 0
            if isinstance(value, str):
                printed, lines = "@", max(lines, line_count(value, column.width))
                if column.align == "left":
                    steps, indent = indent, 0
            elif isinstance(value, date):
                printed = "yyyy-mm-dd"
            cell = self.sheet.cell(self.row, number)
            self._dress(cell, font, column.align, steps, printed)
            put(cell, value)
        self.sheet.row_dimensions[self.row].height = lines * LINE_HEIGHT + 3

    def _dress(self, cell: Cell, font: Font, align: str, indent: int, number: str) -> None:
        """Give a cell its look; each is worked out once, for setting its parts takes longer than writing a value."""
        look = (font is BOLD_FONT, align, indent, number)
        if look not in self.looks:
            cell.font, cell.border, cell.number_format = font, GRID, number
            cell.alignment = Alignment(align, "center", wrap_text=True, indent=indent)
            self.looks[look] = copy(cell._style)
        cell._style = copy(self.looks[look])

    def _merge_total_label(self, total: Mapping[str, Value]) -> None:
        end = 1
        while end < len(self.columns) and self.columns[end].key not in total and self.columns[end].align != "right":
            end += 1
        if end > 1:
            for column in range(2, end + 1):
                self.sheet.cell(self.row, column).value = None
            self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=1, end_column=end)
            self._frame(self.row, self.row, 1, end)
        self.sheet.cell(self.row, 1).alignment = Alignment("center", "center")

    def _line(self, text: str, font: Font, align: str) -> None:
        """Write one text over the whole width."""
        self.row += 1
        self._text(text, 1, len(self.columns), font, align)
        self.sheet.row_dimensions[self.row].height = line_count(text, self._width(1)) * LINE_HEIGHT + 3

    def _text(self, text: str, column: int, end_column: int, font: Font, align: str, *, row: int = 0,
              end_row: int = 0) -> None:
        row = row or self.row
        cell = self.sheet.cell(row, column)
        put(cell, text)
        cell.font, cell.alignment = font, Alignment(align, "center", wrap_text=True)
        if end_column > column or end_row > row:
            self.sheet.merge_cells(start_row=row, end_row=end_row or row, start_column=column, end_column=end_column)

    def _frame(self, row: int, end_row: int, column: int, end_column: int) -> None:
        """Give every cell of an area its border: a merged area shows the borders of all its cells."""
        for cells in self.sheet.iter_rows(row, end_row, column, end_column):
            for cell in cells:
                cell.border = GRID

    def _width(self, column: int, end_column: int = 0) -> int:
        return sum(head.width for head in self.columns[column - 1 : end_column or len(self.columns)])

    def _page(self) -> None:
        sheet = self.sheet
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.print_options.horizontalCentered = True
        sheet.page_margins.left = sheet.page_margins.right = 0.5
        sheet.page_margins.top, sheet.page_margins.bottom = 0.6, 0.75  # below, the page number needs its room
        sheet.print_area = f"A1:{get_column_letter(len(self.columns))}{self.row}"
        sheet.oddFooter.center.text = "第 &P 页　共 &N 页"
