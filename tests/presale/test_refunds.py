"""Refunds: of an ended contract, to its buyer or first to the lender, never more than came in."""
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.registry.enums import OrganizationKind
from presale import ledger
from presale.enums import AccountStatus, EntryKind, RefundStatus
from presale.models import EscrowAccount, LedgerEntry, Refund
from presale.services import refunds
from presale.services.position import position
from presale.services.refunds import sources
from tests.presale import builders, cases
from tests.presale.builders import yuan
from tests.presale.cases import PROOF, Office, refund_drafted, refund_next, refused, sums
from tests.transactions import builders as market
from transactions.models import Room, SaleContract
from transactions.services import endings


@pytest.fixture
def ended(who: Office, account: EscrowAccount, contract: SaleContract) -> SaleContract:
    """Return a cancelled contract for which 600,000 came in."""
    cases.sold(account, contract, 600_000, who.clerk)
    return cancelled(who, contract)


def cancelled(who: Office, contract: SaleContract) -> SaleContract:
    asked = endings.request_cancel(
        actor=who.clerk, contract=contract, end_reason="agreed", reason="双方协商", evidence=PROOF,
        loan_release="待退款后结清",
    )
    return endings.approve_cancel(actor=who.chief, contract=asked)


def test_the_whole_way(who: Office, account: EscrowAccount, ended: SaleContract) -> None:
    refund = cases.refund_paying(who, refund_drafted(who, account, ended, 400_000))
    assert (refund.status, sums(account)) == (RefundStatus.PAYING, (yuan(600_000), yuan(400_000), yuan(0)))
    facts = {"amount": yuan(400_000), "booked_on": clock.today(), "bank_serial": "T1", "token": "one-form"}
    for _ in range(2):
        done = refund_next(refund, refunds.pay_refund, who.finance, **facts)
    assert (done.status, done.entry.contract, sums(account)) == (
        RefundStatus.PAID, ended, (yuan(200_000), yuan(0), yuan(0))
    )
    assert refused(lambda: refund_next(refund, refunds.pay_refund, who.finance, **{**facts, "bank_serial": "T2"})) == [
        "这次提交已用于另一笔流水，请重新打开页面填写。"
    ]
    assert list(refund.decisions.order_by("pk").values_list("step", flat=True)) == [
        "submit", "check", "approve", "instruct", "pay"
    ]


def test_never_more_than_came_in(who: Office, account: EscrowAccount, ended: SaleContract) -> None:
    first = refund_drafted(who, account, ended, 400_000)
    refund_next(first, refunds.submit_refund, who.clerk)
    assert refused(lambda: refund_drafted(who, account, ended, "200000.01")) == [
        f"合同 {ended} 的净入账 600,000.00 元，已退或在退 400,000.00 元，最多可退 200,000.00 元。"
    ]
    assert refund_drafted(who, account, ended, 200_000).status == RefundStatus.DRAFT


def test_what_was_reversed_did_not_come_in(who: Office, account: EscrowAccount, ended: SaleContract) -> None:
    ledger.reverse(
        actor=who.finance, entry=account.entries.get(), booked_on=builders.OPENED, bank_serial="R1", document="1号",
        token="reversal", memo="错账",
    )
    assert refused(lambda: refund_drafted(who, account, ended, 1)) == [
        f"合同 {ended} 的净入账 0.00 元，已退或在退 0.00 元，最多可退 0.00 元。"
    ]


def test_what_the_bank_took_back_was_not_paid_back(who: Office, account: EscrowAccount, ended: SaleContract) -> None:
    first = cases.refund_paying(who, refund_drafted(who, account, ended, 400_000))
    asked = refund_drafted(who, account, ended, 200_000)
    assert refunds.left(asked) == (yuan(600_000), yuan(400_000))
    paid = refund_next(first, refunds.pay_refund, who.finance, amount=yuan(400_000), booked_on=clock.today(),
                       bank_serial="T1", token="one-form")
    assert refunds.left(asked) == (yuan(600_000), yuan(400_000))
    ledger.reverse(
        actor=who.finance, entry=paid.entry, booked_on=clock.today(), bank_serial="R1", document="1号",
        token="reversal", memo="账号有误，银行退回",
    )
    assert refunds.left(asked) == (yuan(600_000), yuan(0))
    again = refund_drafted(who, account, ended, 400_000)
    refund_next(again, refunds.submit_refund, who.clerk)
    assert refunds.left(asked) == (yuan(600_000), yuan(400_000))
    assert refused(lambda: refund_drafted(who, account, ended, "200000.01")) == [
        f"合同 {ended} 的净入账 600,000.00 元，已退或在退 400,000.00 元，最多可退 200,000.00 元。"
    ]


def test_what_was_matched_came_in(who: Office, account: EscrowAccount, ended: SaleContract) -> None:
    entry = builders.received(account, 50_000, by=who.finance)
    given = ledger.match(actor=who.finance, entry=entry, contract=ended, kind=EntryKind.DOWN, reason="收据")
    refund = refund_drafted(who, account, ended, 650_000)
    assert refunds.left(refund) == (yuan(650_000), Decimal(0))
    ledger.unmatch(actor=who.finance, given=given, reason="认错")
    assert refunds.left(refund) == (yuan(600_000), Decimal(0))


@pytest.mark.parametrize(("facts", "sentence"), [
    ({"receiver": "李四"}, "收款人不是合同的买受人，请核对；余款只退给买受人本人。"),
    ({"contract": None}, "请选择已注销的网签合同。"),
    ({"kind": "unsigned"}, "未网签退款不选合同；已网签的请先注销合同，再选其他类型。"),
    ({"kind": "loan_open"}, "贷款未结清的须填写贷款银行。"),
])
def test_who_gets_it(who: Office, account: EscrowAccount, ended: SaleContract, facts: dict, sentence: str) -> None:
    assert refused(lambda: refund_drafted(who, account, **{"contract": ended, "amount": 1, **facts})) == [sentence]


