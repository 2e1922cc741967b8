"""老旧小区: the plan, the steps, the figures of the work report (slots 25–34), by services and by pages."""
from datetime import date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from affordable.measures import communities as measures
from affordable.models import CommunityStep, RenovationBuilding, RenovationCommunity
from affordable.services import communities as services
from affordable.services import community_buildings as buildings
from affordable.services import fundings, works
from affordable.services.community_buildings import BuildingFacts
from affordable.services.works import WorkRow
from housing_portal.accounts.models import Unit
from housing_portal.kit import clock, scope
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.scope import Scope
from tests.pages import records_communities as make
from tests.pages.records import PROOF, Writers

DAY = date(2026, 5, 20)
KEYS = {one.key: one for one in (*measures.MEASURES, *measures.RATES)}


def figure(key: str, now: Scope | None = None) -> object:
    now, one = now or scope.current(), KEYS[key]
    if key in {rate.key for rate in measures.RATES}:
        parts = [KEYS[name].evaluate(now, None) for name in (one.numerator, one.denominator)]
        return one.evaluate(*parts).total.value
    return one.evaluate(now, None).total.value


def said(call: object, **given: object) -> object:
    """Return what a refused call says."""
    with pytest.raises(ServiceError) as caught:
        call(**given)
    error = caught.value
    return error.message_dict if hasattr(error, "error_dict") else error.messages


def test_investment_is_main_and_infra_and_outside_the_plan_is_apart(by: Writers, town: Unit, town2: Unit) -> None:
    make.community(by, town)
    make.community(by, town2, "粮站家属院", invest_main=Decimal("100000.01"), invest_infra=Decimal("0.02"))
    make.community(by, town, "自筹小区", is_in_plan=False, households=7)
    make.community(by, town, "去年小区", plan_year=2025)
    assert (figure("old_main"), figure("old_infra"), figure("old_invest")) == (
        Decimal("3300000.01"), Decimal("1900000.02"), Decimal("5200000.03")
    )
    assert (figure("old_cnt"), figure("old_bld"), figure("old_hh"), figure("old_area")) == (
        2, 8, 256, Decimal("22400.00")
    )
    assert (figure("old_outside_cnt"), figure("old_outside_hh"), figure("old_outside_invest")) == (
        1, 7, Decimal("5100000.00")
    )


def test_buildings_are_counted_by_rows_as_soon_as_there_are_any(by: Writers, town: Unit) -> None:
    row = make.community(by, town)
    assert figure("old_bld") == 4
    rows = [BuildingFacts(1, "1 号楼", 32, Decimal("2800.00")), BuildingFacts(2, "2 号楼", 0, Decimal("100.00"))]
    buildings.add_buildings(actor=by.clerk, community=row, buildings=rows)
    assert figure("old_bld") == 2
    faults = [BuildingFacts(1, "3 号楼", None, Decimal("1.00")), BuildingFacts(4, "2 号楼", 1, Decimal("1.00"))]
    assert said(buildings.add_buildings, actor=by.clerk, community=row, buildings=faults) == {
        "building_1_households": ["请填写。"], "building_4_no": ["这个小区已有这个楼号。"],
    }
    assert RenovationBuilding.objects.count() == 2
    second = row.buildings.get(no="2 号楼")
    make.item(by, row, building=second)
    sentence = "2 号楼已登记改造内容，不能删除；确属登错请先删除这些改造内容。"
    assert said(buildings.remove_building, actor=by.clerk, building=second, reason="登错") == [sentence]
    buildings.remove_building(actor=by.clerk, building=row.buildings.get(no="1 号楼"), reason="登错")
    assert figure("old_bld") == 1


@pytest.mark.parametrize(("facts", "sentences"), [
    ({"built_year": 2003}, {"__all__": ["2000 年后建成的小区须写明列入依据。"]}),
    ({"built_year": 2027}, {"built_year": ["建成年份应在 1900—2026 之间，请核对。"]}),
    ({"plan_year": 2062}, {"plan_year": ["2062 年不在 1990—2027 年之间，请核对年份。"]}),
    ({"planned_done_on": date(2026, 3, 31)}, {"__all__": ["计划完工早于计划开工，请核对。"]}),
    ({"building_count": 0}, {"building_count": ["至少 1 栋。"]}),
])
def test_impossible_facts(by: Writers, town: Unit, facts: dict, sentences: dict) -> None:
    assert said(make.community, by=by, unit=town, **facts) == sentences


