"""Standards and grants: how much, for whom, since when."""
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from affordable.enums import FamilyCategory, FamilyStatus, GrantStatus
from affordable.models import Family, SubsidyGrant, SubsidyRule
from affordable.services import families, grants, subsidy_rules
from affordable.subsidy_formula import Span, Working, due_in
from housing_portal.accounts.models import Unit
from tests.affordable import families as homes
from tests.affordable import subsidies as made
from tests.affordable.families import said
from tests.pages.records import Writers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("may_20")]
TODAY = date(2026, 5, 20)


def proposed(by: Writers, family: Family, from_on: date = TODAY) -> SubsidyGrant:
    return grants.propose_grant(actor=by.clerk, family=family, from_on=from_on, reason="符合条件")


@pytest.fixture
def family(by: Writers, town: Unit) -> Family:
    """Return an approved family of three with 6.50 ㎡ each; the standard is 8 元 for what is lacking of 15 ㎡."""
    made.rule(by.clerk, by.chief)
    return homes.approved(by, town, count=3)


@pytest.fixture
def granted(by: Writers, family: Family) -> SubsidyGrant:
    return grants.confirm_grant(actor=by.chief, grant=proposed(by, family))


# -- arithmetic -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("facts", "monthly"), [
    ({}, "204.00"), ({"members": 6}, "272.00"), ({"coefficient": Decimal("0.33")}, "67.32"),
    ({"own_area": Decimal("14.99"), "coefficient": Decimal("0.07")}, "0.01"),  # 0.0168 元: below a 分 is dropped
    ({"own_area": Decimal("15.00")}, "0.00"), ({"own_area": Decimal("40.00")}, "0.00"),
])
def test_formula(facts: dict, monthly: str) -> None:
    working = Working(**{
        "standard": Decimal("8.00"), "guaranteed_area": Decimal("15.00"), "own_area": Decimal("6.50"), "members": 3,
        "most_persons": 4, "coefficient": Decimal("1.00"), **facts,
    })
    assert working.monthly == Decimal(monthly)


@pytest.mark.parametrize(("from_on", "to_on", "next_month", "months"), [
    (date(2026, 1, 1), None, True, 3), (date(2026, 1, 2), None, True, 2), (date(2026, 1, 31), None, False, 3),
    (date(2026, 2, 1), date(2026, 2, 28), True, 1), (date(2026, 1, 1), date(2026, 2, 28), False, 2),
    (date(2026, 4, 1), None, True, 0), (date(2025, 1, 1), date(2025, 12, 31), True, 0),
])
def test_months_of_a_quarter(from_on: date, to_on: date | None, next_month: bool, months: int) -> None:
    assert due_in([Span(from_on, to_on, Decimal(100))], 2026, 1, next_month=next_month).months == months


def test_a_month_belongs_to_one_version() -> None:
    before = Span(date(2025, 6, 1), date(2026, 2, 9), Decimal("100.00"))
    spans = [before, Span(date(2026, 2, 10), None, Decimal("60.00"))]
    due = due_in(spans, 2026, 1, next_month=True)
    assert (due.months, due.amount, due.working) == (3, Decimal("260.00"), "100.00 元×2 个月＋60.00 元×1 个月")


# -- standards --------------------------------------------------------------------------------------------


def test_a_standard_counts_once_a_second_person_confirms_it(by: Writers) -> None:
    rule = made.recorded_rule(by.clerk)
    assert said(subsidy_rules.confirm_rule, actor=by.clerk, rule=rule) == [
        "您没有“复核生效”的权限，请联系有此权限的同事办理。"
    ]
    assert list(SubsidyRule.objects.on(TODAY)) == []
    subsidy_rules.confirm_rule(actor=by.chief, rule=rule)
    assert list(SubsidyRule.objects.on(TODAY)) == [rule]
    assert list(SubsidyRule.objects.on(date(2025, 12, 31))) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        SubsidyRule.objects.update(standard=Decimal("9.00"))


@pytest.mark.parametrize("wrong", [Decimal(0), Decimal("2.01"), Decimal("0.333"), None])
def test_coefficients_that_nobody_can_mean(by: Writers, wrong: Decimal | None) -> None:
    facts = {**made.COEFFICIENTS, FamilyCategory.MINIMUM: wrong}
    assert said(made.recorded_rule, clerk=by.clerk, coefficients=facts) == {
        "coefficient_minimum": ["低保的系数应大于 0、不超过 2，最多两位小数，1 为全额。"]
    }


def test_a_voided_standard_leaves_its_day_free(by: Writers) -> None:
    rule = made.recorded_rule(by.clerk)
    assert said(made.recorded_rule, clerk=by.clerk) == {"__all__": ["这一天已有执行的补贴标准。"]}
    subsidy_rules.void_rule(actor=by.chief, rule=rule, reason="录入有误")
    assert made.recorded_rule(by.clerk).status == "recorded"


# -- grants -----------------------------------------------------------------------------------------------


