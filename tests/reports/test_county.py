"""县情总览: what it says is what the indicators say on that day, and every figure opens its records."""
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from housing_portal.kit.scope import current
from reports.catalogue import PROGRAMMES
from reports.county import AREAS, COMPARED, areas
from reports.evaluate import IndicatorSet
from tests.reports.conftest import DAY, Year

URL = reverse("reports:county")


@pytest.fixture
def reader(director: object, client_of: object) -> Client:
    return client_of(director)


def said(client: Client, day: date = DAY) -> dict[str, str]:
    """Return area/label → figure with its unit, as the page shows them."""
    page = client.get(URL, {"as_of": str(day)})
    return {f"{area.title}/{line.label}": f"{line.text}{line.unit}" for area in page.context["areas"]
            for line in area.lines}


def test_every_figure_opens_its_records_of_the_day(year: Year, office: object, reader: Client) -> None:
    year.start(office.townships[0], 60)
    page = reader.get(URL, {"as_of": "2026-06-30"})
    urls = {line.url for area in page.context["areas"] for line in area.lines}
    urls |= {url for card in page.context["cards"] for url in (card.rate_url, card.done_url, card.target_url)}
    assert {url for url in urls if not url.endswith("?as_of=2026-06-30")} == set()
    assert {reader.get(url).status_code for url in sorted(urls)} == {200}


def test_the_year_s_tasks_stand_with_pace_and_lamp(year: Year, office: object, reader: Client) -> None:
    unit = office.townships[0]
    for one in (office.whole, unit):
        year.target(one, "shantytown", 100)
    year.start(unit, 49)
    cards = reader.get(URL, {"as_of": "2026-06-30"}).context["cards"]
    assert [card.programme for card in cards] == list(PROGRAMMES)
    pace = cards[0].pace
    assert (pace.target, pace.done, pace.rate, pace.gap_text, pace.lamp, pace.word) == (
        100, 49, Decimal("49.00"), "−0.59", "a", "略慢",
    )


def test_nothing_recorded_is_told_from_nothing_to_divide_by(year: Year, reader: Client) -> None:
    shown = said(reader)
    assert [shown[name] for name in (
        "棚改拆迁/已签协议", "保交房/交房率", "市场检查/整改率", "审计与欠账/未整改问题", "商品房市场/同比",
        "商品房市场/去化周期 A", "督查督办/办结率", "审计与欠账/公租房历史欠账", "审计与欠账/已落实",
    )] == ["0户", "—", "—", "0个", "上年同期为零", "—", "—", "——", "——"]


def test_what_should_be_nought_is_marked(year: Year, office: object, clerk: object) -> None:
    year.finding(office.townships[0])
    lines = {line.label: line.bad for line in areas(IndicatorSet(current(DAY)))[-1].lines}
    assert lines == {"未整改问题": True, "其中：2025 年": False, "公租房历史欠账": False, "已落实": False}


def test_an_earlier_day_says_what_was_then(year: Year, office: object, reader: Client) -> None:
    year.finding(office.townships[0])
    days = (DAY, date(2026, 6, 29))
    assert [said(reader, day)["审计与欠账/未整改问题"] for day in days] == ["1个", "0个"]


def test_people_of_other_units_are_refused(year: Year, township_clerk: object, undertaker: object,
                                           client_of: object) -> None:
    assert [client_of(who).get(URL).status_code for who in (township_clerk, undertaker)] == [403, 403]


def test_a_day_that_is_none_shows_today(year: Year, reader: Client) -> None:
    assert {str(reader.get(URL, {"as_of": day}).context["as_of"]) for day in ("", "2026-02-30", "<script>")} == {
        "2026-07-02"
    }


def test_all_areas_name_figures_that_exist(year: Year) -> None:
    known = IndicatorSet(current(DAY)).indicators
    chosen = {key for _, _, lines in AREAS for key, _, _ in lines} - {COMPARED}
    assert chosen - set(known) == set()
