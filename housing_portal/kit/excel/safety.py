"""The gate for uploaded workbooks: nothing is parsed as a table before its package has passed here.

The limits are far above any table that an office fills by hand and far below what would hurt the server. Merged areas
and hyperlinks are limited because the spreadsheet library creates an object for every cell that they cover.
"""
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from xml.parsers import expat

from openpyxl.utils import range_boundaries

MEGABYTE = 1024 * 1024
MAX_BYTES = 10 * MEGABYTE
MAX_UNPACKED = 50 * MEGABYTE
MAX_LIST_BYTES = 60 * MEGABYTE
MAX_LIST_UNPACKED = 500 * MEGABYTE
MAX_RATIO = 150  # real workbooks stay below 60, a zip bomb is near 1000
RATIO_FLOOR = 5 * MEGABYTE  # small packages may be as repetitive as they like
MAX_ENTRIES = 500
MAX_ELEMENTS = 1_000_000
MAX_COVERED = 100_000  # cells below merged areas and hyperlinks
CHUNK = 64 * 1024

OLE_MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")
ZIP_MAGIC = b"PK\x03\x04"
WORKBOOK_PART = "xl/workbook.xml"
SAVE_AS = "请用 Excel 或 WPS 打开它，另存为“Excel 工作簿（.xlsx）”后再上传"
SHRINK = "请只保留要报送的表，删除多余的空白行列、图片和工作表后再上传"
_RANGE = re.compile(r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}(:\$?[A-Za-z]{1,3}\$?[0-9]{1,7})?")


@dataclass(frozen=True)
class Limits:
    """How large a package may be, packed and unpacked."""

    packed: int
    unpacked: int


FORM_LIMITS = Limits(MAX_BYTES, MAX_UNPACKED)
LIST_LIMITS = Limits(MAX_LIST_BYTES, MAX_LIST_UNPACKED)


class ExcelError(Exception):
    """The file as a whole cannot be taken; ``sentence`` tells the user why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def check_package(data: bytes, filename: str) -> bool:
    """Refuse what is not a plain, moderate .xlsx package; return whether it contains formulas."""
    check_size(data, filename, FORM_LIMITS)
    _check_kind(data, filename)
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            check_directory(package, len(data), filename, FORM_LIMITS)
            return _check_parts(package, filename)
    except (zipfile.BadZipFile, zlib.error, EOFError, LookupError, NotImplementedError, OSError, ValueError) as error:
        raise ExcelError(f"“{filename}”已损坏或没有传完整；请重新保存后再上传。") from error


def check_size(data: bytes, filename: str, limits: Limits) -> None:
    """Refuse an empty file and one that is too large."""
    if not data:
        raise ExcelError(f"“{filename}”是空文件；请选择填好的 .xlsx 文件。")
    if len(data) > limits.packed:
        most = limits.packed // MEGABYTE
        raise ExcelError(f"“{filename}”有 {len(data) / MEGABYTE:.1f} MB，超过 {most} MB；{SHRINK}。")


def _check_kind(data: bytes, filename: str) -> None:
    if data.startswith(OLE_MAGIC):
        check_not_encrypted(data, filename)
        raise ExcelError(f"“{filename}”是旧版 Excel（.xls）或 WPS 格式；{SAVE_AS}。")
    if not data.startswith(ZIP_MAGIC):
        raise ExcelError(f"“{filename}”不是 Excel 工作簿；{SAVE_AS}。")


def check_not_encrypted(data: bytes, filename: str) -> None:
    """Refuse a workbook with a password: Excel wraps it into the container of the old format."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise ExcelError(f"“{filename}”设有打开密码；请取消密码保护，另存后再上传。")


def check_directory(package: zipfile.ZipFile, size: int, filename: str, limits: Limits) -> None:
    """Judge by the central directory, before anything is unpacked."""
    entries = package.infolist()
    names = [entry.filename for entry in entries]
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > limits.unpacked or unpacked > max(RATIO_FLOOR, size * MAX_RATIO):
        size_text = f"{len(entries)} 个部件，{unpacked // MEGABYTE} MB"
        raise ExcelError(f"“{filename}”解压后过大（{size_text}），可能有害，已拒收；{SHRINK}。")
    if any(entry.flag_bits & 1 for entry in entries):
        raise ExcelError(f"“{filename}”设有压缩密码；请取消密码，另存后再上传。")
    if len(set(names)) != len(names):
        raise ExcelError(f"“{filename}”的内部结构有重复部件，可能有害，已拒收；{SAVE_AS}。")
    if WORKBOOK_PART in names:
        return
    if any(PurePosixPath(name).suffix.lower() in {".xlsx", ".xls", ".et"} for name in names):
        raise ExcelError(f"“{filename}”是压缩包；请先解压，再上传其中的 Excel 文件。")
    raise ExcelError(f"“{filename}”不是 Excel 工作簿（.xlsx）；{SAVE_AS}。")


def _check_parts(package: zipfile.ZipFile, filename: str) -> bool:
    """Unpack every XML part once, counting: the sizes in the directory are only what the sender claims."""
    census = _Census()
    for name in package.namelist():
        if name.endswith((".xml", ".rels")):
            try:
                census.read(_chunks(package, name))
            except expat.ExpatError as error:
                raise ExcelError(f"“{filename}”的部件 {name} 内容残缺，无法读取；{SAVE_AS}。") from error
            except _RefusedError as error:
                raise ExcelError(f"“{filename}”{error}；{SHRINK}。") from error
    return census.formulas


def _chunks(package: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    read = 0
    with package.open(name) as part:
        while chunk := part.read(CHUNK):
            read += len(chunk)
            if read > MAX_UNPACKED:
                raise _RefusedError("解压后过大，可能有害，已拒收")
            yield chunk


class _RefusedError(Exception):
    """Found by a parser callback; becomes an ExcelError with the name of the file."""


class _Census:
    """Counts what the XML parts would make a spreadsheet library build, and refuses document types."""

    def __init__(self) -> None:
        self.elements = self.covered = 0
        self.formulas = False

    def read(self, chunks: Iterator[bytes]) -> None:
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._element
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)

    def _doctype(self, *_: object) -> None:
        raise _RefusedError("含有外部实体声明（DOCTYPE），可能有害，已拒收")

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > MAX_ELEMENTS:
            raise _RefusedError(f"的单元格过多（超过 {MAX_ELEMENTS // 10000} 万个元素）")
        local = name.rpartition(":")[2]
        if local == "f":
            self.formulas = True
        elif local in {"mergeCell", "hyperlink"} and _RANGE.fullmatch(attributes.get("ref", "")):
            left, top, right, bottom = range_boundaries(attributes["ref"])
            self.covered += (right - left + 1) * (bottom - top + 1)
            if self.covered > MAX_COVERED:
                raise _RefusedError("的合并单元格范围过大")
