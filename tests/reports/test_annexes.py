"""The annexes of the bulletin (dossier §6.3): columns from records, a row for every unit, every number a figure."""
from datetime import date
from decimal import Decimal

import pytest

from affordable import services
from affordable.enums import PreliminaryCode
from affordable.models import AffordableProject, PreliminaryStep
from affordable.services import preliminaries, projects
from housing_portal.accounts.models import Unit
from housing_portal.kit.excel.form import FormSheet, Head
from housing_portal.kit.gongwen import Figure, TableBlock, render_pdf
from housing_portal.kit.gongwen.columns import fit
from housing_portal.kit.gongwen.paper import run_text
from reports.compose import compose
from reports.documents.tables import attachment
from reports.evaluate import evaluate
from reports.services import supervision
from tests import material
from tests.reports.conftest import DAY
from tests.reports.surfaces import in_pdf, in_workbook, on_page

PAPER = [("批复.pdf", material.pdf_bytes("批复"))]


def tables(year, scope) -> list[TableBlock]:
    composed = compose(year.paper(), evaluate(scope()))
    return [one.blocks[0] for one in composed.paper.attachments]


def texts(table: TableBlock) -> list[list[str]]:
    return [[run_text(cell) for cell in row] for row in table.rows]


def heads(table: TableBlock) -> list[list[tuple[str, int, int]]]:
    return [[(cell.text, cell.colspan, cell.rowspan) for cell in row] for row in table.head]


def keys(row) -> list[str]:
    return [cell.key if isinstance(cell, Figure) else "" for cell in row]


def project(year, unit: Unit, name: str, plan_year: int = 2026, sets: int = 100, kind: str = "shantytown"):
    return services.create_project(
        actor=year.clerk, unit=unit, kind=kind, name=name, plan_year=plan_year, sets_planned=sets)


def approve(year, of: AffordableProject, *codes: str, on: date = DAY) -> None:
    for number, code in enumerate(codes or PreliminaryCode.values, start=1):
        preliminaries.approve_preliminary(
            actor=year.clerk, preliminary=PreliminaryStep.objects.get(project=of, code=code),
            doc_no=f"云发改〔2026〕{number}号", issuer="县发展和改革局", approved_on=on, evidence=PAPER)


def matter(year, unit: Unit, title: str, due_on: date, requirement: str = "完成整改", **facts: object):
    item = supervision.draft_item(actor=year.clerk, unit=unit, title=title, source="manual", due_on=due_on,
                                  requirement=requirement, **facts)
    return supervision.issue_item(actor=year.clerk, item=item, on=DAY)


# -- 附件 1 -----------------------------------------------------------------------------------------------


@pytest.fixture
def first(year, office, scope) -> TableBlock:
    """Return 附件 1 of a year in which one unit has everything, the second a task alone, the others nothing."""
    a, b, *_ = office.townships
    for unit, program, value in (
        (a, "shantytown", 200), (a, "shantytown_old", 50), (a, "prh_new", 40), (a, "continued_basic_done", 60),
        (a, "subsidy_households", 300), (a, "investment", Decimal(13_000_000)), (b, "subsidy_households", 90),
    ):
        year.target(unit, program, value)
    year.start(a, 100, old_core=20)
    year.start(a, 10, kind="prh")
    year.start(a, 30, code="basic_done", continued=True)
    year.invest(a, 650)
    services.record_subsidy(actor=year.clerk, unit=a, as_of=DAY, quarter=2, households_cum=30,
                            amount_cum=Decimal("301181.00"))
    services.record_note(actor=year.clerk, unit=a, kind="shantytown", as_of=DAY, text="主体施工。")
    for name, planned, kind in (("东关片区", 2026, "shantytown"), ("东关公寓", 2026, "prh"),
                                ("西关片区", 2025, "shantytown"), ("城南小区", 2026, "old_comm")):
        project(year, a, name, planned, kind=kind)
    return tables(year, scope)[0]


