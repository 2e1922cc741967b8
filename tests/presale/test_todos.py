"""Who must act sees it on the first page: by permission, never what he had a hand in, with its term."""
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.todos import piles, waiting
from presale.enums import (
    AccountStatus,
    EntryKind,
    LetterStatus,
    LineStatus,
    PayeeStatus,
    ReconciliationStatus,
    ReleaseStatus,
)
from presale.models import EscrowAccount, GuaranteeLetter, Payee, Reconciliation, Release, StatementLine
from presale.services import alerts, refunds
from tests.presale import builders, cases, payments
from tests.presale.builders import TODAY, yuan
from tests.presale.cases import Office
from tests.presale.payments import People

pytestmark = pytest.mark.usefixtures("may_20")



@pytest.fixture
def people(clerk: User, chief: User, finance: User, deputy: User, director: User) -> People:
    return People(clerk, chief, finance, deputy, director)


@pytest.fixture
def release(account: EscrowAccount, people: People, clerk: User) -> Release:
    builders.received(account, 12_000_000, by=clerk, kind=EntryKind.INTEREST, on=TODAY)
    return payments.paying(account, 500_000, people)


def turned(release: Release, status: ReleaseStatus, **facts: object) -> None:
    """Put the release into a state as if nobody had gone further; nothing approved may be taken back as a row."""
    Release.objects.create(**{
        "number": f"YKX{status}", "account": release.account, "amount": yuan(1), "payee": release.payee,
        "purpose": release.purpose, "contract_doc": "合同", "applicant": "马建国", "applied_on": TODAY,
        "recorded_by": release.recorded_by, "recorded_at": clock.now(), "status": status, **facts,
    })


def kinds(user: User, key: str = "review") -> list[str]:
    pile = next(pile for pile in piles(user) if pile.key == key)
    assert pile.count == len(pile.todos)
    return sorted(todo.kind for todo in pile.todos)


def test_each_step_waits_for_its_own_people(
    release: Release, clerk: User, chief: User, finance: User, deputy: User, director: User, auditor: User
) -> None:
    turned(release, ReleaseStatus.SUBMITTED)
    turned(release, ReleaseStatus.ACCEPTED, accepted_by=chief)
    turned(release, ReleaseStatus.VERIFIED, accepted_by=chief, verified_by=finance)
    turned(release, ReleaseStatus.SIGNED, accepted_by=chief, verified_by=finance, approved_by=deputy)
    found = {user.username: kinds(user) for user in (clerk, chief, finance, deputy, director, auditor)}
    assert found == {
        clerk.username: ["用款受理"], chief.username: [], finance.username: ["用款核额", "银行回单"],
        deputy.username: ["用款审批"], director.username: ["用款审批"], auditor.username: [],
    }


def test_nobody_is_asked_about_what_he_had_a_hand_in(release: Release, person: Callable[..., User], clerk: User,
                                                     deputy: User) -> None:
    both = person("finance", username="both")
    turned(release, ReleaseStatus.ACCEPTED, accepted_by=both)
    turned(release, ReleaseStatus.VERIFIED, accepted_by=clerk, verified_by=both, inspected_by=deputy)
    assert (kinds(both), kinds(deputy)) == (["银行回单"], [])


def test_confirmations_wait_for_another(account: EscrowAccount, clerk: User, chief: User) -> None:
    payee = builders.payee(account, by=clerk, confirmed_by=chief)
    Payee.objects.filter(pk=payee.pk).update(status=PayeeStatus.PROPOSED, confirmed_by=None)
    assert (kinds(clerk), kinds(chief)) == ([], ["收款人复核"])


def test_alerts_wait_for_whoever_must_act(account: EscrowAccount, clerk: User, chief: User) -> None:
    alert = alerts.report_clue(actor=clerk, account=account, document="检字 3 号", sentence="收取现金")
    assert (kinds(clerk), kinds(chief)) == (["风险预警"], [])
    alerts.handle_alert(actor=clerk, alert=alert, reason="已责令存入")
    assert (kinds(clerk), kinds(chief)) == ([], ["预警关闭"])
    alerts.close_alert(actor=chief, alert=alert)
    assert (kinds(clerk), kinds(chief), waiting(chief)) == ([], [], 0)


def test_a_returned_release_comes_back_to_its_writer(
    release: Release, clerk: User, person: Callable[..., User]
) -> None:
    turned(release, ReleaseStatus.RETURNED)
    assert (kinds(clerk, "returned"), kinds(person("clerk", username="other"), "returned")) == (["用款退回"], [])


