"""Where money comes from, and what has arrived: cumulative, the latest statement counts."""
from datetime import date
from decimal import Decimal

import pytest

from affordable.enums import ProjectKind
from affordable.measures.projects import MEASURES
from affordable.models import FundingArrival, FundingSource
from affordable.services import fundings, projects
from housing_portal.kit.scope import current

MEASURE = {one.key: one for one in MEASURES}


@pytest.fixture
def project(clerk, unit):
    return projects.create_project(
        actor=clerk, unit=unit, kind=ProjectKind.SHANTYTOWN, name="东关片区", plan_year=2026,
        invest_total=Decimal("50000000.00"),
    )


@pytest.fixture
def source(clerk, project):
    return fundings.add_funding(actor=clerk, project=project, kind="central", planned=Decimal("20000000.00"))


def arrive(clerk, source, amount, as_of=date(2026, 5, 1), note=""):
    return fundings.record_arrival(
        actor=clerk, source=source, as_of=as_of, arrived_cum=Decimal(amount), note=note
    )


def total(key, as_of=None):
    return MEASURE[key].evaluate(current(as_of), None).total.value


def test_one_source_of_each_level(clerk, project, source, refused):
    with refused({"__all__": ["这个项目已登记这项资金来源，请在原记录上修改。"]}):
        fundings.add_funding(actor=clerk, project=project, kind="central", planned=Decimal("1.00"))
    with refused({"project": ["资金来源属于一个项目或一个小区，请选择其中一个。"]}):
        fundings.add_funding(actor=clerk, kind="central", planned=Decimal("1.00"))
    edited = fundings.edit_funding(actor=clerk, funding=source, planned=Decimal("25000000.00"), doc="云财〔2026〕1号")
    assert (edited.planned, edited.doc) == (Decimal("25000000.00"), "云财〔2026〕1号")


def test_arrivals_are_cumulative(clerk, source):
    arrive(clerk, source, "5000000.00", date(2026, 3, 31))
    arrive(clerk, source, "8000000.00")
    assert (total("project_fund_arrived"), total("project_fund_arrived", date(2026, 4, 30))) == (
        Decimal("8000000.00"), Decimal("5000000.00")
    )
    assert (total("project_fund_planned"), FundingSource.objects.totals(current())) == (
        Decimal("20000000.00"), (Decimal("20000000.00"), Decimal("8000000.00"))
    )


def test_saying_the_same_twice_is_one_statement(clerk, source):
    assert arrive(clerk, source, "5000000.00") == arrive(clerk, source, "5000000.00")
    assert FundingArrival.objects.count() == 1


def test_less_than_before_and_more_than_planned_need_a_word(clerk, source, asked):
    arrive(clerk, source, "8000000.00")
    with asked("累计到位 7,000,000.00 元少于 2026-05-01 登记的 8,000,000.00 元，请确认并说明减少的原因。", "fall"):
        arrive(clerk, source, "7000000.00", date(2026, 5, 20))
    with asked("累计到位 20,000,001.00 元超过计划 20,000,000.00 元，请确认并说明。", "above_plan"):
        arrive(clerk, source, "20000001.00", date(2026, 5, 20))
    assert arrive(clerk, source, "7000000.00", date(2026, 5, 20), "上级收回").note == "上级收回"


def test_a_day_to_come_is_refused(clerk, source, refused):
    with refused({"as_of": ["2026-05-21 晚于今天，请填写今天或以前的日期。"]}):
        arrive(clerk, source, "1.00", date(2026, 5, 21))


def test_a_plan_below_what_has_arrived_needs_a_word(clerk, source, asked):
    arrive(clerk, source, "8000000.00")
    deed = {"actor": clerk, "funding": source, "planned": Decimal("7000000.00")}
    with asked("计划 7,000,000.00 元少于 2026-05-01 登记的累计到位 8,000,000.00 元，请确认并说明。", "above_plan"):
        fundings.edit_funding(**deed)
    assert fundings.edit_funding(**deed, reason="计划核减").planned == Decimal("7000000.00")
