"""Every rule of relocation, and of the steps of all nouns, is broken by SQL, and verify names what was done where."""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from affordable.models import (
    DemolitionPlan,
    RelocationHousehold,
    RelocationStep,
    ResettlementQuota,
    ResettlementStep,
)
from affordable.services import relocated
from housing_portal.accounts.models import User
from housing_portal.kit import clock
from reports.rules.relocation import RELOCATION_RULES
from reports.rules.step import STEP_RULES
from tests.conftest import Office
from tests.pages import records_relocation as make
from tests.pages.records import Writers
from tests.reports.broken import found
from tests.reports.desk import disarm, rearm, tamper

pytestmark = pytest.mark.django_db
STATES, ORDER, WORDS = STEP_RULES
IDENTITIES, TERMS, UNITS, CLAIMS = RELOCATION_RULES


@dataclass(frozen=True)
class Quarter:
    """Three signed yards of one house: one is down, one has been vacated, one has its claim on the notice."""

    down: RelocationHousehold
    left: RelocationHousehold
    claim: ResettlementQuota

    def step(self, code: str) -> RelocationStep:
        return self.left.steps.get(code=code)


@pytest.fixture
def by(time_machine_day: None, clerk: User, chief: User) -> Writers:
    return Writers(clerk, chief)


@pytest.fixture
def quarter(by: Writers, office: Office) -> Iterator[Quarter]:
    a, b, c, _ = office.townships
    down = relocated.demolish(actor=by.clerk, household=make.vacated(by, a), on=date(2026, 4, 20))
    made = Quarter(down, make.vacated(by, b), make.published(by, c))
    assert broken() == {}
    disarm(RelocationHousehold, RelocationStep, DemolitionPlan, ResettlementQuota, ResettlementStep)
    yield made
    rearm()


def broken() -> dict[str, list[str]]:
    return found(STEP_RULES, RELOCATION_RULES)


def test_a_state_without_its_step(quarter: Quarter) -> None:
    tamper(quarter.down, status="paid")
    tamper(quarter.claim, status="audited")
    assert broken() == {STATES: [
        f"征收户 {quarter.down.pk}：状态为已补偿，最近一次步骤为已拆除",
        f"安置指标 {quarter.claim.pk}：状态为审核，最近一次步骤为公示",
    ]}


def test_a_step_that_is_missing_and_one_too_early(quarter: Quarter) -> None:
    pk = quarter.left.pk
    RelocationStep.objects.filter(pk=quarter.step("paid").pk)._raw_delete("default")
    tamper(quarter.step("vacated"), on=date(2026, 3, 9))
    assert broken() == {ORDER: [
        f"征收户 {pk}：已签协议之后不能直接到已腾空",
        f"征收户 {pk}：已腾空的日期 2026-03-09 早于上一步 2026-03-10",
    ]}


def test_a_step_taken_back_that_was_another_one(quarter: Quarter, by: Writers) -> None:
    relocated.undo_step(actor=by.chief, household=quarter.left, reason="登错户")
    assert broken() == {}
    tamper(quarter.left.steps.get(undoes__isnull=False), code="paid")
    assert broken() == {WORDS: [f"征收户 {quarter.left.pk}：撤回的步骤与原步骤不符"]}


def test_a_step_that_was_entered_before_its_day(quarter: Quarter) -> None:
    tamper(quarter.step("paid"), recorded_at=datetime(2026, 3, 19, 23, 59, tzinfo=clock.SHANGHAI))
    assert broken() == {WORDS: [f"征收户 {quarter.left.pk}：步骤的日期晚于录入日期"]}


def test_figures_that_are_not_those_of_the_steps(quarter: Quarter) -> None:
    tamper(quarter.left, recorded_at=clock.now() + timedelta(days=1))
    assert broken() == {IDENTITIES: [
        "已签协议的院：指标为 2，按步骤为 3", "未拆迁的院：指标为 1，按步骤为 2",
        "已签协议的户：指标为 2，按步骤为 3", "未拆迁的户：指标为 1，按步骤为 2",
    ]}


def test_terms_without_an_agreement(quarter: Quarter) -> None:
    tamper(quarter.left, mode="", planned_demolish_on=date(2026, 6, 1))
    assert broken() == {TERMS: [
        f"征收户 {quarter.left.pk}：没有补偿方式，有签约或补偿决定",
        f"征收户 {quarter.left.pk}：计划拆除日期 2026-06-01，最近一次计划为 2026-05-01",
    ]}


def test_a_house_of_another_unit(quarter: Quarter, office: Office) -> None:
    tamper(quarter.left, unit=office.townships[3])
    assert broken() == {UNITS: [f"征收户 {quarter.left.pk}：责任单位与所属院落不一致"]}


def test_a_claim_audited_by_oneself(quarter: Quarter, by: Writers) -> None:
    tamper(quarter.claim.steps.get(code="audited"), recorded_by=by.clerk)
    tamper(quarter.claim, sets_allocated=3)
    assert broken() == {CLAIMS: [
        f"安置指标 {quarter.claim.pk}：审核人就是登记人", f"安置指标 {quarter.claim.pk}：已分 3 套，大于指标 2 个",
    ]}
