"""A district of sixteen troubled estates, five of them with special loans: what is printed follows from the records.

17,036 万元 were paid out by the end of July 2023, all of it within that year, so that 拨付 and 使用 have one number
and two meanings; 1,764 sets were handed over, 565 of them in one estate with 5,650 万元. The 1,500 万元 that another
estate got in September 2021 are no special loan.
"""
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest
import time_machine

from housing_portal.accounts.models import User
from housing_portal.kit import clock, scope
from housing_portal.kit.figures import in_unit
from housing_portal.kit.indicators import Figures
from presale.delivery.measures import handover, loans
from presale.delivery.models.estates import TroubledEstate
from presale.delivery.models.funding import FundRaised
from presale.delivery.models.loans import LoanAllocation
from presale.delivery.services.facts import record_fact
from presale.delivery.services.handover import take_steps
from tests.affordable.test_communities import said
from tests.delivery import homes
from tests.delivery import loans as make
from tests.transactions import builders as market

AS_OF, COMPLETED, HANDED = date(2023, 7, 31), date(2023, 6, 20), date(2023, 6, 28)
GIVEN, ARRIVED, PAID = date(2022, 9, 30), date(2022, 12, 20), date(2023, 3, 15)
WAN = 10_000
# estate, what was paid of its loan in 万元, sets handed over
HELPED = (
    ("吾悦华府", 5650, 565), ("保交楼二", 3800, 400), ("保交楼三", 3186, 339), ("保交楼四", 2600, 260),
    ("保交楼五", 1800, 200),
)
OTHERS = ("香零公馆", *(f"问题项目{place:02}" for place in range(7, 17)))


@pytest.fixture
def who(clerk: User, finance: User, deputy: User, chief: User) -> Iterator[make.People]:
    with time_machine.travel(datetime(2023, 8, 5, 10, tzinfo=clock.SHANGHAI), tick=False):
        yield make.People(clerk, finance, deputy, chief)


@pytest.fixture
def district(who: make.People) -> scope.Scope:
    loan = make.loan(who, 200_000_000, signed_on=date(2022, 9, 1))
    for name, paid, sets in HELPED:
        estate = make.troubled(who.clerk, market.estate(name), listed_on=date(2022, 8, 1))
        allocation = make.allocated(who, paid * WAN, loan, estate, GIVEN)
        make.drawn(who, allocation, paid * WAN, ARRIVED)
        make.paid(who, allocation, paid * WAN, PAID)
        building = market.building(estate.estate, completed_on=COMPLETED)
        rooms = homes.sold(building, sets, who.clerk, date(2020, 5, 1))
        take_steps(actor=who.clerk, rooms=rooms, code="hand", on=HANDED)
    for name in OTHERS:
        make.troubled(who.clerk, market.estate(name), on_loan_list=False, on_county_list=True,
                      listed_on=date(2022, 8, 1))
    return scope.current(AS_OF)


def evaluated(now: scope.Scope) -> Callable[[str], Figures]:
    every = {one.key: one for one in (*loans.MEASURES, *handover.MEASURES)}
    return lambda key: every[key].evaluate(now, None)


def test_what_is_printed_follows_from_the_records(who: make.People, district: scope.Scope) -> None:
    assert TroubledEstate.objects.listed(district).count() == 16
    figure = evaluated(district)
    money = {key: in_unit(figure(key).total.value, "万元") for key in
             ("loan_approved", "loan_arrived", "loan_paid", "loan_used_year", "loan_left")}
    assert money == {"loan_approved": 17036, "loan_arrived": 17036, "loan_paid": 17036, "loan_used_year": 17036,
                     "loan_left": 0}
    assert [figure(key).total.value for key in ("loan_estates", "handover_sets", "loan_delivered_sets")] == [
        5, 1764, 1764
    ]
    strength = loans.QUOTIENTS[0].evaluate(figure("loan_paid"), figure("loan_delivered_sets"))
    assert str(strength.total.value) == "9.66"


def test_one_estate_is_ten_for_each_set(who: make.People, district: scope.Scope) -> None:
    allocation = LoanAllocation.objects.with_figures(district).get(estate__estate__record_name="吾悦华府")
    sets = TroubledEstate.objects.with_figures(district).get(pk=allocation.estate_id).delivered
    assert (allocation.amount, sets, allocation.paid / WAN / sets) == (Decimal("56500000.00"), 565, Decimal(10))


def test_used_is_of_the_year_and_paid_is_to_the_day(who: make.People, district: scope.Scope) -> None:
    before = evaluated(scope.current(date(2022, 12, 31)))
    assert [before(key).total.value for key in ("loan_arrived", "loan_paid", "loan_used_year")] == [
        Decimal(170_360_000), 0, 0
    ]
    after = evaluated(scope.current(date(2023, 2, 28)))
    assert after("loan_used_year").total.value == 0


def test_other_money_is_no_special_loan(who: make.People, district: scope.Scope) -> None:
    estate = TroubledEstate.objects.get(estate__record_name="香零公馆")
    record_fact(actor=who.finance, fact=FundRaised(
        estate=estate, kind="treasury", amount=Decimal(15_000_000), on=date(2021, 9, 10), paper="复工续建资金拨付单"
    ))
    figure = evaluated(district)
    assert (figure("loan_paid").total.value, figure("loan_estates").total.value) == (Decimal(170_360_000), 5)
    assert refused(who, estate) == {
        "estate": ["香零公馆没有列入专项借款清单，请先在保交房台账勾选“列入专项借款”。"]
    }


def refused(who: make.People, estate: TroubledEstate) -> object:
    """Return what is said when the estate is to get a special loan after all."""
    loan = LoanAllocation.objects.order_by("pk").first().loan
    return said(make.allocated, who=who, amount=15_000_000, of=loan, to=estate, on=GIVEN)
