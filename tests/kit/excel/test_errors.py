"""The workbook to correct, and its way back."""

from io import BytesIO

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from housing_portal.kit.excel.errors import error_workbook
from housing_portal.kit.excel.reader import CellError, read_table
from tests.kit.excel import sample

RED = "FFFF9999"


def marked(cells: dict[str, object]) -> Workbook:
    data = sample.as_bytes(sample.office_book(cells))
    result = error_workbook(data, read_table(data, "表.xlsx", sample.SPECS).errors)
    return load_workbook(BytesIO(result))


def test_bad_cells_are_red_with_a_note() -> None:
    book = marked({"C7": "七百", "E8": -1})
    sheet = book["进展"]
    assert {cell.coordinate for row in sheet for cell in row if cell.fill.fgColor.rgb == RED} == {"C7", "E8"}
    assert sheet["C7"].comment.text == "不是整数；请填写阿拉伯数字，没有数据填 ——。"
    assert (sheet["C7"].value, sheet["E8"].value, sheet["B7"].value) == ("七百", -1, "城关镇")


def test_all_errors_are_listed_in_front() -> None:
    book = marked({"C7": "=1+", "E8": -1})
    assert (book.sheetnames, book.active.title) == (["错误清单", "进展"], "错误清单")
    rows = [[cell.value for cell in row] for row in book["错误清单"]]
    assert rows == [
        ["序号", "工作表", "行", "列", "列名", "填写内容", "问题", "处理办法"],
        [
            1,
            "进展",
            7,
            "C",
            "年度任务",
            "=1+",
            "是公式，文件里没有它的计算结果",
            "请用 Excel 打开并保存一次，或直接填写数值",
        ],
        [2, "进展", 8, "E", "已开工", "-1", "是负数", "请核对，此列不得小于 0"],
    ]
    assert book["错误清单"]["F2"].data_type == "s"


def test_an_error_below_a_merged_area_marks_the_cell_that_is_drawn() -> None:
    data = sample.as_bytes(sample.office_book())
    book = load_workbook(BytesIO(error_workbook(data, [CellError(9, "B", "单位", "合计", "甲", "乙", "进展")])))
    assert book["进展"]["A9"].comment.text == "甲；乙。"


def test_two_errors_in_one_cell_share_the_note_and_errors_without_column_are_only_listed() -> None:
    data = sample.as_bytes(sample.office_book())
    errors = [
        CellError(7, "C", "", "", "甲", "乙"),
        CellError(7, "C", "", "", "丙", "丁"),
        CellError(6, "", "", "", "戊", "己"),
    ]
    book = load_workbook(BytesIO(error_workbook(data, errors)))
    assert book["进展"]["C7"].comment.text == "甲；乙。\n丙；丁。"
    assert [cell.value for cell in book["错误清单"]["G"]] == ["问题", "甲", "丙", "戊"]


def test_a_corrected_workbook_can_be_uploaded_again() -> None:
    book = marked({"C7": "七百", "E8": -1})
    book["进展"]["C7"] = 700
    again = sample.as_bytes(book)
    table = read_table(again, "表.xlsx", sample.SPECS)
    assert (table.sheet, [error.column_letter for error in table.errors]) == ("进展", ["E"])
    result = load_workbook(BytesIO(error_workbook(again, table.errors)))
    assert result.sheetnames == ["错误清单", "进展"]
    assert (result["进展"]["C7"].comment, result["进展"]["C7"].fill.fill_type) == (None, None)
    assert result["进展"]["E8"].comment.text == "是负数；请核对，此列不得小于 0。"
