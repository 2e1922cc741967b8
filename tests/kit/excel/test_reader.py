"""Whole tables, read with all their errors."""

from decimal import Decimal

import pytest
from openpyxl import Workbook

from housing_portal.kit.excel.reader import ColumnSpec, ExcelError, TableRead, read_table
from tests.kit.excel import sample
from tests.kit.excel.test_safety import with_sheet

SMALL = [spec for spec in sample.SPECS if spec.key in {"unit", "task"}]


def with_rows(rows: list[list], merge: str = "") -> bytes:
    book = Workbook()
    for row in [["县（市、区）", sample.START], [None, "年度任务"], *rows]:
        book.active.append(row)
    for area in ["A1:A2", *filter(None, [merge])]:
        book.active.merge_cells(area)
    return sample.as_bytes(book)


def read(cells: dict[str, object] | None = None, **options: str) -> TableRead:
    return read_table(sample.as_bytes(sample.office_book(cells)), "进展表.xlsx", sample.SPECS, **options)


def sentences(cells: dict[str, object]) -> list[str]:
    return [error.sentence for error in read(cells).errors]


def test_an_office_table_is_understood() -> None:
    table = read()
    assert [(row.row_no, row.values) for row in table.rows] == [
        (
            7,
            {
                "unit": "城关镇",
                "task": 1200,
                "task_old": None,
                "done": 736,
                "done_old": 0,
                "rate": Decimal("61.33"),
                "invested": Decimal("35005000.00"),
                "remark": "前期手续已完成",
            },
        ),
        (
            8,
            {
                "unit": "东屏镇",
                "task": 200,
                "task_old": None,
                "done": 1263,
                "done_old": 263,
                "rate": None,
                "invested": Decimal("12345678.00"),
                "remark": None,
            },
        ),
    ]
    assert (table.errors, table.sheet) == ([], "进展")


def test_total_row_is_apart_and_never_a_record() -> None:
    table = read()
    assert table.total_row == 9
    assert table.total == {
        "unit": None,
        "task": 1400,
        "task_old": None,
        "done": 1999,
        "done_old": 263,
        "rate": Decimal("142.79"),
        "invested": Decimal("47350678.00"),
        "remark": None,
    }


@pytest.mark.parametrize("label", ["合计", "合　计", "总 计", "全县合计"])
def test_spellings_of_the_total(label: str) -> None:
    assert read({"A9": label}).total_row == 9


def test_total_row_may_stand_first() -> None:
    table = read({"B7": "合计", "A9": None})
    assert (table.total_row, table.total["task"], [row.row_no for row in table.rows]) == (7, 1200, [8, 9])


def test_a_table_without_total_row() -> None:
    table = read_table(with_rows([["城关镇", 1]]), "表.xlsx", SMALL)
    assert (table.total, table.total_row, [row.values["task"] for row in table.rows]) == (None, 0, [1])


def test_a_second_total_row_is_an_error() -> None:
    table = read_table(with_rows([["城关镇", 1], ["合计", 1], ["东屏镇", 2], ["总计", 3]]), "表.xlsx", SMALL)
    assert [error.sentence for error in table.errors] == [
        "第 6 行：又出现一个合计行（前一个在第 4 行）；请只保留一个合计行。"
    ]
    assert [row.values["unit"] for row in table.rows] == ["城关镇", "东屏镇"]


@pytest.mark.parametrize(
    "text", ["注：未含续建", "单位负责人：", "填表人：张某", "填报日期：2026年4月23日", "说明：无", "备注（1）：无"]
)
def test_notes_and_sign_off_are_no_records_and_do_not_end_the_table(text: str) -> None:
    table = read_table(with_rows([["城关镇", 1], [text], [], ["东屏镇", 2]]), "表.xlsx", SMALL)
    assert ([row.row_no for row in table.rows], table.errors) == ([3, 6], [])


def test_a_text_merged_over_the_figures_is_a_note() -> None:
    table = read_table(with_rows([["一、县直单位"], ["城关镇", 1]], merge="A3:C3"), "表.xlsx", SMALL)
    assert [row.values["unit"] for row in table.rows] == ["城关镇"]


def test_a_unit_without_figures_is_a_record() -> None:
    table = read_table(with_rows([["城关镇"]]), "表.xlsx", SMALL)
    assert [row.values for row in table.rows] == [{"unit": "城关镇", "task": None}]


def test_a_unit_merged_downwards_names_all_its_rows() -> None:
    table = read_table(with_rows([["城关镇", 1], [None, 2]], merge="A3:A4"), "表.xlsx", SMALL)
    assert [row.values for row in table.rows] == [{"unit": "城关镇", "task": 1}, {"unit": "城关镇", "task": 2}]


