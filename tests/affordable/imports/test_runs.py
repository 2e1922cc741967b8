from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from affordable.imports import TEMPLATES, plan_import, template
from affordable.models import ImportBatch, InvestmentRecord
from housing_portal.kit.errors import ServiceError
from tests.affordable.imports.tables import audit_table, progress_table, saved

ROWS = [("城关镇", {"invested": 1})]


def refusal(action):
    with pytest.raises(ServiceError) as caught:
        action()
    return caught.value.messages


def test_what_is_no_workbook(plan):
    assert refusal(lambda: plan(b"")) == ["“进展情况表.xlsx”是空文件；请选择填好的 .xlsx 文件。"]
    assert refusal(lambda: plan(b"%PDF-1.4")) == [
        "“进展情况表.xlsx”不是 Excel 工作簿；请用 Excel 或 WPS 打开它，另存为“Excel 工作簿（.xlsx）”后再上传。"
    ]


def test_a_workbook_with_another_table(plan):
    book = Workbook()
    book.active.append(["姓名", "电话"])
    book.active.append(["李某", "1234"])
    assert refusal(lambda: plan(saved(book))) == [
        "“进展情况表.xlsx”里没有找到目标任务进展情况表或督查情况汇总表的表头；请核对是否选错了文件，或下载导入模板填写。"
    ]


def test_the_table_may_stand_on_a_later_sheet(plan):
    book = load_workbook(BytesIO(progress_table(ROWS)))
    book.create_sheet("说明", 0)["A1"] = "填报说明"
    assert [change.unit for change in plan(saved(book)).changes] == ["城关镇"]


def test_whoever_may_not_import(plan, take, chief, auditor):
    sentence = ["您没有“导入上报表格”的权限，请联系有此权限的同事办理。"]
    assert refusal(lambda: plan(progress_table(ROWS), actor=chief)) == sentence
    assert refusal(lambda: take(progress_table(ROWS), actor=auditor)) == sentence


def test_a_township_imports_its_own_row_alone(plan, take, township_clerk):
    both = progress_table([*ROWS, ("东屏镇", {"invested": 2})], {"invested": 3})
    assert [error.sentence for error in plan(both, actor=township_clerk).errors] == [
        "第 8 行 B 列「责任单位」：“东屏镇”不在您的管理范围内；请只保留本单位的行。"
    ]
    batch = take(progress_table(ROWS), actor=township_clerk)
    assert (batch.unit, batch.created) == (township_clerk.unit, 1)
    target = progress_table([("城关镇", {"target": 100})])
    assert [error.sentence for error in plan(target, actor=township_clerk).errors] == [
        "第 7 行 C 列「年度任务」：“100”年度目标由住建部门登记和调整，请联系住建部门办理；请改正后重新导入。"
    ]


def test_the_total_row_gives_no_look_at_others(plan, take, township_clerk):
    take(progress_table([("东屏镇", {"paid": 77})]))
    own = plan(progress_table([("城关镇", {"invested": 1})], {"paid": 5, "invested": 1}), actor=township_clerk)
    assert own.differences == []
    assert own.notices == ["合计行“租赁补贴已发户数”写 5户，各行都没有填，无从核对，也没有导入。"]


def test_a_table_without_end_is_refused_as_a_whole(plan):
    rows = [(f"第{number}村", {"invested": 1}) for number in range(501)]
    assert [error.sentence for error in plan(progress_table(rows)).errors] == [
        "第 4 行「行数」：“501”超过 500 行；请只保留各责任单位的行。"
    ]


def test_hidden_rows_are_named(plan):
    book = load_workbook(BytesIO(progress_table([(name, {}) for name in ("城关镇", "东屏镇", "南麓乡", "清溪镇")])))
    book.active.row_dimensions[8].hidden = True
    assert plan(saved(book)).notices == ["第 8 行在文件里是隐藏行，也一并读入，请核对。"]


def test_the_name_of_the_file_is_only_a_name(take):
    batch = take(progress_table(ROWS), filename="C:\\上报\\../进展.XLSX")
    assert batch.file_name == "进展.XLSX"
    other = take(audit_table([("城关镇", (1, *[None] * 8))]), filename="汇总表.xls", as_of=date(2026, 4, 23))
    assert other.file_name == "汇总表.xls.xlsx"


def test_two_days_are_two_imports(take):
    silent = progress_table(ROWS, unit_line="单位：万元")
    first = take(silent, as_of=date(2026, 4, 23))
    second = take(silent, as_of=date(2026, 5, 10))
    assert ImportBatch.objects.count() == 2
    assert (first.created, second.created) == (1, 0)
    assert InvestmentRecord.objects.count() == 1


@pytest.mark.parametrize("kind", TEMPLATES)
def test_an_empty_template_is_read_without_errors(clerk, kind):
    plan = plan_import(template(kind), "模板.xlsx", actor=clerk, as_of=date(2026, 4, 23))
    assert (plan.kind, plan.errors, plan.changes) == (TEMPLATES[kind], [], [])
