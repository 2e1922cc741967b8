"""保交房总览 and the sheet of an estate: what they show is what the records say, each figure opens them."""
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from inspections.services.petitions import register_petition
from presale.delivery.models import Promise, SoldStatement, TroubledEstate, WorkStateChange
from presale.delivery.services.facts import record_fact
from presale.delivery.services.handover import take_steps
from presale.delivery.services.problems import find_problem
from presale.delivery.services.tasks import issue_task
from tests.delivery import homes, loans
from tests.delivery.loans import People
from tests.pages.records import PROOF
from tests.transactions import builders as market

DAY, COMPLETED = date(2026, 4, 10), date(2026, 3, 31)


@pytest.fixture
def who(clerk: User, finance: User, deputy: User, chief: User) -> Iterator[People]:
    with time_machine.travel(datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI), tick=False):
        yield People(clerk, finance, deputy, chief)


@pytest.fixture
def estate(who: People) -> TroubledEstate:
    """An estate with eight sets due, six handed over, a loan partly paid, a gap, and a promise."""
    made = loans.troubled(who.clerk, market.estate("云栖里"))
    rooms = homes.sold(market.building(made.estate, completed_on=COMPLETED), 10, who.clerk)
    take_steps(actor=who.clerk, rooms=rooms[:6], code="hand", on=DAY)
    take_steps(actor=who.clerk, rooms=rooms[6:7], code="hand", on=date(2026, 3, 1))
    for fact in (
        SoldStatement(estate=made, on=DAY, sold_area=Decimal(1000), sold_sets=10, due_sets=8, households=10),
        WorkStateChange(estate=made, on=DAY, code="stopped"),
        Promise(estate=made, on=DAY, delivery_on=date(2026, 9, 30), by_whom="开发企业"),
    ):
        record_fact(actor=who.clerk, fact=fact)
    find_problem(actor=who.clerk, estate=made, kind="fund", amount=Decimal(30_000_000), missing=(), found_on=DAY,
                 detail="复工资金不足", evidence=PROOF)
    allocation = loans.allocated(who, 20_000_000, to=made)
    loans.drawn(who, allocation, 10_000_000)
    loans.paid(who, allocation, 3_000_000)
    issue_task(actor=who.clerk, year=2026, sets=20, issued_on=date(2026, 1, 5), paper="云房〔2026〕1号")
    return made


def test_the_leaders_page_says_what_the_records_say(who: People, estate: TroubledEstate, client_of: object) -> None:
    page = client_of(who.deputy).get(reverse("reports:delivery"))
    cards = {card.label: (card.text, card.lamp_word) for card in page.context["cards"]}
    assert cards == {
        "有延期风险的项目": ("1", "有风险"), "交房率": ("75.00", ""), "本年交付任务": ("30.00", "滞后"),
        "专项借款拨付": ("300.00", ""), "资金缺口": ("0.30", "有缺口"), "逾期交房类信访": ("0", "无逾期"),
    }
    [(row, state, delay)] = page.context["estates"]
    assert (row.undelivered, row.wrongful, row.left, row.gap, state.label) == (
        2, 1, Decimal(7_000_000), Decimal(30_000_000), "停工"
    )
    assert delay == (date(2026, 9, 30) - date(2024, 12, 31)).days
    assert [(label, text) for label, text, _unit, _url in page.context["loans"]][:5] == [
        ("专项借款批准", "2,000.00"), ("专项借款到账", "1,000.00"), ("专项借款拨付", "300.00"),
        ("本年使用专项借款", "300.00"), ("专项借款账上余额", "700.00"),
    ]


def test_the_page_of_a_past_day(who: People, estate: TroubledEstate, client_of: object) -> None:
    page = client_of(who.deputy).get(reverse("reports:delivery"), {"as_of": "2026-03-01"})
    cards = {card.label: card.text for card in page.context["cards"]}
    assert (cards["专项借款拨付"], cards["有延期风险的项目"], cards["资金缺口"]) == ("0.00", "0", "0.00")
    assert [row.wrongful for row, _state, _delay in page.context["estates"]] == [1]


