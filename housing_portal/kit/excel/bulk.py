"""Long lists, ten thousands of rows: read in one pass, a row at a time, with everything wrong named by its cell.

Take a row only when it brings no errors. Errors of the list as a whole (no head, missing columns) are raised at once.
"""
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from housing_portal.kit.excel.bulk_cells import FAULT_REMEDY, READERS
from housing_portal.kit.excel.columns import CellError
from housing_portal.kit.excel.errors import error_csv
from housing_portal.kit.excel.grid import letter
from housing_portal.kit.excel.header import ORDINAL, UnknownColumn
from housing_portal.kit.excel.safety import ExcelError
from housing_portal.kit.excel.sources import Source, sources_of
from housing_portal.kit.excel.values import ValueProblem
from housing_portal.kit.text import fold

__all__ = ["BulkRow", "BulkTable", "CellError", "ExcelError", "error_csv", "read_bulk"]

_BASE_UNIT = re.compile(r"\((元|㎡|m2|m²|平方米|元/㎡|元/m2|元/平方米|套|%)\)$")  # not 万元: that is another figure
_TOTAL = re.compile(r"\s*(合|总|小|累|本页合|全县合|全市合)\s*计\s*[:：]?\s*")
_REMARK = re.compile(r"\s*(注|备注|说明|填表说明|单位负责人|负责人|审核人|填表人|制表人?|联系电话|填报日期)\s*[:：]")
LABEL_CELLS = 4  # a total row says so in one of the first cells


@dataclass(frozen=True)
class BulkRow:
    """One record: its number on the sheet, a value for every known column (None: not given), what is wrong with it."""

    number: int
    values: dict[str, object]
    errors: tuple[CellError, ...] = ()


@dataclass
class BulkTable:
    """The list of a file, iterated once for its rows; ``left_out`` then has the total rows, which are no records.

    ``masks`` say how errors show the cells of a column that is personal.
    """

    source: Source
    head_row: int
    columns: dict[str, int]
    labels: dict[str, str]
    kinds: dict[str, str]
    unknown: tuple[UnknownColumn, ...]
    masks: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    left_out: list[int] = field(default_factory=list)

    @property
    def sheet(self) -> str:
        return self.source.sheet

    def problem(self, row: BulkRow, key: str, reason: str, remedy: str) -> CellError:
        """Return an error at the cell of ``row`` in column ``key``, for checks that need the records."""
        value = row.values.get(key)
        return self._error(row.number, key, "" if value is None else value, reason, remedy)

    def __iter__(self) -> Iterator[BulkRow]:
        faulty = {row for row, _ in self.source.faults}
        plan = [(key, column - 1, READERS[self.kinds[key]]) for key, column in self.columns.items()]
        width = max(self.columns.values())
        for number, cells in self._rows(faulty):
            if number <= self.head_row or self._is_total(number, cells):
                continue
            errors = self._faults(number) if number in faulty else []
            if not errors and _is_blank(cells):
                continue
            if len(cells) < width:
                cells = [*cells, *[""] * (width - len(cells))]
            values: dict[str, object] = {}
            for key, index, read in plan:
                cell = cells[index]
                if cell == "":
                    values[key] = None
                    continue
                try:
                    values[key] = read(cell)
                except ValueProblem as problem:
                    values[key] = None
                    errors.append(self._error(number, key, cell, problem.reason, problem.remedy))
            yield BulkRow(number, values, tuple(errors))

    def _rows(self, faulty: Collection[int]) -> Iterator[tuple[int, list[object]]]:
        """Yield the rows, also those at the end that hold nothing but faults: the reader takes them for empty."""
        number = 0
        for number, cells in self.source.rows():
            yield number, cells
        yield from ((row, []) for row in sorted(faulty) if row > number)

    def _is_total(self, number: int, cells: Sequence[object]) -> bool:
        if any(isinstance(cell, str) and _TOTAL.fullmatch(cell) for cell in cells[:LABEL_CELLS]):
            self.left_out.append(number)
            return True
        return False

    def _faults(self, number: int) -> list[CellError]:
        found = ((key, self.source.faults.get((number, column))) for key, column in self.columns.items())
        return [self._error(number, key, "", f"是{fault}", FAULT_REMEDY) for key, fault in found if fault]

    def _error(self, number: int, key: str, value: object, reason: str, remedy: str) -> CellError:
        where = letter(self.columns[key]) if key in self.columns else ""
        shown = self.masks.get(key, str)(str(value))
        return CellError(number, where, self.labels[key], shown[:200], reason, remedy, self.sheet)


