"""Every rule of shared ownership is broken by SQL, and verify names what was done where."""
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from affordable.models import SharedHome, SharedSale, SharePurchase
from housing_portal.accounts.models import User
from housing_portal.kit import clock
from reports.rules.shared import SHARED_RULES
from tests.conftest import Office
from tests.pages import records_shared as make
from tests.pages.records import Writers
from tests.reports.broken import found
from tests.reports.desk import disarm, rearm, tamper

pytestmark = pytest.mark.django_db
SHARES, STATES, DAYS = SHARED_RULES


@pytest.fixture
def purchase(time_machine_day: None, clerk: User, chief: User, office: Office) -> Iterator[SharePurchase]:
    """A home of which 60 percent were sold in 2014 and 20 percent in 2020; beside it one that is not sold."""
    by = Writers(clerk, chief)
    made = make.bought(by, office.townships[0])
    make.home(by, office.townships[1])
    assert found(SHARED_RULES) == {}
    disarm(SharedHome, SharedSale, SharePurchase)
    yield made
    rearm()


def test_more_than_the_whole(purchase: SharePurchase) -> None:
    tamper(purchase, share=Decimal("40.01"))
    assert found(SHARED_RULES) == {
        SHARES: [f"共有产权出售 {purchase.sale_id}：个人份额合计 100.01%，大于 100%"],
        STATES: [f"共有产权住房 {purchase.sale.home_id}：状态为已出售，按出售和份额应为已取得全部产权"],
    }


@pytest.mark.parametrize(("facts", "led"), [
    ({"cert_no": "云（2015）第8号", "cert_on": date(2015, 1, 8)}, "已办证"),
    ({"bought_back_on": date(2025, 6, 1), "buyback_price": Decimal(1)}, "已回购"),
])
def test_a_state_that_the_sale_does_not_give(purchase: SharePurchase, facts: dict, led: str) -> None:
    tamper(purchase.sale, **facts)
    assert found(SHARED_RULES) == {
        STATES: [f"共有产权住房 {purchase.sale.home_id}：状态为已出售，按出售和份额应为{led}"],
    }


def test_a_home_that_nobody_bought(purchase: SharePurchase) -> None:
    home = SharedHome.objects.get(status="built")
    tamper(home, status="certified")
    assert found(SHARED_RULES) == {STATES: [f"共有产权住房 {home.pk}：状态为已办证，按出售和份额应为待分配"]}


def test_days_out_of_order(purchase: SharePurchase, office: Office) -> None:
    sale = purchase.sale
    tamper(sale, bought_back_on=date(2020, 1, 1), buyback_price=Decimal(1), buyback_at=clock.now())
    again = SharedSale.objects.get(pk=sale.pk)
    again.pk, again.bought_back_on, again.buyback_price, again.sold_on = None, None, None, date(2019, 5, 1)
    again.unit = office.townships[1]
    again.save()
    assert found(SHARED_RULES) == {DAYS: [
        f"共有产权出售 {sale.pk}：增购日期不在出售与回购之间",
        f"共有产权住房 {sale.home_id}：2019-05-01 再次出售，上次回购日期为 2020-01-01",
        f"共有产权出售 {again.pk}：责任单位与住房不一致",
    ]}
    tamper(purchase, on=date(2014, 2, 28))
    assert found(SHARED_RULES)[DAYS][0] == f"共有产权出售 {sale.pk}：增购日期不在出售与回购之间"
