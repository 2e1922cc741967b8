"""The leaders' page and its figures: the same everywhere, opened by their records, of many accounts as of one."""
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.kit import clock, scope
from presale import ledger
from presale.enums import AccountStatus, EntryKind
from presale.models import EscrowAccount, EscrowAlert, Release
from presale.overview import Overview
from presale.services import alerts
from reports.evaluate import evaluate
from tests.presale import builders, payments
from tests.presale.builders import OPENED, TODAY, yuan
from tests.presale.payments import People
from tests.transactions import builders as market

pytestmark = pytest.mark.usefixtures("may_20")

APRIL = date(2026, 4, 10)
Sign = Callable[[User], Client]
ADDITIVE = (
    "escrow_accounts", "escrow_balance", "escrow_quota", "escrow_letters", "escrow_required", "escrow_gap",
    "escrow_frozen", "escrow_gap_frozen", "escrow_unidentified", "escrow_in_year", "escrow_released_year",
    "escrow_refunded_year", "escrow_deducted_year", "escrow_in_month", "escrow_released_month", "escrow_refunded_month",
    "escrow_deducted_month", "escrow_settled_year", "escrow_settled_month", "escrow_collected", "escrow_due",
    "escrow_waiting", "escrow_waiting_amount",
    "escrow_alerts_open", "escrow_alerts_red",
)  # the figures of completion have their own tests, in test_works.py


@pytest.fixture
def people(clerk: User, chief: User, finance: User, deputy: User, director: User) -> People:
    return People(clerk, chief, finance, deputy, director)


@pytest.fixture
def busy(account: EscrowAccount, people: People, clerk: User) -> EscrowAccount:
    """An account that took in, paid, corrected, and has a release under way and an alert."""
    builders.received(account, 12_000_000, by=clerk, kind=EntryKind.INTEREST, on=APRIL)
    wrong = builders.received(account, 300_000, by=clerk, kind=EntryKind.INTEREST, on=APRIL)
    builders.received(account, 40_000, by=clerk, on=TODAY)
    ledger.reverse(actor=clerk, entry=wrong, booked_on=TODAY, bank_serial="R1", document="证 1", token="r1", memo="错")
    payments.paid(payments.paying(account, 2_500_000, people), people.finance, on=TODAY)
    payments.paying(account, 100_000, people)
    alerts.run_rules(actor=clerk, day=TODAY)
    return account


def another(name: str, busy: EscrowAccount, clerk: User, director: User, **facts: object) -> EscrowAccount:
    tower = market.building(market.estate(name), "1#楼")
    return builders.account(tower, by=clerk, other=director, of_rules=busy.rules, of_bank=busy.bank, **facts)


def test_figures_of_the_catalogue(busy: EscrowAccount) -> None:
    figures = evaluate(scope.current())
    found = {key: figures.total(key).value for key in ADDITIVE}
    assert found == {
        **dict.fromkeys(ADDITIVE, Decimal(0)), "escrow_accounts": 1, "escrow_balance": yuan(9_540_000),
        "escrow_quota": yuan(10_000_000), "escrow_required": yuan(10_000_000), "escrow_gap": yuan(460_000),
        "escrow_gap_frozen": yuan(460_000), "escrow_unidentified": yuan(40_000), "escrow_in_year": yuan(12_040_000),
        "escrow_released_year": yuan(2_500_000), "escrow_in_month": yuan(-260_000),
        "escrow_released_month": yuan(2_500_000), "escrow_collected": yuan(40_000), "escrow_waiting": 1,
        "escrow_waiting_amount": yuan(100_000), "escrow_alerts_open": 2, "escrow_alerts_red": 1,
    }
    rates = [figures.value(key) for key in ("escrow_coverage", "escrow_coverage_quota", "escrow_collection")]
    assert rates == [Decimal("95.40"), Decimal("95.40"), None]


def test_records_add_up_to_their_figure(busy: EscrowAccount) -> None:
    figures = evaluate(scope.current())
    sums = {}
    for key in ADDITIVE:
        measure = figures.indicators[key]
        rows = list(measure.queryset(figures.scope).select_related(*measure.related))
        amounts = [getattr(row, measure.amount) for row in rows] if measure.amount else [1] * len(rows)
        sums[key] = (sum(amounts), len(rows))
    assert sums == {key: (figures.total(key).value, figures.total(key).records) for key in ADDITIVE}