def test_the_progress_table_has_the_columns_of_the_dossier(first: TableBlock) -> None:
    assert heads(first) == [
        [("序号", 1, 2), ("责任单位", 1, 2), ("项目数", 1, 2), ("棚改开工（套）", 5, 1), ("公租房新建（套）", 3, 1),
         ("续建基本建成（套）", 3, 1), ("租赁补贴（户、万元）", 5, 1), ("完成投资（万元）", 3, 1), ("备注", 1, 2)],
        [(text, 1, 1) for text in (
            "任务", "其中：老旧城区", "已开工", "其中：老旧城区", "完成率（%）", "任务", "已开工", "完成率（%）",
            "任务", "完成", "完成率（%）", "任务户", "已发户", "金额", "完成率（%）", "最近已发季度",
            "任务", "完成", "完成率（%）",
        )],
    ]


def test_every_unit_has_its_row_in_the_progress_table_zeros_written(first: TableBlock) -> None:
    nothing = ["0", *["——"] * 19, ""]
    done = ["2", "200", "50", "100", "20", "50.00", "40", "10", "25.00", "60", "30", "50.00", "300", "30", "30.1181",
            "10.00", "2", "1300", "650", "50.00"]
    assert texts(first) == [
        ["1", "城关镇", *done, "主体施工。"],
        ["2", "东屏镇", "0", *["——"] * 11, "90", "0", "0", "0.00", "——", *["——"] * 3, ""],
        ["3", "南麓乡", *nothing], ["4", "清溪镇", *nothing],
        ["", "合　计", "2", "200", "50", "100", "20", "50.00", "40", "10", "25.00", "60", "30", "50.00",
         "390", "30", "30.1181", "7.69", "", "1300", "650", "50.00", ""],
    ]


def test_every_number_of_the_progress_table_opens_the_records_of_its_unit(first: TableBlock, office) -> None:
    codes = [
        "task_projects", "shantytown_target_sets", "old_core_target_sets", "shantytown_started_sets",
        "old_core_started_sets", "shantytown_start_rate", "rental_target_sets", "rental_started_sets",
        "rental_start_rate", "continued_target_sets", "continued_basic_done_sets", "continued_basic_done_rate",
        "subsidy_target_households", "subsidy_households", "subsidy_amount_wan", "subsidy_household_rate",
        "subsidy_quarter", "investment_target", "investment_total_wan_derived", "investment_rate",
    ]
    town = office.townships[0].pk
    assert keys(first.rows[0]) == ["", "", *(f"{code}@{town}" for code in codes), ""]
    assert keys(first.rows[-1]) == ["", "", *("" if code == "subsidy_quarter" else code for code in codes), ""]


def test_a_quarter_paid_without_its_money_is_not_said_to_be_nothing(year, office, scope) -> None:
    unit = office.townships[0]
    year.target(unit, "subsidy_households", 90)
    services.record_subsidy(actor=year.clerk, unit=unit, as_of=DAY, quarter=1, households_cum=20)
    assert texts(tables(year, scope)[0])[0][14:19] == ["90", "20", "——", "22.22", "1"]


# -- 附件 2 -----------------------------------------------------------------------------------------------


@pytest.fixture
def second(year, office, scope) -> TableBlock:
    """Return 附件 2: audits of two years, a stock of the whole and of one unit, the push, papers and matters."""
    a, b, c, _ = office.townships
    year.finding(a, "未办理产权登记")
    year.finding(a, None)
    year.finding(b, "应配未配公租房", year=2024)
    stock = {"actor": year.clerk, "as_of": DAY, "period_from": 2008, "period_to": 2015, "reused_sets": 0}
    services.record_stock(**stock, unit=office.whole, assigned_sets=900, reported_done_sets=900, existing_sets=800)
    services.record_stock(**stock, unit=a, assigned_sets=90, reported_done_sets=90, existing_sets=50)
    services.record_arrears_plan(actor=year.clerk, unit=a, as_of=DAY, arranged_sets=40, due_on=date(2026, 12, 31))
    for unit, sets, forecast in ((a, 20, "can"), (b, 9, "partly"), (c, None, "difficult")):
        services.record_continued_task(actor=year.clerk, year=2026, unit=unit, sets=sets, forecast=forecast,
                                       as_of=DAY, begun_before=date(2024, 12, 31))
    project(year, a, "东关片区")
    matter(year, a, "配套道路", date(2026, 8, 20), leader="周镇长")
    matter(year, a, "配套管网", date(2026, 7, 20), "疏通管网。", leader="周镇长")
    return tables(year, scope)[1]


