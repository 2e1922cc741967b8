"""Supervised money: in up to what is due, out only after the transfer, back only to whoever paid."""
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest

from housing_portal.accounts.models import User
from housing_portal.kit.errors import ServiceError
from housing_portal.registry.models import CalendarDay
from tests.transactions import homes
from tests.transactions.homes import DAY, PRICE, refused
from transactions.enums import EscrowChoice
from transactions.models import ExistingHomeContract, ExistingHomeFund, ExistingHomeFundEntry
from transactions.services import funds, resale

LATER = date(2026, 4, 8)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with homes.on(date(2026, 5, 20)):
        yield


@pytest.fixture
def contract(clerk: User, chief: User) -> ExistingHomeContract:
    return homes.filed(clerk, chief)


@pytest.fixture
def fund(contract: ExistingHomeContract, clerk: User) -> ExistingHomeFund:
    return homes.opened(contract, clerk)


@pytest.fixture
def full(fund: ExistingHomeFund, clerk: User) -> ExistingHomeFund:
    """Paid in by the buyer and by a bank."""
    homes.paid_in(fund, clerk, "180000")
    return homes.paid_in(fund, clerk, "300000", payer="云岭县农村信用合作联社")


def entries() -> list[tuple[str, str, Decimal, str, str, int | None]]:
    rows = ExistingHomeFundEntry.objects.order_by("pk")
    return [(row.kind, row.payer, row.amount, row.account, str(row.occurred_on), row.returns_id) for row in rows]


def pay(fund: ExistingHomeFund, actor: User, day: date = LATER, payee: object = None) -> ExistingHomeFund:
    seller = payee or funds.sellers(fund.contract).get()
    return funds.pay_out(actor=actor, fund=fund, occurred_on=day, payee=seller, account="3321", voucher="付001")


# -- open --------------------------------------------------------------------------------------------


def test_a_fund_takes_a_number_and_waits_for_the_money(fund: ExistingHomeFund) -> None:
    assert (fund.agreement_no, fund.status, funds.balance(fund)) == ("000000JG2026000001", "opened", Decimal(0))


def test_what_cannot_be_opened(clerk: User, chief: User, fund: ExistingHomeFund) -> None:
    with refused(["这份合同已开立资金监管。"]):
        homes.opened(fund.contract, clerk)
    waived = homes.filed(clerk, chief, number=2, escrow_choice=EscrowChoice.WAIVED)
    with refused(["合同约定自行划转，不开立监管。"]):
        homes.opened(waived, clerk)
    early, signed = homes.verified(clerk, 3), homes.signed(clerk, number=4)
    with refused(["合同已核验，不能开立监管（须为：已网签、已备案）。"]):
        homes.opened(early, clerk)
    with refused({"due_amount": ["应监管金额不能超过成交价 480,000.00 元。"]}):
        homes.opened(signed, clerk, due=PRICE + 1)


# -- deposit -----------------------------------------------------------------------------------------


def test_money_is_there_only_when_all_of_it_is(fund: ExistingHomeFund, clerk: User) -> None:
    assert homes.paid_in(fund, clerk, "479999.99").status == "opened"
    done = homes.paid_in(fund, clerk, "0.01")
    assert (done.status, funds.balance(done)) == ("funded", PRICE)


def test_never_more_than_is_due(fund: ExistingHomeFund, clerk: User) -> None:
    homes.paid_in(fund, clerk, "180000")
    with refused({"amount": ["应监管 480,000.00 元，已存 180,000.00 元，本次最多可存 300,000.00 元。"]}):
        homes.paid_in(fund, clerk, "300000.01")


def test_nothing_negative_is_paid_in(fund: ExistingHomeFund, clerk: User) -> None:
    with refused({"__all__": ["存入为正，划付和退款为负。"]}):
        homes.paid_in(fund, clerk, "-1")


def test_no_money_for_a_cancelled_contract(fund: ExistingHomeFund, clerk: User, chief: User) -> None:
    homes.cancelled(fund.contract, chief, LATER)
    with refused(["合同已注销，不再收存资金。"]):
        homes.paid_in(fund, clerk, "1")


# -- transfer ----------------------------------------------------------------------------------------


def test_no_transfer_without_the_money(contract: ExistingHomeContract, clerk: User) -> None:
    with refused(["合同约定资金监管，尚未开立监管：请先登记监管协议并存足资金，再登记过户。"]):
        resale.transfer_resale(actor=clerk, contract=contract, transferred_on=DAY)
    homes.paid_in(homes.opened(contract, clerk), clerk, "180000")
    with refused(["监管资金未到位：应监管 480,000.00 元，已存 180,000.00 元，差 300,000.00 元；存足后才能登记过户。"]):
        resale.transfer_resale(actor=clerk, contract=contract, transferred_on=DAY)


def test_the_transfer_is_confirmed_from_the_contract(full: ExistingHomeFund, clerk: User) -> None:
    with refused(["合同已备案：登记簿记载转移、并在合同上登记过户之后，才能确认。"]):
        funds.confirm_transfer(actor=clerk, fund=full)
    done = homes.transferred(full, clerk, LATER)
    assert (done.status, done.transferred_on) == ("transfer_done", LATER)


