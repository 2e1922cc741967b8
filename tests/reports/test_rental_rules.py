"""Every rule of rental housing is broken by SQL, and verify names what was done where."""
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from affordable.models import (
    AllocationEntry,
    AllocationRound,
    Benefit,
    Family,
    Lease,
    RentalHome,
    RentBill,
    RentPayment,
)
from affordable.services import bills, families, leases
from housing_portal.accounts.models import Unit, User
from reports.rules.rental import RENTAL_RULES
from reports.rules.step import STEP_RULES
from tests.affordable import subsidies
from tests.conftest import Office
from tests.pages import records_rental as make
from tests.pages.records import Writers
from tests.reports.broken import found
from tests.reports.desk import disarm, rearm, tamper

pytestmark = pytest.mark.django_db
STATES = next(iter(STEP_RULES))
LET, GROUND, DRAWN, RENT, TERM, PAID, DRAWS, REGISTER = RENTAL_RULES


@pytest.fixture
def by(time_machine_day: None, clerk: User, chief: User) -> Writers:
    return Writers(clerk, chief)


@pytest.fixture
def town(office: Office) -> Unit:
    return office.townships[0]


@pytest.fixture
def payment(by: Writers, town: Unit) -> Iterator[RentPayment]:
    """A draw of two families for one home, its lease, the bill of July and 30 元 paid of its 80.88."""
    made = make.payment(by, town)
    assert broken() == {}
    disarm(RentalHome, AllocationRound, AllocationEntry, Benefit, Family, Lease, RentBill, RentPayment)
    yield made
    rearm()


@pytest.fixture
def lease(payment: RentPayment) -> Lease:
    return payment.bill.lease


def broken() -> dict[str, list[str]]:
    return found(STEP_RULES, RENTAL_RULES)


def test_a_home_that_is_let_and_says_it_is_not(lease: Lease) -> None:
    tamper(lease.home, status="available")
    assert broken() == {
        STATES: [f"公租房房源 {lease.home_id}：状态为可分配，最近一次步骤为已分配"],
        LET: [f"公租房房源 {lease.home_id}：状态为可分配，有 1 份有效租约"],
    }


def test_two_leases_of_one_family(lease: Lease, by: Writers, office: Office) -> None:
    other = make.lease(by, office.townships[1])
    tenant = other.family
    tamper(other, family=lease.family)
    assert broken() == {
        LET: [f"保障对象 {lease.family}：有 2 份有效租约"],
        GROUND: [f"保障对象 {tenant}：正在享受实物配租，没有有效的租约"],
        DRAWN: [f"公租房租约 {other}：家庭、房源或结果与分配名单不符"],
    }


def test_a_lease_without_its_benefit(lease: Lease) -> None:
    tamper(lease.benefit, is_current=False, to_on=date(2026, 12, 31))
    assert broken() == {GROUND: [f"保障对象 {lease.family}：租约有效，没有享受实物配租的登记"]}


def test_a_lease_that_nobody_drew(lease: Lease) -> None:
    tamper(lease.entry, status="declined")
    assert broken() == {DRAWN: [f"公租房租约 {lease}：家庭、房源或结果与分配名单不符"]}
    tamper(lease.entry, status="signed")
    tamper(lease, entry=None)
    entry = lease.entry
    assert broken() == {DRAWN: [
        f"分配批次 {entry.round} 第 {entry.order} 号：记为已签约，没有租约",
        f"公租房租约 {lease}：没有分配结果，也没有登记为原有租约",
    ]}


def test_rent_that_is_not_the_product(lease: Lease, payment: RentPayment) -> None:
    tamper(lease, reduction=Decimal(1))
    assert broken() == {RENT: [f"公租房租约 {lease}：月租金 80.88 元，按面积、标准、系数为 161.75 元"]}
    tamper(lease, reduction=Decimal("0.5"))
    tamper(payment.bill, amount=Decimal(81))
    assert broken() == {RENT: [f"租金账单 {payment.bill}：应收 81.00 元，生成时月租金为 80.88 元"]}


