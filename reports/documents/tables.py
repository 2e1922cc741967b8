"""Attachments: the same FormSheets that make the workbook, as tables of a paper."""
from decimal import Decimal

from housing_portal.kit.excel.form import FormSheet
from housing_portal.kit.excel.heads import Head, columns_of, depth_of, placed
from housing_portal.kit.figures import plain
from housing_portal.kit.gongwen import Attachment, HeadCell, TableBlock

ALIGN = {"left": "l", "center": "c", "right": "r"}


def attachment(sheet: FormSheet, notes: bool = True) -> Attachment:
    """Return ``sheet`` as a landscape attachment with all its rows, the total last."""
    columns = columns_of(sheet.columns)
    rows = [[_text(column, row.get(column.key)) for column in columns] for row in sheet.rows]
    rows.append(_total_row(sheet, columns))
    block = TableBlock(
        head=_head_rows(sheet), rows=rows, widths=[column.width for column in columns],
        align="".join(ALIGN[column.align] for column in columns), foot=True, unit=sheet.unit_line,
        reporter=sheet.filler, notes=sheet.notes if notes else (), signoff=sheet.signoff,
    )
    return Attachment(title=sheet.title, blocks=[block], landscape=True)


def _total_row(sheet: FormSheet, columns: list[Head]) -> list[str]:
    """Return the total with its label under the names: the narrow 序号 column would break 合计 in two."""
    cells = [_text(column, sheet.total.get(column.key)) if column.key in sheet.total else "" for column in columns]
    return ["", cells[0], *cells[2:]]


def _head_rows(sheet: FormSheet) -> list[list[HeadCell]]:
    rows: list[list[HeadCell]] = [[] for _ in range(depth_of(sheet.columns))]
    for cell in sorted(placed(sheet.columns), key=lambda cell: (cell.row, cell.column)):
        rows[cell.row].append(HeadCell(cell.text.replace("\n", ""), colspan=cell.columns, rowspan=cell.rows))
    return rows


def _text(column: Head, value: object) -> str:
    if value is None:
        return column.empty
    if isinstance(value, Decimal):
        return f"{value:.2f}" if column.number == "0.00" else plain(value)
    return str(value)