def test_all_started_is_true_only_when_every_one_is(by: Writers, town: Unit, town2: Unit) -> None:
    assert measures.all_started(scope.current()) is False
    first = make.advanced(by, make.community(by, town), "start")
    second = make.community(by, town2, "粮站家属院", households=200)
    assert (figure("old_started"), measures.all_started(scope.current())) == (1, False)
    make.advanced(by, second, "start", date(2026, 5, 1))
    assert (figure("old_started"), measures.all_started(scope.current())) == (2, True)
    assert measures.started_names(scope.current()) == ["粮站家属院", "县委家属院"]
    earlier = scope.current(date(2026, 4, 30))
    assert (figure("old_started", earlier), measures.all_started(earlier)) == (1, False)
    own = Scope(clock.today(), clock.now(), frozenset({town.pk}))
    assert (measures.started_names(own), first.status) == (["县委家属院"], "started")


def test_steps_have_their_order_and_their_days(by: Writers, town: Unit) -> None:
    row = make.advanced(by, make.community(by, town), "design")
    step = {"actor": by.clerk, "community": row}
    assert said(services.advance_community, **step, code="bid", on=date(2026, 4, 9)) == {
        "on": ["2026-04-09 早于“设计完成”的日期 2026-04-10，请核对。"]
    }
    assert said(services.advance_community, **step, code="bid", on=date(2026, 5, 21)) == {
        "on": ["2026-05-21 晚于今天，请填写今天或以前的日期。"]
    }
    assert said(services.advance_community, **step, code="start", on=DAY) == [
        "当前状态是“设计完成”，不能“登记开工”（须为：招标完成）。请刷新页面查看最新状态。"
    ]


def test_acceptance_needs_papers_and_a_second_person(by: Writers, town: Unit) -> None:
    row = make.advanced(by, make.community(by, town), "complete")
    accept = {"community": row, "code": "accept", "on": DAY}
    assert said(services.advance_community, actor=by.clerk, **accept) == [
        "您没有“复核里程碑与审计整改”的权限，请联系有此权限的同事办理。"
    ]
    assert said(services.advance_community, actor=by.chief, **accept) == {"evidence": ["请上传验收材料。"]}
    by.clerk.role_grants.create(role="chief", reason="代理")
    clerk = type(by.clerk).objects.get(pk=by.clerk.pk)
    assert said(services.advance_community, actor=clerk, **accept, evidence=PROOF) == [services.OWN]
    assert services.advance_community(actor=by.chief, **accept, evidence=PROOF).status == "accepted"
    assert said(services.edit_community, actor=by.clerk, community=row, households=1) == [
        "“县委家属院”已验收，不能再改动；确需更正请先撤回验收。"
    ]


def test_completion_with_work_left_is_explained(by: Writers, town: Unit) -> None:
    row = make.at_work(by, town)
    complete = {"actor": by.clerk, "community": row, "code": "complete", "on": DAY}
    with pytest.raises(NeedsReason) as asked:
        services.advance_community(**complete)
    assert asked.value.sentence == "已填报的工程量为 50.00%，还没有全部完成，请确认并说明。"
    assert services.advance_community(**complete, note="其余取消").status == "completed"


def test_undo_is_another_persons_and_keeps_earlier_figures(by: Writers, town: Unit) -> None:
    row = make.at_work(by, town)
    own = "这一步由您本人登记，撤回须由另一位同事进行。"
    by.clerk.role_grants.create(role="chief", reason="代理")
    clerk = type(by.clerk).objects.get(pk=by.clerk.pk)
    assert said(services.undo_community_step, actor=clerk, community=row, reason="登错") == [own]
    assert said(services.undo_community_step, actor=by.chief, community=row, reason="登错") == [
        "已填报工程进度，开工不能撤回；确需撤回请先把各项累计完成量更正为 0 并说明。"
    ]
    zero = [WorkRow(row.items.get(), Decimal(0), "填错小区")]
    assert works.record_works(actor=by.clerk, community=row, as_of=DAY, rows=zero) == 1
    assert said(services.undo_community_step, actor=by.chief, community=row, reason=" ") == {"reason": ["请写明原因。"]}
    with time_machine.travel(datetime(2026, 5, 21, 9, tzinfo=clock.SHANGHAI), tick=False):
        services.undo_community_step(actor=by.chief, community=row, reason="登错")
        known_before = Scope(DAY, datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI))
        assert (figure("old_started"), figure("old_started", known_before)) == (0, 1)
    assert RenovationCommunity.objects.get().status == "bid"


