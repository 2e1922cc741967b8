"""One account under many hands at once: exactly what fits is paid, and everybody else gets a sentence."""
from decimal import Decimal
from functools import partial

import pytest
from django.db import connection

from housing_portal.accounts.models import User
from presale import ledger
from presale.enums import EntryKind, NodeCode, ReleaseStatus
from presale.models import EscrowAccount, NodeCertification, Release
from presale.services import approvals, payouts, releases
from reports.rules.escrow import ESCROW_RULES
from tests.concurrency.conftest import Meeting
from tests.presale import builders, payments
from tests.presale.builders import OPENED, received, yuan
from tests.presale.sums import breaches
from tests.races import Deed, at_once
from tests.transactions import builders as market

THREADS, FIT = 50, 10
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(clerk: User, chief: User, finance: User, deputy: User, director: User) -> payments.People:
    return payments.People(clerk, chief, finance, deputy, director)


@pytest.fixture
def account(people: payments.People) -> EscrowAccount:
    """Return an account with 1,000 元 above what it must hold. One was paid, so that the next is not the first."""
    building = market.building(market.estate())
    made = builders.account(building, by=people.clerk, other=people.director, quota=1_000)
    builders.payee(made, by=people.clerk, confirmed_by=people.chief)
    builders.certified(building, NodeCode.HALF, by=people.clerk, inspectors=(people.chief, people.deputy))
    received(made, 1_601, by=people.clerk, kind=EntryKind.DOWN)
    payments.paid(payments.paying(made, 1, people), people.finance)
    return made


def approvals_of(account: EscrowAccount, people: payments.People, amount: int, how_many: int) -> list[Deed]:
    node = NodeCertification.objects.get()
    asked = [payments.verified(account, amount, people, node) for _one in range(how_many)]
    return [partial(approvals.approve_release, actor=people.deputy, release=one, revision=0) for one in asked]


def pay(release: Release, by: User, serial: str, token: str) -> Deed:
    return partial(payouts.pay_release, actor=by, release=release, revision=0, amount=release.approved_amount,
                   booked_on=OPENED, bank_serial=serial, token=token)


def sums(account: EscrowAccount) -> tuple[Decimal, Decimal, Decimal]:
    account.refresh_from_db()
    return account.balance, account.reserved, account.released


def faults() -> tuple[dict, list[str]]:
    """Return what is wrong with the books, by SQL and by the rules of ``verify``."""
    return breaches(connection), [said for ask in ESCROW_RULES.values() for said in ask()]


def test_fifty_payments_of_which_ten_fit(account: EscrowAccount, people: payments.People) -> None:
    """A court leaves ten payments' worth of money; the bank's receipts of the others cannot be true and are refused."""
    received(account, 4_000, by=people.clerk, kind=EntryKind.DOWN)
    waiting = [payments.paying(account, 100, people) for _one in range(THREADS)]
    ledger.deduct(actor=people.clerk, account=account, amount=yuan(4_600), booked_on=OPENED, bank_serial="K",
                  document="裁定", court="云岭县人民法院", token="k")
    answers = at_once(*(pay(one, people.finance, f"B{n}", f"b{n}") for n, one in enumerate(waiting)))
    short = "监管余额 0.00 元，不足以支付 100.00 元，请先与银行对账。"
    assert (answers, sums(account)) == ([""] * FIT + [short] * (THREADS - FIT), (yuan(0), yuan(4_000), yuan(1_001)))
    assert (Release.objects.paid().count(), faults()) == (FIT + 1, ({}, []))


def test_fifty_times_the_same_submission(account: EscrowAccount, people: payments.People) -> None:
    one = payments.paying(account, 100, people)
    answers = at_once(*[pay(one, people.finance, "B1", "b1")] * THREADS)
    assert (answers, one.account.entries.filter(release=one).count()) == ([""] * THREADS, 1)
    assert faults() == ({}, [])


def test_fifty_receipts_for_the_same_release(account: EscrowAccount, people: payments.People) -> None:
    one = payments.paying(account, 100, people)
    answers = at_once(*(pay(one, people.finance, f"B{n}", f"b{n}") for n in range(THREADS)))
    paid = "当前状态是“已拨付”，不能“登记银行回单”（须为：银行处理中）。请刷新页面查看最新状态。"
    assert (answers, one.account.entries.filter(release=one).count()) == (["", *[paid] * (THREADS - 1)], 1)
    assert faults() == ({}, [])


def test_fifty_approvals_of_which_ten_fit(account: EscrowAccount, people: payments.People) -> None:
    answers = at_once(*approvals_of(account, people, 100, THREADS))
    over = "本次 100.00 元，超过可拨付额 0.00 元，多 100.00 元（监管余额 1,600.00，须留存 600.00，在途 1,000.00）。"
    assert (answers, sums(account)[1]) == ([""] * FIT + [over] * (THREADS - FIT), yuan(1_000))
    assert (Release.objects.reserving().count(), faults()) == (FIT, ({}, []))


@pytest.mark.postgres
@pytest.mark.usefixtures("no_locks")
def test_without_the_lock_more_is_approved_than_there_is(
    account: EscrowAccount, people: payments.People, meeting: Meeting
) -> None:
    deeds = approvals_of(account, people, 600, 2)
    meeting(EscrowAccount)
    assert (at_once(*deeds), sums(account)[1]) == (["", ""], yuan(600))
    assert list(faults()[0]) == ["reserved"]


def test_with_the_lock_one_of_the_two_is_refused(
    account: EscrowAccount, people: payments.People, meeting: Meeting
) -> None:
    deeds = approvals_of(account, people, 600, 2)
    meeting(EscrowAccount)
    over = "本次 600.00 元，超过可拨付额 400.00 元，多 200.00 元（监管余额 1,600.00，须留存 600.00，在途 600.00）。"
    assert (at_once(*deeds), sums(account)[1], faults()) == (["", over], yuan(600), ({}, []))


def test_approved_or_cancelled(account: EscrowAccount, people: payments.People, meeting: Meeting) -> None:
    approve, = approvals_of(account, people, 100, 1)
    one = approve.keywords["release"]
    meeting(Release)
    answers = at_once(approve, partial(releases.cancel_release, actor=people.clerk, release=one, revision=0,
                                       reason="不再需要"))
    one.refresh_from_db()
    assert (answers[0], answers[1] != "", faults()) == ("", True, ({}, []))
    assert (one.status, sums(account)[1]) in (
        (ReleaseStatus.APPROVED, yuan(100)), (ReleaseStatus.CANCELLED, yuan(0)))


def test_a_receipt_is_booked_once_by_many(account: EscrowAccount, people: payments.People) -> None:
    """Twenty different receipts and as many repeats of one: each is booked once, in a row without gaps."""
    different = [
        partial(received, account, 5, by=people.clerk, kind=EntryKind.DOWN, bank_serial=f"D{n}", token=f"d{n}")
        for n in range(20)
    ]
    same = partial(received, account, 7, by=people.clerk, kind=EntryKind.DOWN, bank_serial="S", token="s")
    assert at_once(*different, *[same] * 20) == [""] * 40
    assert (sums(account)[0], account.last_seq, faults()) == (yuan(1_707), 23, ({}, []))
