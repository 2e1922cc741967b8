"""Finding the head of an office table: one to four merged rows, somewhere near the top of the sheet."""
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches

from housing_portal.kit.excel.columns import CellError, ColumnSpec, Path, key_of, keys_of, owned
from housing_portal.kit.excel.grid import Grid, letter
from housing_portal.kit.excel.safety import ExcelError
from housing_portal.kit.excel.values import squeeze
from housing_portal.kit.text import clean, half_width

SEARCHED_ROWS = 15
MAX_HEAD_ROWS = 4
WRONG_UNIT = "金额单位不是万元"
ORDINAL = "序号"  # numbers the rows of every office table and says nothing
_UNIT_LINE = re.compile(r"(?:^|[\s日,;，；)])单位\s*:([^:]+)$")  # not 填报单位: or 责任单位:
_AS_OF = re.compile(r"截[至止]([0-9]{4})[年\-./]([0-9]{1,2})[月\-./]([0-9]{1,2})日?")
_NOT_A_TITLE = re.compile(r"附[件表][0-9一二三四五六七八九十]*$|.*单位(\(盖章\))?:|截[至止]")


@dataclass(frozen=True)
class UnknownColumn:
    """A column of the sheet that the import does not know."""

    column: int
    text: str
    nearest: str


@dataclass(frozen=True)
class HeaderMatch:
    """Where the head is, which column holds which key, and what is written above it."""

    top: int
    bottom: int
    columns: dict[str, int]
    missing: tuple[ColumnSpec, ...]
    unknown: tuple[UnknownColumn, ...]
    title: str = ""
    unit_line: str = ""
    as_of: date | None = None
    errors: tuple[CellError, ...] = ()


def find_header(grid: Grid, known: Sequence[ColumnSpec]) -> HeaderMatch:
    """Return the block of rows whose head paths match most of the known columns.

    Raises ExcelError when not even half of the required columns are found: then this is another table.
    """
    blocks = [
        (top, top + height - 1)
        for height in range(1, MAX_HEAD_ROWS + 1)
        for top in range(1, min(SEARCHED_ROWS, grid.rows) - height + 2)
    ]
    wanted = owned([keys_of(spec.path) for spec in known])
    top, bottom = max(blocks, key=lambda block: len(_matched(_paths(grid, *block), wanted)), default=(1, 1))
    while _only_units(grid, bottom + 1):
        bottom += 1
    columns = {known[spec].key: column for spec, column in _matched(_paths(grid, top, bottom), wanted).items()}
    missing = tuple(spec for spec in known if spec.required and spec.key not in columns)
    required = sum(spec.required for spec in known)
    if not columns or 2 * len(missing) > required:
        raise ExcelError(
            f"工作表“{grid.name}”前 {SEARCHED_ROWS} 行没有找到表头（应有「{known[0].label}」等 {required} 列）；"
            "请核对是否选错了文件，或下载导入模板填写。"
        )
    unknown = _unknown(grid, top, bottom, columns, known)
    return _described(grid, known, HeaderMatch(top, bottom, columns, missing, unknown))


def heads_of(grid: Grid, top: int, bottom: int, column: int) -> Path:
    """Return the head texts above a column, as written."""
    texts: list[str] = []
    for row in range(top, bottom + 1):
        text = " ".join(grid.head(row, column).split())
        if text and text not in texts[-1:]:
            texts.append(text)
    return tuple(texts)


def _only_units(grid: Grid, row: int) -> bool:
    """Return whether a row says （套）, （万元） … only: some tables write the units below the heads."""
    texts = grid.texts(row)
    return bool(texts) and not any(key_of(text) for _, text in texts)


def _paths(grid: Grid, top: int, bottom: int) -> dict[int, Path]:
    columns = range(1, grid.columns + 1)
    return dict(zip(columns, owned([keys_of(heads_of(grid, top, bottom, column)) for column in columns]), strict=True))