def test_behind_the_plan(by: Writers, town: Unit, town2: Unit) -> None:
    make.community(by, town)
    make.advanced(by, make.community(by, town2, "粮站家属院"), "start")
    assert figure("old_behind") == 1
    assert figure("old_behind", scope.current(date(2026, 4, 1))) == 0


def test_money_of_a_community(by: Writers, town: Unit) -> None:
    row = make.community(by, town)
    source = fundings.add_funding(actor=by.clerk, community=row, kind="central", planned=Decimal("2000000.00"))
    fundings.record_arrival(actor=by.clerk, source=source, as_of=DAY, arrived_cum=Decimal("500000.00"))
    assert (figure("old_fund_planned"), figure("old_fund_arrived"), figure("old_fund_arrival_rate")) == (
        Decimal("2000000.00"), Decimal("500000.00"), Decimal("25.00")
    )


# -- pages -------------------------------------------------------------------------------------------


def test_a_community_is_registered_and_started_on_pages(pen: Client, by: Writers, town: Unit) -> None:
    form = {
        "unit": town.pk, "name": "县委家属院", "plan_year": 2026, "is_in_plan": "on", "built_year": 1996,
        "building_count": 4, "households": 128, "area": "11,200", "invest_main": "3,200,000", "invest_infra": "0",
    }
    page = pen.post(reverse("affordable:community_create"), form)
    row = RenovationCommunity.objects.get()
    assert (page.url, row.area, row.is_in_plan) == (row.get_absolute_url(), Decimal("11200.00"), True)
    make.advanced(by, row, "bid")
    page = pen.post(reverse("affordable:community_start", args=[row.pk]), {"on": "2026-05-01"})
    assert page.url == row.get_absolute_url()
    assert CommunityStep.objects.get(code="started").on == date(2026, 5, 1)
    page = pen.get(row.get_absolute_url())
    assert [button.label for button in page.context["buttons"]] == ["修改", "进入施工", "登记完工"]
    assert [title for title, _table, _url in page.context["parts"]["project"]] == [
        "改造内容", "楼栋", "资金来源", "办理进度",
    ]


def test_buildings_are_typed_in_rows(pen: Client, by: Writers, town: Unit) -> None:
    row = make.community(by, town)
    url = reverse("affordable:community_building_create", args=[row.pk])
    form = {"building_1_no": "1 号楼", "building_1_households": "32", "building_1_area": "2800",
            "building_3_no": "2 号楼", "building_3_households": "", "building_3_area": "2800"}
    page = pen.post(url, form)
    assert page.context["form"].errors == {"building_3_households": ["请填写。"]}
    assert pen.post(url, {**form, "building_3_households": "30"}).url == row.get_absolute_url()
    assert list(row.buildings.values_list("no", "households")) == [("1 号楼", 32), ("2 号楼", 30)]


def test_the_list_adds_up_one_year_of_one_plan_alone(pen: Client, by: Writers, town: Unit) -> None:
    make.at_work(by, town)
    make.community(by, town, "自筹小区", is_in_plan=False)
    url = reverse("affordable:community_list")
    assert pen.get(url).context["table"].totals == {}
    table = pen.get(f"{url}?year=2026&is_in_plan=true").context["table"]
    assert table.totals["invest_total"] == Decimal("5100000.00")
    assert [table.render_share(row.record) for row in table.rows] == ["50.00"]


def test_a_community_is_found_by_its_name(pen: Client, by: Writers, town: Unit) -> None:
    row = make.community(by, town)
    groups = pen.get(reverse("search"), {"q": "家属院"}).context["groups"]
    assert [(group.label, group.rows) for group in groups] == [
        ("老旧小区", [("县委家属院", "城关镇　2026 年　已列入计划", row.get_absolute_url())])
    ]
