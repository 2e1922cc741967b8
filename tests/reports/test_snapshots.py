"""A locked month keeps its figures on every surface; what came later stands in the drift report alone."""
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.scope import Scope, current
from reports.drift import drift, last_count
from reports.evaluate import IndicatorSet, evaluate
from reports.listing import indicator_rows
from reports.models import MonthSnapshot
from reports.rules.month import snapshots_unchanged
from reports.snapshots import broken, digest, frozen, lock_month
from tests import strict
from tests.conftest import Office, found_office, hire
from tests.reports.conftest import DAY, Year

STARTED, TARGET, RATE = "shantytown_started_sets", "shantytown_target_sets", "shantytown_start_rate"
WHY = "五月数据另行核对"
Sign = Callable[[User], Client]


@dataclass(frozen=True)
class Desk:
    """The office in which June was locked at nine, with 40 of 120 homes begun in 城关镇."""

    office: Office
    year: Year
    locked: MonthSnapshot


@pytest.fixture(scope="module")
def desk(kept: None) -> Desk:
    with time_machine.travel("2026-07-02 09:00:00+08:00", tick=False):
        office = found_office()
        year = Year(office, hire("clerk", office.housing, name="李经办"), hire("chief", office.housing, name="王股长"))
        year.target(office.whole, "shantytown", 200)
        year.target(office.townships[0], "shantytown", 120)
        year.start(office.townships[0], 40)
        return Desk(office, year, lock_month(actor=year.chief, year=2026, month=6, reason=WHY))


@pytest.fixture
def office(desk: Desk, db: None) -> Office:
    return desk.office


@pytest.fixture
def june(desk: Desk, time_machine_day: None, db: None) -> Year:
    cache.clear()  # what an earlier test has looked up
    return desk.year


@pytest.fixture
def locked(desk: Desk, june: Year) -> MonthSnapshot:
    return MonthSnapshot.objects.select_related("lock").get(pk=desk.locked.pk)


def late(year: Year, office: Office, sets: int = 9) -> object:
    """Enter a start of June after the lock."""
    return year.start(office.townships[1], sets)


# -- what is kept -------------------------------------------------------------------------------------------


def test_late_record_leaves_the_locked_month_as_it_was(locked: MonthSnapshot, june: Year, office: Office) -> None:
    late(june, office)
    figures = evaluate(current(DAY))
    assert (figures.total(STARTED).value, figures.value(RATE), figures.scope.cutoff) == (
        40, Decimal("20.00"), locked.lock.cutoff
    )
    # the records of the drill add up to the stored figure
    rows = figures.indicators[STARTED].queryset(figures.scope)
    assert sum(row.sets for row in rows) == 40
    assert IndicatorSet(current(DAY)).total(STARTED).value == 49


def test_snapshot_is_read_and_not_evaluated_again(locked: MonthSnapshot, django_assert_num_queries: Callable) -> None:
    figures = evaluate(current(DAY))
    figures.indicators, figures.whole  # noqa: B018 -- what is loaded once
    with django_assert_num_queries(0):
        assert [figures.total(key).value for key in (STARTED, TARGET, RATE)] == [40, 200, Decimal("20.00")]


def test_day_inside_the_month_is_read_at_the_lock(locked: MonthSnapshot, june: Year, office: Office) -> None:
    june.start(office.townships[1], 9, on=date(2026, 6, 15))
    figures = evaluate(current(date(2026, 6, 15)))
    assert (figures.total(STARTED).value, figures.scope.cutoff) == (0, locked.lock.cutoff)


def test_township_reads_its_own_records_at_the_lock(
    locked: MonthSnapshot, june: Year, office: Office, township_clerk: User
) -> None:
    june.start(office.townships[0], 5)
    own = frozenset({office.townships[0].pk})
    figures = evaluate(Scope(DAY, clock.now(), own))
    assert (figures.total(STARTED).value, figures.total(TARGET).value, figures.scope.unit_ids) == (40, 120, own)


def test_next_month_counts_the_late_record(locked: MonthSnapshot, june: Year, office: Office) -> None:
    late(june, office)
    assert evaluate(current(date(2026, 7, 1))).total(STARTED).value == 49


def test_further_revision_holds_and_the_first_stays(locked: MonthSnapshot, june: Year, office: Office) -> None:
    late(june, office)
    second = lock_month(actor=june.chief, year=2026, month=6, reason="东屏镇补录开工")
    assert (second.lock.revision, second.number, second.prev_hash) == (2, 2, locked.hash)
    assert [evaluate(scope).total(STARTED).value for scope in (current(DAY), second.scope, locked.scope)] == [
        49, 49, 40
    ]


