"""The gate for long lists, where the census of ``safety`` would take longer than the reading.

The reader keeps a sheet as a full rectangle: two cells at opposite corners would ask for more memory than there is.
So every part is unpacked once, counted, and searched for how far its cells reach and which of them hold no value.
"""
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from openpyxl.utils import column_index_from_string

from housing_portal.kit.excel.safety import (
    LIST_LIMITS,
    MEGABYTE,
    SAVE_AS,
    SHRINK,
    ExcelError,
    check_directory,
)

MAX_AREA = 4_000_000  # rows × columns of one sheet: 200,000 × 20
MAX_FAULTS = 10_000
NO_RESULT = "没有计算结果的公式"
ERROR_RESULT = "公式错误"
_TAG = rb"(?:\w+:)?"
_CELL = re.compile(rb"<" + _TAG + rb"c(?=[\s/>])(?:[^>]*?\sr\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"'])?")
_ERROR = re.compile(rb"<" + _TAG + rb"c\s(?=[^>]*\st=[\"']e[\"'])[^>]*?\br=[\"']([A-Z]+)(\d+)[\"']")
_UNCOUNTED = re.compile(
    rb"<" + _TAG + rb"c\s[^>]*?\br=[\"']([A-Z]+)(\d+)[\"'][^>]*><" + _TAG + rb"f\b(?:[^>]*/>|[^>]*>[^<]*</" + _TAG
    + rb"f>)(?:<" + _TAG + rb"v\s*/>|<" + _TAG + rb"v></" + _TAG + rb"v>)?</"
)
_SHEET = re.compile(rb"<" + _TAG + rb"sheet\s[^>]*?\w+:id=[\"']([^\"']+)[\"']")
_ID, _TARGET = re.compile(rb"\sId=[\"']([^\"']+)[\"']"), re.compile(rb"\sTarget=[\"']([^\"']+)[\"']")

Place = tuple[int, int]


@dataclass
class Extent:
    """How far the cells of a part reach, and the cells whose value the reader would silently leave empty."""

    rows: int = 0
    columns: int = 0
    faults: dict[Place, str] = field(default_factory=dict)


def check_list(data: bytes, filename: str) -> list[dict[Place, str]]:
    """Refuse what is not a plain .xlsx of moderate extent; return the faulty cells of every sheet, in their order."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            check_directory(package, len(data), filename, LIST_LIMITS)
            extents = {name: _extent(package, name, filename) for name in package.namelist()}
            return [extents[part].faults if part in extents else {} for part in _sheet_parts(package)]
    except (zipfile.BadZipFile, zlib.error, EOFError, LookupError, NotImplementedError, OSError, ValueError) as error:
        raise ExcelError(f"“{filename}”已损坏或没有传完整；请重新保存后再上传。") from error


def _extent(package: zipfile.ZipFile, name: str, filename: str) -> Extent:
    extent = Extent()
    for block in _blocks(package, name, filename):
        columns, rows = set(), set()
        for column, row in _CELL.findall(block):
            columns.add(column)
            rows.add(row)
        if b"" in rows:
            raise ExcelError(f"“{filename}”的单元格没有注明位置；{SAVE_AS}。")
        extent.rows = max(extent.rows, *map(int, rows), 0)
        extent.columns = max(extent.columns, *(column_index_from_string(letters.decode()) for letters in columns), 0)
        _collect_faults(block, extent)
        if extent.rows * extent.columns > MAX_AREA:
            size = f"{extent.rows} 行 {extent.columns} 列"
            raise ExcelError(f"“{filename}”用到 {size}，过大；请分成几个文件或另存为 CSV。{SHRINK}。")
        if len(extent.faults) > MAX_FAULTS:
            raise ExcelError(f"“{filename}”有上万个公式错误或没有计算结果的公式；请把公式粘贴为数值后再上传。")
    return extent


def _blocks(package: zipfile.ZipFile, name: str, filename: str) -> Iterator[bytes]:
    """Yield the content of a part in blocks that end between rows, or at least between tags."""
    rest, size = b"", 0
    with package.open(name) as part:
        while chunk := part.read(MEGABYTE):
            size += len(chunk)
            if size > LIST_LIMITS.unpacked or len(rest) > 4 * MEGABYTE:
                raise ExcelError(f"“{filename}”解压后过大，可能有害，已拒收；{SHRINK}。")
            block = rest + chunk
            cut = max(block.rfind(b"<row"), 0) or max(block.rfind(b"<"), 0)
            rest = block[cut:]
            yield block[:cut]
    yield rest


def _collect_faults(block: bytes, extent: Extent) -> None:
    kinds = [(_ERROR, ERROR_RESULT, (b't="e"', b"t='e'")), (_UNCOUNTED, NO_RESULT, (b"<f", b":f"))]
    for pattern, fault, marks in kinds:
        if any(mark in block for mark in marks):  # a plain search is ten times as fast as the pattern
            for letters, row in pattern.findall(block):
                extent.faults[int(row), column_index_from_string(letters.decode())] = fault


def _sheet_parts(package: zipfile.ZipFile) -> list[str]:
    """Return the parts of the sheets in the order of the workbook."""
    links = package.read("xl/_rels/workbook.xml.rels")
    targets = {}
    for link in re.findall(rb"<" + _TAG + rb"Relationship\s[^>]*>", links):
        for key, target in zip(_ID.findall(link), _TARGET.findall(link), strict=True):
            targets[key] = target[1:].decode() if target.startswith(b"/") else f"xl/{target.decode()}"
    return [targets[key] for key in _SHEET.findall(package.read("xl/workbook.xml"))]