def test_a_returned_refund_comes_back_to_its_writer(who: Office, account: EscrowAccount) -> None:
    builders.received(account, 1_000, by=who.clerk, kind=EntryKind.EARNEST, on=TODAY)
    facts = {"kind": "unsigned", "lender": None, "receiver": "周小静"}
    refund = cases.refund_drafted(who, account, None, 400, **facts)
    assert kinds(who.clerk, "returned") == []
    cases.refund_next(refund, refunds.submit_refund, who.clerk)
    cases.refund_next(refund, refunds.return_refund, who.clerk, reason="账号不清")
    [todo] = next(pile for pile in piles(who.clerk) if pile.key == "returned").todos
    assert (todo.kind, todo.note) == ("退款退回", f"{account}　400.00 元，收款人 周*静")


def test_a_difference_is_with_finance_until_all_of_it_is_explained(
    account: EscrowAccount, finance: User, chief: User
) -> None:
    row = payments.reconciled(account, explained=yuan(5))
    for status, explained, found in (
        (ReconciliationStatus.DIFFERENT, 0, (["对账差异"], [])),
        (ReconciliationStatus.EXPLAINED, 4, (["对账差异"], [])),
        (ReconciliationStatus.EXPLAINED, 5, ([], ["对账差异"])),
        (ReconciliationStatus.MATCHED, 5, ([], [])),
    ):
        Reconciliation.objects.filter(pk=row.pk).update(status=status, explained=yuan(explained))
        assert (kinds(finance), kinds(chief)) == found


def test_money_of_nobody_and_movements_not_booked_wait_for_finance(
    account: EscrowAccount, clerk: User, finance: User
) -> None:
    entry = builders.received(account, 700, by=clerk, on=TODAY)
    line = payments.booked_line(entry, amount=yuan(700))
    assert (kinds(finance), kinds(clerk)) == (["不明款"], [])
    StatementLine.objects.filter(pk=line.pk).update(status=LineStatus.OPEN, entry=None)
    assert (kinds(finance), kinds(clerk)) == (["不明款", "对账单入账"], [])


@pytest.mark.parametrize(("status", "balance", "waits"), [
    (AccountStatus.PENDING, 0, {"clerk": ["三方协议"]}), (AccountStatus.ACTIVE, 7, {}),
    (AccountStatus.RELEASED, 7, {"finance": ["转出余额"]}), (AccountStatus.RELEASED, 0, {"chief": ["账户销户"]}),
])
def test_an_account_waits_for_whoever_takes_its_next_step(
    account: EscrowAccount, people: People, status: AccountStatus, balance: int, waits: dict[str, list[str]]
) -> None:
    if balance:
        builders.received(account, balance, by=people.clerk, kind=EntryKind.INTEREST, on=TODAY)
    EscrowAccount.objects.filter(pk=account.pk).update(status=status)
    found = {name: kinds(getattr(people, name)) for name in ("clerk", "finance", "chief", "deputy")}
    assert {name: kind for name, kind in found.items() if kind} == waits


def test_the_review_has_a_term_of_working_days(release: Release, clerk: User) -> None:
    # 2026-05-14 is a Thursday: three working days later it is Tuesday the 19th
    turned(release, ReleaseStatus.SUBMITTED, submitted_at=clock.end_of(date(2026, 5, 14)))
    turned(release, ReleaseStatus.ACCEPTED, submitted_at=clock.end_of(date(2026, 5, 15)))
    piled = {pile.key: [(todo.title, todo.due) for todo in pile.todos] for pile in piles(clerk)}
    assert piled["overdue"] == [("YKXsubmitted", date(2026, 5, 19))]
    assert piled["due"] == [("YKXaccepted", date(2026, 5, 20))]


def test_letters_that_run_out(account: EscrowAccount, clerk: User, chief: User, finance: User) -> None:
    for number, days in enumerate((-1, 0, 10, 11)):
        GuaranteeLetter.objects.create(
            account=account, number=f"BH-{number}", issuer=account.bank.organization, amount=yuan(5),
            valid_from=date(2026, 1, 1), valid_to=TODAY + timedelta(days=days), status=LetterStatus.EFFECTIVE,
            recorded_by=clerk, confirmed_by=chief, recorded_at=clock.now(),
        )
    piled = {pile.key: [todo.title for todo in pile.todos] for pile in piles(finance)}
    assert (piled["overdue"], piled["due"]) == (["BH-0"], ["BH-1", "BH-2"])