def test_question_of_an_earlier_moment_knows_no_lock(locked: MonthSnapshot, june: Year) -> None:
    before = Scope(DAY, locked.lock.cutoff.replace(year=2025))
    assert (frozen(before), evaluate(before).scope) == (None, before)


# -- nobody changes it unseen -------------------------------------------------------------------------------


def test_chain_is_whole(locked: MonthSnapshot, june: Year) -> None:
    lock_month(actor=june.chief, year=2026, month=6, reason="再次核对数字")
    assert list(snapshots_unchanged()) == []


def test_changed_figure_is_seen(locked: MonthSnapshot) -> None:
    strict.drop_triggers()
    figures = locked.figures
    figures[STARTED]["total"][0] = 41
    MonthSnapshot.objects.filter(pk=locked.pk).update(figures=figures)
    assert list(snapshots_unchanged()) == ["2026年6月（第 1 版）快照：指标与登记的 SHA-256 不符，内容被改动"]
    # whoever knows to correct the digest has not got the key
    MonthSnapshot.objects.filter(pk=locked.pk).update(sha256=digest(figures))
    assert list(snapshots_unchanged()) == ["2026年6月（第 1 版）快照：与校验链不符"]


def test_missing_snapshot_is_seen(locked: MonthSnapshot, june: Year) -> None:
    second = lock_month(actor=june.chief, year=2026, month=6, reason="再次核对数字")
    strict.drop_triggers()
    MonthSnapshot.objects.filter(pk=locked.pk).delete()
    assert list(snapshots_unchanged()) == [
        "2026年6月（第 1 版）：没有快照", "2026年6月（第 2 版）快照：与校验链不符"
    ]
    assert broken([second]) == ["2026年6月（第 2 版）快照：与校验链不符"]


def test_moved_cutoff_is_seen(locked: MonthSnapshot) -> None:
    strict.drop_triggers()
    type(locked.lock).objects.filter(pk=locked.lock_id).update(cutoff=clock.now().replace(year=2027))
    assert list(snapshots_unchanged()) == ["2026年6月（第 1 版）快照：与校验链不符"]


# -- drift --------------------------------------------------------------------------------------------------


def test_drift_lists_exactly_the_affected(locked: MonthSnapshot, june: Year, office: Office) -> None:
    assert drift(locked) == []
    row = late(june, office)
    found = drift(locked)
    assert [(one.key, one.unit and one.unit.name, one.then, one.now) for one in found] == [
        (STARTED, None, 40, 49), (STARTED, "东屏镇", None, 9), (RATE, None, Decimal("20.00"), Decimal("24.50")),
    ]
    assert [(one.delta_text, list(one.entered), list(one.dropped)) for one in found] == [
        ("+9", [row], []), ("+9", [row], []), ("+4.50", [], [])
    ]
    assert last_count(locked) == (3, last_count(locked)[1])


def test_second_revision_ends_the_drift(locked: MonthSnapshot, june: Year, office: Office) -> None:
    late(june, office)
    second = lock_month(actor=june.chief, year=2026, month=6, reason="东屏镇补录开工")
    assert (drift(second), len(drift(locked))) == ([], 3)


# -- every surface ------------------------------------------------------------------------------------------


def test_pages_and_workbook_read_the_snapshot(
    locked: MonthSnapshot, june: Year, office: Office, client_of: Sign
) -> None:
    late(june, office)
    reader = client_of(june.chief)
    dashboard = reader.get(f"/reports/dashboard/?as_of={DAY}")
    assert dashboard.context["figures_set"].total(STARTED).value == 40
    moment = locked.lock.cutoff.astimezone(clock.SHANGHAI)
    said = f"2026年6月已锁定（第 1 版，{moment:%Y-%m-%d %H:%M}），数字取自快照"
    assert said in dashboard.content.decode()
    drill = reader.get(f"/reports/figures/{STARTED}/?as_of={DAY}")
    assert (drill.context["value"], [line.adds for line in drill.context["lines"]]) == (40, [40])
    sheet = load_workbook(BytesIO(reader.get(f"/reports/progress.xlsx?as_of={DAY}").content)).worksheets[0]
    cells = [cell.value for row in sheet.iter_rows() for cell in row]
    assert (40 in cells, 49 in cells) == (True, False)
    told = {one["key"]: one["value"] for one in indicator_rows(evaluate(current(DAY)))}
    assert told[STARTED] == 40


def test_figure_of_an_earlier_revision_opens_its_records(
    locked: MonthSnapshot, june: Year, office: Office, client_of: Sign
) -> None:
    late(june, office)
    lock_month(actor=june.chief, year=2026, month=6, reason="东屏镇补录开工")
    reader = client_of(june.chief)
    values = [
        reader.get(f"/reports/figures/{STARTED}/?as_of={DAY}{more}").context["value"]
        for more in ("", "&revision=1", "&revision=2", "&revision=9", "&revision=x")
    ]
    assert values == [49, 40, 49, 49, 49]


