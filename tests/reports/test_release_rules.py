"""An approval beyond the limits of its moment is found; what came afterwards is not held against it."""
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from presale import ledger
from presale.enums import EntryKind, NodeCode, NodeForm
from presale.models import EscrowAccount, Release
from reports.rules.release import approvals_kept_to_the_limits
from tests.presale import builders, payments
from tests.presale.builders import received, yuan
from tests.presale.payments import People
from tests.reports.desk import disarm, rearm, tamper
from tests.transactions import builders as market

pytestmark = pytest.mark.django_db
START = clock.end_of(date(2026, 5, 20))


@pytest.fixture
def people(clerk: User, chief: User, finance: User, deputy: User, director: User) -> People:
    return People(clerk, chief, finance, deputy, director)


@pytest.fixture
def moment() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as found:
        yield found
    rearm()


@pytest.fixture
def account(moment: time_machine.Traveller, people: People) -> EscrowAccount:
    """Return an account that must hold 1,000 元 and has 1,600; 400 were approved for one payee, then 100."""
    made = builders.account(market.building(market.estate()), by=people.clerk, other=people.director, quota=1_000)
    received(made, 1_600, by=people.clerk, kind=EntryKind.INTEREST)
    for amount in (400, 100):
        moment.shift(timedelta(hours=1))
        payments.paying(made, amount, people)
    moment.shift(timedelta(hours=1))
    disarm(Release)
    return made


def said() -> list[str]:
    return list(approvals_kept_to_the_limits())


def test_what_came_later_is_not_held_against_it(account: EscrowAccount, people: People) -> None:
    assert said() == []
    first = account.releases.order_by("pk")[0]
    payments.paid(first, people.finance)
    ledger.deduct(actor=people.finance, account=account, amount=yuan(1_100), booked_on=builders.OPENED,
                  bank_serial="K1", document="裁定", court="云岭县人民法院", token="k1")
    assert said() == []
    builders.quota_version(account, 9_000, by=people.clerk, approved_by=people.director)
    assert said() == []


def test_the_retained_amount_to_the_cent(account: EscrowAccount) -> None:
    first, second = account.releases.order_by("pk")
    tamper(first, amount=yuan(500), approved_amount=yuan(500))
    assert said() == []
    tamper(first, amount=yuan(501), approved_amount=yuan("500.01"))
    assert said() == [
        f"用款拨付 {second}：批准后余额低于须留存的 1,000.00 元，少 0.01 元",
        f"用款拨付 {second}：批准后累计使用超过上限 600.00 元，多 0.01 元",
    ]
    tamper(first, approved_amount=yuan(500))
    tamper(second, is_emergency=True, emergency_reason="讨薪", amount=yuan(900), approved_amount=yuan(900))
    assert said() == []


def test_what_was_paid_or_given_up_before_is_not_counted_twice(account: EscrowAccount, people: People) -> None:
    first, second = account.releases.order_by("pk")
    tamper(second, approved_at=clock.now() + timedelta(hours=1), amount=yuan(200), approved_amount=yuan(200))
    payments.paid(first, people.finance)
    assert said() == []
    tamper(second, amount=yuan(201), approved_amount=yuan(201))
    assert said()[0] == f"用款拨付 {second}：批准后余额低于须留存的 1,000.00 元，少 1.00 元"


def test_a_node_lets_more_go(account: EscrowAccount, people: People) -> None:
    second = account.releases.order_by("pk")[1]
    tamper(second, amount=yuan(900), approved_amount=yuan(900))
    assert said()[0] == f"用款拨付 {second}：批准后余额低于须留存的 1,000.00 元，少 700.00 元"
    builders.certified(account.buildings.get(), NodeCode.TOPOUT, by=people.clerk,
                       inspectors=(people.chief, people.finance))
    assert said()[0] == f"用款拨付 {second}：批准后余额低于须留存的 400.00 元，少 100.00 元"


def test_a_ceiling_binds_what_was_used_alone(account: EscrowAccount) -> None:
    first, second = account.releases.order_by("pk")
    tamper(account.rules, form=NodeForm.CEILING)
    assert said() == []
    tamper(second, amount=yuan(201), approved_amount=yuan(201))
    assert said() == [f"用款拨付 {second}：批准后累计使用超过上限 600.00 元，多 1.00 元"]
    assert first.approved_amount == yuan(400)