def test_collection_counts_what_is_due(
    account: EscrowAccount, room: object, clerk: User, chief: User
) -> None:
    contract = market.filed(room, clerk, chief, on=APRIL, filed_on=APRIL)
    builders.received(account, 150_000, by=clerk, kind=EntryKind.FULL, contract=contract, on=APRIL)
    figures = evaluate(scope.current())
    assert (figures.total("escrow_due").value, figures.value("escrow_collection")) == (
        yuan(600_000), Decimal("25.00")
    )


def test_a_past_day_is_what_it_was(busy: EscrowAccount) -> None:
    figures = evaluate(scope.current(APRIL))
    assert [figures.total(key).value for key in ("escrow_balance", "escrow_gap", "escrow_in_month")] == [
        yuan(12_300_000), yuan(0), yuan(12_300_000)
    ]


def test_alerts_of_a_past_day_are_those_that_were_open_on_it(busy: EscrowAccount, clerk: User, chief: User) -> None:
    def on(day: date) -> list[object]:
        figures = evaluate(scope.current(day))
        return [figures.total(key).value for key in ("escrow_alerts_open", "escrow_alerts_red")]

    assert (on(APRIL), on(TODAY)) == ([0, 0], [2, 1])
    EscrowAlert.objects.update(found_on=APRIL)
    red = alerts.handle_alert(actor=clerk, alert=EscrowAlert.objects.get(level="red"), reason="已补足")
    alerts.close_alert(actor=chief, alert=red)
    assert (on(APRIL), on(TODAY)) == ([2, 1], [1, 0])


def test_months_count_a_correction_where_it_happened(busy: EscrowAccount) -> None:
    months = {month.number: month for month in Overview(scope.current()).months}
    assert (len(months), min(months), max(months)) == (13, 202505, 202605)
    found = [(months[number].received, months[number].released, months[number].out) for number in (202604, 202605)]
    assert found == [
        (yuan(12_300_000), yuan(0), yuan(0)), (yuan(-260_000), yuan(2_500_000), yuan(2_500_000)),
    ]


def released(account: EscrowAccount, clerk: User, director: User, finance: User, on: date) -> None:
    """The supervision ended on that day, and the balance went to the developer."""
    EscrowAccount.objects.filter(pk=account.pk).update(
        status=AccountStatus.RELEASED, end_applied_by=clerk, end_approved_by=director, end_approved_at=clock.end_of(on),
        end_notice_no="620799JC2026000001",
    )
    ledger.settle(actor=finance, account=account, booked_on=on, bank_serial="JC1", token="jc1", document="JC1")


def test_what_was_released_later_was_supervised_before(
    account: EscrowAccount, clerk: User, director: User, finance: User
) -> None:
    builders.received(account, 300_000, by=clerk, kind=EntryKind.INTEREST, on=APRIL)
    before = [(Overview(scope.current(APRIL)).standings.total(name)) for name in ("balance", "quota", "gap")]
    released(account, clerk, director, finance, TODAY)
    after = [(Overview(scope.current(APRIL)).standings.total(name)) for name in ("balance", "quota", "gap")]
    assert before == after == [yuan(300_000), yuan(10_000_000), yuan(9_700_000)]
    assert Overview(scope.current()).standings.rows == []
    EscrowAccount.objects.update(status=AccountStatus.CLOSED, closed_on=TODAY)
    account.places.update(is_current=False)
    assert [Overview(scope.current(APRIL)).standings.total(name) for name in ("balance", "gap")] == [
        yuan(300_000), yuan(9_700_000)
    ]


def test_the_months_tell_of_what_the_developer_got_in_the_end(
    account: EscrowAccount, clerk: User, director: User, finance: User
) -> None:
    builders.received(account, 300_000, by=clerk, kind=EntryKind.INTEREST, on=APRIL)
    released(account, clerk, director, finance, TODAY)
    month, figures = Overview(scope.current()).months[-1], evaluate(scope.current())
    assert (month.settled, month.out, figures.total("escrow_settled_month").value) == (yuan(300_000),) * 3


def test_what_finance_let_pass_is_what_waits(busy: EscrowAccount, people: People) -> None:
    cut = payments.verified(busy, 30_000, people)
    Release.objects.filter(pk=cut.pk).update(amount=yuan(50_000))
    found = evaluate(scope.current()).total("escrow_waiting_amount").value
    assert found == sum(one.release.approved_amount for one in Overview(scope.current()).waiting) == yuan(130_000)


def test_risk_says_why(busy: EscrowAccount, clerk: User, director: User) -> None:
    sound = another("南麓新苑", busy, clerk, director)
    builders.received(sound, 10_000_000, by=clerk, kind=EntryKind.INTEREST, on=TODAY)
    paused = another("清溪花园", busy, clerk, director, status=AccountStatus.PAUSED)
    builders.received(paused, 10_000_000, by=clerk, kind=EntryKind.INTEREST, on=TODAY)
    found = [(risk.account.pk, risk.lamp, risk.reasons) for risk in Overview(scope.current()).risks]
    assert found == [
        (busy.pk, "r", ("超拨", "红色预警")), (paused.pk, "r", ("暂停拨付",)), (sound.pk, "g", ()),
    ]


