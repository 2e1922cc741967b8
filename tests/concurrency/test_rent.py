"""Rent and draws under two hands at once: a bill is paid once, a round is drawn once, a month has its bills once."""
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from functools import partial

import pytest
import time_machine

from affordable.models import AllocationRound, Lease, RentBill, RentPayment
from affordable.services import bills, rounds
from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.registry.models import Setting
from tests.concurrency.conftest import Meeting
from tests.conftest import Office
from tests.pages import records_rental as rental
from tests.pages.records import Writers
from tests.races import at_once

LEFT = "本账单还剩 0.00 元未缴，不能多收；多缴的请登记到其他月份的账单。"
LET = "福安苑 1号楼 101 已分配，不能登记原有租约，请核对房源。"
DRAWN = "当前状态是“已抽取”，不能“抽取（排序）”（须为：名单公示）。请刷新页面查看最新状态。"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI), tick=False):
        yield


@pytest.fixture
def by(clerk: User, chief: User) -> Writers:
    return Writers(clerk, chief)


def test_a_bill_is_paid_once(by: Writers, office: Office, finance: User, meeting: Meeting) -> None:
    bill = rental.bill(by, office.townships[0])
    meeting(RentPayment)
    paid = [
        partial(bills.pay_bill, actor=finance, bill=bill, on=clock.today(), amount=Decimal("80.88"), serial=serial)
        for serial in ("A1", "A2")
    ]
    assert (at_once(*paid), RentPayment.objects.count()) == (["", LEFT], 1)


def test_a_home_of_former_days_is_let_once(by: Writers, office: Office, meeting: Meeting) -> None:
    one, other = office.townships[:2]
    home = rental.home(by, one)
    found = [rental.former_family(by, unit) for unit in (one, other)]
    meeting(Lease)
    let = [partial(rental.former_lease, by, one, family=family, home=home, contract_no=f"老-{family}")
           for family in found]
    assert (at_once(*let), Lease.objects.count()) == (["", LET], 1)


def test_a_round_is_drawn_once(
    by: Writers, office: Office, person: Callable[..., User], meeting: Meeting
) -> None:
    allocation = rental.published(by, office.townships[0])
    meeting(AllocationRound)
    drawers = [by.chief, person("chief")]
    drawn = [partial(rounds.draw_round, actor=one, allocation=allocation) for one in drawers]
    assert at_once(*drawn) == ["", DRAWN]
    allocation.refresh_from_db()
    assert rounds.repeat(allocation) == rounds.stored(allocation)


def test_a_month_has_its_bills_once(by: Writers, office: Office) -> None:
    Setting.objects.create(key="param.rent_whole_month_day", value="31")
    rental.signed(by, rental.offered(by, office.townships[0]), from_on=clock.today())
    made = [partial(bills.make_bills, actor=by.clerk, month=202605)] * 4
    assert (at_once(*made), RentBill.objects.count()) == (["", "", "", ""], 1)
