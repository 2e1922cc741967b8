"""The leaders' page of inspections: figures of any day, each of which opens its records."""
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.scope import Scope
from inspections.overview import Overview
from inspections.services import rechecks
from tests.pages import records_findings as make
from tests.pages.records import Writers


@pytest.fixture
def years_work(by: Writers) -> None:
    make.closed_onsite(by, "一")
    make.closed(by, "二")
    row = make.recheck(by, make.replied(by, "三"), result="failed", next_due_on=date(2026, 6, 1))
    rechecks.reply(actor=by.clerk, finding=row, on=clock.today(), text="已补。")
    make.finding(by, "四", severity="grave", violation=make.violation(9, "公示资料未及时更新"))


def test_rows_add_up(by: Writers, years_work: None) -> None:
    it = Overview(Scope(clock.today(), clock.now()))
    rows = [(row.label, row.found, row.mended, row.open, row.closed, row.handed_over, str(row.mended_rate))
            for row in (*it.domains, *it.violations)]
    assert rows == [
        ("房地产市场", 4, 2, 2, 2, 0, "50.00"), ("现场公示资料不齐全", 3, 2, 1, 2, 0, "66.67"),
        ("公示资料未及时更新", 1, 0, 1, 0, 0, "0.00"),
    ]
    assert it.figures["check_findings"] == sum(row.found for row in it.violations) == 4
    assert [(one.target.name, one.failures) for one in it.repeated] == [("三置业有限公司", 1)]


def test_overdue_is_reckoned_from_the_day(by: Writers, years_work: None) -> None:
    with time_machine.travel(clock.now() + timedelta(days=30), tick=False):
        days = {day: [(one.finding.target.name, one.days) for one in Overview(Scope(day, clock.now())).late]
                for day in (date(2026, 6, 1), date(2026, 6, 4))}
    assert days == {date(2026, 6, 1): [], date(2026, 6, 4): [("三置业有限公司", 3)]}


def test_the_page_opens_every_figure(by: Writers, years_work: None, client_of: Callable[[User], Client]) -> None:
    pen = client_of(by.clerk)
    page = pen.get(reverse("inspections:overview"))
    cards = {card.label: card.text for card in page.context["cards"]}
    assert cards == {"检查开发企业": "4", "整改通知单": "2", "发现问题": "4", "整改率": "50.00", "未销号问题": "2",
                     "逾期未销号": "0"}
    urls = [card.url for card in page.context["cards"]] + [url for _row, url in page.context["domains"]]
    assert [pen.get(url).status_code for url in urls] == [200] * 7
    lines = pen.get(urls[2]).context["lines"]
    assert sum(line.adds for line in lines) == 4


@pytest.mark.parametrize("key", [
    "check_targets_found", "check_notices", "check_in_time_rate", "check_market_mended_rate",
    "check_violation_market_8", "check_market_notices",
])
def test_figures_show_their_records(
    by: Writers, years_work: None, client_of: Callable[[User], Client], key: str
) -> None:
    page = client_of(by.clerk).get(reverse("reports:figure", args=[key]))
    assert sum(line.adds for line in page.context["lines"]) == (
        page.context["value"] if page.context["lines"] else 0)


def test_an_empty_year_says_so(by: Writers, client_of: Callable[[User], Client]) -> None:
    assert "本年没有检查记录" in client_of(by.clerk).get(reverse("inspections:overview")).content.decode()
