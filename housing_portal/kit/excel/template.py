"""Import templates: the empty form that the reader understands, with drop-downs and notes at the heads."""
from collections.abc import Mapping, Sequence
from itertools import takewhile

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from housing_portal.kit.excel.columns import PART_OF, ColumnSpec, Path
from housing_portal.kit.excel.content import LINE_HEIGHT, line_count, put, text_width
from housing_portal.kit.excel.heads import Head, columns_of, depth_of, placed
from housing_portal.kit.excel.package import saved
from housing_portal.kit.figures import NOT_GIVEN

SHEET_NAME = "填报表"
CHOICES_NAME = "选项"  # hidden: a drop-down written into the validation itself may have 255 characters at most
BLANK_ROWS = 200
GRID = Border(*[Side(style="thin")] * 4)
REQUIRED = PatternFill("solid", fgColor="FFFFF2CC")
WIDTHS = {"unit": 16, "text": 24}
HINTS = {
    "int": f"整数，没有数据填 {NOT_GIVEN}，没有发生填 0",
    "money_wan": f"单位万元，最多六位小数；没有数据填 {NOT_GIVEN}，没有发生填 0",
    "area": f"单位平方米，最多两位小数；没有数据填 {NOT_GIVEN}",
    "percent": "百分数，如 24.94%",
    "date": "日期，如 2026-04-01",
}
NUMBERS = {"int": "#,##0", "money_wan": "#,##0.######", "area": "#,##0.00", "percent": "0.00%", "date": "yyyy-mm-dd"}


def import_template(specs: Sequence[ColumnSpec], choices: Mapping[str, Sequence[str]], notes: Mapping[str, str],
                    title: str = "导入模板") -> bytes:
    """Return an empty table for ``specs``; ``choices`` and ``notes`` are drop-downs and head notes by column key.

    Heads of required columns are yellow. The file read back by the reader has no rows and no errors.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET_NAME
    heads = _heads(list(zip(_flat([spec.path for spec in specs]), specs, strict=True)))
    ordered = {spec.key: spec for spec in specs}
    columns = [ordered[head.key] for head in columns_of(heads)]
    _top(sheet, title, columns)
    first = 3 + depth_of(heads)
    _draw_heads(sheet, heads)
    for number, spec in enumerate(columns, 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = WIDTHS.get(spec.kind, 14)
        _prepare(sheet, letter, first, spec)
        _note(sheet, f"{letter}{first - 1}", spec, notes.get(spec.key, ""))
    _choices(book, sheet, columns, choices, first)
    sheet.freeze_panes = sheet.cell(first, 2)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    return saved(book)


def _flat(paths: Sequence[Path]) -> list[Path]:
    """Return the paths with 其中 columns beside the column they are a part of, as tables are drawn."""
    known = set(paths)
    return [path[:-2] + path[-1:] if path[-1].startswith(PART_OF) and path[:-1] in known else path for path in paths]


def _heads(columns: Sequence[tuple[Path, ColumnSpec]]) -> list[Head]:
    """Return the tree of heads; neighbours with the same first text share it."""
    heads: list[Head] = []
    while columns:
        path, spec = columns[0]
        if len(path) == 1:
            heads.append(Head(path[0], key=spec.key))
            columns = columns[1:]
            continue
        group = list(takewhile(lambda column, first=path[0]: column[0][0] == first and len(column[0]) > 1, columns))
        heads.append(Head(path[0], *_heads([(below[1:], item) for below, item in group])))
        columns = columns[len(group):]
    return heads


def _top(sheet: Worksheet, title: str, columns: Sequence[ColumnSpec]) -> None:
    put(sheet["A1"], title)
    sheet["A1"].font = Font(size=16, bold=True)
    money = "单位：万元" if any(spec.kind == "money_wan" for spec in columns) else ""
    put(sheet["A2"], money)


def _draw_heads(sheet: Worksheet, heads: Sequence[Head]) -> None:
    for head in placed(heads):
        row, column = 3 + head.row, 1 + head.column
        end_row, end_column = row + head.rows - 1, column + head.columns - 1
        cell = sheet.cell(row, column)
        put(cell, head.text)
        cell.font, cell.alignment = Font(bold=True), Alignment("center", "center", wrap_text=True)
        if (end_row, end_column) != (row, column):
            sheet.merge_cells(start_row=row, end_row=end_row, start_column=column, end_column=end_column)
        for cells in sheet.iter_rows(row, end_row, column, end_column):
            for covered in cells:
                covered.border = GRID


def _prepare(sheet: Worksheet, letter: str, first: int, spec: ColumnSpec) -> None:
    """Format the blank cells of a column, so that a unit name or an ID number stays the text that was typed."""
    for row in range(first, first + BLANK_ROWS):
        cell = sheet[f"{letter}{row}"]
        cell.border = GRID
        cell.number_format = NUMBERS.get(spec.kind, "@")
    if spec.kind in {"int", "money_wan", "area"}:
        place = f"{letter}{first}"
        least = "" if spec.negative else f",{place}>=0"
        whole = f",{place}=INT({place})" if spec.kind == "int" else ""
        rule = DataValidation("custom", formula1=f'OR({place}="{NOT_GIVEN}",AND(ISNUMBER({place}){least}{whole}))')
        _add(sheet, rule, letter, first, HINTS[spec.kind])


def _add(sheet: Worksheet, rule: DataValidation, letter: str, first: int, sentence: str) -> None:
    rule.allow_blank, rule.showErrorMessage = True, True
    rule.errorTitle, rule.error = "填写有误", f"请填写{sentence}。"
    rule.add(f"{letter}{first}:{letter}{first + BLANK_ROWS - 1}")
    sheet.add_data_validation(rule)


def _note(sheet: Worksheet, place: str, spec: ColumnSpec, note: str) -> None:
    """Attach the note to the head cell that is drawn above the column, and mark required columns."""
    area = next((area for area in sheet.merged_cells.ranges if place in area), None)
    cell = sheet.cell(area.min_row, area.min_col) if area else sheet[place]
    lines = [line for line in ("必填列" if spec.required else "选填列", HINTS.get(spec.kind, ""), note) if line]
    text = "\n".join(lines)
    cell.comment = Comment(text, "导入模板", width=260, height=20 + LINE_HEIGHT * line_count(text, 34))
    if spec.required:
        cell.fill = REQUIRED


def _choices(book: Workbook, sheet: Worksheet, columns: Sequence[ColumnSpec], choices: Mapping[str, Sequence[str]],
             first: int) -> None:
    choices = {key: names for key, names in choices.items() if names}  # nothing to choose from is no list
    if not choices:
        return
    options = book.create_sheet(CHOICES_NAME)
    options.sheet_state = "hidden"
    for column, (key, names) in enumerate(choices.items(), 1):
        for row, name in enumerate(names, 1):
            put(options.cell(row, column), name)
        source = get_column_letter(column)
        options.column_dimensions[source].width = max(map(text_width, names)) + 2
        target = get_column_letter(1 + [spec.key for spec in columns].index(key))
        rule = DataValidation("list", formula1=f"'{CHOICES_NAME}'!${source}$1:${source}${len(names)}")
        _add(sheet, rule, target, first, "下拉列表中的一项")