def test_the_summary_has_the_columns_of_the_dossier(second: TableBlock) -> None:
    tops, years, rest = heads(second)
    assert tops == [
        ("序号", 1, 3), ("责任单位", 1, 3), ("历史欠账（套）", 3, 1), ("审计未整改（个）", 10, 1), ("续建攻坚", 3, 1),
        ("手续不完善项目数", 1, 3), ("发现问题", 1, 3), ("整改要求与时限", 1, 3), ("责任人", 1, 3),
    ]
    assert years == [
        ("欠账", 1, 2), ("落实", 1, 2), ("分配入住期限", 1, 2), ("2024年", 1, 2), ("2025年", 8, 1), ("合计", 1, 2),
        ("未建成套数", 1, 2), ("年底可建成套数", 1, 2), ("研判", 1, 2),
    ]
    assert [text for text, *_ in rest] == [
        "应配未配公租房", "未办理竣工验收手续", "未办理产权登记", "未取得用地批准等手续", "资金拨付慢造成闲置",
        "未完成开工任务或开工不达标准", "公租房闲置三年以上", "未分类",
    ]


def test_every_unit_has_its_row_in_the_summary_and_the_total_is_that_of_the_whole(second: TableBlock) -> None:
    silent, nobody = ["——"] * 3, ["——"] * 3
    assert texts(second) == [
        ["1", "城关镇", "40", "40", "2026年12月31日", "0", *"00100001", "2", "20", "20", "能", "1",
         "（1）配套管网；（2）配套道路", "（1）疏通管网，2026年7月20日前；（2）完成整改，2026年8月20日前", "周镇长"],
        ["2", "东屏镇", *silent, "1", *"00000000", "1", "9", "——", "部分", "0", *nobody],
        ["3", "南麓乡", *silent, "0", *"00000000", "0", "——", "——", "困难", "0", *nobody],
        ["4", "清溪镇", *silent, "0", *"00000000", "0", "——", "——", "——", "0", *nobody],
        ["", "合　计", "100", "40", "", "1", *"00100001", "3", "29", "20", "", "1", "", "", ""],
    ]


def test_every_cell_of_the_summary_opens_the_records_of_its_unit(second: TableBlock, office) -> None:
    codes = [
        "arrears_derived", "arrears_arranged_total", "arrears_due", "audit_2024_open_total",
        *(f"audit_2025_category_{pk}" for pk in (*range(1, 8), 0)), "audit_open_total", "continued_task_sets",
        "continued_can_sets", "continued_forecast", "unpapered_projects", "unit_problems", "unit_demands",
        "unit_leaders",
    ]
    town = office.townships[0].pk
    classes = [key.partition("@")[0] for key in keys(second.rows[0])[6:13]]
    codes[4:11] = classes  # the keys of the dictionary differ from database to database
    assert keys(second.rows[0]) == ["", "", *(f"{code}@{town}" for code in codes)]
    assert len(set(classes)) == 7


def test_without_audits_the_summary_says_so_in_one_column(year, office, scope) -> None:
    year.start(office.townships[0], 10)
    assert len(tables(year, scope)) == 1  # nothing of the summary was ever entered
    services.record_arrears_plan(actor=year.clerk, unit=office.townships[0], as_of=DAY, arranged_sets=40)
    table = tables(year, scope)[1]
    assert heads(table)[1][3:4] == [("合计", 1, 1)]
    assert texts(table)[-1] == ["", "合　计", "——", "40", "", "0", "——", "——", "", "0", "", "", ""]


