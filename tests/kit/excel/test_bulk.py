"""Long lists as offices send them: three kinds of file, one answer; what is spoilt is named, never guessed."""
import csv
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from housing_portal.kit.excel import sources
from housing_portal.kit.excel.bulk import BulkRow, BulkTable, CellError, ExcelError, error_csv, read_bulk
from housing_portal.kit.excel.errors import error_workbook
from housing_portal.kit.excel.safety import MEGABYTE, SAVE_AS, SHRINK, Limits
from tests.kit.excel.sample import as_bytes

HEADS = {
    "number": ["合同编号", "网签编号"], "buyer": ["买受人", "购房人"], "identity": ["证件号码"],
    "total": ["总价", "合同总价"], "signed": ["签订日期"], "remark": ["备注"],
}
NAMES = [texts[0] for texts in HEADS.values()]
REQUIRED = ("number", "buyer", "identity", "total", "signed")
ROW = ["YL-0001", "周静", "11010519491231002X", Decimal("312345.67"), date(2015, 3, 9), None]
LEGACY = Path(__file__).with_name("legacy.xls")
RARE = "𠮷㛃𫝹𬸦𰻝\U00031350"


def book(rows: Iterable[Sequence[object]], cells: dict[str, object] | None = None) -> bytes:
    made = Workbook()
    sheet = made.active
    sheet.title = "台账"
    for row in rows:
        sheet.append(list(row))
    for place, value in (cells or {}).items():
        sheet[place] = value
        if isinstance(value, str) and value.startswith("'="):  # text that begins with =
            sheet[place].value, sheet[place].data_type = value[1:], "s"
    return as_bytes(made)


def text(rows: Iterable[Sequence[object]], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    target = StringIO()
    csv.writer(target, delimiter=delimiter).writerows(rows)
    return target.getvalue().encode(encoding)


def read(content: bytes, name: str = "台账.xlsx", required: Sequence[str] = REQUIRED) -> BulkTable:
    return read_bulk(content, name, HEADS, required=required, dates=["signed"], numbers=["total"])


def values(content: bytes) -> list[list[object]]:
    return [list(row.values.values()) for row in read(content)]


def only(cell: object, key: str = "remark", make: Callable[..., bytes] = book) -> BulkRow:
    """Return the one record of a list whose cell ``key`` holds ``cell``."""
    row = list(ROW)
    row[list(HEADS).index(key)] = cell
    (found,) = read(make([NAMES, row]))
    return found


def problems(row: BulkRow) -> list[tuple[str, str]]:
    return [(error.head, error.reason) for error in row.errors]


def refusal(content: bytes, name: str = "台账.xlsx") -> str:
    with pytest.raises(ExcelError) as refused:
        list(read(content, name))
    return refused.value.sentence


# -- files ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        book([NAMES, ROW]),
        text([NAMES, ROW]),
        text([NAMES, ROW], encoding="utf-8-sig"),
        text([NAMES, ROW], encoding="gb18030"),
        text([NAMES, ROW], "\t", "utf-16"),
        text([NAMES, ROW], ";"),
        text([NAMES, ROW], "\t", "gb18030"),
    ],
    ids=["xlsx", "utf-8", "bom", "gb18030", "utf-16", "semicolons", "tabs"],
)
def test_every_kind_of_file_gives_the_same(content: bytes) -> None:
    assert values(content) == [ROW]


def test_legacy_workbook() -> None:
    table = read(LEGACY.read_bytes())
    rows = list(table)
    assert list(rows[0].values.values()) == ["YL-2015-0001", "𠮷小静", "11010519491231002X", Decimal("312345.67"),
                                             date(2015, 3, 9)]
    assert [(row.number, problems(row)) for row in rows] == [
        (3, []), (4, [("证件号码", "超过 15 位，表格已把它变成数字，末几位已丢失")])]
    assert (rows[1].values["signed"], table.left_out, table.sheet) == (date(2015, 3, 9), [5], "合同台账")


@pytest.mark.parametrize("size", [8, 600, 2048, 4000])
def test_damaged_legacy_workbook(size: int) -> None:
    sentence = f"“旧.xls”是旧版表格（.xls），已损坏或内容无法读取；{SAVE_AS}。"
    assert refusal(LEGACY.read_bytes()[:size], "旧.xls") == sentence