# -- payout ------------------------------------------------------------------------------------------


def test_the_whole_balance_goes_to_the_seller(full: ExistingHomeFund, clerk: User, chief: User) -> None:
    done = pay(homes.transferred(full, clerk), chief)
    assert (done.status, funds.balance(done)) == ("paid_out", Decimal(0))
    assert entries()[2] == ("payout", "马兰英", -PRICE, "3321", "2026-04-08", None)


def test_nothing_is_paid_before_the_transfer(full: ExistingHomeFund, chief: User) -> None:
    with refused(["当前状态是“资金到位”，不能“划付卖方”（须为：已过户待划付）。请刷新页面查看最新状态。"]):
        pay(full, chief)


def test_nobody_but_the_seller_is_paid(full: ExistingHomeFund, clerk: User, chief: User) -> None:
    done, buyer = homes.transferred(full, clerk), full.contract.parties.get(side="buyer")
    with refused({"payee": ["收款人不是合同的出卖方，请核对；资金只划付给出卖方本人。"]}):
        pay(done, chief, payee=buyer)


def test_whoever_booked_the_money_does_not_pay_it(full: ExistingHomeFund, clerk: User, chief: User) -> None:
    done = homes.transferred(full, clerk)
    ExistingHomeFund.objects.filter(pk=done.pk).update(recorded_by=chief)
    with refused(["开立监管或登记存入的经办人不能划付、退款，请由另一位同事办理。"]):
        pay(done, chief)


def test_the_payout_is_due_in_working_days(full: ExistingHomeFund, clerk: User) -> None:
    assert funds.payout_due(full) is None
    CalendarDay.objects.create(on=date(2026, 4, 6), kind="holiday", name="清明节")
    done = homes.transferred(full, clerk, date(2026, 4, 3))  # a Friday
    assert funds.payout_due(done) == date(2026, 4, 9)


def test_overdue_from_the_day_after_the_term(full: ExistingHomeFund, clerk: User, chief: User) -> None:
    done = homes.transferred(full, clerk, date(2026, 5, 14))  # a Thursday: due on the 19th
    waiting = ExistingHomeFund.objects.unpaid_since
    with homes.on(date(2026, 5, 19)):
        assert list(waiting(funds.overdue_since())) == []
    assert list(waiting(funds.overdue_since())) == [done]
    pay(done, chief, date(2026, 5, 20))
    assert list(waiting(funds.overdue_since())) == []


# -- refund ------------------------------------------------------------------------------------------


def test_every_deposit_goes_back_to_its_payer(full: ExistingHomeFund, clerk: User, chief: User) -> None:
    homes.cancelled(full.contract, chief, LATER)
    funds.cancel_fund(actor=chief, fund=full, reason="买方贷款未批，合同已注销")
    done = funds.refund(actor=chief, fund=full, occurred_on=LATER, voucher="退001")
    first, second = ExistingHomeFundEntry.objects.filter(kind="deposit").order_by("pk")
    assert entries()[2:] == [
        ("refund", "周静", Decimal("-180000.00"), "6018", "2026-04-08", first.pk),
        ("refund", "云岭县农村信用合作联社", Decimal("-300000.00"), "6018", "2026-04-08", second.pk),
    ]
    assert (done.status, funds.balance(done)) == ("refunded", Decimal(0))


def test_an_empty_fund_is_ended_without_entries(fund: ExistingHomeFund, chief: User) -> None:
    homes.cancelled(fund.contract, chief, LATER)
    funds.cancel_fund(actor=chief, fund=fund, reason="合同已注销")
    done = funds.refund(actor=chief, fund=fund, occurred_on=LATER, voucher="")
    assert (done.status, entries()) == ("refunded", [])


def test_a_living_contract_keeps_its_fund(full: ExistingHomeFund, chief: User) -> None:
    with refused(["合同已备案，未注销：须先注销合同，才能撤销监管、退还买方。"]):
        funds.cancel_fund(actor=chief, fund=full, reason="买方要求")


def test_what_was_paid_out_is_not_refunded(full: ExistingHomeFund, clerk: User, chief: User) -> None:
    done = pay(homes.transferred(full, clerk), chief)
    with refused(["当前状态是“已划付卖方”，不能“撤销监管”（须为：已开户、资金到位）。请刷新页面查看最新状态。"]):
        funds.cancel_fund(actor=chief, fund=done, reason="买方要求")


@pytest.mark.parametrize("deed", [funds.confirm_transfer, funds.cancel_fund])
def test_without_the_permission_nothing_moves(
    full: ExistingHomeFund, person: Callable[..., User], deed: Callable
) -> None:
    facts = {"reason": "无"} if deed is funds.cancel_fund else {}
    with pytest.raises(ServiceError):
        deed(actor=person("auditor"), fund=full, **facts)
    assert ExistingHomeFund.objects.get(pk=full.pk).status == "funded"
