"""Each of the thirteen rules finds what it is for, and nothing on the safe side of its threshold."""
from datetime import date, timedelta

import pytest

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.registry.models import Building, Organization, SalePermit
from presale import ledger
from presale.alert_rules import RULES, Finding, Look
from presale.enums import AlertLevel, EntryKind, LetterStatus, NodeCode, ReconciliationStatus
from presale.models import EscrowAccount, Freeze, GuaranteeLetter, Reconciliation
from tests.presale import builders, payments
from tests.presale.builders import TODAY, yuan
from tests.presale.payments import People
from tests.transactions import builders as market
from transactions.enums import PayMethod
from transactions.models import Room, SaleContract, SaleViolation

pytestmark = pytest.mark.usefixtures("may_20")

SIGNED = date(2026, 3, 2)


@pytest.fixture
def people(clerk: User, chief: User, finance: User, deputy: User, director: User) -> People:
    return People(clerk, chief, finance, deputy, director)


@pytest.fixture
def half_loan(room: Room, account: EscrowAccount, clerk: User, chief: User) -> SaleContract:
    """600,000 元, half of it by a loan, filed on the day of signing."""
    bank = market.organization("云岭城商银行")
    return market.filed(
        room, clerk, chief, on=SIGNED, filed_on=SIGNED, pay_method=PayMethod.LOAN, down_payment=yuan(300_000),
        loan_amount=yuan(300_000), loan_bank=bank,
    )


def found(code: str, day: date = TODAY) -> list[Finding]:
    return list(RULES[code].find(Look(day)))


def subjects(code: str, day: date = TODAY) -> list[str]:
    return [finding.subject for finding in found(code, day)]


def test_there_are_the_thirteen_rules_and_the_deed() -> None:
    assert [(rule.code, rule.find is None) for rule in RULES.values() if rule.find is None] == [("deduction", True)]
    assert len(RULES) == 14


def test_no_down_payment_after_fifteen_days(account: EscrowAccount, half_loan: SaleContract, clerk: User) -> None:
    subject = f"contract:{half_loan.pk}"
    days = [SIGNED + timedelta(days=number) for number in (14, 15)]
    assert [subjects("no_down_payment", day) for day in days] == [[], [subject]]
    assert "79 日仍无首付入账（应收 300,000.00 元）" in found("no_down_payment")[0].sentence
    builders.received(account, 1, by=clerk, kind=EntryKind.DOWN, contract=half_loan, on=SIGNED)
    assert subjects("no_down_payment") == []


def test_a_loan_is_no_down_payment(account: EscrowAccount, half_loan: SaleContract, clerk: User) -> None:
    builders.received(account, 300_000, by=clerk, kind=EntryKind.MORTGAGE, contract=half_loan, on=SIGNED)
    assert subjects("no_down_payment") == [f"contract:{half_loan.pk}"]


def test_short_down_payment(account: EscrowAccount, half_loan: SaleContract, clerk: User) -> None:
    first = builders.received(account, 299_999, by=clerk, kind=EntryKind.DOWN, contract=half_loan, on=SIGNED)
    assert "少 1.00 元" in found("short_down_payment")[0].sentence
    builders.received(account, 1, by=clerk, kind=EntryKind.EARNEST, contract=half_loan, on=SIGNED)
    assert subjects("short_down_payment") == []
    ledger.reverse(actor=clerk, entry=first, booked_on=TODAY, bank_serial="R1", document="证 1", token="r1", memo="错")
    assert "入账 1.00 元" in found("short_down_payment")[0].sentence


def test_a_matched_receipt_counts(account: EscrowAccount, half_loan: SaleContract, clerk: User) -> None:
    unnamed = builders.received(account, 300_000, by=clerk, on=SIGNED)
    assert subjects("no_down_payment") == [f"contract:{half_loan.pk}"]
    ledger.match(actor=clerk, entry=unnamed, contract=half_loan, kind=EntryKind.DOWN, reason="缴款单")
    assert (subjects("no_down_payment"), subjects("short_down_payment")) == ([], [])


def test_loan_outside_after_sixty_days(account: EscrowAccount, half_loan: SaleContract, clerk: User) -> None:
    days = [SIGNED + timedelta(days=number) for number in (59, 60)]
    assert [subjects("loan_outside", day) for day in days] == [[], [f"contract:{half_loan.pk}"]]
    builders.received(account, 300_000, by=clerk, kind=EntryKind.PF_LOAN, contract=half_loan, on=SIGNED)
    assert subjects("loan_outside") == []


def test_a_gap_is_red_from_a_fifth_of_what_must_be_held(account: EscrowAccount, clerk: User) -> None:
    levels = []
    for amount in (8_000_000, 1, 1_999_998, 1):
        builders.received(account, amount, by=clerk, kind=EntryKind.INTEREST)
        levels.append([finding.level for finding in found("gap")])
    assert levels == [[AlertLevel.RED], [AlertLevel.ORANGE], [AlertLevel.ORANGE], []]


