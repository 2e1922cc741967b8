"""The file to correct: the user's own workbook with every refused cell marked and a list of all errors.

What is too long to be marked cell by cell gets the list of errors alone, as CSV.
"""
import codecs
import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from housing_portal.kit.excel.columns import CellError
from housing_portal.kit.excel.content import LINE_HEIGHT, line_count, put
from housing_portal.kit.excel.package import saved
from housing_portal.kit.excel.reader import loaded
from housing_portal.kit.excel.safety import check_package

LIST_NAME = "错误清单"
RED = PatternFill("solid", fgColor="FFFF9999")
AUTHOR = "导入检查"
FORMULA_MARKS = ("=", "+", "-", "@", "\t")
COLUMNS = (
    ("序号", 6), ("工作表", 16), ("行", 8), ("列", 8), ("列名", 28), ("填写内容", 24), ("问题", 40), ("处理办法", 44),
)


def error_workbook(original: bytes, errors: Sequence[CellError]) -> bytes:
    """Return ``original`` with a red cell and a note at every error, and the sheet 错误清单 in front.

    The gate is passed again: the bytes may come from a browser a second time.
    """
    check_package(original, "原文件")
    book = loaded(original, "原文件", results=False)
    if LIST_NAME in book.sheetnames:  # the file comes back with the list of the last attempt
        book.remove(book[LIST_NAME])
    for sheet in book.worksheets:
        _unmark(sheet)
    for error in errors:
        _mark(book, error)
    _list(book.create_sheet(LIST_NAME, 0), errors)
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = False
    book.active = 0
    return saved(book)


def _unmark(sheet: Worksheet) -> None:
    """Take away the marks of the last attempt: what is corrected must not stay red."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.comment and cell.comment.author == AUTHOR:
                cell.comment, cell.fill = None, PatternFill()


def _mark(book: Workbook, error: CellError) -> None:
    if not error.column_letter:
        return
    sheet = book[error.sheet] if error.sheet else book.active
    cell = _visible_cell(sheet, f"{error.column_letter}{error.row}")
    cell.fill = RED
    note = f"{error.reason}；{error.remedy}。"
    if cell.comment and cell.comment.author == AUTHOR:
        note = f"{cell.comment.text}\n{note}"  # a second error in the same cell
    cell.comment = Comment(note, AUTHOR, width=280, height=20 + LINE_HEIGHT * line_count(note, 36))


def _visible_cell(sheet: Worksheet, place: str) -> Cell:
    """Return the cell that is drawn at ``place``: below a merged area it is the top-left one."""
    for area in sheet.merged_cells.ranges:
        if place in area:
            return sheet.cell(area.min_row, area.min_col)
    return sheet[place]


def _list(sheet: Worksheet, errors: Sequence[CellError]) -> None:
    for column, (label, width) in enumerate(COLUMNS, 1):
        cell = sheet.cell(1, column)
        put(cell, label)
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = width
    for number, error in enumerate(errors, 1):
        place = (error.sheet, error.row, error.column_letter)
        for column, value in enumerate((number, *place, error.head, error.value, error.reason, error.remedy), 1):
            cell = sheet.cell(number + 1, column)
            put(cell, value)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = "1:1"


def error_csv(errors: Iterable[CellError]) -> bytes:
    """Return the list of errors as a CSV that Excel opens as UTF-8; no cell of it is taken for a formula."""
    target = StringIO()
    writer = csv.writer(target)
    writer.writerow([label for label, _ in COLUMNS])
    for number, error in enumerate(errors, 1):
        words = (error.sheet, str(error.row), error.column_letter, error.head, error.value, error.reason, error.remedy)
        writer.writerow([number, *(f"'{word}" if word.startswith(FORMULA_MARKS) else word for word in words)])
    return codecs.BOM_UTF8 + target.getvalue().encode()