def test_a_figure_merged_downwards_cannot_be_told_apart() -> None:
    table = read_table(with_rows([["城关镇", 5], ["东屏镇", None]], merge="B3:B4"), "表.xlsx", SMALL)
    assert [row.values["task"] for row in table.rows] == [5, None]
    assert [error.sentence for error in table.errors] == [
        "第 4 行 B 列「年度任务」：与 B3 合并，无法判断各行数值；请取消合并，逐行填写。"
    ]


def test_all_errors_are_collected_with_row_column_value_and_remedy() -> None:
    assert sentences({"E8": "七百", "C7": -5, "H7": "约三千", "B8": None, "G8": "#DIV/0!", "D8": True}) == [
        "第 7 行 C 列「年度任务」：“-5”是负数；请核对，此列不得小于 0。",
        "第 7 行 H 列「累计完成」：“约三千”不是金额；请填写阿拉伯数字，没有数据填 ——。",
        "第 8 行 B 列「县（市、区）」：缺少单位名称；请填写单位全称，不要留空。",
        "第 8 行 D 列「其中：老旧城区」：“True”是逻辑值，不是整数；请填写阿拉伯数字，没有数据填 ——。",
        "第 8 行 E 列「已开工」：“七百”不是整数；请填写阿拉伯数字，没有数据填 ——。",
        "第 8 行 G 列「完成率（%）」：“#DIV/0!”是公式错误；请改正公式，或直接填写数值。",
    ]


def test_errors_in_the_total_row_are_collected_too() -> None:
    assert sentences({"C9": "千四"}) == ["第 9 行 C 列「年度任务」：“千四”不是整数；请填写阿拉伯数字，没有数据填 ——。"]


def test_errors_know_their_sheet() -> None:
    assert [error.sheet for error in read({"C7": "x", "J6": "项目数"}).errors] == ["进展", "进展"]


def test_a_formula_without_result_is_an_error() -> None:
    assert sentences({"C9": "=SUM(C7:C8)"}) == [
        "第 9 行 C 列「年度任务」：“=SUM(C7:C8)”是公式，文件里没有它的计算结果；"
        "请用 Excel 打开并保存一次，或直接填写数值。"
    ]


def test_a_formula_with_a_result_is_its_result() -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>县（市、区）</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>棚户区改造开工年度任务</t></is></c></row>'
        '<row r="2"><c r="A2" t="str"><f>"城关"&amp;"镇"</f><v>城关镇</v></c><c r="B2"><f>40+2</f><v>42</v></c></row>'
    )
    specs = [SMALL[0], ColumnSpec("task", ("棚户区改造开工年度任务",), "int")]
    table = read_table(with_sheet(f"<sheetData>{rows}</sheetData>"), "表.xlsx", specs)
    assert ([row.values for row in table.rows], table.errors) == ([{"unit": "城关镇", "task": 42}], [])


def test_a_number_in_percent_format_is_read_as_shown() -> None:
    book = sample.office_book({"G7": 0.2494, "C8": 0.5})
    book.active["G7"].number_format = book.active["C8"].number_format = "0.00%"
    table = read_table(sample.as_bytes(book), "表.xlsx", sample.SPECS)
    assert table.rows[0].values["rate"] == Decimal("24.94")
    assert [error.sentence for error in table.errors] == [
        "第 8 行 C 列「年度任务」：“50%”不是整数；请填写阿拉伯数字，没有数据填 ——。"
    ]


def test_hidden_rows_are_read_and_noted() -> None:
    book = sample.office_book()
    book.active.row_dimensions[8].hidden = True
    table = read_table(sample.as_bytes(book), "表.xlsx", sample.SPECS)
    assert [(row.row_no, row.hidden) for row in table.rows] == [(7, False), (8, True)]


def test_the_sheet_with_the_table_is_found_among_others() -> None:
    book = sample.office_book()
    book.create_sheet("说明", 0)["A1"] = "填报说明"
    assert read_table(sample.as_bytes(book), "表.xlsx", sample.SPECS).sheet == "进展"


def test_hidden_sheets_are_not_read() -> None:
    book = sample.office_book()
    book.create_sheet("说明")["A1"] = "填报说明"
    book["进展"].sheet_state = "hidden"
    with pytest.raises(ExcelError) as caught:
        read_table(sample.as_bytes(book), "表.xlsx", sample.SPECS)
    assert caught.value.sentence.startswith("工作表“说明”前 15 行没有找到表头")


def test_a_named_sheet() -> None:
    assert read(sheet="进展").sheet == "进展"
    with pytest.raises(ExcelError) as caught:
        read(sheet="附件9")
    assert caught.value.sentence == "“进展表.xlsx”里没有工作表“附件9”（现有：进展）；请改正工作表名称。"


def test_later_checks_can_point_at_a_cell() -> None:
    table = read()
    assert table.problem(table.rows[1], "unit", "不是本县单位", "是否应为“东坪镇”").sentence == (
        "第 8 行 B 列「县（市、区）」：“东屏镇”不是本县单位；是否应为“东坪镇”。"
    )