def _matched(paths: dict[int, Path], wanted: Sequence[Path]) -> dict[int, int]:
    """Return the column for the index of each wanted path; equal paths are taken in their order."""
    free = dict(paths)
    found = {}
    for index, path in enumerate(wanted):
        column = next((column for column, other in free.items() if other == path), None)
        if column is not None:
            found[index] = column
            del free[column]
    return found


def _unknown(grid: Grid, top: int, bottom: int, columns: dict[str, int],
             known: Sequence[ColumnSpec]) -> tuple[UnknownColumn, ...]:
    labels = {key_of(spec.label): spec.label for spec in known if spec.key not in columns}
    found = []
    for column in set(range(1, grid.columns + 1)) - set(columns.values()):
        text = "－".join(head for head in heads_of(grid, top, bottom, column) if key_of(head))
        if key_of(text) not in {"", ORDINAL}:
            near = get_close_matches(key_of(text), labels, n=1, cutoff=0.5)
            found.append(UnknownColumn(column, text, labels[near[0]] if near else ""))
    return tuple(sorted(found, key=lambda item: item.column))


def _described(grid: Grid, known: Sequence[ColumnSpec], match: HeaderMatch) -> HeaderMatch:
    """Read title, unit and date above the head, and compare the units with those that the import expects."""
    above = [(row, column, text) for row in range(1, match.top) for column, text in grid.texts(row)]
    title = next((text for _, _, text in above if not _NOT_A_TITLE.match(squeeze(text))), "")
    unit_line, unit_errors = _unit_line(above, any(spec.kind == "money_wan" for spec in known))
    as_of, date_errors = _as_of(above)
    errors = (*_column_errors(match), *_money_heads(grid, known, match), *unit_errors, *date_errors)
    return replace(match, title=" ".join(title.split()), unit_line=unit_line, as_of=as_of, errors=errors)


def _unit_line(above: Sequence[tuple[int, int, str]], in_wan: bool) -> tuple[str, list[CellError]]:
    for row, column, text in above:
        if found := _UNIT_LINE.search(half_width(clean(text))):
            unit_line = squeeze(found[1])
            if in_wan and "元" in unit_line and "万元" not in unit_line:
                return unit_line, [CellError(row, letter(column), "", text, WRONG_UNIT, "请换算成万元并改正单位")]
            return unit_line, []
    return "", []


def _as_of(above: Sequence[tuple[int, int, str]]) -> tuple[date | None, list[CellError]]:
    for row, column, text in above:
        if found := _AS_OF.search(squeeze(text)):
            try:
                return date(*map(int, found.groups())), []
            except ValueError:
                return None, [CellError(row, letter(column), "", found[0], "不是真实日期", "请改正截止日期")]
    return None, []


def _column_errors(match: HeaderMatch) -> list[CellError]:
    missing = [
        CellError(match.bottom, "", spec.label, "", "缺少此列", "请补上这一列，列名与模板一致")
        for spec in match.missing
    ]
    unknown = [
        CellError(match.bottom, letter(item.column), item.text, "", "不认识此列",
                  f"请改为「{item.nearest}」" if item.nearest else "请删除此列，或核对列名")
        for item in match.unknown
    ]
    return missing + unknown


def _money_heads(grid: Grid, known: Sequence[ColumnSpec], match: HeaderMatch) -> list[CellError]:
    """Refuse a head in 元 or 亿元 over a column that is read in 万元: the figures would be wrong by ten thousand."""
    errors = []
    for spec in known:
        column = match.columns.get(spec.key)
        head = "－".join(heads_of(grid, match.top, match.bottom, column)) if column else ""
        if spec.kind == "money_wan" and re.search(r"\([^()]*(?<!万)元\)", squeeze(head)):
            errors.append(CellError(match.bottom, letter(column), head, "", WRONG_UNIT, "请换算成万元并改正列名"))
    return errors
