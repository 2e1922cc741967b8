"""Every rule of families is broken once by SQL, and verify names what was done and where."""
from collections.abc import Iterator
from datetime import date

import pytest

from affordable.models import Benefit, Family, FamilyStep, Member
from housing_portal.accounts.models import Unit, User
from reports.rules.family import FAMILY_RULES
from tests.affordable import families as make
from tests.conftest import Office
from tests.pages.records import Writers
from tests.reports.desk import disarm, rearm, tamper

pytestmark = pytest.mark.django_db
STATES, ONE_FAMILY, BENEFITS, APPROVALS = FAMILY_RULES


@pytest.fixture
def by(time_machine_day: None, clerk: User, chief: User) -> Writers:
    return Writers(clerk, chief)


@pytest.fixture
def town(office: Office) -> Unit:
    return office.townships[0]


@pytest.fixture
def tenant(by: Writers, town: Unit) -> Iterator[Family]:
    """A family in a home, all in order, and the database without its guards."""
    family = make.tenant(by, town, serial=1)
    assert broken() == {}
    disarm(Family, FamilyStep, Member, Benefit)
    yield family
    rearm()


def broken() -> dict[str, list[str]]:
    found = {label: list(rule()) for label, rule in FAMILY_RULES.items()}
    return {label: sentences for label, sentences in found.items() if sentences}


def test_a_state_without_its_step(by: Writers, town: Unit, tenant: Family) -> None:
    family = make.accepted(by, town)
    tamper(family, status="approved")
    assert broken() == {STATES: [f"保障对象 {family}：状态为已批准，最近一次办理步骤为已受理"]}


def test_a_person_in_two_families(by: Writers, town: Unit, tenant: Family) -> None:
    family = make.accepted(by, town, serial=11)
    index = tenant.members.get(relation="spouse").identity_index
    spouse = family.members.get(relation="spouse")
    tamper(spouse, identity_index=index, relation="applicant")
    assert broken() == {ONE_FAMILY: [
        f"{spouse}（{spouse.identity}）：同时在 {tenant} 和 {family} 中", f"保障对象 {family}：有 2 名申请人",
    ]}


def test_members_of_a_family_that_has_ended(tenant: Family) -> None:
    tenant.benefits.update(is_current=False, to_on=date(2026, 12, 31))
    tamper(tenant, status="exited")
    assert broken() == {
        STATES: [f"保障对象 {tenant}：状态为已退出，最近一次办理步骤为实物配租在保"],
        ONE_FAMILY: [f"保障对象 {tenant}：已退出，还有 2 名现有成员"],
    }


def test_two_benefits_at_once(tenant: Family) -> None:
    Benefit.objects.create(family=tenant, kind="grant", from_on=date(2026, 5, 1))
    assert broken() == {BENEFITS: [
        f"保障对象 {tenant}：同时享受实物配租和租赁补贴", f"保障对象 {tenant}：享受租赁补贴，状态为实物配租在保",
    ]}


def test_an_approval_by_oneself_before_the_notice_was_over(by: Writers, tenant: Family) -> None:
    step = tenant.steps.get(code="approved")
    tamper(tenant, recorded_by=by.chief)
    tamper(tenant.notice, ends_on=step.on)
    assert broken() == {APPROVALS: [
        f"保障对象 {tenant}：批准人就是登记人",
        f"保障对象 {tenant}：{step.on} 批准，公示 {tenant.notice} 到 {step.on} 为止",
    ]}
    tamper(tenant, recorded_by=by.clerk, notice=None)
    assert broken() == {APPROVALS: [f"保障对象 {tenant}：{step.on} 批准，没有公示，也不是原批准日期"]}