def test_a_grant_begins_with_the_second_person(by: Writers, family: Family) -> None:
    grant = proposed(by, family)
    assert (grant.persons, grant.own_area, grant.monthly_amount) == (3, Decimal("6.50"), Decimal("204.00"))
    grant = grants.confirm_grant(actor=by.chief, grant=grant)
    assert (grant.status, grant.benefit.kind, grant.benefit.from_on) == (GrantStatus.ACTIVE, "grant", TODAY)
    assert Family.objects.get(pk=family.pk).status == FamilyStatus.SUBSIDIZED


def test_nothing_lacking_no_subsidy(by: Writers, town: Unit) -> None:
    made.rule(by.clerk, by.chief)
    family = homes.approved(by, town, house_area_pc=Decimal("15.00"))
    assert said(proposed, by=by, family=family) == [
        "按现行标准补贴额为零，不符合补贴条件：人均差额面积＝保障面积 15.00 ㎡－自有面积 15.00 ㎡＝0.00 ㎡；"
        "计补人数＝2 人；月补贴额＝8.00 元/㎡·月×0.00 ㎡×2 人×系数 1＝0.00 元（分以下舍去）。"
    ]


def test_who_lives_in_a_home_gets_no_subsidy(by: Writers, town: Unit) -> None:
    made.rule(by.clerk, by.chief)
    family = homes.tenant(by, town)
    assert said(proposed, by=by, family=family) == {
        "family": [f"{family} 现在实物配租在保，须为：已批准、轮候中。"]
    }


def test_no_standard_no_grant(by: Writers, town: Unit) -> None:
    family = homes.approved(by, town)
    assert said(proposed, by=by, family=family) == {
        "from_on": ["2026-05-20 没有已生效的补贴标准，请先登记并复核补贴标准。"]
    }


def test_what_changed_meanwhile_is_not_confirmed(by: Writers, family: Family) -> None:
    grant = proposed(by, family)
    child = family.members.latest("pk")
    family.members.filter(pk=child.pk).update(is_current=False, left_on=TODAY, left_reason="death")
    assert said(grants.confirm_grant, actor=by.chief, grant=grant) == [
        "登记之后家庭成员或补贴标准有变动，按现在的情况月补贴额为 136.00 元，请退回后重新核定。"
    ]
    assert grants.reject_grant(actor=by.chief, grant=grant, reason="人口有变").status == GrantStatus.REJECTED
    assert proposed(by, family).version == 2


def test_an_adjustment_is_a_version_from_its_day_on(by: Writers, granted: SubsidyGrant) -> None:
    facts = {"category": FamilyCategory.LOWER_MIDDLE, "own_area": Decimal("5.00"), "reason": "收入提高"}
    assert said(grants.adjust_grant, actor=by.clerk, grant=granted, from_on=TODAY, **facts) == {
        "from_on": ["2026-05-20 须晚于上一版起发日期 2026-05-20，请核对。"]
    }
    second = grants.adjust_grant(actor=by.clerk, grant=granted, from_on=date(2026, 7, 1), **facts)
    assert (second.version, second.monthly_amount) == (2, Decimal("120.00"))
    second = grants.confirm_grant(actor=by.chief, grant=second)
    first = SubsidyGrant.objects.get(pk=granted.pk)
    assert (first.status, first.to_on) == (GrantStatus.ENDED, date(2026, 6, 30))
    assert (second.status, second.benefit) == (GrantStatus.ACTIVE, first.benefit)
    with pytest.raises(IntegrityError), transaction.atomic():
        SubsidyGrant.objects.filter(pk=second.pk).update(monthly_amount=Decimal("999.00"))


def test_suspended_and_resumed(by: Writers, granted: SubsidyGrant) -> None:
    halted = grants.suspend_grant(actor=by.chief, grant=granted, on=TODAY, reason="年审未交")
    assert (halted.status, halted.to_on, halted.family.status) == (GrantStatus.SUSPENDED, TODAY, "suspended")
    sentence = {"on": ["2026-05-20 须晚于停发日期 2026-05-20，请核对。"]}
    facts = {"actor": by.chief, "family": halted.family, "reason": "已补交"}
    assert said(families.resume_family, on=TODAY, **facts) == sentence


def test_ended_for_good(by: Writers, granted: SubsidyGrant) -> None:
    ended = grants.end_grant(actor=by.chief, grant=granted, on=TODAY, reason="已购房")
    assert (ended.status, ended.to_on, ended.benefit.is_current) == (GrantStatus.ENDED, TODAY, False)
    left = families.exit_family(actor=by.chief, family=ended.family, on=TODAY, reason="已购房")
    assert left.status == FamilyStatus.EXITED


def test_a_grant_that_has_not_begun_ends_on_its_first_day(by: Writers, family: Family) -> None:
    ahead = grants.confirm_grant(actor=by.chief, grant=proposed(by, family, date(2026, 6, 15)))
    assert said(grants.end_grant, actor=by.chief, grant=ahead, on=TODAY, reason="已购房") == {
        "on": ["2026-05-20 早于起发日期 2026-06-15，请核对。"]
    }
    ended = grants.end_grant(actor=by.chief, grant=ahead, on=date(2026, 6, 15), reason="已购房")
    spans = [Span(ended.from_on, ended.to_on, ended.monthly_amount)]
    assert [due_in(spans, 2026, 2, next_month=rule).months for rule in (False, True)] == [0, 0]