def test_released_beyond_the_ceiling(
    account: EscrowAccount, building: Building, people: People, clerk: User, chief: User, director: User
) -> None:
    node = builders.certified(building, NodeCode.HALF, by=clerk, inspectors=(chief, director))
    builders.received(account, 10_000_000, by=clerk, kind=EntryKind.INTEREST)
    payments.paid(payments.paying(account, 4_000_000, people), people.finance)
    assert (subjects("over_ceiling"), subjects("paid_ahead")) == ([], [])
    node.delete()  # as if the node had been taken back
    assert "超拨 4,000,000.00 元" in found("over_ceiling")[0].sentence
    assert "已拨付 40%，节点进度 0%，超前 40%" in found("paid_ahead")[0].sentence


def test_paid_ahead_from_sixteen_points(account: EscrowAccount, people: People, clerk: User) -> None:
    builders.received(account, 10_000_000, by=clerk, kind=EntryKind.INTEREST)
    payments.paid(payments.paying(account, 1_500_000, people), people.finance)
    assert subjects("paid_ahead") == []
    payments.paid(payments.paying(account, 1_000, people), people.finance)
    assert subjects("paid_ahead") == [f"account:{account.pk}"]


def test_works_behind_thirty_days_after_the_promised_delivery(
    account: EscrowAccount, building: Building, room: Room, clerk: User, chief: User, director: User
) -> None:
    promised = date(2026, 4, 1)
    market.filed(room, clerk, chief, on=SIGNED, filed_on=SIGNED, delivery_on=promised)
    days = [promised + timedelta(days=number) for number in (30, 31)]
    assert [subjects("works_behind", day) for day in days] == [[], [f"building:{building.pk}"]]
    builders.certified(building, NodeCode.COMPLETION, by=clerk, inspectors=(chief, director))
    assert subjects("works_behind") == []


def test_a_day_that_is_not_reconciled(account: EscrowAccount, finance: User) -> None:
    row = payments.reconciled(account, explained=yuan(5))
    assert subjects("not_reconciled") == []
    Reconciliation.objects.filter(pk=row.pk).update(status=ReconciliationStatus.DIFFERENT)
    assert "差额 5.00 元" in found("not_reconciled")[0].sentence


def test_what_expires_within_thirty_days(account: EscrowAccount, permit: SalePermit, clerk: User, chief: User) -> None:
    last, later = TODAY + timedelta(days=30), TODAY + timedelta(days=31)
    GuaranteeLetter.objects.create(
        account=account, number="BH-1", issuer=account.bank.organization, amount=yuan(100), valid_from=SIGNED,
        valid_to=last, status=LetterStatus.EFFECTIVE, recorded_by=clerk, confirmed_by=chief, recorded_at=clock.now(),
    )
    SalePermit.objects.update(valid_to=last)
    Organization.objects.filter(pk=account.developer_id).update(qualification_until=later)
    words = [finding.subject.split(":")[0] for finding in found("expiring")]
    assert words == ["permit", "letter"]
    Organization.objects.filter(pk=account.developer_id).update(qualification_until=TODAY - timedelta(days=1))
    assert "已于 2026-05-19 到期" in found("expiring")[1].sentence


def test_a_freeze_of_all_is_red(account: EscrowAccount, clerk: User) -> None:
    facts = {"account": account, "court": "云岭县人民法院", "case_no": "执 12 号", "doc_no": "执 12-1",
             "from_on": SIGNED, "recorded_by": clerk, "recorded_at": clock.now()}
    Freeze.objects.create(**facts, cap_amount=yuan(5))
    Freeze.objects.create(**facts)
    Freeze.objects.create(**facts, is_waiting=True)
    assert [finding.level for finding in found("frozen")] == [AlertLevel.ORANGE, AlertLevel.RED]


def test_an_attempt_to_sell_without_permit_is_a_clue(account: EscrowAccount, building: Building, clerk: User) -> None:
    for days in (30, 31):
        SaleViolation.objects.create(
            room=market.room(building, f"{days}01"), seller=account.developer, found_on=TODAY - timedelta(days=days),
            detail="无许可", recorded_by=clerk, recorded_at=clock.now(),
        )
    assert [finding.account for finding in found("outside_account")] == [account]


def test_ninety_days_without_money(account: EscrowAccount, clerk: User) -> None:
    assert subjects("idle") == [f"account:{account.pk}"]
    builders.received(account, 1, by=clerk, kind=EntryKind.INTEREST, on=TODAY)
    assert subjects("idle") == [f"account:{account.pk}"]  # interest comes by itself
    builders.received(account, 1, by=clerk, on=TODAY - timedelta(days=89))
    assert (subjects("idle"), subjects("idle", TODAY + timedelta(days=1))) == ([], [f"account:{account.pk}"])


def test_large_sums_to_one_payee(account: EscrowAccount, people: People, clerk: User) -> None:
    builders.received(account, 30_000_000, by=clerk, kind=EntryKind.INTEREST)
    payments.paid(payments.paying(account, 9_999_999, people), people.finance, on=TODAY)
    assert subjects("same_payee") == []
    payments.paid(payments.paying(account, 1, people), people.finance, on=TODAY)
    assert "2 笔拨付，合计 10,000,000.00 元" in found("same_payee")[0].sentence
    assert subjects("same_payee", TODAY + timedelta(days=30)) == []
