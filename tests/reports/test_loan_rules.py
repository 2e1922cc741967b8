"""What ``verify`` finds wrong with special loans and handovers, and that it finds nothing where nothing is wrong."""
from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.registry.models import Building
from presale.delivery.models.handover import UnitDelivery
from presale.delivery.models.loans import LoanDraw, LoanUse, SpecialLoan
from presale.delivery.services import handover
from presale.delivery.services import loans as services
from reports.rules.loan import LOAN_RULES
from tests.delivery import homes, loans
from tests.delivery.loans import People
from tests.transactions import builders as market
from transactions.models import SaleContract


@pytest.fixture
def who(clerk: User, finance: User, deputy: User, chief: User) -> Iterator[People]:
    with time_machine.travel(datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI), tick=False):
        yield People(clerk, finance, deputy, chief)


@pytest.fixture
def use(who: People) -> LoanUse:
    """A payment of a million out of ten, a hundred of it paid back, and something taken back."""
    allocation = loans.funded(who)
    paid = loans.paid(who, allocation)
    services.record_repayment(actor=who.finance, allocation=allocation, kind="principal", source="assets",
                              on=date(2026, 4, 1), amount=loans.yuan(100), voucher="H1")
    services.take_back_draw(actor=who.chief, draw=loans.drawn(who, allocation, 5), reason="重复")
    return paid


@pytest.fixture
def handed(who: People) -> UnitDelivery:
    building: Building = market.building(loans.troubled(who.clerk).estate, completed_on=date(2026, 3, 31))
    [room] = homes.sold(building, 1, who.clerk)
    return handover.take_step(actor=who.clerk, room=room, code="hand", on=date(2026, 4, 10))


def found() -> dict[str, list[str]]:
    told = {label: list(rule()) for label, rule in LOAN_RULES.items()}
    return {label: sentences for label, sentences in told.items() if sentences}


def test_nothing_is_wrong(use: LoanUse, handed: UnitDelivery) -> None:
    assert found() == {}


def test_money_beyond_money(who: People, use: LoanUse) -> None:
    SpecialLoan.objects.update(amount=loans.yuan(15_000_000))
    row = LoanDraw(allocation=use.allocation, on=date(2026, 4, 1), amount=loans.yuan(20_000_000), voucher="X",
                   recorded_by=who.finance, recorded_at=clock.now())
    LoanDraw.objects.bulk_create([row])
    allocation = use.allocation
    assert found() == {"专项借款：批准、到账、拨付、归还逐级不超": [
        f"专项借款 {allocation.loan}：批准合计 20,000,000.00 元大于借款金额 15,000,000.00 元",
        f"借款额度分配 {allocation}：到账 30,000,000.00 元大于批准 20,000,000.00 元",
    ]}


def test_persons_and_days_of_a_use(who: People, use: LoanUse) -> None:
    LoanUse.objects.update(paid_on=date(2026, 4, 1))
    User.objects.filter(pk__in=(who.clerk.pk, who.deputy.pk)).update(identity_index="same", is_active=False)
    assert found() == {
        "专项借款：申请、核验、批准、拨付人各不相同": [f"借款使用 {use}：办理人与前面环节是同一人"],
        "专项借款：拨付与办理环节相符": [f"借款使用 {use}：拨付日期或登记人与办理环节不符"],
    }


def test_rooms_and_their_contracts(handed: UnitDelivery) -> None:
    SaleContract.objects.update(status="voided", ended_on=date(2026, 5, 1), end_reason="mistake")
    UnitDelivery.objects.update(noticed_on=date(2026, 4, 1))
    assert found() == {
        "逐套交付：日期与步骤相符": [f"逐套交付 {handed.pk}：日期与交付步骤不符"],
        "逐套交付：已售、合同有效、房屋相符": [f"逐套交付 {handed}：已交付，合同已撤销或注销，请核对"],
    }


def test_a_day_on_which_more_had_gone_than_come(who: People, use: LoanUse) -> None:
    day = date(2026, 3, 1)
    LoanUse.objects.update(paid_on=day)
    assert found()["专项借款：每天的拨付不超到账、归还不超拨付"] == [
        f"借款额度分配 {use.allocation}：截至 {day} 拨付大于到账"
    ]
