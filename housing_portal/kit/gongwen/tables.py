"""A statistical table as HTML for printing."""
from collections.abc import Iterator
from html import escape

from .cleaning import normalise_cell
from .columns import Fit, placed_head, text_lines
from .paper import TableBlock, run_text
from .stylesheet import CELL_SIDE


def table_html(table: TableBlock, fitted: Fit) -> str:
    """Return ``table`` as ``fitted``, with the lines above and below it."""
    columns = "".join(f'<col style="width:{column:.3f}pt">' for column in fitted.widths)
    style = f"font-size:{fitted.size}pt;line-height:{fitted.leading:.3f}"
    return (
        f'{_above(table)}<table class="grid song" style="{style}"><colgroup>{columns}</colgroup>'
        f'<thead class="hei">{_head(table, fitted)}</thead><tbody>{"".join(_rows(table, fitted))}</tbody></table>'
        f"{_below(table)}"
    )


def _above(table: TableBlock) -> str:
    if not (table.unit or table.reporter):
        return ""
    unit, reporter = (escape(normalise_cell(text)) for text in (table.unit, table.reporter))
    return f'<div class="above"><span class="unit">{unit}</span>{reporter}</div>'


def _below(table: TableBlock) -> str:
    lines = [*table.notes, *([table.signoff] if table.signoff else [])]
    return "".join(f'<div class="below">{escape(normalise_cell(line))}</div>' for line in lines)


def _head(table: TableBlock, fitted: Fit) -> str:
    rows: list[list[str]] = [[] for _ in table.head]
    for cell, row, column in placed_head(table):
        room = sum(fitted.widths[column : column + cell.colspan]) - 2 * CELL_SIDE
        spans = "".join(f' {name}="{n}"' for name, n in (("colspan", cell.colspan), ("rowspan", cell.rowspan)) if n > 1)
        lines = text_lines(normalise_cell(cell.text), room / fitted.size)
        rows[row].append(f"<th{spans}>{_broken(lines)}</th>")
    return "".join(f"<tr>{''.join(row)}</tr>" for row in rows)


def _rows(table: TableBlock, fitted: Fit) -> Iterator[str]:
    """Cells are broken here, as the heights were reckoned, so that a table that should fit its page does."""
    align = table.align.ljust(table.columns, "c")
    rooms = [(width - 2 * CELL_SIDE) / fitted.size for width in fitted.widths]
    for number, row in enumerate(table.rows, 1):
        foot = ' class="hei"' if table.foot and number == len(table.rows) else ""
        cells = (
            f'<td class="{side}">{_broken(text_lines(normalise_cell(run_text(run)), room))}</td>'
            for run, side, room in zip(row, align, rooms, strict=True)
        )
        yield f"<tr{foot}>{''.join(cells)}</tr>"


def _broken(lines: list[str]) -> str:
    return "<br>".join(map(escape, lines))
