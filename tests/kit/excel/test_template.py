"""Import templates: what they offer and that the reader understands them."""

from decimal import Decimal
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from housing_portal.kit.excel.reader import read_table
from housing_portal.kit.excel.template import import_template
from tests.kit.excel import sample

TOWNS = ["城关镇", "东屏镇", "南麓乡"]


def template(**options: object) -> bytes:
    parts = {"specs": sample.SPECS, "choices": {"unit": TOWNS}, "notes": {"task": "以下达文件为准"}}
    return import_template(**(parts | options))


def sheet_of(data: bytes) -> Worksheet:
    return load_workbook(BytesIO(data))["填报表"]


def test_the_empty_template_has_no_rows_and_no_errors() -> None:
    table = read_table(template(title="目标任务导入模板"), "模板.xlsx", sample.SPECS)
    assert (table.rows, table.total, table.errors) == ([], None, [])
    assert (table.title, table.unit_line) == ("目标任务导入模板", "万元")


def test_a_county_without_a_single_name_to_choose_gets_its_template() -> None:
    assert read_table(template(choices={"unit": []}), "模板.xlsx", sample.SPECS).errors == []
    assert sheet_of(template(choices={"unit": []})).data_validations.dataValidation[0].type != "list"


def test_a_filled_template_is_read() -> None:
    book = load_workbook(BytesIO(template()))
    for column, value in enumerate(["城关镇", 1200, "——", 263, 0, "21.92%", 3500.5, "无"], 1):
        book["填报表"].cell(5, column).value = value
    table = read_table(sample.as_bytes(book), "模板.xlsx", sample.SPECS)
    assert table.errors == []
    assert [row.values for row in table.rows] == [
        {
            "unit": "城关镇",
            "task": 1200,
            "task_old": None,
            "done": 263,
            "done_old": 0,
            "rate": Decimal("21.92"),
            "invested": Decimal("35005000.00"),
            "remark": "无",
        }
    ]


def test_heads_are_drawn_as_in_the_form() -> None:
    sheet = sheet_of(template())
    assert {area.coord for area in sheet.merged_cells.ranges} == {"A3:A4", "B3:F3", "H3:H4"}
    assert [cell.value for cell in sheet[4]] == [
        None,
        "年度任务",
        "其中：老旧城区",
        "已开工",
        "其中：老旧城区",
        "完成率（%）",
        "累计完成",
        None,
    ]
    assert sheet.freeze_panes == "B5"


def test_drop_downs_come_from_a_hidden_sheet() -> None:
    book = load_workbook(BytesIO(template()))
    options = book["选项"]
    assert (options.sheet_state, [cell.value for cell in options["A"]]) == ("hidden", TOWNS)
    rules = {str(rule.sqref): rule for rule in book["填报表"].data_validations.dataValidation}
    assert (rules["A5:A204"].type, rules["A5:A204"].formula1) == ("list", "'选项'!$A$1:$A$3")
    assert rules["A5:A204"].error == "请填写下拉列表中的一项。"


def test_figures_are_checked_while_they_are_typed() -> None:
    rules = {str(rule.sqref): rule.formula1 for rule in sheet_of(template(choices={})).data_validations.dataValidation}
    whole = 'OR({0}="——",AND(ISNUMBER({0}),{0}>=0,{0}=INT({0})))'
    assert rules == {
        "B5:B204": whole.format("B5"),
        "C5:C204": whole.format("C5"),
        "D5:D204": whole.format("D5"),
        "E5:E204": whole.format("E5"),
        "G5:G204": 'OR(G5="——",AND(ISNUMBER(G5),G5>=0))',
    }


def test_head_notes_say_what_to_fill_in() -> None:
    sheet = sheet_of(template())
    assert sheet["B4"].comment.text == "必填列\n整数，没有数据填 ——，没有发生填 0\n以下达文件为准"
    assert sheet["H3"].comment.text == "选填列"
    assert [sheet[place].fill.fill_type for place in ("A3", "B4", "H3")] == ["solid", "solid", None]


def test_names_are_text_and_figures_are_numbers() -> None:
    sheet = sheet_of(template())
    assert [cell.number_format for cell in sheet[5]] == [
        "@",
        "#,##0",
        "#,##0",
        "#,##0",
        "#,##0",
        "0.00%",
        "#,##0.######",
        "@",
    ]


def test_no_hidden_sheet_without_choices() -> None:
    assert load_workbook(BytesIO(template(choices={}))).sheetnames == ["填报表"]


def test_same_template_same_bytes() -> None:
    assert template() == template()


def test_a_template_prints_on_a4_across() -> None:
    setup = sheet_of(template()).page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToHeight) == ("landscape", 9, 0)
