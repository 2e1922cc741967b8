"""Files that must not get past the gate; each refusal says why and what to do."""

import struct
import zipfile
from io import BytesIO

import pytest

from housing_portal.kit.excel import reader, safety
from housing_portal.kit.excel.reader import ExcelError, open_table
from tests.kit.excel import sample

SAVE_AS = "请用 Excel 或 WPS 打开它，另存为“Excel 工作簿（.xlsx）”后再上传"
SHRINK = "请只保留要报送的表，删除多余的空白行列、图片和工作表后再上传"
SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sentence(data: bytes) -> str:
    with pytest.raises(ExcelError) as caught:
        open_table(data, "表.xlsx")
    assert str(caught.value) == caught.value.sentence
    return caught.value.sentence


def good() -> bytes:
    return sample.as_bytes(sample.office_book())


def package(parts: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(good())) as archive:
        parts = {entry: archive.read(entry) for entry in archive.namelist()}
    return package(parts | {name: content})


def with_sheet(body: str) -> bytes:
    return with_part(SHEET, f"<worksheet {MAIN}>{body}</worksheet>".encode())


def test_a_good_workbook_opens() -> None:
    assert [(grid.name, grid.rows, grid.columns) for grid in open_table(good(), "表.xlsx").grids] == [("进展", 10, 9)]


def test_empty_file() -> None:
    assert sentence(b"") == "“表.xlsx”是空文件；请选择填好的 .xlsx 文件。"


def test_too_large_file() -> None:
    assert sentence(b"PK\x03\x04" + bytes(11 * 1024 * 1024)) == f"“表.xlsx”有 11.0 MB，超过 10 MB；{SHRINK}。"


@pytest.mark.parametrize(
    "data", ["县,套数\n城关镇,5".encode("gbk"), b"<html><table>", b"\x89PNG\r\n", b"P", b"PK\x05\x06" + bytes(18)]
)
def test_what_is_not_a_workbook(data: bytes) -> None:
    assert sentence(data) == f"“表.xlsx”不是 Excel 工作簿；{SAVE_AS}。"


def test_legacy_workbook() -> None:
    data = safety.OLE_MAGIC + bytes(512) + "Workbook".encode("utf-16-le")
    assert sentence(data) == f"“表.xlsx”是旧版 Excel（.xls）或 WPS 格式；{SAVE_AS}。"


def test_workbook_with_a_password() -> None:
    data = safety.OLE_MAGIC + bytes(512) + "EncryptedPackage".encode("utf-16-le")
    assert sentence(data) == "“表.xlsx”设有打开密码；请取消密码保护，另存后再上传。"


def test_zip_with_a_password() -> None:
    data = bytearray(good())
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    assert sentence(bytes(data)) == "“表.xlsx”设有压缩密码；请取消密码，另存后再上传。"


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.99])
def test_truncated_upload(keep: float) -> None:
    data = good()
    assert sentence(data[: int(len(data) * keep)]) == "“表.xlsx”已损坏或没有传完整；请重新保存后再上传。"


def test_damaged_part_fails_its_checksum() -> None:
    data = bytearray(good())
    with zipfile.ZipFile(BytesIO(bytes(data))) as archive:
        entry = archive.getinfo(SHEET)
    at = data.rindex(struct.pack("<I", entry.CRC))
    data[at] ^= 0xFF
    assert sentence(bytes(data)) == "“表.xlsx”已损坏或没有传完整；请重新保存后再上传。"


def test_other_zip_and_zipped_workbook() -> None:
    assert sentence(package({"a.txt": b"a"})) == f"“表.xlsx”不是 Excel 工作簿（.xlsx）；{SAVE_AS}。"
    assert sentence(package({"附件/表.XLSX": good()})) == "“表.xlsx”是压缩包；请先解压，再上传其中的 Excel 文件。"


def test_zip_bomb_is_refused_by_its_directory() -> None:
    """80 MB of blanks in 80 KB."""
    data = with_part("xl/media/image1.png", bytes(80 * 1024 * 1024))
    assert len(data) < 200_000
    assert sentence(data) == f"“表.xlsx”解压后过大（10 个部件，80 MB），可能有害，已拒收；{SHRINK}。"


def test_small_bomb_is_refused_by_its_ratio() -> None:
    data = with_part("xl/media/image1.png", bytes(20 * 1024 * 1024))
    assert sentence(data) == f"“表.xlsx”解压后过大（10 个部件，20 MB），可能有害，已拒收；{SHRINK}。"


def test_bomb_that_lies_about_its_size_is_not_unpacked() -> None:
    """The directory claims 100 bytes for 40 MB: unpacking stops there and the checksum fails."""
    blanks = b"<a>" + b" " * (40 * 1024 * 1024) + b"</a>"
    data = bytearray(with_part("xl/big.xml", blanks))
    size = struct.pack("<I", len(blanks))
    while (at := data.find(size)) >= 0:
        data[at : at + 4] = struct.pack("<I", 100)
    assert sentence(bytes(data)) == "“表.xlsx”已损坏或没有传完整；请重新保存后再上传。"