def test_a_contract_in_force(who: Office, account: EscrowAccount, contract: SaleContract) -> None:
    assert refused(lambda: refund_drafted(who, account, contract, 1)) == [
        f"合同 {contract} 已备案，须先注销才能退款。"
    ]


def test_an_open_loan_goes_back_to_its_bank_first(
    who: Office, account: EscrowAccount, room: Room, clerk: User, chief: User
) -> None:
    lender = market.organization("云岭商业银行", OrganizationKind.BANK)
    contract = market.filed(
        room, clerk, chief, pay_method="loan", down_payment=yuan(200_000), loan_amount=yuan(400_000),
        loan_bank=lender,
    )
    cases.sold(account, contract, 600_000, clerk)
    cancelled(who, contract)
    contract.refresh_from_db()
    assert refused(lambda: refund_drafted(who, account, contract, 1)) == [
        "合同有贷款 400,000.00 元，请选“贷款已结清”或“贷款未结清”。"
    ]
    open_loan = {"kind": "loan_open", "lender": lender}
    assert refused(lambda: refund_drafted(who, account, contract, 1, **open_loan)) == [
        "贷款未结清，须先退给贷款银行 云岭商业银行；结清后的余款再退买受人。"
    ]
    assert refund_drafted(who, account, contract, 1, receiver="云岭商业银行", **open_loan).lender == lender


def test_an_earnest_without_contract(who: Office, account: EscrowAccount) -> None:
    builders.received(account, 20_000, by=who.finance, kind=EntryKind.EARNEST)
    builders.received(account, 90_000, by=who.finance)
    refund = refund_drafted(who, account, None, 20_000, kind="unsigned")
    assert refused(lambda: refund_drafted(who, account, None, "20000.01", kind="unsigned")) == [
        "未网签的入账 20,000.00 元，已退或在退 0.00 元，最多可退 20,000.00 元。"
    ]
    assert cases.refund_paying(who, refund).notice_no[-6:] == "000001"


def test_checker_and_approver_are_other_people(who: Office, account: EscrowAccount, ended: SaleContract) -> None:
    refund = cases.refund_paying(who, refund_drafted(who, account, ended, 1))
    with pytest.raises(DatabaseError), transaction.atomic():
        Refund.objects.filter(pk=refund.pk).update(checked_by=who.clerk)
    assert {refund.recorded_by, refund.checked_by, refund.approved_by} == {who.clerk, who.finance, who.deputy}


def test_what_was_approved_stays(who: Office, account: EscrowAccount, ended: SaleContract) -> None:
    cases.refund_paying(who, refund_drafted(who, account, ended, 1))
    with pytest.raises(DatabaseError, match="what was approved"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE presale_refund SET receiver_account = '1'")


def test_a_paused_account_pays_nothing(who: Office, account: EscrowAccount, ended: SaleContract) -> None:
    refund = refund_drafted(who, account, ended, 1)
    EscrowAccount.objects.filter(pk=account.pk).update(status=AccountStatus.PAUSED, pause_reason="对账不符")
    assert refused(lambda: refund_next(refund, refunds.submit_refund, who.clerk)) == [
        "账户暂停拨付：对账不符，现在不能拨付；请在原因消除、恢复拨付后办理。"
    ]


def test_money_that_others_were_promised_is_not_there(
    who: Office, account: EscrowAccount, ended: SaleContract
) -> None:
    refund = refund_drafted(who, account, ended, 400_000)
    refund_next(refund, refunds.submit_refund, who.clerk)
    ledger.deduct(
        actor=who.finance, account=account, amount=yuan(500_000), booked_on=builders.OPENED, bank_serial="K1",
        document="执1号", court="云岭县人民法院", token="deduction",
    )
    EscrowAccount.objects.filter(pk=account.pk).update(status=AccountStatus.ACTIVE)
    (sentence,) = refused(lambda: refund_next(refund, refunds.check_refund, who.finance))
    assert sentence.startswith("退款 400,000.00 元，超过账户可用余额 100,000.00 元")


def test_money_above_the_quota_is_used_first(who: Office, account: EscrowAccount, contract: SaleContract) -> None:
    cases.sold(account, contract, 10_300_000, who.clerk)
    account.refresh_from_db()
    assert sources(position(account), yuan(500_000)) == (yuan(300_000), yuan(200_000))


def test_cancelling_frees_and_a_returned_payment_keeps_its_number(
    who: Office, account: EscrowAccount, ended: SaleContract
) -> None:
    refund = cases.refund_paying(who, refund_drafted(who, account, ended, 5))
    refund_next(refund, refunds.fail_refund, who.finance, reason="户名不符")
    again = refund_next(refund, refunds.instruct_refund, who.clerk)
    assert again.notice_no == refund.notice_no
    refund_next(refund, refunds.fail_refund, who.finance, reason="账号不符")
    refund_next(refund, refunds.cancel_refund, who.clerk, reason="改由现金")
    assert (sums(account)[1], LedgerEntry.objects.filter(refund=refund).exists()) == (yuan(0), False)


def test_the_diary_masks_the_receiver(who: Office, account: EscrowAccount, ended: SaleContract) -> None:
    refund_drafted(who, account, ended, 5)
    written = Entry.objects.get(action="登记退款").after
    assert (written["收款人"], written["收款账号"]) == ("周*静", "622848*********0001")