@pytest.mark.parametrize("name", [
    "transactions:market", "presale:overview", "inspections:overview", "reports:delivery", "reports:behind",
])
def test_overviews_of_other_areas_say_so(name: str, locked: MonthSnapshot, june: Year, client_of: Sign) -> None:
    path = reverse(name)
    body = client_of(june.chief).get(f"{path}?as_of={DAY}").content.decode()
    assert "2026年6月已锁定（第 1 版，" in body
    assert "2026年6月已锁定（第 1 版，" not in client_of(june.chief).get(path).content.decode()


# -- its pages ----------------------------------------------------------------------------------------------


def test_locking_again_asks_why_and_keeps_what_was_typed(locked: MonthSnapshot, june: Year, client_of: Sign) -> None:
    window = client_of(june.chief)
    refused = window.post("/reports/months/2026/6/lock/", {"reason": "补录"})
    assert refused.context["form"].errors == {
        "reason": ["2026年6月（第 1 版）已锁定；重新锁定请写明原因，至少 4 个字。"]
    }
    assert refused.context["form"]["reason"].value() == "补录"
    window.post("/reports/months/2026/6/lock/", {"reason": "东屏镇补录开工"})
    assert [one.lock.revision for one in MonthSnapshot.objects.order_by("number")] == [1, 2]


def test_township_chief_finds_no_month_to_lock(
    locked: MonthSnapshot, person: Callable[..., User], office: Office, client_of: Sign
) -> None:
    window = client_of(person("chief", office.townships[0]))
    paths = ["2026/6/lock/", f"{locked.pk}/", f"{locked.pk}/drift/", f"{locked.pk}/drift.xlsx"]
    assert [window.get(f"/reports/months/{path}").status_code for path in paths] == [404] * 4


def test_months_of_the_year(locked: MonthSnapshot, june: Year, office: Office, client_of: Sign) -> None:
    window = client_of(june.chief)
    months = window.get("/reports/months/?year=2026").context["months"]
    assert [(one.number, one.snapshot, one.is_over, one.drift) for one in months if one.number in (5, 6, 7)] == [
        (5, None, True, None), (6, locked, True, None), (7, None, False, None)
    ]
    late(june, office)
    window.get(f"/reports/months/{locked.pk}/drift/")
    months = window.get("/reports/months/?year=2026").context["months"]
    assert months[5].drift[0] == 3


def test_snapshot_page_lists_every_figure(locked: MonthSnapshot, june: Year, office: Office, client_of: Sign) -> None:
    late(june, office)
    context = client_of(june.chief).get(locked.get_absolute_url()).context
    rows = {one.key: (value, count) for _title, rows in context["groups"] for one, value, count in rows}
    assert (len(rows), rows[STARTED], rows[RATE]) == (len(locked.figures), (40, 1), (Decimal("20.00"), 2))


def test_the_drift_of_an_older_revision_leads_to_the_one_in_force(
    locked: MonthSnapshot, june: Year, office: Office, client_of: Sign
) -> None:
    late(june, office)
    again = lock_month(actor=june.chief, year=2026, month=6, reason="补登六月开工")
    page = client_of(june.chief).get(reverse("reports:month_drift", args=[locked.pk]))
    assert (page.context["later"], "请重新锁定" in page.content.decode()) == (again, False)
    last = client_of(june.chief).get(reverse("reports:month_drift", args=[again.pk]))
    assert (last.context["later"], "请重新锁定" in last.content.decode()) == (None, True)


def test_drift_workbook_says_what_the_page_says(
    locked: MonthSnapshot, june: Year, office: Office, client_of: Sign
) -> None:
    row = late(june, office)
    book = client_of(june.chief).get(f"/reports/months/{locked.pk}/drift.xlsx")
    rows = [[cell.value for cell in line] for line in load_workbook(BytesIO(book.content)).worksheets[0].iter_rows()]
    total, town = [line for line in rows if line[0] in (1, 2)]
    label = IndicatorSet(current(DAY)).indicators[STARTED].label
    assert (total[1:8], town[1:8]) == (
        [label, "合计", 40, 49, 9, "套", str(row)], [label, "东屏镇", "——", 9, 9, "套", str(row)]
    )
    assert {line[6] for line in rows if line[1] == IndicatorSet(current(DAY)).indicators[RATE].label} == {
        "%（增减为个百分点）"}
    locked_at = locked.lock.cutoff.astimezone(clock.SHANGHAI)
    assert any(str(cell).startswith(f"第 1 版，{locked_at:%Y-%m-%d %H:%M} 锁定") for cell in rows[1])