def test_of_many_matters_the_first_due_are_named_and_all_are_counted(year, office, scope) -> None:
    unit = office.townships[0]
    for number in (4, 3, 2, 1):
        matter(year, unit, f"{number}号楼消防", date(2026, 8, number),
               "完成路基和排水施工，具备通行条件，报送竣工验收材料和影像资料，逐项销号")
    row = texts(tables(year, scope)[1])[0]
    assert row[-3] == "（1）1号楼消防；（2）2号楼消防；（3）3号楼消防；共4项"
    asked = "完成路基和排水施工，具备通行条件等，2026年8月"
    assert row[-2] == "；".join(f"（{number}）{asked}{number}日前" for number in (1, 2, 3))
    assert row[-1] == "——"


# -- papers missing ---------------------------------------------------------------------------------------


def test_projects_without_their_papers_are_counted_as_known_on_the_day(year, office, scope) -> None:
    a, b, *_ = office.townships
    papered, old, built, paused = (
        project(year, a, name, planned) for name, planned in
        (("东关片区", 2026), ("西关片区", 2025), ("南关片区", 2025), ("北关片区", 2026))
    )
    project(year, b, "明年片区", 2027)
    approve(year, papered, *PreliminaryCode.values[:-1])
    preliminaries.skip_preliminary(
        actor=year.clerk, reason="改建存量房",
        preliminary=PreliminaryStep.objects.get(project=papered, code=PreliminaryCode.values[-1]))
    approve(year, old, on=date(2026, 7, 1))  # after the day of the figures
    year.start(a, 1)
    done = services.record_milestone(
        actor=year.clerk, unit=a, kind="shantytown", code="basic_done", actual_on=DAY, sets=100, project=built,
        evidence=PAPER)
    services.confirm_milestone(actor=year.chief, milestone=done)
    projects.suspend_project(actor=year.chief, project=paused, state_doc="会议纪要", reason="未出让", evidence=PAPER)
    figures = evaluate(scope())
    rows = figures.indicators["unpapered_projects"].queryset(figures.scope)
    assert ([row.name for row in rows], figures.value("unpapered_projects", a)) == (["西关片区"], 1)


# -- what was not rounded, and what fits -------------------------------------------------------------------


def form(*amounts: str, total: str = "") -> FormSheet:
    rows = [{"no": number, "sum": Decimal(amount)} for number, amount in enumerate(amounts, start=1)]
    added = Decimal(total) if total else sum(row["sum"] for row in rows)
    columns = [Head("序号", key="no"), Head("金额", key="sum", number="#,##0.00")]
    return FormSheet(name="表", title="表", columns=columns, rows=rows, total={"no": "合　计", "sum": added})


@pytest.mark.parametrize(("sheet", "said"), [
    (form("0.334", "0.334", "0.334"), ["“金额”合计由原值求和后四舍五入，与各行之和相差0.01。"]),
    (form("0.25", "0.5"), []),
    (form("0.334", "0.334", total="50"), []),
])
def test_a_difference_of_rounding_is_noted_and_no_other(sheet: FormSheet, said: list[str]) -> None:
    assert attachment(sheet).blocks[0].notes == said


def test_the_annexes_are_printed_in_a_type_that_can_be_read(second: TableBlock, year, scope) -> None:
    sizes = [fit(table, 637.0, 380.0).size for table in tables(year, scope)]
    assert sizes == [8.0, 8.0]


def test_page_workbook_and_print_agree_on_every_figure_of_the_annexes(second: TableBlock, year, scope) -> None:
    paper, figures = year.bulletin(), evaluate(scope())
    composed = compose(paper, figures)
    cells = {cell.key: cell.text for block in (one.blocks[0] for one in composed.paper.attachments)
             for row in block.rows for cell in row if isinstance(cell, Figure)}
    page, book = on_page(paper, figures, composed), in_workbook(paper, figures, composed)
    words = in_pdf(render_pdf(composed.paper))
    assert len(cells) > 180
    assert {key for key, text in cells.items() if text not in page[key] or text not in book[key][0]} == set()
    assert [text for text in cells.values() if text not in words] == []
