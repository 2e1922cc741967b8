"""Locking a month: what is kept, who may, and how the page asks."""
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from affordable import services
from affordable.services import communities
from housing_portal.accounts.models import User
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.scope import current
from reports.drift import drift
from reports.evaluate import IndicatorSet, evaluate
from reports.models import MonthSnapshot
from reports.snapshots import frozen, lock_month
from tests.conftest import Office
from tests.reports.conftest import DAY, Year

STARTED, RATE = "shantytown_started_sets", "shantytown_start_rate"
WHY = "五月数据另行核对"
Sign = Callable[[User], Client]


@pytest.fixture
def june(year: Year, office: Office) -> Year:
    """June with a target of 200 and 40 homes begun in 城关镇."""
    year.target(office.whole, "shantytown", 200)
    year.start(office.townships[0], 40)
    return year


def test_every_indicator_is_kept_as_it_was_evaluated(june: Year) -> None:
    snapshot = lock_month(actor=june.chief, year=2026, month=6, reason=WHY)
    live, read = IndicatorSet(snapshot.scope), evaluate(current(DAY))
    assert list(read.indicators) == list(live.indicators)
    assert {key: read.figures(key) for key in read.indicators} == {key: live.figures(key) for key in live.indicators}
    assert set(snapshot.figures) == set(live.indicators)


def test_unrounded_values_keep_their_type(june: Year, office: Office) -> None:
    june.invest(office.townships[0], 1234)
    lock_month(actor=june.chief, year=2026, month=6, reason=WHY)
    total = evaluate(current(DAY)).figures("investment_total_wan_derived").total
    assert (total.value, type(total.value), total.records) == (Decimal("12340000.00"), Decimal, 1)
    rate = evaluate(current(DAY)).figures(RATE).total
    assert (rate.value, rate.numerator, rate.denominator) == (Decimal("20.00"), 40, 200)


def test_open_month_is_evaluated_live(june: Year, office: Office) -> None:
    june.start(office.townships[1], 9)
    assert (evaluate(current(DAY)).total(STARTED).value, frozen(current(DAY))) == (49, None)


def test_refusals_lock_nothing(june: Year, clerk: User) -> None:
    with pytest.raises(NeedsReason, match="2026年5月还没有锁定"):
        lock_month(actor=june.chief, year=2026, month=6)
    with pytest.raises(ServiceError, match="锁定月份"):
        lock_month(actor=clerk, year=2026, month=6, reason=WHY)
    assert MonthSnapshot.objects.count() == 0


def test_revoked_record_drifts_down(june: Year, office: Office) -> None:
    row = june.start(office.townships[1], 9)
    snapshot = lock_month(actor=june.chief, year=2026, month=6, reason=WHY)
    services.revoke_milestone(actor=june.chief, milestone=row, reason="重复登记，予以撤销")
    first = drift(snapshot)[0]
    assert (first.then, first.now, first.delta_text, list(first.entered), list(first.dropped)) == (
        49, 40, "-9", [], [row]
    )


def test_locking_on_the_page(june: Year, client_of: Sign) -> None:
    window = client_of(june.chief)
    page = window.get("/reports/months/2026/6/lock/")
    assert (page.context["is_over"], page.context["revision"], page.context["figure_count"]) == (
        True, 1, len(IndicatorSet(current(DAY)).indicators)
    )
    asked = window.post("/reports/months/2026/6/lock/", {})
    assert asked.context["form"].warning.sentence == "2026年5月还没有锁定。确要先锁定6月的，请说明原因。"
    answer = window.post("/reports/months/2026/6/lock/", {"reason": WHY})
    snapshot = MonthSnapshot.objects.get()
    assert (answer.status_code, answer.url, snapshot.lock.reason) == (302, snapshot.get_absolute_url(), WHY)


@pytest.mark.parametrize(("path", "code"), [
    ("2026/13/lock/", 404), ("1999/6/lock/", 404), ("2026/0/lock/", 404), ("2026/7/lock/", 200),
])
def test_strange_months(path: str, code: int, june: Year, client_of: Sign) -> None:
    assert client_of(june.chief).get(f"/reports/months/{path}").status_code == code


def test_month_that_runs_is_refused_on_the_page(june: Year, client_of: Sign) -> None:
    answer = client_of(june.chief).post("/reports/months/2026/7/lock/", {"reason": WHY})
    assert answer.context["form"].non_field_errors() == ["2026年7月还没有过完，月末以后才能锁定。"]


@pytest.mark.parametrize(("asked", "shown", "offered"), [
    ("2026", 2026, [2025]), ("2027", 2026, [2025]), ("2025", 2025, [2024, 2026]),
])
def test_no_year_to_come_is_offered(year: Year, client_of: Sign, asked: str, shown: int, offered: list[int]) -> None:
    context = client_of(year.chief).get("/reports/months/", {"year": asked}).context
    assert (context["year"], context["years"]) == (shown, offered)


def test_records_corrected_after_the_lock_are_told_apart_from_the_locked_figure(
    june: Year, office: Office, client_of: Sign
) -> None:
    community = communities.register_community(
        actor=june.clerk, unit=office.townships[0], name="建设路小区", plan_year=2026, built_year=1996,
        building_count=2, households=96, area=8600, invest_main=4_800_000, invest_infra=2_400_000,
        planned_start_on=date(2026, 3, 1), planned_done_on=date(2026, 10, 28),
    )
    lock_month(actor=june.chief, year=2026, month=6, reason=WHY)
    address, client = f"/reports/figures/old_hh/?as_of={DAY}", client_of(june.chief)
    assert (client.get(address).context["value"], client.get(address).context["moved"]) == (96, None)
    communities.edit_community(actor=june.clerk, community=community, households=100)
    page = client.get(address)
    assert (page.context["value"], page.context["moved"], [line.adds for line in page.context["lines"]]) == (
        96, 100, [100]
    )
    assert "锁定的数是 96 户；所列记录锁定后改过，按现在登记的内容合计 100 户" in page.content.decode()


@pytest.mark.parametrize(("day", "told"), [("2026-08-03", []), ("2026-08-20", [("城关镇", "项目进度月报")])])
def test_what_has_not_been_reported_is_told_before_the_lock(
    june: Year, office: Office, client_of: Sign, day: str, told: list[tuple[str, str]]
) -> None:
    june.target(office.townships[0], "shantytown", 120)
    with time_machine.travel(f"{day} 10:00:00+08:00"):
        page = client_of(june.chief).get("/reports/months/2026/7/lock/")
    assert [(cell.unit.name, cell.duty) for cell in page.context["missing"] if cell.unit] == told
    assert ("城关镇　项目进度月报" in page.content.decode()) == bool(told)
