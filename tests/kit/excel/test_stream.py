"""Streamed lists, read back by another library."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, RawIOBase

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from housing_portal.kit.excel import stream
from housing_portal.kit.excel.stream import Column, write_rows

COLUMNS = [
    Column("编号", width=22),
    Column("套数", "int"),
    Column("金额（元）", "money"),
    Column("面积（㎡）", "area"),
    Column("签约日期", "date"),
    Column("登记时间", "datetime", 20),
    Column("完成率", "percent", 8),
]
ROW = [
    "110105194912310021",
    3,
    Decimal("99999999999.99"),
    Decimal("0.10"),
    date(2026, 4, 23),
    datetime(2026, 4, 23, 16, 30, 15, tzinfo=UTC),
    "24.94%",
]


def written(rows: list[list], columns: list[Column] = COLUMNS, title: str = "") -> Worksheet:
    target = BytesIO()
    write_rows(target, columns, rows, "清单", title)
    return load_workbook(BytesIO(target.getvalue())).active


def test_every_kind_reads_back_with_its_type_and_format() -> None:
    cells = written([ROW])[2]
    assert [cell.value for cell in cells] == [
        "110105194912310021",
        3,
        99999999999.99,
        0.1,
        datetime(2026, 4, 23),
        datetime(2026, 4, 24, 0, 30, 15),
        "24.94%",
    ]
    assert [cell.data_type for cell in cells] == ["s", "n", "n", "n", "d", "d", "s"]
    assert [cell.number_format.replace("\\", "") for cell in cells] == [
        "@",
        "#,##0",
        "#,##0.00",
        "#,##0.00",
        "yyyy-mm-dd",
        "yyyy-mm-dd hh:mm:ss",
        "@",
    ]


def test_every_second_of_a_day_survives() -> None:
    moments = [datetime(2026, 1, 1, second // 3600, second // 60 % 60, second % 60) for second in range(0, 86400, 613)]
    sheet = written([[moment] for moment in moments], [Column("时间", "datetime")])
    assert [cell.value for cell in sheet["A"][1:]] == moments


def test_none_is_empty_and_text_in_a_column_of_figures_stays_text() -> None:
    sheet = written([[None, "——", None, "——", None, None, None]])
    assert [cell.value for cell in sheet[2]] == [None, "——", None, "——", None, None, None]


@pytest.mark.parametrize("text", ["=1+1", "@SUM", "<b>&amp;\"'", " 前后空格 ", "第一行\n第二行", "𠮷野"])
def test_text_is_kept_to_the_letter_and_is_never_a_formula(text: str) -> None:
    cell = written([[text]], [Column("备注")])["A2"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_what_xml_cannot_carry_is_dropped_and_long_text_is_cut() -> None:
    sheet = written([["a\x00\x1f\ud800\uffffb"], ["长" * 40000]], [Column("备注")])
    assert (sheet["A2"].value, len(sheet["A3"].value)) == ("ab", 32767)


@pytest.mark.parametrize("value", [1.5, True, b"x"])
def test_other_types_are_refused(value: object) -> None:
    with pytest.raises(TypeError) as caught:
        written([[value]], [Column("金额", "money")])
    assert str(caught.value) == f"A2: {type(value).__name__} is not written; use int, Decimal, date, datetime or text"


def test_a_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        written([["a"]], [Column("甲"), Column("乙")])


def test_head_is_frozen_filtered_and_repeated_on_a4_landscape() -> None:
    sheet = written([ROW, ROW])
    assert [cell.value for cell in sheet[1]] == [column.label for column in COLUMNS]
    assert (sheet["A1"].font.bold, sheet.freeze_panes, sheet.auto_filter.ref) == (True, "A2", "A1:G3")
    assert (sheet.print_title_rows, sheet.page_setup.orientation, sheet.page_setup.paperSize) == (
        "$1:$1",
        "landscape",
        9,
    )
    assert [sheet.column_dimensions[letter].width for letter in "ABFG"] == [22, 14, 20, 8]


def test_a_title_stands_over_the_heads() -> None:
    sheet = written([ROW], title="合同备案清单")
    assert (sheet["A1"].value, sheet["A1"].font.size) == ("合同备案清单", 18)
    assert [area.coord for area in sheet.merged_cells.ranges] == ["A1:G1"]
    assert (sheet["A2"].value, sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == (
        "编号",
        "A3",
        "A2:G3",
        "$1:$2",
    )


def test_a_list_without_rows_has_its_heads() -> None:
    sheet = written([])
    assert ([cell.value for cell in sheet[1]], sheet.max_row) == ([column.label for column in COLUMNS], 1)


@pytest.mark.parametrize(("count", "sizes"), [(4, [4]), (5, [4, 1]), (8, [4, 4]), (9, [4, 4, 1])])
def test_a_full_sheet_is_continued(monkeypatch: pytest.MonkeyPatch, count: int, sizes: list[int]) -> None:
    monkeypatch.setattr(stream, "MAX_SHEET_ROWS", 5)
    target = BytesIO()
    assert (
        write_rows(target, [Column("编号", "int")], ([number] for number in range(count)), "很长的名字" * 10) == count
    )
    book = load_workbook(target)
    assert [sheet.max_row - 1 for sheet in book] == sizes
    assert [cell.value for sheet in book for cell in sheet["A"][1:]] == list(range(count))
    name = "很长的名字" * 6
    assert book.sheetnames == [name + "很", name[:28] + "（2）", name[:28] + "（3）"][: len(sizes)]
    assert [sheet.print_title_rows for sheet in book] == ["$1:$1"] * len(sizes)


def test_a_quote_in_the_sheet_name_keeps_the_workbook_whole() -> None:
    target = BytesIO()
    write_rows(target, [Column("甲")], [["a"]], "李家's <清单>")
    book = load_workbook(target)
    assert (book.sheetnames, book.active.print_title_rows) == (["李家's <清单>"], "$1:$1")


class Pipe(RawIOBase):
    """A target that can neither seek nor tell, like the answer to a browser."""

    def __init__(self) -> None:
        self.received = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:
        self.received += data
        return len(data)


def test_target_need_not_be_seekable() -> None:
    pipe = Pipe()
    write_rows(pipe, COLUMNS, [ROW], "清单")
    assert load_workbook(BytesIO(bytes(pipe.received))).active["A2"].value == "110105194912310021"


def test_rows_are_taken_as_they_are_written() -> None:
    pipe = Pipe()
    seen = []

    def rows() -> Iterator[list]:
        for number in range(20_000):
            if number % 5000 == 0:
                seen.append(len(pipe.received) > 0)
            yield [f"{number * 7919 % 100003:06d}" * 4]

    assert write_rows(pipe, [Column("编号")], rows(), "清单") == 20_000
    assert seen == [False, True, True, True]


def test_same_rows_same_bytes() -> None:
    first, second = BytesIO(), BytesIO()
    write_rows(first, COLUMNS, [ROW], "清单")
    write_rows(second, COLUMNS, [ROW], "清单")
    assert first.getvalue() == second.getvalue()


def test_progress_is_heard_every_thousand_rows() -> None:
    heard: list[int] = []
    columns, rows = [Column("编号")], ([str(n)] for n in range(2500))
    assert write_rows(BytesIO(), columns, rows, "清单", progress=heard.append) == 2500
    assert heard == [1000, 2000]


def test_progress_may_end_the_writing() -> None:
    def stop(rows: int) -> None:
        raise InterruptedError(rows)

    with pytest.raises(InterruptedError, match="1000"):
        write_rows(BytesIO(), [Column("编号")], ([str(n)] for n in range(2500)), "清单", progress=stop)
