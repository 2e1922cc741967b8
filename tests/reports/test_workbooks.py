"""The official form: heads, every unit a row, totals, notes; read back from the bytes."""
import io
from decimal import Decimal

import openpyxl
import pytest

from affordable.imports import plan_import
from reports.evaluate import evaluate
from reports.workbooks.progress import progress_workbook
from tests.reports.conftest import DAY


@pytest.fixture
def book(year, office, scope):
    a, b, *_ = office.townships
    year.target(office.whole, "shantytown", 4005)
    year.target(a, "shantytown", 700)
    year.start(a, 263, old_core=263)
    year.invest(a, 9190)
    year.invest(b, 0)
    year.finding(b, "未办理产权登记")
    return progress_workbook(evaluate(scope()), "云岭县住房保障办")


def rows(sheet) -> list[list]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_form_has_title_filler_units_and_three_row_head(book):
    sheet = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0]
    cells = rows(sheet)
    assert cells[0][0] == "附件1"
    assert cells[1][0] == "2026年住房保障目标任务进展情况表"
    assert cells[2][0] == "填报单位（盖章）：云岭县住房保障办"
    assert [c for c in cells[2] if c][1] == "截至2026年6月30日　单位：套、户、万元"
    assert [c for c in cells[3] if c] == [
        "序号", "县（市、区）\n责任单位", "棚户区改造开工", "公租房新建", "续建项目基本建成", "租赁补贴", "完成投资",
        "备注",
    ]
    assert [c for c in cells[4] if c] == ["（套）", "（套）", "（套）", "（户）", "（万元）"]
    assert cells[5][2:7] == ["年度任务", "其中：老旧城区", "已开工", "其中：老旧城区", "完成率（%）"]
    page = sheet.page_setup
    assert (page.orientation, page.paperSize, page.fitToWidth) == ("landscape", 9, 1)
    assert sheet.print_title_rows == "$4:$6"


def test_every_unit_has_a_row_and_zero_blank_and_no_target_differ(book):
    sheet = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0]
    cells = rows(sheet)
    assert [row[1] for row in cells[6:10]] == ["城关镇", "东屏镇", "南麓乡", "清溪镇"]
    assert cells[6][2:7] == [700, "——", 263, 263, 37.57]
    assert cells[7][2:7] == ["——", "——", "——", "——", "——"]
    assert (cells[6][16], cells[7][16], cells[8][16]) == (9190, 0, "——")
    assert cells[10][0] == "合　计"
    assert cells[10][2:7] == [4005, "——", 263, 263, 6.57]


def test_warnings_stand_below_the_table(book):
    sheet = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0]
    notes = [row[0] for row in rows(sheet) if isinstance(row[0], str) and row[0].startswith("核对提示")]
    assert notes[0] == (
        "核对提示1：棚户区改造开工：云岭县全域目标 4005套，各单位目标之和 700套，相差 3305套（3 个单位未登记目标）。"
        "请补登各单位目标或写明原因。"
    )
    assert rows(sheet)[-1][0].startswith("单位负责人：")


def test_the_audit_sheet_has_the_classes_of_the_dictionary(book):
    sheet = openpyxl.load_workbook(io.BytesIO(book)).worksheets[1]
    cells = rows(sheet)
    assert cells[1][0] == "住房保障工作督查情况汇总表（2025年跟踪审计未整改问题）"
    head = [c for c in cells[4] if c]
    assert head == [
        "应配未配公租房", "未办理竣工验收手续", "未办理产权登记", "未取得用地批准等手续", "资金拨付慢造成闲置",
        "未完成开工任务或开工不达标准", "公租房闲置三年以上", "合计",
    ]
    assert cells[-3][2:10] == [0, 0, 1, 0, 0, 0, 0, 1]


def test_the_same_figures_give_the_same_bytes(year, office, scope):
    year.invest(office.townships[0], 5)
    figures = evaluate(scope())
    assert progress_workbook(figures, "办") == progress_workbook(figures, "办")


def test_the_exported_form_can_be_imported_and_changes_nothing(year, office, scope, book):
    plan = plan_import(book, "导出.xlsx", actor=year.clerk)
    assert [error.sentence for error in plan.errors] == []
    assert [(change.unit, change.what) for change in plan.changes] == []


def test_rates_are_exact_decimals_rounded_once(year, office, scope):
    year.target(office.whole, "investment", Decimal(1_295_000_000))
    year.invest(office.townships[0], 17312)
    sheet = openpyxl.load_workbook(io.BytesIO(progress_workbook(evaluate(scope()), "办"))).worksheets[0]
    total = next(row for row in rows(sheet) if row[0] == "合　计")
    assert total[15:18] == [129500, 17312, 13.37]


def test_each_audit_year_is_an_attachment_of_its_own_and_its_classes_add_up(year, office, scope):
    a, b, *_ = office.townships
    year.finding(a, "未办理产权登记")
    year.finding(a, None, year=2024)
    year.finding(b, None, year=2024)
    book = progress_workbook(evaluate(scope()), "办")
    newest, older = openpyxl.load_workbook(io.BytesIO(book)).worksheets[1:]
    assert (newest["A1"].value, older["A1"].value) == ("附件2", "附件3")
    assert [cell.value for cell in newest[5]][-4:-2] == ["公租房闲置三年以上", "合计"]
    assert [cell.value for cell in older[5]][-5:-2] == ["公租房闲置三年以上", "未分类", "合计"]
    total = next(row for row in rows(older) if row[0] == "合　计")
    assert total[2:11] == [0, 0, 0, 0, 0, 0, 0, 2, 2]


def test_an_exported_audit_sheet_without_classes_can_be_imported_and_changes_nothing(year, office, scope):
    year.finding(office.townships[0], None, year=2024)
    book = openpyxl.load_workbook(io.BytesIO(progress_workbook(evaluate(scope()), "办")))
    del book["目标任务进展"]
    file = io.BytesIO()
    book.save(file)
    plan = plan_import(file.getvalue(), "导出.xlsx", actor=year.clerk, as_of=DAY)
    assert ([error.sentence for error in plan.errors], plan.changes, plan.differences) == ([], [], [])
    assert plan.notices == []