def test_legacy_workbook_that_asks_for_more_memory_than_there_is() -> None:
    """The reader dies of it; its process is not ours."""
    content = bytearray(LEGACY.read_bytes())
    content[1767] = 127  # the sheet claims two billion rows
    assert refusal(bytes(content), "旧.xls") == f"“旧.xls”是旧版表格（.xls），已损坏或内容无法读取；{SAVE_AS}。"


def test_encrypted_workbook() -> None:
    content = LEGACY.read_bytes() + "EncryptedPackage".encode("utf-16-le")
    assert refusal(content) == "“台账.xlsx”设有打开密码；请取消密码保护，另存后再上传。"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "“表”是空文件；请选择填好的 .xlsx 文件。"),
        (b"<html><table>", f"“表”不是表格文件（.xlsx、.xls、.csv）；{SAVE_AS}。"),
        (b"%PDF-1.7\x00", f"“表”不是表格文件（.xlsx、.xls、.csv）；{SAVE_AS}。"),
        (b"\xff\xff\xff", "“表”的文字编码无法识别；请另存为“CSV UTF-8”或 .xlsx 后再上传。"),
        (b"PK\x03\x04....", "“表”已损坏或没有传完整；请重新保存后再上传。"),
    ],
)
def test_no_list(content: bytes, sentence: str) -> None:
    assert refusal(content, "表") == sentence


def test_far_corner_is_refused_before_the_reader_makes_room_for_it() -> None:
    content = book([NAMES, ROW], {"XFD1048576": "x"})
    assert refusal(content) == (
        f"“台账.xlsx”用到 1048576 行 16384 列，过大；请分成几个文件或另存为 CSV。{SHRINK}。")


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "LIST_LIMITS", Limits(MEGABYTE, MEGABYTE))
    assert refusal(text([NAMES] * 40_000), "大.csv") == f"“大.csv”有 2.4 MB，超过 1 MB；{SHRINK}。"


# -- head -----------------------------------------------------------------------------------------------


def test_head_below_a_title_and_beside_empty_columns() -> None:
    rows = [[], ["", "云岭县历史合同台账"], [], ["", "", *NAMES], ["", "", *ROW]]
    table = read(book(rows))
    (row,) = table
    assert (table.head_row, table.columns["number"], row.number) == (4, 3, 5)
    assert list(row.values.values()) == ROW


def test_nothing_in_the_first_columns() -> None:
    content = book([], {f"{letter}3": name for letter, name in zip("CDEFG", NAMES, strict=False)} | {"D5": "周静"})
    table = read(content)
    (row,) = table
    assert (table.columns["buyer"], row.number, row.values["buyer"]) == (4, 5, "周静")


def test_other_names_stars_units_and_order() -> None:
    names = ["*总价（元）", "网签编号", "购 房 人", "证件号码:", "签订日期"]
    assert values(book([names, [1.5, "A1", "周静", "X1", date(2020, 1, 2)]])) == [
        [Decimal("1.5"), "A1", "周静", "X1", date(2020, 1, 2)]]


def test_missing_columns_are_named_at_once_with_what_comes_near() -> None:
    assert refusal(book([["合同编号", "买受人", "证件号", "总价（万元）", "签订日期"], ["A"]])) == (
        "“台账.xlsx”第 1 行的表头缺少列「证件号码」「总价」"
        "（「证件号」请改为「证件号码」，「总价（万元）」请改为「总价」）；请按导入模板补齐列名。")


def test_another_table() -> None:
    assert refusal(book([["姓名", "工资"], ["周静", 1]])) == (
        "“台账.xlsx”前 20 行没有找到表头（应有「合同编号」等列）；请核对是否选错了文件，或下载导入模板填写。")


def test_a_head_twice() -> None:
    assert refusal(book([[*NAMES, "购房人"], ROW])) == "第 1 行的列名“购房人”出现两次（B、G 列）；请只保留一列。"


def test_unknown_columns_are_reported() -> None:
    table = read(book([["序号", *NAMES, "中介"], [1, *ROW, "无"]]))
    assert [(item.column, item.text, item.nearest) for item in table.unknown] == [(8, "中介", "")]
    assert [list(row.values.values()) for row in table] == [ROW]


