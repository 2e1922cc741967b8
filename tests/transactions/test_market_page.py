"""The leaders' page: the same figures as the catalogue, last year to the same day, gaps where nothing was reported."""
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.scope import Scope
from housing_portal.registry.models import Building, SalePermit
from housing_portal.registry.services.months import enter_lock
from reports.evaluate import evaluate
from tests.transactions import builders
from tests.transactions.days import end, event, sale
from tests.transactions.homes import on
from transactions.enums import EventKind
from transactions.market import Picture
from transactions.models import DailyReport, Room
from transactions.services.indices import close_month

DAY = date(2026, 6, 20)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with on(date(2026, 7, 2)):
        yield


@pytest.fixture
def rooms(building: Building, permit: SalePermit) -> list[Room]:
    return [builders.room(building, f"{floor}01", floor) for floor in range(2, 15)]


@pytest.fixture
def market(rooms: list[Room], clerk: User) -> None:
    """Three years of a small market: a cancellation, a change, a sale after the day in both years."""
    for room, day in zip(rooms, (
        date(2024, 6, 10), date(2025, 2, 3), date(2025, 6, 20), date(2025, 6, 21), date(2025, 9, 9), date(2026, 1, 8),
        date(2026, 6, 2), date(2026, 6, 20), date(2026, 6, 21),
    ), strict=False):
        contract = sale(room, clerk, day, day)
        if day == date(2025, 9, 9):
            end(contract, clerk, date(2026, 6, 3))
        if day == date(2026, 1, 8):
            event(contract, clerk, EventKind.CHANGE, date(2026, 6, 4), 0, True, area=Decimal(7), amount=Decimal(700))


def picture(day: date = DAY) -> Picture:
    return Picture(Scope(day, clock.now()))


@pytest.mark.usefixtures("market")
def test_years_and_months_to_the_same_day() -> None:
    found = picture()
    assert (found.this_year.sets, found.this_year.area) == (2, 207)  # three filed, one cancelled, one changed
    assert found.last_year.sets == 2  # the one filed on 21 June is after the day
    assert (found.this_month.sets, found.same_month.sets) == (1, 1)
    assert found.month_words == ["同比增长 7.00%"]
    assert picture(date(2026, 6, 30)).month_words == ["同比增长 3.50%", "上月为零"]
    assert found.by_month()[0][0] == 202506
    assert [now.sets for month, now, _ in found.by_month() if month in (202506, 202509, 202601, 202606)] == [2, 1, 1, 1]
    assert found.by_month()[0][2].sets == 1


@pytest.mark.usefixtures("market")
def test_locked_months_are_compared_as_they_were_known(rooms: list[Room], clerk: User, chief: User) -> None:
    for year, month in ((2025, 6), (2026, 5)):
        enter_lock(actor=chief, year=year, month=month, cutoff=clock.now(), reason="前几个月另行补锁")
    with on(date(2026, 7, 3)):
        for room, day in zip(rooms[9:], (date(2025, 6, 9), date(2026, 5, 9)), strict=False):
            sale(room, clerk, day, day, recorded_at=clock.now())
        locked, open_month = picture(date(2026, 6, 30)), picture(date(2026, 7, 3))
        # the sale of June 2025 that was entered late changes neither the year nor the month it is compared with
        assert (locked.last_year.sets, locked.same_month.sets) == (3, 2)
        assert locked.month_words == ["同比增长 3.50%", "上月为零"]
        # in months that are open it counts
        assert (open_month.last_year.sets, open_month.sales.net([202505, 202506, 202605]).sets) == (4, 4)


