"""The page of a project with its parts, and the page of the month."""
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from affordable.models import AffordableProject, InvestmentRecord, ProgressNote, ProjectBuilding
from affordable.services import fundings, month
from housing_portal.accounts.models import Unit
from tests.pages import records
from tests.pages import records_projects as made
from tests.pages.records import Writers

MONTH = reverse("affordable:project_month")


def facts(answer: object) -> dict[str, object]:
    return dict(answer.context["parts"]["facts"])


def boxes(project: AffordableProject, **typed: str) -> dict[str, str]:
    """Return what a clerk sends for one row, the other boxes as they stand on the page."""
    return {f"{name}_{project.pk}": typed.get(name, "") for name in ("amount", "why", "stage", "text")}


def test_parts_lead_to_their_entry(pen: Client, seal: Client, by: Writers, town: Unit) -> None:
    row = records.project(by, town)
    ways = {title: url for title, _table, url in pen.get(row.get_absolute_url()).context["parts"]["project"] if url}
    query = f"?project={row.pk}&unit={town.pk}"
    assert ways == {
        "楼幢": f"/affordable/buildings/new/{query}", "计划节点": f"/affordable/plans/new/{query}",
        "资金来源": f"/affordable/fundings/new/{query}", "情况说明": f"/affordable/notes/new/{query}",
        "征收院落": f"/affordable/compounds/new/{query}", "安置指标": f"/affordable/resettlement/new/{query}",
    }
    assert {url for _title, _table, url in seal.get(row.get_absolute_url()).context["parts"]["project"]} == {""}
    assert pen.get(ways["楼幢"]).context["form"].initial["project"] == row.pk


def test_money_of_all_sources_is_set_against_the_whole(pen: Client, by: Writers, town: Unit) -> None:
    row = made.funding(by, town)
    fundings.record_arrival(actor=by.clerk, source=row, as_of=date(2026, 5, 1), arrived_cum=Decimal("5000000.00"))
    found = facts(pen.get(row.project.get_absolute_url()))
    assert [found[name] for name in (
        "资金来源计划合计（元）", "资金累计到位（元）", "资金来源与总投资差额（元）", "四证"
    )] == [
        "20,000,000.00", "5,000,000.00", "-26,000,000.00",
        "已办 0 项，缺不动产权证（土地）、建设用地规划许可证、建设工程规划许可证、施工许可证",
    ]
    assert pen.get(row.get_absolute_url()).context["figures"][1].note == "截至 2026-05-01，占计划 25.00 %"


def test_project_is_suspended_and_resumed(pen: Client, seal: Client, by: Writers, town: Unit) -> None:
    row = records.project(by, town)
    url = reverse("affordable:project_suspend", args=[row.pk])
    assert seal.post(url, {"state_doc": "云政函〔2026〕5号", "reason": "资金未落实"}).url == row.get_absolute_url()
    page = pen.get(row.get_absolute_url())
    chips = [chip.label for chip in page.context["chips"]]
    assert (chips, facts(page)["暂停或取消依据"]) == (["暂停"], "云政函〔2026〕5号")
    assert [button.label for button in seal.get(row.get_absolute_url()).context["buttons"]] == ["恢复", "取消项目"]
    seal.post(reverse("affordable:project_resume", args=[row.pk]), {"reason": "资金已落实"})
    row.refresh_from_db()
    assert row.state == "active"


def test_cancelled_project_offers_nothing(pen: Client, seal: Client, by: Writers, town: Unit) -> None:
    row = records.project(by, town)
    typed = {"state_doc": "云政函〔2026〕9号", "reason": "目标调减", "cancelled_on": "2026-05-10"}
    assert seal.post(reverse("affordable:project_cancel", args=[row.pk]), typed).url == row.get_absolute_url()
    pages = [reader.get(row.get_absolute_url()) for reader in (pen, seal)]
    assert [list(page.context["buttons"]) for page in pages] == [[], []]
    assert facts(pages[0])["取消日期"] == "2026-05-10"
    assert {url for _title, _table, url in pages[0].context["parts"]["project"]} == {""}


