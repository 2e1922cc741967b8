"""Money that the bank says has gone out: it pays what was approved for that payee and amount, and nothing else."""
import pytest

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from presale.enums import LineStatus, ReleaseStatus
from presale.models import EscrowAccount, Release
from presale.services import lines
from tests.presale import builders, cases
from tests.presale.builders import yuan
from tests.presale.cases import Office, sums
from tests.presale.statements import Row, laid_out, movements, taken
from transactions.models import SaleContract

MILLION = 1_000_000
PAYEE = "云岭第一建筑公司"


@pytest.fixture
def held(account: EscrowAccount, contract: SaleContract, clerk: User, chief: User) -> EscrowAccount:
    """Return an account with 6 million, half of which may be asked for."""
    cases.sold(account, contract, 6 * MILLION, clerk)
    return laid_out(account, chief)


@pytest.fixture
def release(who: Office, held: EscrowAccount, clerk: User, chief: User) -> Release:
    payee = builders.payee(held, by=clerk, confirmed_by=chief, name=PAYEE)
    return cases.paying(who, cases.drafted(who, held, payee, MILLION, cases.topped_out(who, held)))


def gone(*amounts: int, payee: str = PAYEE) -> list[Row]:
    return movements(*(-amount for amount in amounts), opening=6 * MILLION, on=str(clock.today()), payer=payee)


def booked(account: EscrowAccount, by: User, rows: list[Row]) -> lines.Booked:
    return lines.book_file(actor=by, file=taken(account, by, rows, to_on=clock.today()))


def test_a_payment_is_the_receipt_of_its_release(held: EscrowAccount, release: Release, finance: User) -> None:
    assert booked(held, finance, gone(MILLION)) == lines.Booked(1, ())
    release.refresh_from_db()
    line = held.lines.get()
    assert (release.status, release.paid_on, line.status, line.entry) == (
        ReleaseStatus.PAID, clock.today(), LineStatus.BOOKED, release.entry
    )
    assert sums(held) == (yuan(5 * MILLION), yuan(0), yuan(MILLION))


@pytest.mark.parametrize("rows", [{"amounts": (MILLION - 1,)}, {"amounts": (MILLION,), "payee": "某商贸公司"}],
                         ids=["amount", "payee"])
def test_another_amount_or_payee_is_no_receipt(
    held: EscrowAccount, release: Release, finance: User, rows: dict,
) -> None:
    found = gone(*rows["amounts"], payee=rows.get("payee", PAYEE))
    assert booked(held, finance, found) == lines.Booked(0, (f"第 2 行（B1）：{lines.NO_ORDER}",))
    release.refresh_from_db()
    assert (release.status, sums(held)) == (ReleaseStatus.PAYING, (yuan(6 * MILLION), yuan(MILLION), yuan(0)))


def test_a_second_payment_of_the_same_is_nobody_s(held: EscrowAccount, release: Release, finance: User) -> None:
    done = booked(held, finance, gone(MILLION, MILLION))
    assert (done.count, done.left) == (1, (f"第 3 行（B2）：{lines.NO_ORDER}",))
    assert sums(held) == (yuan(5 * MILLION), yuan(0), yuan(MILLION))


def test_a_receipt_entered_by_hand_is_joined(
    held: EscrowAccount, release: Release, who: Office, finance: User,
) -> None:
    cases.receipt(who, release, bank_serial="B1")
    assert booked(held, finance, gone(MILLION)) == lines.Booked(0, ())
    assert held.lines.get().entry == Release.objects.get().entry
