"""Supervised money under two hands at once: it leaves the account once."""
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial

import pytest

from housing_portal.accounts.models import User
from tests.concurrency.conftest import Meeting
from tests.races import Deed, at_once
from tests.transactions import homes
from transactions.models import ExistingHomeFund, ExistingHomeFundEntry
from transactions.services import funds, resale

DAY = date(2026, 4, 8)
PAID = "当前状态是“已划付卖方”，不能“划付卖方”（须为：已过户待划付）。请刷新页面查看最新状态。"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def fund(clerk: User, chief: User) -> ExistingHomeFund:
    return homes.opened(homes.filed(clerk, chief), clerk)


@pytest.fixture
def chiefs(person: Callable[..., User]) -> list[User]:
    return [person("chief"), person("chief")]


def payouts(fund: ExistingHomeFund, chiefs: list[User]) -> list[Deed]:
    seller = funds.sellers(fund.contract).get()
    facts = {"fund": fund, "occurred_on": DAY, "payee": seller, "account": "3321", "voucher": "付001"}
    return [partial(funds.pay_out, actor=chief, **facts) for chief in chiefs]


def balance() -> Decimal:
    return sum((entry.amount for entry in ExistingHomeFundEntry.objects.order_by("pk")), Decimal(0))


@pytest.fixture
def ready(fund: ExistingHomeFund, clerk: User) -> ExistingHomeFund:
    return homes.transferred(homes.paid_in(fund, clerk, homes.PRICE), clerk)


def test_the_seller_is_paid_once(ready: ExistingHomeFund, chiefs: list[User], meeting: Meeting) -> None:
    meeting(ExistingHomeFundEntry)
    assert (at_once(*payouts(ready, chiefs)), balance()) == (["", PAID], Decimal(0))


@pytest.mark.postgres
def test_without_locks_the_seller_would_be_paid_twice(
    ready: ExistingHomeFund, chiefs: list[User], meeting: Meeting, no_locks: None
) -> None:
    meeting(ExistingHomeFundEntry)
    assert (at_once(*payouts(ready, chiefs)), balance()) == (["", ""], -homes.PRICE)


def test_a_contract_is_transferred_or_cancelled(
    fund: ExistingHomeFund, clerk: User, chief: User, meeting: Meeting
) -> None:
    homes.paid_in(fund, clerk, homes.PRICE)
    meeting(type(fund.contract))
    answers = at_once(
        partial(resale.transfer_resale, actor=clerk, contract=fund.contract, transferred_on=DAY),
        partial(homes.cancelled, fund.contract, chief, DAY),
    )
    assert (len(answers), answers[0], answers[1][:5]) == (2, "", "当前状态是")


def test_a_refund_and_a_second_refund(fund: ExistingHomeFund, clerk: User, chief: User, chiefs: list[User],
                                      meeting: Meeting) -> None:
    homes.paid_in(fund, clerk, "180000")
    homes.cancelled(fund.contract, chief, DAY)
    funds.cancel_fund(actor=chief, fund=fund, reason="合同已注销")
    meeting(ExistingHomeFundEntry)
    facts = {"fund": fund, "occurred_on": DAY, "voucher": "退001"}
    answers = at_once(*(partial(funds.refund, actor=one, **facts) for one in chiefs))
    assert (answers[0], balance()) == ("", Decimal(0))


def test_two_deposits_never_exceed_what_is_due(
    fund: ExistingHomeFund, clerk: User, person: Callable[..., User], meeting: Meeting
) -> None:
    meeting(ExistingHomeFundEntry)
    answers = at_once(*(partial(homes.paid_in, fund, one, "300000") for one in (clerk, person("clerk"))))
    refusal = "应监管 480,000.00 元，已存 300,000.00 元，本次最多可存 180,000.00 元。"
    assert (answers, balance()) == (["", refusal], Decimal("300000.00"))