def test_building_beyond_the_plan_asks_for_a_reason(pen: Client, by: Writers, town: Unit) -> None:
    row = made.building(by, town)
    typed = {"project": row.project.pk, "no": "2 号楼", "sets": "50"}
    warned = pen.post(reverse("affordable:building_create"), typed).context["form"]
    assert warned.warning.sentence == "“城关镇片区”各楼幢合计 110 套，超过计划 100 套，请确认并说明。"
    answer = pen.post(reverse("affordable:building_create"), {**typed, "reason": "规划调整"})
    assert answer.url == f"{row.project.get_absolute_url()}#details"
    assert ProjectBuilding.objects.get(no="2 号楼").sets == 50


def test_plan_page_keeps_the_first_day(pen: Client, by: Writers, town: Unit) -> None:
    first = made.plan(by, town)
    url = reverse("affordable:plan_revise", args=[first.pk])
    assert pen.get(url).context["form"].initial == {"planned_on": date(2026, 6, 30), "sets": 80}
    pen.post(url, {"planned_on": "2026-09-30", "sets": "80", "reason": "征收延期"})
    rows = list(pen.get(reverse("affordable:plan_list")).context["table"].rows)
    assert [(row.record.planned_on, row.record.first_on) for row in rows] == [(date(2026, 9, 30), date(2026, 6, 30))]


def test_paper_is_approved_with_its_proof(pen: Client, by: Writers, town: Unit, evidence: object) -> None:
    row = made.submitted(by, town)
    typed = {"doc_no": "云发改审〔2026〕12号", "issuer": "县发展改革局", "approved_on": "2026-05-10"}
    url = reverse("affordable:preliminary_approve", args=[row.pk])
    assert pen.post(url, typed).context["form"].errors == {"evidence": ["请选择要上传的文件。"]}
    assert pen.post(url, {**typed, "evidence": [evidence("批复.pdf")]}).url == row.get_absolute_url()
    page = pen.get(reverse("affordable:preliminary_list") + "?code=feasibility&status=approved")
    assert [line.record.doc_no for line in page.context["table"].rows] == ["云发改审〔2026〕12号"]


# -- the month ---------------------------------------------------------------------------------------


@pytest.fixture
def two(by: Writers, town: Unit, town2: Unit) -> list[AffordableProject]:
    return [records.project(by, unit) for unit in (town, town2)]


def test_one_page_takes_many_projects(pen: Client, two: list[AffordableProject]) -> None:
    first, second = two
    page = pen.get(MONTH + "?as_of=2026-04-30")
    assert [project for project, _latest, _boxes in page.context["form"].rows] == two
    typed = {
        **boxes(first, amount="1,000,000", stage="surveying", text="正在摸底"), **boxes(second),
        "seen": page.context["seen"],
    }
    assert pen.post(MONTH + "?as_of=2026-04-30", typed).url == MONTH + "?as_of=2026-04-30"
    assert [(row.project, row.as_of, row.amount_cum) for row in InvestmentRecord.objects.all()] == [
        (first, date(2026, 4, 30), Decimal("1000000.00"))
    ]
    assert [(row.project, row.stage, row.text) for row in ProgressNote.objects.all()] == [
        (first, "surveying", "正在摸底")
    ]


def test_what_was_not_touched_is_not_stored_again(pen: Client, by: Writers, two: list[AffordableProject]) -> None:
    first, second = two
    rows = [month.MonthRow(first, Decimal("1000000.00"), stage="ready", text="手续齐备")]
    month.record_month(actor=by.clerk, as_of=date(2026, 4, 30), rows=rows)
    shown = boxes(first, amount="1,000,000.00", stage="ready", text="手续齐备")
    pen.post(MONTH, {**shown, **boxes(second, amount="5")})
    assert [(row.project, row.amount_cum) for row in InvestmentRecord.objects.order_by("pk")] == [
        (first, Decimal("1000000.00")), (second, Decimal("5.00"))
    ]
    assert ProgressNote.objects.count() == 1


