"""Careful reading of tables as offices send them: everything wrong is collected, nothing is guessed, nothing is stored.

The total row is found and returned apart: it is a check, never a record.
"""
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO

from openpyxl import Workbook, load_workbook

from housing_portal.kit.excel.bulk_cells import day_of
from housing_portal.kit.excel.columns import CellError, ColumnSpec
from housing_portal.kit.excel.grid import Grid, grid_of, letter
from housing_portal.kit.excel.header import HeaderMatch, find_header
from housing_portal.kit.excel.safety import SAVE_AS, SHRINK, ExcelError, check_package
from housing_portal.kit.excel.values import (
    PARSERS,
    ValueProblem,
    parse_int,
    parse_money_wan,
    parse_percent,
    parse_text,
    parse_unit,
    squeeze,
)

__all__ = [
    "CellError", "ColumnSpec", "ExcelError", "Grid", "HeaderMatch", "RowRead", "TableRead", "Upload", "find_header",
    "open_table", "parse_int", "parse_money_wan", "parse_percent", "parse_text", "parse_unit", "read_table",
]

MAX_SHEETS = 30
MAX_ROWS = 20_000
MAX_COLUMNS = 256
MAX_AREA = 500_000  # rows × columns of one sheet
TOTAL_LABELS = frozenset({"合计", "总计", "全市合计", "全县合计"})
FIGURES = frozenset({"int", "money_wan", "area", "percent"})
READERS = {**PARSERS, "date": lambda cell: None if cell is None else day_of(cell)}
_REMARK = re.compile(
    r"(注|备注|说明|填表说明|逻辑关系|单位负责人|负责人|审核人|填表人|制表人?|联系电话|填报日期)(\(.*\))?:"
)


@dataclass(frozen=True)
class Upload:
    """A workbook that has passed the gate: its visible sheets as grids, in order."""

    filename: str
    grids: tuple[Grid, ...]

    def grid(self, sheet: str | None, specs: Sequence[ColumnSpec]) -> Grid:
        """Return the named sheet, or without a name the first whose head matches the columns."""
        named = [grid for grid in self.grids if sheet is None or grid.name == sheet]
        if not named:
            names = "、".join(grid.name for grid in self.grids)
            raise ExcelError(f"“{self.filename}”里没有工作表“{sheet}”（现有：{names}）；请改正工作表名称。")
        for grid in named[:-1]:
            try:
                find_header(grid, specs)
            except ExcelError:
                continue
            return grid
        return named[-1]


@dataclass(frozen=True)
class RowRead:
    """One row of data: its number on the sheet and a value for every known column (None: not given)."""

    row_no: int
    values: Mapping[str, object]
    hidden: bool = False


@dataclass(frozen=True)
class TableRead:
    """A table as read. Take ``rows`` only when ``errors`` is empty; ``total`` is the printed total row, a check."""

    sheet: str
    header: HeaderMatch
    specs: tuple[ColumnSpec, ...]
    rows: list[RowRead]
    total: Mapping[str, object] | None
    total_row: int
    errors: list[CellError]

    @property
    def title(self) -> str:
        return self.header.title

    @property
    def unit_line(self) -> str:
        return self.header.unit_line

    @property
    def as_of(self) -> date | None:
        return self.header.as_of

    def problem(self, row: RowRead, key: str, reason: str, remedy: str) -> CellError:
        """Return an error at the cell of ``row`` in column ``key``, for checks that need the records."""
        spec = next(spec for spec in self.specs if spec.key == key)
        shown = "" if row.values[key] is None else str(row.values[key])
        column = letter(self.header.columns[key]) if key in self.header.columns else ""
        return CellError(row.row_no, column, spec.path[-1], shown, reason, remedy, self.sheet)


def open_table(data: bytes, filename: str) -> Upload:
    """Return the visible sheets of an uploaded workbook; raises ExcelError with the sentence for the user."""
    has_formulas = check_package(data, filename)
    book = loaded(data, filename, results=True)
    formulas = loaded(data, filename, results=False) if has_formulas else None
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    grids = tuple(grid_of(sheet, formulas[sheet.title] if formulas else None) for sheet in visible)
    if not any(grid.cells for grid in grids):
        raise ExcelError(f"“{filename}”里没有填写任何内容；请选择填好的文件。")
    return Upload(filename, tuple(grid for grid in grids if grid.cells))


