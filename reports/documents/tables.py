"""Attachments: the same FormSheets that make the workbook, as tables of a paper."""
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from housing_portal.kit.excel.form import FormSheet
from housing_portal.kit.excel.heads import Head, columns_of, depth_of, placed
from housing_portal.kit.figures import plain, rounded
from housing_portal.kit.gongwen import Attachment, Figure, HeadCell, Run, TableBlock
from reports.documents.widths import fitted_widths

Row = Mapping[str, object]
KeyOf = Callable[[Row, str], str]  # the figure that a cell shows, "" where it shows none
CENTS = "0.00"  # ends the number formats that print two decimals
ALIGN = {"left": "l", "center": "c", "right": "r"}


def no_figures(_row: Row, _column: str) -> str:
    """Let every cell be plain words."""
    return ""


def attachment(sheet: FormSheet, key_of: KeyOf = no_figures, *, fitted: bool = False) -> Attachment:
    """Return ``sheet`` as a landscape attachment with all its rows, the total last.

    ``key_of`` names the figure of a cell by its row and its column, so that its number opens the records behind it.
    A ``fitted`` table takes its widths from what its cells hold and not from the form.
    """
    columns = columns_of(sheet.columns)
    rows = [_row(sheet, columns, row, key_of) for row in sheet.rows]
    rows.append(_total_row(sheet, columns, key_of))
    block = TableBlock(
        head=_head_rows(sheet), rows=rows,
        widths=fitted_widths(sheet.columns, rows) if fitted else [column.width for column in columns],
        align="".join(ALIGN[column.align] for column in columns), foot=True, unit=sheet.unit_line,
        reporter=sheet.filler, notes=[*sheet.notes, *_rounding_notes(sheet, columns)], signoff=sheet.signoff,
    )
    return Attachment(title=sheet.title, blocks=[block], landscape=True)


def _row(sheet: FormSheet, columns: list[Head], row: Row, key_of: KeyOf) -> list[Run]:
    """Return the cells of a row, its first one indented as in the workbook (其中 rows)."""
    first, *others = columns
    steps = int(row.get(sheet.indent) or 0) if sheet.indent else 0
    return ["\u3000" * steps + _text(first, row.get(first.key)), *(_cell(one, row, key_of) for one in others)]


def _total_row(sheet: FormSheet, columns: list[Head], key_of: KeyOf) -> list[Run]:
    """Return the total, its label under the names where there are numbers: 序号 is so narrow that 合计 would break."""
    cells = [_cell(column, sheet.total, key_of) if column.key in sheet.total else "" for column in columns]
    return cells if cells[1] else ["", cells[0], *cells[2:]]


def _rounding_notes(sheet: FormSheet, columns: list[Head]) -> Iterator[str]:
    """Tell of each column whose rows add up, and as printed do not (source_slots table F, rule 7).

    A total is made of what was not rounded; a column whose rows do not add up to it at all is a rate, or wrong.
    """
    for column in columns:
        total, parts = (sheet.total or {}).get(column.key), [row.get(column.key) for row in sheet.rows]
        if not isinstance(total, Decimal) or not column.number.endswith(CENTS):
            continue
        given = [part for part in parts if isinstance(part, int | Decimal)]
        apart = rounded(total) - sum(rounded(Decimal(part)) for part in given)
        if apart and sum(given) == total:
            yield f"“{column.text}”合计由原值求和后四舍五入，与各行之和相差{plain(abs(apart))}。"


def _head_rows(sheet: FormSheet) -> list[list[HeadCell]]:
    rows: list[list[HeadCell]] = [[] for _ in range(depth_of(sheet.columns))]
    for cell in sorted(placed(sheet.columns), key=lambda cell: (cell.row, cell.column)):
        rows[cell.row].append(HeadCell(cell.text.replace("\n", ""), colspan=cell.columns, rowspan=cell.rows))
    return rows


def _cell(column: Head, row: Row, key_of: KeyOf) -> Run:
    text, key = _text(column, row.get(column.key)), key_of(row, column.key)
    return Figure(text, key) if key and text else text


def _text(column: Head, value: object) -> str:
    if value is None:
        return column.empty
    if isinstance(value, Decimal):
        return f"{rounded(value):.2f}" if column.number.endswith(CENTS) else plain(value)
    return str(value)