def test_one_wrong_row_keeps_all_from_being_stored(pen: Client, by: Writers, two: list[AffordableProject]) -> None:
    first, second = two
    rows = [month.MonthRow(first, Decimal("1000000.00"), text="正在摸底")]
    month.record_month(actor=by.clerk, as_of=date(2026, 4, 30), rows=rows)
    lower = {**boxes(first, amount="900,000.00", text="正在摸底"), **boxes(second, amount="5")}
    assert pen.post(MONTH, lower).context["form"].errors == {f"why_{first.pk}": [
        "累计完成投资 900,000.00 元少于 2026-04-30 登记的 1,000,000.00 元，请确认并说明减少的原因。"
    ]}
    emptied = {**boxes(first, why="核减"), **boxes(second, amount="5")}
    assert pen.post(MONTH, emptied).context["form"].errors == {
        f"amount_{first.pk}": ["本年累计完成投资（元）不能清空；没有变化请保留原来的内容，有变化请改写。"],
        f"text_{first.pk}": ["进展说明不能清空；没有变化请保留原来的内容，有变化请改写。"],
    }
    idle = {**boxes(first, amount="1000000", text="正在摸底", why="核减"), **boxes(second)}
    assert pen.post(MONTH, idle).context["form"].errors == {
        f"why_{first.pk}": ["投资数没有变化，不用填投资说明；更正请直接改投资数。"]
    }
    assert InvestmentRecord.objects.count() == 1


def test_what_cannot_be_read_is_not_taken_for_emptied(pen: Client, by: Writers, two: list[AffordableProject]) -> None:
    first, second = two
    month.record_month(actor=by.clerk, as_of=date(2026, 4, 30), rows=[month.MonthRow(first, Decimal("7.00"))])
    answer = pen.post(MONTH, {**boxes(first, amount="八"), **boxes(second)})
    assert answer.context["form"].errors == {f"amount_{first.pk}": ["请填写金额，例如 1,234.56。"]}
    answer = pen.post(MONTH, {**boxes(first, amount="7.00"), **boxes(second)}, follow=True)
    assert [str(line) for line in answer.context["messages"]] == ["没有变化，没有需要保存的。"]


def test_a_page_out_of_date_is_refused_once(pen: Client, by: Writers, two: list[AffordableProject]) -> None:
    first, second = two
    seen = pen.get(MONTH).context["seen"]
    month.record_month(actor=by.clerk, as_of=date(2026, 4, 30), rows=[month.MonthRow(first, Decimal("7.00"))])
    typed = {**boxes(first, amount="8"), **boxes(second)}
    stale = pen.post(MONTH, {**typed, "seen": seen})
    assert stale.context["form"].non_field_errors() == [
        "打开本页之后有人登记了这些项目的投资或进展。“已登记”一栏已更新，您填写的内容仍在，请核对后再保存。"
    ]
    assert pen.post(MONTH, {**typed, "seen": stale.context["seen"]}).status_code == 302
    assert InvestmentRecord.objects.order_by("pk").last().amount_cum == Decimal("8.00")


@pytest.mark.parametrize(("query", "said"), [
    ("?as_of=2026-05-21", "2026-05-21 晚于今天，请填写今天或以前的日期。"),
    ("?as_of=2026-02-30", "查询条件有误，不能确定是哪些记录，请先更正。"),
])
def test_a_day_that_cannot_be_is_refused(
    pen: Client, two: list[AffordableProject], query: str, said: str
) -> None:
    answer = pen.post(MONTH + query, {**boxes(two[0], amount="8"), **boxes(two[1])})
    assert (answer.context["form"].non_field_errors(), InvestmentRecord.objects.count()) == ([said], 0)


def test_query_chooses_the_projects(pen: Client, by: Writers, two: list[AffordableProject], town2: Unit) -> None:
    made.suspended(by, town2.parent or Unit.objects.get(name="南麓乡"))
    shown = {query: [project for project, *_rest in pen.get(MONTH + query).context["form"].rows]
             for query in ("", f"?unit={town2.pk}", "?kind=prh")}
    assert shown == {"": two, f"?unit={town2.pk}": two[1:], "?kind=prh": []}
