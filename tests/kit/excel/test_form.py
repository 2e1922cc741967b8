"""The form that is written, read back property by property."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from housing_portal.kit.excel.form import NOT_GIVEN, FormSheet, Head, write_forms
from housing_portal.kit.excel.reader import read_table
from tests.kit.excel import sample

SIDES = ("left", "right", "top", "bottom")


def sheet_of(form: FormSheet) -> Worksheet:
    return load_workbook(BytesIO(write_forms([form]))).active


def merged(sheet: Worksheet) -> set[str]:
    return {area.coord for area in sheet.merged_cells.ranges}


def test_lines_above_the_heads() -> None:
    sheet = sheet_of(sample.form())
    assert sheet["A1"].value == "附件1"
    assert sheet["A2"].value == "云岭县2026年住房保障目标任务进展情况表"
    assert (sheet["A2"].font.size, sheet["A2"].font.bold, sheet["A2"].alignment.horizontal) == (18, True, "center")
    assert (sheet["A3"].value, sheet["A3"].alignment.horizontal) == ("填报单位（盖章）：云岭县住房和城乡建设局", "left")
    assert (sheet["G3"].value, sheet["G3"].alignment.horizontal) == ("截至2026年4月23日　单位：套、万元", "right")


def test_heads_of_three_rows_are_merged() -> None:
    sheet = sheet_of(sample.form(signoff=""))
    assert merged(sheet) == {"A1:I1", "A2:I2", "A3:F3", "G3:I3", "A4:A6", "B4:B6", "C4:G4", "C5:G5", "I4:I6"}
    assert [sheet.cell(4, column).value for column in (1, 2, 3, 8, 9)] == [
        "序号",
        "县（市、区）",
        "棚户区改造开工",
        "完成投资",
        "备注",
    ]
    assert [sheet.cell(5, column).value for column in (3, 8)] == ["（套）", "（万元）"]
    assert [sheet.cell(6, column).value for column in range(3, 9)] == [
        "年度任务",
        "其中：老旧城区",
        "已开工",
        "其中：老旧城区",
        "完成率（%）",
        "累计完成",
    ]


def test_a_group_without_unit_level_has_its_columns_reach_down() -> None:
    heads = (
        Head("单位", key="unit"),
        Head("任务", Head("套数", key="sets"), Head("资金", Head("中央", key="central"))),
    )
    sheet = sheet_of(FormSheet("表", "标题", heads, [], unit_line="单位：套"))
    assert merged(sheet) == {"A1:C1", "A2:B2", "A3:A5", "B3:C3", "B4:B5"}


def test_every_cell_of_heads_and_rows_has_thin_borders() -> None:
    sheet = sheet_of(sample.form())
    areas = sheet.merged_cells.ranges
    single = [cell for row in sheet["A4:I7"] for cell in row if not any(cell.coordinate in area for area in areas)]
    assert len(single) == 17
    assert {getattr(cell.border, side).style for cell in single for side in SIDES} == {"thin"}
    outline = [(sheet["C4"], "left"), (sheet["C4"], "top"), (sheet["C4"], "bottom"), (sheet["G4"], "right")]
    assert {getattr(cell.border, side).style for cell, side in outline} == {"thin"}
    assert sheet["A2"].border.left.style is None


def test_cells_keep_their_types_and_formats() -> None:
    heads = (
        Head("编号", key="number", align="left"),
        Head("套数", key="sets"),
        Head("金额", key="money", number="#,##0.00"),
        Head("日期", key="on"),
    )
    row = {"number": "110105194912310021", "sets": 736, "money": Decimal("1234.50"), "on": date(2026, 4, 23)}
    sheet = sheet_of(FormSheet("表", "标题", heads, [row]))
    cells = sheet[3]
    assert [cell.value for cell in cells] == ["110105194912310021", 736, 1234.5, datetime(2026, 4, 23)]
    assert [cell.data_type for cell in cells] == ["s", "n", "n", "d"]
    assert [cell.number_format for cell in cells] == ["@", "#,##0", "#,##0.00", "yyyy-mm-dd"]
    assert [cell.alignment.horizontal for cell in cells] == ["left", "right", "right", "right"]


@pytest.mark.parametrize("text", ["=SUM(A1:A9)", "+1", "-2", "@A1"])
def test_text_never_becomes_a_formula(text: str) -> None:
    cell = sheet_of(sample.form(rows=[{"remark": text}]))["I7"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_what_looks_like_an_error_code_is_text_and_control_characters_are_dropped() -> None:
    sheet = sheet_of(sample.form(rows=[{"remark": "#REF!"}, {"remark": "a\x00\x0b\ud800\ufffeb"}]))
    assert (sheet["I7"].value, sheet["I7"].data_type) == ("#REF!", "s")
    assert sheet["I8"].value == "ab"


def test_nothing_given_prints_dashes_or_what_the_column_says() -> None:
    sheet = sheet_of(sample.form(rows=[{"seq": 1, "unit": "城关镇", "task": None, "done": 0}]))
    assert [cell.value for cell in sheet[7]] == [
        1,
        "城关镇",
        NOT_GIVEN,
        NOT_GIVEN,
        0,
        NOT_GIVEN,
        NOT_GIVEN,
        NOT_GIVEN,
        None,
    ]


@pytest.mark.parametrize("value", [1.5, datetime(2026, 4, 23, 8, 30)])
def test_a_float_or_a_moment_is_refused(value: object) -> None:
    with pytest.raises(TypeError) as caught:
        write_forms([sample.form(rows=[{"task": value}])])
    assert str(caught.value) == f"C7: {type(value).__name__} is not written; use int, Decimal, date or text"


def test_total_row_is_bold_and_its_label_covers_the_name_column() -> None:
    sheet = sheet_of(sample.form(total={"seq": "合　计", "task": 1200, "done": 0}, signoff=""))
    assert "A8:B8" in merged(sheet)
    assert [cell.value for cell in sheet[8]] == [
        "合　计",
        None,
        1200,
        NOT_GIVEN,
        0,
        NOT_GIVEN,
        NOT_GIVEN,
        NOT_GIVEN,
        None,
    ]
    assert {sheet.cell(8, column).font.bold for column in (1, 3, 5)} == {True}
    assert sheet["C7"].font.bold is False


def test_the_label_of_the_total_never_swallows_a_figure_column() -> None:
    heads = (Head("序号", key="seq", align="center"), Head("套数", key="sets"), Head("户数", key="homes"))
    sheet = sheet_of(FormSheet("表", "标题", heads, [], total={"seq": "合计", "homes": 5}))
    assert [cell.value for cell in sheet[3]] == ["合计", NOT_GIVEN, 5]


def test_part_rows_are_indented_at_their_first_left_text() -> None:
    rows = [{"unit": "合计", "level": 0}, {"unit": "其中：老旧城区", "remark": "说明", "level": 1}]
    sheet = sheet_of(sample.form(rows=rows, indent="level"))
    assert [sheet[place].alignment.indent for place in ("B7", "B8", "I8")] == [0, 1, 0]


def test_notes_and_sign_off_close_the_form() -> None:
    sheet = sheet_of(sample.form(notes=["注：—— 表示没有下达任务。", "逻辑关系：3≥4。"]))
    assert [sheet.cell(row, 1).value for row in (8, 9, 10)] == [
        "注：—— 表示没有下达任务。",
        "逻辑关系：3≥4。",
        "单位负责人：　　审核人：　　填表人：　　联系电话：　　填报日期：2026年4月23日",
    ]
    assert {"A8:I8", "A9:I9", "A10:I10"} <= merged(sheet)
    assert (sheet.max_row, sheet.print_area) == (10, "'附件1'!$A$1:$I$10")


def test_page_is_a4_landscape_with_repeated_heads_and_page_numbers() -> None:
    sheet = sheet_of(sample.form())
    setup = sheet.page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight) == ("landscape", 9, 1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage is True
    assert sheet.print_title_rows == "$4:$6"
    assert sheet.freeze_panes == "C7"
    assert sheet.oddFooter.center.text == "第 &P 页　共 &N 页"
    assert {name: size.width for name, size in sheet.column_dimensions.items()} == {
        "A": 6,
        "B": 12,
        "C": 10,
        "D": 10,
        "E": 10,
        "F": 10,
        "G": 10,
        "H": 10,
        "I": 20,
    }


def test_rows_grow_with_wrapped_text() -> None:
    sheet = sheet_of(sample.form(rows=[{"remark": "短"}, {"remark": "长" * 20}]))
    assert [sheet.row_dimensions[row].height for row in (7, 8)] == [18, 48]
    assert sheet.row_dimensions[6].height == 33  # 其中：老旧城区 takes two lines of ten columns
    assert sheet["I8"].alignment.wrap_text is True


def test_several_forms_share_a_workbook_and_odd_sheet_names_are_mended() -> None:
    book = load_workbook(
        BytesIO(write_forms([sample.form(name="表[1]/*?"), sample.form(name="'" * 3), sample.form(name="长" * 40)]))
    )
    assert book.sheetnames == ["表1", "表11", "长" * 31]


def test_same_form_same_bytes() -> None:
    assert write_forms([sample.form()]) == write_forms([sample.form()])


def test_bytes_carry_no_moment_of_writing() -> None:
    properties = load_workbook(BytesIO(write_forms([sample.form()]))).properties
    assert (properties.created, properties.modified) == (datetime(2000, 1, 1), datetime(2000, 1, 1))
    assert (properties.title, properties.creator) == ("云岭县2026年住房保障目标任务进展情况表", None)


def test_what_is_written_reads_back_as_the_same_table() -> None:
    rows = [
        {
            "seq": 1,
            "unit": "城关镇",
            "task": 1200,
            "task_old": 200,
            "done": 0,
            "done_old": None,
            "rate": "0.00%",
            "invested": Decimal("3500.5"),
            "remark": "=1+1",
        },
        {"seq": 2, "unit": "东屏镇"},
    ]
    form = sample.form(
        rows=rows, total={"seq": "合　计", "task": 1200, "invested": Decimal("3500.5")}, notes=["注：无。"]
    )
    table = read_table(write_forms([form]), "进展表.xlsx", sample.SPECS)
    assert table.errors == []
    assert (table.title, table.unit_line, table.as_of) == (form.title, "套、万元", date(2026, 4, 23))
    assert [row.values for row in table.rows] == [
        {
            "unit": "城关镇",
            "task": 1200,
            "task_old": 200,
            "done": 0,
            "done_old": None,
            "rate": Decimal("0.00"),
            "invested": Decimal("35005000.00"),
            "remark": "=1+1",
        },
        {
            "unit": "东屏镇",
            "task": None,
            "task_old": None,
            "done": None,
            "done_old": None,
            "rate": None,
            "invested": None,
            "remark": None,
        },
    ]
    assert (table.total_row, table.total["task"], table.total["invested"]) == (9, 1200, Decimal("35005000.00"))