def test_hidden_sheets_and_sheets_before_the_list() -> None:
    made = Workbook()
    made.active.append(["填表说明"])
    hidden = made.create_sheet("旧")
    for sheet, number in ((hidden, "OLD"), (made.create_sheet("台账"), "NEW")):
        sheet.append(NAMES)
        sheet.append([number, *ROW[1:]])
    hidden.sheet_state = "hidden"
    table = read(as_bytes(made))
    assert (table.sheet, [row.values["number"] for row in table]) == ("台账", ["NEW"])


# -- rows -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [book, text])
def test_totals_notes_and_empty_rows_are_no_records(make: Callable[..., bytes]) -> None:
    total = ["", "合 计", "", 1, "", ""]
    grand = ["总计：", "", "", 2, "", ""]
    rows = [NAMES, ROW, ["", " ", "", "", "", ""], total, ROW, grand, ["注：单位元"], ["制表人：周静"]]
    table = read(make(rows))
    assert [row.number for row in table] == [2, 5]
    assert table.left_out == [4, 6]


def test_short_rows_of_a_text_file() -> None:
    assert values(text([NAMES, ROW[:2]])) == [["YL-0001", "周静", None, None, None, None]]


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("'0012", "0012"), ("’0012", "0012"), (RARE, RARE), ("e\u0301", "é"), ("\u200b周静\u202e", "周静"),
        ("——", None), ("—", None), ("-1", "-1"), (" 周静\u3000", "周静"), ("１２", "１２"), ("E+", "E+"),
        ("a=b", "a=b"), ("#3楼", "#3楼"),
    ],
)
@pytest.mark.parametrize("make", [book, text])
def test_texts(cell: str, found: str | None, make: Callable[..., bytes]) -> None:
    row = only(cell, make=make)
    assert (row.values["remark"], row.errors) == (found, ())


def test_text_that_a_csv_protects() -> None:
    assert only('="0012345678901234567"', make=text).values["remark"] == "0012345678901234567"


@pytest.mark.parametrize(("cell", "found"), [(12, "12"), (0.1, "0.1"), (123456789012345, "123456789012345")])
def test_numbers_in_a_column_of_text(cell: object, found: str) -> None:
    assert only(cell).values["remark"] == found


@pytest.mark.parametrize(
    ("cell", "make", "reason"),
    [
        (440524188001010014, book, "超过 15 位，表格已把它变成数字，末几位已丢失"),
        (1000000000000000, book, "超过 15 位，表格已把它变成数字，末几位已丢失"),
        ("4.40524E+17", text, "超过 15 位，表格已把它变成数字，末几位已丢失"),
        (date(2026, 3, 1), book, "被表格变成了日期"),
        (True, book, "不是文字"),
        ("=1+1", text, "以等号开头，像是公式"),
        ("#N/A", text, "是公式错误"),
    ],
)
def test_spoilt_texts(cell: object, make: Callable[..., bytes], reason: str) -> None:
    row = only(cell, "identity", make)
    assert (row.values["identity"], problems(row)) == (None, [("证件号码", reason)])


def test_an_error_names_its_cell() -> None:
    (error,) = only(440524188001010014, "identity").errors
    assert error == CellError(
        2, "C", "证件号码", "4.4052418800101e+17", "超过 15 位，表格已把它变成数字，末几位已丢失",
        "请把该列设为文本后重新填写", "台账")


def test_text_that_begins_like_a_formula_is_not_counted() -> None:
    (row,) = read(book([NAMES, ROW], {"B2": "'=HYPERLINK(1)"}))
    assert [(error.value, error.reason) for error in row.errors] == [("=HYPERLINK(1)", "以等号开头，像是公式")]


