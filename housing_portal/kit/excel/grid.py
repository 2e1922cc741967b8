"""A sheet as a matrix, with merged cells resolved and rows and columns named as the user sees them."""
from dataclasses import dataclass, field
from decimal import Decimal

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from housing_portal.kit.excel.values import EXACT_DIGITS, Formula

Place = tuple[int, int]


@dataclass(frozen=True)
class Grid:
    """The values of one sheet by 1-based (row, column).

    A merged area has its value in the top-left cell only; ``anchors`` leads from every covered cell to it.
    """

    name: str
    rows: int
    columns: int
    cells: dict[Place, object]
    anchors: dict[Place, Place] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()

    def value(self, row: int, column: int) -> object:
        """Return the value of a data cell: a merged figure counts once."""
        return self.cells.get((row, column))

    def head(self, row: int, column: int) -> str:
        """Return the text that a reader sees at a head cell, also below a merged area."""
        value = self.cells.get(self.anchor(row, column))
        return "" if value is None else str(value)

    def anchor(self, row: int, column: int) -> Place:
        """Return the cell that holds the value shown here."""
        return self.anchors.get((row, column), (row, column))

    def texts(self, row: int) -> list[tuple[int, str]]:
        """Return the non-empty cells of a row as (column, text)."""
        found = ((column, self.cells.get((row, column))) for column in range(1, self.columns + 1))
        return [(column, str(value)) for column, value in found if value is not None and str(value).strip()]


def letter(column: int) -> str:
    """Return the letter of a 1-based column."""
    return get_column_letter(column)


def grid_of(sheet: Worksheet, formulas: Worksheet | None) -> Grid:
    """Return ``sheet`` as a grid; ``formulas`` is the same sheet with formulas instead of their results."""
    cells = {}
    for row in sheet.iter_rows():
        for cell in row:
            value = cell.value
            if value is None and formulas and formulas[cell.coordinate].data_type == "f":
                text = formulas[cell.coordinate].value
                value = Formula(text if isinstance(text, str) else "数组公式")
            if value is not None:
                cells[cell.row, cell.column] = _shown(value, cell.number_format)
    return Grid(sheet.title, max((row for row, _ in cells), default=0), max((column for _, column in cells), default=0),
                cells, _anchors(sheet),
                frozenset(row for row, size in sheet.row_dimensions.items() if size.hidden))


def _shown(value: object, number_format: str) -> object:
    """Return 24.94% for 0.2494 in a percent format, so that no parser has to know about formats."""
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in number_format:
        return f"{(Decimal(format(value, f'.{EXACT_DIGITS}g')) * 100).normalize():f}%"
    return value


def _anchors(sheet: Worksheet) -> dict[Place, Place]:
    return {
        (row, column): (area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
        if (row, column) != (area.min_row, area.min_col)
    }