def test_unpacking_itself_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(BytesIO(with_part("xl/big.xml", b"<a>" + b" " * 300_000 + b"</a>"))) as archive:
        monkeypatch.setattr(safety, "MAX_UNPACKED", 200_000)
        with pytest.raises(ExcelError) as caught:
            safety._check_parts(archive, "表.xlsx")
    assert caught.value.sentence == f"“表.xlsx”解压后过大，可能有害，已拒收；{SHRINK}。"


def test_too_many_parts() -> None:
    data = package({f"xl/p{number}.xml": b"<a/>" for number in range(501)})
    assert sentence(data) == f"“表.xlsx”解压后过大（501 个部件，0 MB），可能有害，已拒收；{SHRINK}。"


def test_workbook_inside_a_workbook_is_never_opened() -> None:
    bomb = package({"bomb": bytes(60 * 1024 * 1024)})
    data = with_part("xl/embeddings/inner.xlsx", bomb)
    assert [grid.name for grid in open_table(data, "表.xlsx").grids] == ["进展"]


def test_part_that_is_there_twice() -> None:
    target = BytesIO(good())
    with zipfile.ZipFile(target, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(SHEET, b"<worksheet/>")
    assert sentence(target.getvalue()) == f"“表.xlsx”的内部结构有重复部件，可能有害，已拒收；{SAVE_AS}。"


@pytest.mark.parametrize(
    "content",
    [b"<worksheet><sheetData>", b"", b"\xff\xfe\x00", b'<?xml version="1.0" encoding="UTF-8"?><a>\xd6\xd0</a>'],
)
def test_broken_xml(content: bytes) -> None:
    assert sentence(with_part(SHEET, content)) == f"“表.xlsx”的部件 {SHEET} 内容残缺，无法读取；{SAVE_AS}。"


def test_xml_in_an_unknown_encoding() -> None:
    data = with_part(SHEET, b'<?xml version="1.0" encoding="x-none"?><a/>')
    assert sentence(data) == "“表.xlsx”已损坏或没有传完整；请重新保存后再上传。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;">]>',
        '<!DOCTYPE a SYSTEM "http://example.com/a.dtd">',
    ],
)
def test_document_types_and_entities(encoding: str, declaration: str) -> None:
    content = f'<?xml version="1.0" encoding="{encoding}"?>{declaration}<a/>'.encode(encoding)
    assert sentence(with_part("xl/sharedStrings.xml", content)) == (
        f"“表.xlsx”含有外部实体声明（DOCTYPE），可能有害，已拒收；{SHRINK}。"
    )


def test_well_formed_parts_without_sense() -> None:
    assert sentence(with_part("xl/workbook.xml", b"<a/>")) == "“表.xlsx”里没有填写任何内容；请选择填好的文件。"
    assert sentence(with_sheet('<sheetData><row r="1"><c r="A1" t="s"><v>99</v></c></row></sheetData>')) == (
        f"“表.xlsx”的内容无法读取；{SAVE_AS}。"
    )


@pytest.mark.parametrize(
    "body",
    [
        '<sheetData/><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        '<sheetData/><hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>',
    ],
)
def test_areas_that_would_fill_the_memory(body: str) -> None:
    assert sentence(with_sheet(body)) == f"“表.xlsx”的合并单元格范围过大；{SHRINK}。"


def test_too_many_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safety, "MAX_ELEMENTS", 20_000)
    row = '<row r="1">' + "<c/>" * 20_000 + "</row>"
    assert sentence(with_sheet(f"<sheetData>{row}</sheetData>")) == (
        f"“表.xlsx”的单元格过多（超过 2 万个元素）；{SHRINK}。"
    )


@pytest.mark.parametrize(("place", "rows", "columns"), [("A20001", 20001, 9), ("IW1", 10, 257), ("BZ7000", 7000, 78)])
def test_too_many_rows_or_columns(place: str, rows: int, columns: int) -> None:
    data = sample.as_bytes(sample.office_book({place: "x"}))
    assert sentence(data) == f"“表.xlsx”的工作表“进展”用到 {rows} 行 {columns} 列，过大；{SHRINK}。"


def test_too_many_sheets() -> None:
    book = sample.office_book()
    for _ in range(reader.MAX_SHEETS):
        book.create_sheet()
    assert sentence(sample.as_bytes(book)) == f"“表.xlsx”有 31 张工作表，超过 30 张；{SHRINK}。"


def test_workbook_without_content() -> None:
    assert sentence(with_sheet("<sheetData/>")) == "“表.xlsx”里没有填写任何内容；请选择填好的文件。"


@pytest.mark.parametrize("at", range(0, 4000, 97))
def test_no_flipped_byte_gets_past_as_anything_but_a_sentence(at: int) -> None:
    data = bytearray(good())
    data[at % len(data)] ^= 0x55
    try:
        names = [grid.name for grid in open_table(bytes(data), "表.xlsx").grids]
    except ExcelError as error:
        assert error.sentence.startswith("“表.xlsx”") and error.sentence.endswith("。")
    else:
        assert names == ["进展"]
