"""Locking a month: what is kept, who may, and how the page asks."""
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from affordable import services
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
