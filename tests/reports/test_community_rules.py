"""Every rule of old communities and rural houses is broken by SQL, and verify names what was done where."""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest

from affordable.models import (
    CommunityStep,
    RenovationCommunity,
    RuralHouse,
    RuralStep,
    WorkItem,
    WorkProgress,
)
from housing_portal.accounts.models import User
from housing_portal.kit import clock
from reports.rules.community import COMMUNITY_RULES
from reports.rules.step import STEP_RULES
from tests.conftest import Office
from tests.pages import records_communities as make
from tests.pages import records_rural as rural
from tests.pages.records import Writers
from tests.reports.broken import found
from tests.reports.desk import disarm, rearm, tamper

pytestmark = pytest.mark.django_db
STATES = next(iter(STEP_RULES))
QUANTITY, WEIGHT, INVESTMENT, PARTS, PERSONS = COMMUNITY_RULES


@dataclass(frozen=True)
class County:
    """A community at work, half of its only item done; one that is accepted; a rural house that is paid."""

    at_work: RenovationCommunity
    accepted: RenovationCommunity
    house: RuralHouse

    @property
    def item(self) -> WorkItem:
        return self.at_work.items.get()


@pytest.fixture
def by(time_machine_day: None, clerk: User, chief: User) -> Writers:
    return Writers(clerk, chief)


@pytest.fixture
def county(by: Writers, office: Office) -> Iterator[County]:
    a, b, c, _ = office.townships
    accepted = make.advanced(by, make.community(by, b, "粮站家属院"), "accept")
    made = County(make.at_work(by, a), accepted, rural.paid(by, c))
    assert broken() == {}
    disarm(RenovationCommunity, CommunityStep, WorkItem, WorkProgress, RuralHouse, RuralStep)
    yield made
    rearm()


def broken() -> dict[str, list[str]]:
    return found(STEP_RULES, COMMUNITY_RULES)


def test_states_without_their_steps(county: County) -> None:
    tamper(county.at_work, status="bid")
    tamper(county.house, status="started")
    assert broken() == {STATES: [
        f"老旧小区 {county.at_work.pk}：状态为招标完成，最近一次步骤为已开工",
        f"农村危房 {county.house.pk}：状态为开工，最近一次步骤为补助已拨付",
    ]}


def test_more_done_than_there_is(county: County) -> None:
    tamper(county.item.progress.get(), done_qty=Decimal(9999))
    assert broken() == {
        QUANTITY: [f"改造内容 {county.item.pk}：2026-05-20 累计完成 9999，大于工程量 3600"],
        WEIGHT: [f"老旧小区 {county.at_work.pk}：工程量 277.75%，应在 0 与 100 之间"],
    }


def test_work_that_the_figure_does_not_have(county: County) -> None:
    tamper(county.item.progress.get(), recorded_at=clock.now() + timedelta(days=1))
    assert broken() == {WEIGHT: ["老旧小区完成工程量（按预算）：指标为 0.00 元，逐项合计 210,000.00 元"]}


def test_money_that_the_figure_does_not_have(county: County) -> None:
    tamper(county.accepted, recorded_at=clock.now() + timedelta(days=1))
    assert broken() == {INVESTMENT: [
        "其中：主体改造：指标为 3,200,000.00 元，逐项合计 6,400,000.00 元",
        "其中：基础设施改造：指标为 1,900,000.00 元，逐项合计 3,800,000.00 元",
        "老旧小区改造总投资：指标为 5,100,000.00 元，逐项合计 10,200,000.00 元",
    ]}


def test_an_item_of_another_community(county: County, by: Writers, office: Office) -> None:
    item = county.item
    tamper(item, building=make.building(by, office.townships[2]), unit=office.townships[3])
    assert broken() == {PARTS: [
        f"改造内容 {item.pk}：楼栋不属于所在小区", f"改造内容 {item.pk}：责任单位与所属小区不一致",
        f"工程进度 {item.progress.get().pk}：责任单位与所属改造内容不一致",
    ]}


def test_decisions_about_ones_own_entries(county: County, by: Writers) -> None:
    for row, codes in ((county.accepted, ["accepted"]), (county.house, ["approved", "accepted"])):
        row.steps.filter(code__in=codes).update(recorded_by=by.clerk)
    assert broken() == {PERSONS: [
        f"老旧小区 {county.accepted.pk}：验收人就是竣工（完工）登记人",
        f"农村危房 {county.house.pk}：验收人就是竣工（完工）登记人",
        f"农村危房 {county.house.pk}：批准人就是登记、鉴定或公示的录入人",
    ]}