@pytest.mark.usefixtures("market")
def test_the_page_and_the_catalogue_agree() -> None:
    for day in (DAY, date(2026, 6, 30), date(2025, 6, 20), date(2024, 2, 29)):
        found, figures = picture(day), evaluate(Scope(day, clock.now()))
        assert {
            "filed_net_area_year": found.this_year.area, "filed_net_sets_month": found.this_month.sets,
            "filed_net_home_area_year": found.this_year_homes.area, "stock_area": found.stock.of("saleable").area,
            "filed_gross_sets_year": found.year_gross.sets, "filed_cancelled_sets_year": found.year_cancelled.sets,
            "stock_held_area": found.stock.of("held").area, "stock_pledged_area": found.stock.pledged.area,
            "stock_completed_area": found.stock.of("unsold_completed").area, "filings_overdue": found.overdue,
            "supply_months_a": found.supplies[0][2].value, "supply_home_months_b": found.supplies[1][3].value,
        } == {key: figures.total(key).value for key in (
            "filed_net_area_year", "filed_net_sets_month", "filed_net_home_area_year", "stock_area",
            "filed_gross_sets_year", "filed_cancelled_sets_year", "stock_held_area", "stock_pledged_area",
            "stock_completed_area", "filings_overdue", "supply_months_a", "supply_home_months_b",
        )}


@pytest.mark.usefixtures("market")
def test_late_entries_are_unknown_at_an_earlier_cutoff(rooms: list[Room], clerk: User) -> None:
    before = Picture(Scope(DAY, clock.now() - timedelta(seconds=1))).this_year
    sale(rooms[12], clerk, date(2026, 6, 1), date(2026, 6, 1), recorded_at=clock.now())
    assert Picture(Scope(DAY, clock.now() - timedelta(seconds=1))).this_year == before
    assert picture().this_year.sets == before.sets + 1


@pytest.mark.usefixtures("market")
def test_stock_of_past_months_comes_from_the_reports(clerk: User) -> None:
    for day, area in ((date(2026, 4, 29), 500), (date(2026, 4, 30), 450), (date(2026, 6, 19), 400)):
        DailyReport.objects.create(
            on=day, cutoff=clock.end_of(day), due_at=clock.end_of(day), stock_sets=1, stock_area=area,
            stock_home_sets=1, stock_home_area=area, recorded_by=clerk, recorded_at=clock.end_of(day),
        )
    areas = {month: report and report.stock_area for month, report in picture().stock_by_month()}
    assert [areas[month] for month in (202604, 202605, 202606)] == [450, None, 400]


@pytest.mark.usefixtures("market")
def test_top_estates(building: Building) -> None:
    estate = building.estate
    assert picture().best_sellers() == [(str(estate), estate.pk, Decimal("107.00"))]
    assert picture().largest_stocks() == [(str(estate), estate.pk, Decimal("600.00"))]


@pytest.mark.usefixtures("market")
def test_the_page_shows_it(client_of: Callable[[User], Client], deputy: User, chief: User) -> None:
    close_month(actor=chief, month=202605)
    text = client_of(deputy).get(reverse("transactions:market"), {"as_of": "2026-06-20"}).content.decode()
    for words in ("本年净销售", "同比增长 3.50%", "可售库存", "去化周期", "指数 100.00", "超期未备案", "数据表"):
        assert words in text
    assert "增长 -" not in text
    assert "增长 −" not in text


def test_an_empty_county_says_what_to_do(client_of: Callable[[User], Client], deputy: User) -> None:
    text = client_of(deputy).get(reverse("transactions:market"), {"as_of": "2099-01-01"}).content.decode()
    assert "本页自动生成" in text
    assert 'value="2026-07-02"' in text  # a day to come is today


@pytest.mark.usefixtures("market")
@pytest.mark.parametrize("key", [
    "filed_net_area_year", "stock_area", "supply_months_a", "average_price_year", "dev_on_sale", "permits_area_year",
    "filings_overdue", "daily_report_punctuality", "wq_exist",
])
def test_figures_open_what_they_are_made_of(client_of: Callable[[User], Client], deputy: User, key: str) -> None:
    page = client_of(deputy).get(reverse("reports:figure", args=[key]), {"as_of": "2026-06-20"})
    assert page.status_code == 200
    assert page.context["lines"] == [] or page.context["figure"].value == sum(
        line.adds for line in page.context["lines"]
    )