def test_age_is_counted_in_working_days(busy: EscrowAccount) -> None:
    waiting = Release.objects.in_flight().get()
    Release.objects.filter(pk=waiting.pk).update(submitted_at=clock.end_of(date(2026, 5, 8)))
    overview = Overview(scope.current())
    assert [(one.days, one.is_late) for one in overview.waiting] == [(8, False)]  # it is the bank's turn
    assert [(words, number) for words, number, _ in overview.by_age()] == [
        ("3 日内", 0), ("4—5 日", 0), ("6—10 日", 1), ("10 日以上", 0)
    ]


def test_the_page_says_the_same(busy: EscrowAccount, clerk: User, client_of: Sign) -> None:
    body = client_of(clerk).get(reverse("presale:overview")).content.decode()
    cards = re.findall(r'class="kpi-n">([^<]*)<span class="unit">([^<]*)<', body)
    assert cards == [("954.00", "万元"), ("95.40", "%"), ("46.00", "万元"), ("1", "件"), ("2", "条"), ("0.00", "万元")]
    assert busy.get_absolute_url() in body


def test_a_past_day_says_what_is_of_today(busy: EscrowAccount, clerk: User, client_of: Sign) -> None:
    def labels(day: date) -> list[str]:
        answer = client_of(clerk).get(reverse("presale:overview"), {"as_of": str(day)})
        return [card.label for card in answer.context["cards"]]

    today = labels(clock.today())
    past = [f"{label}（现在）" if label in ("在途用款", "未关闭预警") else label for label in today]
    assert (len(today), labels(clock.today() - timedelta(days=1))) == (6, past)
    assert today != past


def test_every_link_of_the_page_opens(busy: EscrowAccount, clerk: User, client_of: Sign) -> None:
    client = client_of(clerk)
    body = client.get(reverse("presale:overview")).content.decode()
    main = body[body.index('class="kpis"'):body.index("foot-note")]
    links = {link.replace("&amp;", "&").split("#")[0] for link in re.findall(r'href="(/[^"]+)"', main)}
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)
    assert len(links) > 20


def test_an_empty_office_is_told_what_to_do(clerk: User, client_of: Sign) -> None:
    body = client_of(clerk).get(reverse("presale:overview")).content.decode()
    assert "截至这一天没有监管中的账户" in body


@pytest.mark.parametrize("asked", ["", "2026-13-01", "abc", "9999-01-01", "1900-01-01", "２０２６-05-01"])
def test_a_wrong_day_is_today(busy: EscrowAccount, clerk: User, client_of: Sign, asked: str) -> None:
    body = client_of(clerk).get(reverse("presale:overview"), {"as_of": asked}).content.decode()
    assert 'value="2026-05-20"' in body


def test_risk_filters_the_table(busy: EscrowAccount, clerk: User, director: User, client_of: Sign) -> None:
    sound = another("南麓新苑", busy, clerk, director)
    builders.received(sound, 10_000_000, by=clerk, kind=EntryKind.INTEREST, on=TODAY)
    client = client_of(clerk)
    shown = []
    for risk in ("", "r", "g", "nonsense"):
        body = client.get(reverse("presale:overview"), {"risk": risk}).content.decode()
        table = body[body.index('id="risks"'):]
        shown.append((busy.get_absolute_url() in table, sound.get_absolute_url() in table))
    assert shown == [(True, True), (True, False), (False, True), (True, True)]


def test_many_accounts_ask_no_more_questions(
    busy: EscrowAccount, people: People, clerk: User, director: User, client_of: Sign
) -> None:
    client, url = client_of(clerk), reverse("presale:overview")
    client.get(url)
    before = _questions(client, url)
    for name in ("南麓新苑", "清溪花园", "石桥人家"):
        one = another(name, busy, clerk, director)
        builders.received(one, 500_000, by=clerk, on=TODAY)
        payments.paying(one, 10_000, people)
    alerts.run_rules(actor=clerk, day=TODAY)
    client.get(url)
    assert _questions(client, url) == before


def test_before_the_first_account_there_is_nothing(busy: EscrowAccount) -> None:
    assert Overview(scope.current(date(2024, 1, 31))).risks == []
    assert Overview(scope.current(OPENED)).risks[0].account == busy


def _questions(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)