def loaded(data: bytes, filename: str, *, results: bool) -> Workbook:
    """Return the workbook behind ``check_package``, with formulas or with their stored results."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about extensions that only matter when the file is drawn again
            book = load_workbook(BytesIO(data), data_only=results)
    except Exception as error:  # openpyxl raises a dozen types for damaged content; the user needs one sentence
        raise ExcelError(f"“{filename}”的内容无法读取；{SAVE_AS}。") from error
    _check_extent(book, filename)
    return book


def _check_extent(book: Workbook, filename: str) -> None:
    """Refuse sheets that are far larger than a form: walking over them costs a cell object for every empty place."""
    if len(book.sheetnames) > MAX_SHEETS:
        raise ExcelError(f"“{filename}”有 {len(book.sheetnames)} 张工作表，超过 {MAX_SHEETS} 张；{SHRINK}。")
    for sheet in book.worksheets:
        rows, columns = sheet.max_row, sheet.max_column
        if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_AREA:
            raise ExcelError(f"“{filename}”的工作表“{sheet.title}”用到 {rows} 行 {columns} 列，过大；{SHRINK}。")


def read_table(data: bytes, filename: str, specs: Sequence[ColumnSpec], *, sheet: str | None = None) -> TableRead:
    """Return the table of ``specs`` in an uploaded file, with every error in it.

    Raises ExcelError when the file cannot be opened or holds no such table.
    """
    grid = open_table(data, filename).grid(sheet, specs)
    return _Reading(grid, tuple(specs)).table()


class _Reading:
    """Goes through one grid row by row, collecting records, the total row and errors."""

    def __init__(self, grid: Grid, specs: tuple[ColumnSpec, ...]) -> None:
        self.grid, self.specs = grid, specs
        self.header = find_header(grid, specs)
        self.errors: list[CellError] = [replace(error, sheet=grid.name) for error in self.header.errors]
        self.labels = min((self.header.columns[spec.key] for spec in specs
                           if spec.kind in FIGURES and spec.key in self.header.columns), default=grid.columns + 1)

    def table(self) -> TableRead:
        rows: list[RowRead] = []
        total: Mapping[str, object] | None = None
        total_row = 0
        for row in range(self.header.bottom + 1, self.grid.rows + 1):
            texts = self.grid.texts(row)
            if not texts or self._is_remark(row, texts):
                continue
            if not self._is_total(texts):
                rows.append(self._read(row, self.specs))
            elif total is None:
                total_row = row
                total = self._read(row, [spec for spec in self.specs if spec.kind in FIGURES]).values
            else:
                self._report(row, 0, "", "", f"又出现一个合计行（前一个在第 {total_row} 行）", "请只保留一个合计行")
        errors = sorted(self.errors, key=lambda error: error.row)
        return TableRead(self.grid.name, self.header, self.specs, rows, total, total_row, errors)

    def _is_remark(self, row: int, texts: Sequence[tuple[int, str]]) -> bool:
        """Notes and the sign-off line: they say so, or are one text merged over more than the label columns."""
        column, text = texts[0]
        if _REMARK.match(squeeze(text)):
            return True
        reach = max(self.labels, column + 2)
        return len(texts) == 1 and self.grid.anchor(row, reach) == (row, column)

    def _is_total(self, texts: Sequence[tuple[int, str]]) -> bool:
        return any(column < self.labels and squeeze(text) in TOTAL_LABELS for column, text in texts)

    def _read(self, row: int, specs: Sequence[ColumnSpec]) -> RowRead:
        values: dict[str, object] = {spec.key: None for spec in self.specs}
        for spec in specs:
            column = self.header.columns.get(spec.key)
            if column is not None:
                values[spec.key] = self._value(row, column, spec)
        return RowRead(row, values, row in self.grid.hidden_rows)

    def _value(self, row: int, column: int, spec: ColumnSpec) -> object:
        cell = self.grid.value(row, column)
        anchor = self.grid.anchor(row, column)
        if anchor != (row, column) and anchor[0] > self.header.bottom:
            cell = self.grid.cells.get(anchor)
            if spec.kind in FIGURES and cell is not None:
                reason = f"与 {letter(anchor[1])}{anchor[0]} 合并，无法判断各行数值"
                self._report(row, column, spec.path[-1], "", reason, "请取消合并，逐行填写")
                return None
        try:
            if spec.kind in FIGURES:
                return READERS[spec.kind](cell, negative=spec.negative)
            return READERS[spec.kind](cell)
        except ValueProblem as problem:
            shown = "" if cell is None else str(cell)
            self._report(row, column, spec.path[-1], shown, problem.reason, problem.remedy)
            return None

    def _report(self, row: int, column: int, head: str, value: str, reason: str, remedy: str) -> None:
        where = letter(column) if column else ""
        self.errors.append(CellError(row, where, head, value, reason, remedy, self.grid.name))
