"""All accounts at once say what each of them says by itself, and a past day says what was known of it then."""
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine

from housing_portal.accounts.models import User
from housing_portal.kit import clock, scope
from housing_portal.kit.scope import Scope
from housing_portal.registry.models import Building
from presale import ledger
from presale.enums import EntryKind, FreezeStatus, Granularity, LetterStatus, NodeCode, NodeForm
from presale.models import EscrowAccount, Freeze, GuaranteeLetter
from presale.services.position import position
from presale.standing import Standing, Standings
from tests.presale import builders, payments
from tests.presale.builders import OPENED, TODAY, yuan
from tests.presale.payments import People
from tests.transactions import builders as market

pytestmark = pytest.mark.usefixtures("may_20")



@pytest.fixture
def people(clerk: User, chief: User, finance: User, deputy: User, director: User) -> People:
    return People(clerk, chief, finance, deputy, director)


def letter(of: EscrowAccount, amount: int, by: User, other: User, **facts: object) -> GuaranteeLetter:
    return GuaranteeLetter.objects.create(
        **{"valid_from": OPENED, "valid_to": TODAY + timedelta(days=20), **facts}, account=of, number="BH-1",
        issuer=of.bank.organization, amount=yuan(amount), status=LetterStatus.EFFECTIVE, recorded_by=by,
        confirmed_by=other, recorded_at=clock.now(),
    )


def freeze(of: EscrowAccount, by: User, cap: int | None = None, **facts: object) -> Freeze:
    return Freeze.objects.create(
        **{"from_on": OPENED, **facts}, account=of, court="云岭县人民法院", case_no="（2026）云执 12 号",
        doc_no="执 12-1", cap_amount=cap and yuan(cap), recorded_by=by, recorded_at=clock.now(),
    )


def only(of: Standings) -> Standing:
    (row,) = of.rows
    return row


def test_every_working_equals_the_account_s_own(
    account: EscrowAccount, building: Building, people: People, clerk: User, chief: User, director: User
) -> None:
    # an account with everything that its working asks for
    builders.certified(building, NodeCode.HALF, by=clerk, inspectors=(chief, director))
    builders.quota_version(account, 12_000_000, by=clerk, approved_by=director)
    wrong = builders.received(account, 700_000, by=clerk, kind=EntryKind.INTEREST)
    builders.received(account, 9_000_000, by=clerk)
    ledger.reverse(actor=clerk, entry=wrong, booked_on=TODAY, bank_serial="R1", document="证 1", token="r1", memo="错")
    payments.paid(payments.paying(account, 1_000_000, people), people.finance)
    payments.paying(account, 250_000, people)
    letter(account, 3_000_000, clerk, chief)
    freeze(account, clerk, 400_000)
    freeze(account, clerk, 900_000, is_waiting=True)  # there is room beside the first: it holds as well
    # and one by building, with the other way of writing its nodes
    tall = market.building(market.estate("东湖别院"), "1#楼")
    other = builders.account(
        tall, by=clerk, other=director, quota=None, granularity=Granularity.BUILDING,
        of_rules=builders.rules(clerk, director, form=NodeForm.CEILING, name="云岭县上限规则"),
        of_bank=account.bank,
    )
    builders.quota_version(other, 5_000_000, by=clerk, approved_by=director, building=tall)
    found = {row.account.pk: row.working for row in Standings(scope.current()).rows}
    fresh = EscrowAccount.objects.all()
    assert found == {one.pk: position(one) for one in fresh}
    it = found[account.pk]
    assert (it.balance, it.released, it.received, it.frozen, it.letters, it.pending) == (
        yuan(8_000_000), yuan(1_000_000), yuan(9_000_000), yuan(1_300_000), yuan(3_000_000), yuan(250_000),
    )


def test_a_past_day_takes_its_balance_from_the_entries(account: EscrowAccount, clerk: User) -> None:
    builders.received(account, 100, by=clerk, on=OPENED)
    builders.received(account, 50, by=clerk, on=TODAY)
    EscrowAccount.objects.filter(pk=account.pk).update(balance=999)  # the row is not asked
    on = {day: only(Standings(scope.current(day))).working.balance for day in (OPENED, TODAY)}
    assert on == {OPENED: yuan(100), TODAY: yuan(150)}


def test_what_was_entered_after_the_cutoff_was_not_known(account: EscrowAccount, clerk: User) -> None:
    before = clock.now()
    with time_machine.travel(before + timedelta(hours=1), tick=False):
        builders.received(account, 100, by=clerk, on=OPENED)
        assert only(Standings(Scope(TODAY, before))).working.balance == Decimal(0)
        assert only(Standings(Scope(TODAY, clock.now()))).working.balance == yuan(100)


def test_a_letter_and_a_freeze_count_on_their_days_alone(account: EscrowAccount, clerk: User, chief: User) -> None:
    builders.received(account, 500, by=clerk)
    letter(account, 1_000, clerk, chief, valid_from=date(2025, 1, 1), valid_to=date(2025, 12, 31))
    freeze(account, clerk, status=FreezeStatus.RELEASED, from_on=date(2025, 1, 1), released_on=date(2025, 6, 1),
           release_recorded_by=clerk, release_confirmed_by=chief)
    days = (date(2024, 12, 31), date(2025, 3, 1), date(2025, 6, 1), TODAY)
    found = [only(Standings(scope.current(day))).working for day in days]
    # both were entered today, but a day is judged by what is known now
    assert [(it.letters, it.frozen) for it in found] == [
        (yuan(0), yuan(0)), (yuan(1_000), yuan(500)), (yuan(1_000), yuan(0)), (yuan(0), yuan(0)),
    ]


def test_an_account_counts_from_its_opening(account: EscrowAccount) -> None:
    assert Standings(scope.current(OPENED - timedelta(days=1))).rows == []
    assert [row.account.pk for row in Standings(scope.current(OPENED)).rows] == [account.pk]


def test_progress_and_use_are_shares_of_the_quota(
    account: EscrowAccount, building: Building, people: People, clerk: User, chief: User, director: User
) -> None:
    builders.certified(building, NodeCode.HALF, by=clerk, inspectors=(chief, director))
    builders.received(account, 10_000_000, by=clerk, kind=EntryKind.INTEREST)
    payments.paid(payments.paying(account, 2_500_000, people), people.finance)
    row = only(Standings(scope.current()))
    assert (row.progress, row.used) == (4000, 2500)
