"""Where the rows of a long list come from: .xlsx, legacy .xls or .csv, all as lists of values with their number."""
import codecs
import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO, TextIOWrapper
from itertools import islice
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from housing_portal.kit.excel.extent import Place, check_list
from housing_portal.kit.excel.legacy import sheets_of
from housing_portal.kit.excel.safety import LIST_LIMITS, OLE_MAGIC, SAVE_AS, ZIP_MAGIC, ExcelError, check_size

SAMPLE_ROWS = 20  # the head of a list stands among them
DELIMITERS = ",;\t"
CODECS = ("utf-8", "gb18030")
MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16", codecs.BOM_UTF8: "utf-8-sig"}
BLOCK = 1 << 20


@dataclass(frozen=True)
class Source:
    """One sheet, or a text file divided by one delimiter; ``faults`` are cells that wrongly read as empty."""

    sheet: str
    read: Callable[[], Iterator[list[object]]]
    faults: dict[Place, str] = field(default_factory=dict)

    def rows(self) -> Iterator[tuple[int, list[object]]]:
        """Yield (number as the spreadsheet shows it, values); an empty cell is an empty text."""
        return enumerate(self.read(), 1)

    def sample(self) -> list[tuple[int, list[object]]]:
        """Return the first rows."""
        return list(islice(self.rows(), SAMPLE_ROWS))


def sources_of(data: bytes, filename: str) -> Iterator[Source]:
    """Yield what may hold the list, in order: visible sheets, or the file as each delimiter divides it."""
    check_size(data, filename, LIST_LIMITS)
    if data.startswith(ZIP_MAGIC):
        yield from _sheets(data, filename)
    elif data.startswith(OLE_MAGIC):
        for sheet, rows in sheets_of(data, filename):
            yield Source(sheet, partial(iter, rows))
    else:
        encoding = _encoding(data, filename)
        for delimiter in DELIMITERS:
            yield Source("", partial(_text_rows, data, encoding, delimiter))


def _sheets(data: bytes, filename: str) -> Iterator[Source]:
    faults = dict(enumerate(check_list(data, filename)))
    book = _careful(filename, lambda: CalamineWorkbook.from_filelike(BytesIO(data)))
    for index, about in enumerate(book.sheets_metadata):
        if (about.typ, about.visible) == (SheetTypeEnum.WorkSheet, SheetVisibleEnum.Visible):
            sheet = _careful(filename, partial(book.get_sheet_by_index, index))
            yield Source(about.name, partial(_sheet_rows, sheet), faults.get(index, {}))


def _careful(filename: str, step: Callable[[], Any]) -> Any:
    """Do what damaged content may make fail, also by a panic of the reader, which is no Exception."""
    try:
        return step()
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise ExcelError(f"“{filename}”的内容无法读取；{SAVE_AS}。") from error


def _sheet_rows(sheet: CalamineSheet) -> Iterator[list[object]]:
    """Yield all rows; the reader leaves out empty columns at the left, though not empty rows at the top."""
    left = [""] * sheet.start[1] if sheet.start else []
    return ([*left, *row] for row in sheet.iter_rows()) if left else sheet.iter_rows()


def _encoding(data: bytes, filename: str) -> str:
    for mark, name in MARKS.items():
        if data.startswith(mark):
            return name
    if data.lstrip().startswith(b"<") or b"\x00" in data[:BLOCK]:
        raise ExcelError(f"“{filename}”不是表格文件（.xlsx、.xls、.csv）；{SAVE_AS}。")
    for name in CODECS:
        if _decodes(data, name):
            return name
    raise ExcelError(f"“{filename}”的文字编码无法识别；请另存为“CSV UTF-8”或 .xlsx 后再上传。")


def _decodes(data: bytes, encoding: str) -> bool:
    """Return whether ``data`` is text in ``encoding``, block by block: decoded at once it takes four times the room."""
    decoder = codecs.getincrementaldecoder(encoding)()
    view = memoryview(data)
    try:
        for start in range(0, len(data), BLOCK):
            decoder.decode(view[start:start + BLOCK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _text_rows(data: bytes, encoding: str, delimiter: str) -> Iterator[list[object]]:
    lines = TextIOWrapper(BytesIO(data), encoding, newline="")
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except (csv.Error, UnicodeDecodeError) as error:
        raise ExcelError(f"文件中有无法读取的行（{error}）；{SAVE_AS}。") from error