def test_every_figure_opens_its_records(who: People, estate: TroubledEstate, client_of: object) -> None:
    client = client_of(who.deputy)
    page = client.get(reverse("reports:delivery"))
    lines = [*page.context["homes"], *page.context["loans"], *page.context["work"]]
    urls = {*(url for _label, _text, _unit, url in lines), *(card.url for card in page.context["cards"])}
    assert {client.get(url).status_code for url in urls} == {200}
    handed = client.get(reverse("reports:figure", args=["handover_sets"]))
    assert [line.adds for line in handed.context["lines"]] == [1] * 6
    left = client.get(reverse("reports:figure", args=["loan_left"]))
    assert [line.adds for line in left.context["lines"]] == [Decimal(7_000_000)]


def test_an_empty_ledger_says_so_everywhere(who: People, client_of: object) -> None:
    page = client_of(who.deputy).get(reverse("reports:delivery"))
    words = page.content.decode()
    told = [one in words for one in (
        "截至这一天保交房台账没有项目。", "近七日各项目没有新情况。", "没有逾期措施。", "没有逾期的信访件。")]
    assert (told, page.context["week_count"]) == ([True] * 4, 0)


def test_what_happened_in_the_week_and_nothing_older(who: People, estate: TroubledEstate, client_of: object) -> None:
    client = client_of(who.deputy)
    page = client.get(reverse("reports:delivery"), {"as_of": "2026-04-16"})
    told = {(str(one.on), one.words) for one in page.context["week"]}
    week = page.context["week_count"], page.context["week"]
    facts = {"停工", "承诺 2026-09-30 交房", "新发现资金短缺", "交付 6 套"}
    assert {("2026-04-10", words) for words in facts} == {one for one in told if one[0] == "2026-04-10"}
    assert {client.get(one.url).status_code for one in week[1]} == {200}
    later = client.get(reverse("reports:delivery"), {"as_of": "2026-04-17"})
    assert {str(one.on) for one in later.context["week"]} & {"2026-04-10"} == set()
    [(row, _state, _delay)] = page.context["estates"]
    assert row.state_on == DAY


def test_overdue_petitions_stand_with_their_duty_and_days(who: People, client_of: object) -> None:
    late = register_petition(
        actor=who.clerk, channel="letter", received_on=date(2026, 4, 10), title="逾期交房", category="late",
    )
    page = client_of(who.deputy).get(reverse("reports:delivery"))
    [one] = page.context["late_petitions"]
    assert (one.petition, one.days, page.context["petition_line"][1]) == (late, 25, "1")
    before = client_of(who.deputy).get(reverse("reports:delivery"), {"as_of": "2026-04-25"})
    assert before.context["late_petitions"] == []


def test_the_sheet_of_an_estate(who: People, estate: TroubledEstate, client_of: object) -> None:
    page = client_of(who.clerk).get(reverse("reports:estate_sheet", args=[estate.pk]))
    told = {label: text for label, text, _unit in [*page.context["homes"], *page.context["money"]]}
    assert told == {
        "已售": "10", "已售面积": "1,000.00", "应交付": "8", "已交付": "6", "未交付": "2", "交房率": "75.00",
        "预交房": "0", "违规交房": "1", "已办证": "0", "预售监管账户": "没有", "借款批准": "2,000.00",
        "借款到账": "1,000.00", "借款拨付": "300.00", "借款账上余额": "700.00", "借款未还本金": "300.00",
        "资金缺口": "3,000.00",
    }
    assert (page.context["problem_count"], page.context["promise_count"]) == (1, 1)
    assert page.context["petition_url"] == f"{reverse('inspections:petition_list')}?estate={estate.estate_id}"
    gone = reverse("reports:estate_sheet", args=[estate.pk])
    assert client_of(who.clerk).get(gone, {"as_of": "2024-01-01"}).status_code == 404
