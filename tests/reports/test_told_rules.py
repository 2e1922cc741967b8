"""Steps and rows of money are those of the diary: what a hand in the database changes, adds or takes away is named."""
from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine

from housing_portal.accounts.models import Unit, User
from housing_portal.kit import clock
from inspections.models import Petition, PetitionStep
from presale.delivery.models import LoanDraw, ProblemAmount, Repayment, SoldStatement
from presale.delivery.services import facts, loans, problems
from reports.rules.person import PERSON_RULES
from reports.rules.told import TOLD_RULES
from tests.conftest import Office
from tests.delivery import loans as make
from tests.delivery.loans import DAY, People, yuan
from tests.pages import records_delivery, records_petitions
from tests.pages.records import Writers
from tests.reports.broken import found
from tests.reports.desk import disarm, rearm, tamper

DAY_OF_SUM = date(2026, 5, 19)
STEPS, ROWS, MONEY = TOLD_RULES
[PERSONS] = PERSON_RULES


@pytest.fixture
def who(clerk: User, finance: User, deputy: User, chief: User) -> Iterator[People]:
    with time_machine.travel(datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI), tick=False):
        disarm(PetitionStep, ProblemAmount, SoldStatement, LoanDraw, Repayment)
        yield People(clerk, finance, deputy, chief)
        rearm()


@pytest.fixture
def town(office: Office) -> Unit:
    return office.townships[0]


def broken() -> dict[str, list[str]]:
    return found(TOLD_RULES, PERSON_RULES)


def test_money_is_that_of_the_diary(who: People, town: Unit) -> None:
    estate = records_delivery.estate(Writers(who.clerk, who.chief), town, on_loan_list=True)
    allocation = make.allocated(who, to=estate)
    draws = [make.drawn(who, allocation, amount) for amount in (5_000_000, 3_000_000)]
    make.paid(who, allocation)
    back = loans.record_repayment(actor=who.finance, allocation=allocation, kind="principal", source="assets", on=DAY,
                                  amount=yuan(100), voucher="H1")
    loans.take_back_draw(actor=who.chief, draw=draws[1], reason="重复")
    assert broken() == {}
    tamper(draws[0], amount=yuan(6_000_000))
    assert broken() == {MONEY: [f"借款额度分配 {allocation.pk}：借款到账与操作日志的登记不符"]}
    tamper(draws[0], amount=yuan(5_000_000))
    tamper(back, source="receipts")
    assert broken() == {MONEY: [f"借款额度分配 {allocation.pk}：借款归还与操作日志的登记不符"]}


def test_what_is_said_of_an_estate_is_that_of_the_diary(who: People, town: Unit) -> None:
    estate = records_delivery.estate(Writers(who.clerk, who.chief), town)
    row = facts.record_fact(actor=who.clerk, fact=SoldStatement(
        estate=estate, on=DAY, sold_area=yuan(9_000), sold_sets=90, due_sets=60, households=88
    ))
    assert broken() == {}
    tamper(row, due_sets=50)
    assert broken() == {ROWS: [f"保交房项目 {estate.pk}：销售与应交付与操作日志的登记不符"]}


def test_the_sum_of_a_problem_is_that_of_the_diary(who: People, town: Unit) -> None:
    problem = records_delivery.problem(Writers(who.clerk, who.chief), town)
    problems.restate_amount(actor=who.clerk, problem=problem, on=DAY_OF_SUM, amount=yuan(7), note="复核后")
    problems.take_up(actor=who.clerk, problem=problem, on=DAY_OF_SUM)
    assert broken() == {}
    tamper(problem.amounts.last(), amount=yuan(8))
    assert broken() == {ROWS: [f"保交房问题 {problem.pk}：问题涉及金额与操作日志的登记不符"]}


def test_steps_are_those_of_the_diary(who: People, town: Unit) -> None:
    by = Writers(who.clerk, who.chief)
    petition: Petition = records_petitions.advanced(by, records_petitions.petition(by, town), "accept")
    step = petition.steps.get(code="accepted")
    assert broken() == {}
    for changes in ({"on": date(2026, 5, 1)}, {"recorded_by": who.deputy}, {"told_on": date(2026, 5, 2)}):
        kept = {name: getattr(step, name) for name in changes}
        tamper(step, **changes)
        assert broken() == {STEPS: [f"信访投诉 {petition.pk}：信访办理进度与操作日志的登记不符"]}
        tamper(step, **kept)
    PetitionStep.objects.filter(pk=step.pk)._raw_delete("default")
    assert broken() == {STEPS: [f"信访投诉 {petition.pk}：信访办理进度与操作日志的登记不符"]}


def test_two_accounts_of_one_person(who: People, town: Unit) -> None:
    plan = records_delivery.approved(Writers(who.clerk, who.chief), town)
    assert broken() == {}
    two = User.objects.filter(pk__in=(plan.recorded_by_id, plan.reviewed_by_id))
    two.update(identity_index="same", is_active=False)
    assert broken() == {PERSONS: [f"一楼一策 {plan}：录入与审核是同一人的两个账号"]}
