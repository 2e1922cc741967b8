"""Every rule of credit files is broken by SQL, and verify names what was done where; the demonstration keeps them."""
from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from inspections.models import CreditGrade, CreditItem, CreditRecord, CreditRule, CreditStep
from reports.demo import calendar, credit, office
from reports.rules.credit import CREDIT_RULES
from tests.conftest import Office
from tests.pages import records_credit as make
from tests.pages.records import Writers
from tests.reports.broken import found
from tests.reports.desk import disarm, rearm, tamper

pytestmark = pytest.mark.django_db
ITEMS, PERSONS, COMPLETE = CREDIT_RULES


@pytest.fixture
def may_20() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI), tick=False):
        yield


@pytest.fixture
def by(may_20: None, clerk: User, chief: User) -> Writers:
    return Writers(clerk, chief)


@pytest.fixture
def record(by: Writers, office: Office) -> Iterator[CreditRecord]:
    made = make.notified(by, office.townships[0])
    assert broken() == {}
    disarm(CreditRule, CreditGrade, CreditItem, CreditRecord, CreditStep)
    yield made
    rearm()


def broken() -> dict[str, list[str]]:
    return found(CREDIT_RULES)


def test_points_and_validity_of_another_item(record: CreditRecord) -> None:
    name = "城关镇置业有限公司 B01 未取得预售许可预售商品房"
    tamper(record, points=-1, subject_kind="broker", valid_to=date(2026, 12, 31))
    assert broken() == {ITEMS: [
        f"信用记录 {name}：分值为 -1，条目为 -200", f"信用记录 {name}：企业类别与规则不符",
        f"信用记录 {name}：有效期至 2026-12-31，按条目应为 2028-03-02",
    ]}


def test_a_rule_that_nobody_confirmed(record: CreditRecord) -> None:
    rule = record.item.rule
    tamper(rule, status="recorded")
    assert broken() == {ITEMS: [f"信用记录 {record}：所用规则“{rule}”没有确认"]}


def test_one_person_for_two_duties(record: CreditRecord, by: Writers) -> None:
    tamper(record, confirmed_by=by.clerk)
    assert broken() == {PERSONS: [
        f"信用记录 {record}：录入、复核、裁定为同一人", f"信用记录 {record}：复核人或裁定人与办理进度不符",
    ]}


def test_a_rule_without_its_lowest_grade(record: CreditRecord) -> None:
    rule = record.item.rule
    tamper(rule.grades.get(at_least=0), at_least=10)
    tamper(rule, confirmed_by=rule.recorded_by)
    assert broken() == {COMPLETE: [f"信用规则 {rule}：没有最低得分为 0 的等级", f"信用规则 {rule}：没有由他人确认"]}


def test_the_demonstration_keeps_the_rules(may_20: None, db: None) -> None:
    cast = office.set_up(calendar.so_far().year)
    credit.fill(cast)
    assert (broken(), CreditRecord.objects.count()) == ({}, len(credit.RECORDS))
    assert set(CreditRecord.objects.values_list("status", flat=True)) == set(credit.WAYS)