def test_a_bill_keeps_the_terms_of_its_day(lease: Lease, payment: RentPayment, by: Writers) -> None:
    leases.adjust_rent(
        actor=by.chief, lease=lease, area=lease.area, rent_standard=lease.rent_standard, reduction=Decimal(1),
        reason="年审调整",
    )
    assert broken() == {}
    tamper(payment.bill, amount=Decimal("161.75"))
    assert broken() == {RENT: [f"租金账单 {payment.bill}：应收 161.75 元，生成时月租金为 80.88 元"]}


def test_a_bill_of_a_month_before_the_term(lease: Lease, payment: RentPayment) -> None:
    tamper(payment.bill, month=202606)
    assert broken() == {TERM: [f"租金账单 {lease} 202606：不在租期内"]}


def test_more_paid_than_owed(payment: RentPayment) -> None:
    tamper(payment, amount=Decimal(90))
    assert broken() == {PAID: [f"租金账单 {payment.bill}：实收 90.00 元，大于应收 80.88 元"]}


def test_a_result_that_the_seed_does_not_give(lease: Lease) -> None:
    first, second = lease.entry.round.entries.order_by("rank")
    tamper(first, rank=2)
    tamper(second, rank=1)
    assert broken() == {DRAWS: [f"分配批次 {lease.entry.round}：结果与按种子重演的不一致"]}


def test_a_list_that_is_not_the_published_one(lease: Lease) -> None:
    tamper(lease.entry, order=9)
    assert broken() == {DRAWS: [f"分配批次 {lease.entry.round}：名单与公示时不一致"]}


def test_a_family_that_was_entered_at_no_time(by: Writers, town: Unit) -> None:
    one, _other = subsidies.granted(by.clerk, by.chief, town, 2)
    families.enter_system(actor=by.clerk, families=[one], on=date(2026, 3, 1))
    assert found(RENTAL_RULES) == {}
    disarm(Family)
    tamper(one, entered_at=None)
    said = found(RENTAL_RULES)
    rearm()
    assert said == {REGISTER: [
        "基准名册中已录入系统的家庭：指标为 0，逐户清点为 1", "基准名册中未录入系统的家庭：指标为 2，逐户清点为 1",
    ]}


@pytest.fixture
def former(by: Writers, town: Unit) -> Iterator[Lease]:
    """A lease that was taken over with the rent of its contract, which is not the product, and a bill of it."""
    made = make.former_lease(by, town, rent=Decimal(160), reason="按原合同取整")
    bills.make_bills(actor=by.clerk, month=202605)
    assert broken() == {}
    disarm(Lease, RentBill)
    yield made
    rearm()


def test_a_lease_taken_over_has_the_rent_of_its_contract(former: Lease) -> None:
    tamper(former, monthly_rent=Decimal(150))
    assert broken() == {RENT: [
        f"公租房租约 {former}：月租金 150.00 元，按面积、标准、系数为 160.00 元",
        f"租金账单 {former.bills.get()}：应收 160.00 元，生成时月租金为 150.00 元",
    ]}
    tamper(former, monthly_rent=Decimal(160), reduction=Decimal("0.5"))
    assert broken() == {RENT: [f"公租房租约 {former}：月租金 160.00 元，按面积、标准、系数为 80.88 元"]}


def test_a_lease_taken_over_is_adjusted_by_the_formula(former: Lease, by: Writers) -> None:
    terms = {"area": former.area, "rent_standard": former.rent_standard, "reduction": former.reduction}
    leases.adjust_rent(actor=by.chief, lease=former, **terms, reason="续租后按标准计租")
    assert broken() == {}
    tamper(former, monthly_rent=Decimal(160))
    assert broken() == {RENT: [f"公租房租约 {former}：月租金 160.00 元，按面积、标准、系数为 161.75 元"]}


def test_a_lease_taken_over_that_is_older_than_the_approval(former: Lease) -> None:
    tamper(former, signed_on=date(2024, 6, 2))
    assert broken() == {DRAWN: [f"公租房租约 {former}：签约日期或租期起早于 {former.family} 的批准日期 2024-06-03"]}