def test_formulas_without_result_and_error_cells_are_not_taken_for_empty() -> None:
    cells = {"D2": "=1+1", "F3": "#N/A", "A4": "=A1", "B4": "=A1", "A5": "合计", "D5": "=SUM(D2:D3)", "Z6": "=A1"}
    table = read(book([NAMES, ROW, ROW], cells))
    assert [(row.number, problems(row)) for row in table] == [
        (2, [("总价", "是没有计算结果的公式")]),
        (3, [("备注", "是公式错误")]),
        (4, [("合同编号", "是没有计算结果的公式"), ("买受人", "是没有计算结果的公式")]),
    ]
    assert table.left_out == [5]


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (0.1, "0.1"), (312345.67, "312345.67"), (200000, "200000"), (0.30000000000000004, "0.3"),
        (123456789012.34, "123456789012.34"), (0, "0"), ("1,234.50", "1234.50"), ("１２３．４", "123.4"), ("'12", "12"),
        ("-1", "-1"), ("−1", "-1"),
    ],
)
def test_numbers(cell: object, found: str) -> None:
    assert str(only(cell, "total").values["total"]) == found


@given(st.integers(-10**14, 10**14))
def test_every_amount_of_fifteen_digits_is_exact(cents: int) -> None:
    amount = Decimal(cents).scaleb(-2)
    assert only(amount, "total").values["total"] == amount


@pytest.mark.parametrize("cell", ["——", " ", "", None])
def test_no_number(cell: object) -> None:
    assert only(cell, "total").values["total"] is None


@pytest.mark.parametrize("cell", ["12万元", "1,23", "abc", "4.4E+17", True, date(2026, 1, 1)])
def test_wrong_numbers(cell: object) -> None:
    assert problems(only(cell, "total")) == [("总价", "不是数字")]


@pytest.mark.parametrize(
    "cell",
    [date(2023, 1, 1), datetime(2023, 1, 1, 10, 30), 44927, 44927.5, "44927", "2023-01-01", "2023/1/1", "2023.1.1",
     "2023年1月1日", "2023 年 1 月 1 日", "20230101", "２０２３-1-1", "2023-01-01 10:30:00", "2023/1/1 9:05",
     "'2023-1-1"],
)
def test_days(cell: object) -> None:
    assert only(cell, "signed").values["signed"] == date(2023, 1, 1)


@pytest.mark.parametrize(
    "cell", ["2023-02-30", "2023-13-01", "1/2/2023", "明天", 12, 99999, "440524188001010014", True]
)
def test_wrong_days(cell: object) -> None:
    assert problems(only(cell, "signed")) == [("签订日期", "不是日期")]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf"], exclude_characters="'‘’`＇=#"), max_size=30))
def test_every_clean_name_comes_back(name: str) -> None:
    row = only(f"周{name}", "buyer", text)
    assert (row.values["buyer"], row.errors) == (unicodedata.normalize("NFC", f"周{name}").strip(), ())


# -- what goes back -------------------------------------------------------------------------------------


def test_problem_of_a_check_that_needs_the_records() -> None:
    table = read(book([NAMES[:-1], ROW[:-1]]))
    (row,) = table
    assert table.problem(row, "number", "已经导入过", "请删除这一行").sentence == (
        "第 2 行 A 列「合同编号」：“YL-0001”已经导入过；请删除这一行。")
    assert table.problem(row, "remark", "缺少备注", "请补填").column_letter == ""


def test_errors_mark_the_workbook() -> None:
    content = book([NAMES, ROW], {"C2": 440524188001010014})
    errors = [error for row in read(content) for error in row.errors]
    (again,) = read(error_workbook(content, errors))
    assert problems(again) == [("证件号码", "超过 15 位，表格已把它变成数字，末几位已丢失")]


def test_errors_as_csv() -> None:
    formula = CellError(2, "B", "买受人", "=HYPERLINK(1)", "以等号开头，像是公式", "请改正")
    errors = [formula, CellError(3, "", "", "", "行空", "请删除")]
    written = error_csv(errors)
    assert written.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(StringIO(written.decode("utf-8-sig")))) == [
        ["序号", "工作表", "行", "列", "列名", "填写内容", "问题", "处理办法"],
        ["1", "", "2", "B", "买受人", "'=HYPERLINK(1)", "以等号开头，像是公式", "请改正"],
        ["2", "", "3", "", "", "", "行空", "请删除"],
    ]


def test_rows_come_one_at_a_time() -> None:
    """The first row is there before the last one, which cannot be read, has been looked at."""
    rows = iter(read(text([NAMES, *[ROW] * 5000, ["x" * 200_000]])))
    assert next(rows).number == 2
    with pytest.raises(ExcelError, match="无法读取的行"):
        list(rows)