def read_bulk(content: bytes, name: str, heads: Mapping[str, Sequence[str]], *, required: Collection[str] = (),
              dates: Collection[str] = (), numbers: Collection[str] = (),
              masks: Mapping[str, Callable[[str], str]] | None = None, remedy: str = "") -> BulkTable:
    """Return the list in ``content`` whose columns are called as ``heads`` says: key → its name and other names.

    Columns in ``dates`` and ``numbers`` are read as such, all others as text. Columns in ``required`` must be there;
    whether a cell may be empty is for the import to say. Raises ExcelError with the sentence for the user, who is told
    to look at the template unless ``remedy`` says what else to do about a head that is not the one expected.
    """
    keys = {_folded(text): key for key, texts in heads.items() for text in texts}
    best: tuple[int, dict[str, int], Source] | None = None
    for source in sources_of(content, name):
        row, columns = _head(source, keys)
        if best is None or len(columns) > len(best[1]):
            best = row, columns, source
        if len(columns) == len(heads):
            break
    labels = {key: texts[0] for key, texts in heads.items()}
    if best is None or 2 * len(best[1]) < max(len(required), 1):
        raise ExcelError(f"“{name}”前 20 行没有找到表头（应有「{next(iter(labels.values()))}」等列）；"
                         f"{remedy or '请核对是否选错了文件，或下载导入模板填写'}。")
    row, columns, source = best
    unknown = _unknown(source, row, columns, labels)
    if missing := [labels[key] for key in heads if key in required and key not in columns]:
        raise ExcelError(_missing(name, row, missing, unknown, remedy))
    kinds = {key: "date" if key in dates else "number" if key in numbers else "text" for key in columns}
    return BulkTable(source, row, columns, labels, kinds, unknown, masks or {})


def _is_blank(cells: Sequence[object]) -> bool:
    """Return whether a row is empty, or a note below the list."""
    if len(cells) - cells.count("") > LABEL_CELLS:
        return False
    given = [text for cell in cells if (text := str(cell).strip())]
    return not given or (len(given) == 1 and _REMARK.match(given[0]) is not None)


def _folded(text: str) -> str:
    """Return a head as it is compared: without the star of a required column and without a base unit."""
    return _BASE_UNIT.sub("", fold(text).strip("*:"))


def _head(source: Source, keys: Mapping[str, str]) -> tuple[int, dict[str, int]]:
    """Return the row with most of the known heads, and the column of each."""
    best: tuple[int, dict[str, int]] = (0, {})
    for number, cells in source.sample():
        columns: dict[str, int] = {}
        for column, cell in enumerate(cells, 1):
            key = keys.get(_folded(cell)) if isinstance(cell, str) and cell else None
            if key in columns:
                both = f"{letter(columns[key])}、{letter(column)}"
                raise ExcelError(f"第 {number} 行的列名“{cell.strip()}”出现两次（{both} 列）；请只保留一列。")
            if key:
                columns[key] = column
        if len(columns) > len(best[1]):
            best = number, columns
    return best


def _unknown(source: Source, row: int, columns: Mapping[str, int], labels: Mapping[str, str]
             ) -> tuple[UnknownColumn, ...]:
    cells = next((cells for number, cells in source.sample() if number == row), [])
    free = {_folded(label): label for key, label in labels.items() if key not in columns}
    found = []
    for column, cell in enumerate(cells, 1):
        text = str(cell).strip()
        if text and text != ORDINAL and column not in columns.values():
            near = get_close_matches(_folded(text), free, n=1, cutoff=0.5)
            found.append(UnknownColumn(column, text, free[near[0]] if near else ""))
    return tuple(found)


def _missing(
    name: str, row: int, missing: Sequence[str], unknown: Sequence[UnknownColumn], remedy: str
) -> str:
    near = [f"「{item.text}」请改为「{item.nearest}」" for item in unknown if item.nearest in missing]
    hint = f"（{'，'.join(near)}）" if near else ""
    columns = "".join(f"「{label}」" for label in missing)
    return f"“{name}”第 {row} 行的表头缺少列{columns}{hint}；{remedy or '请按导入模板补齐列名'}。"
