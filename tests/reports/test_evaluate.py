"""Figures from records: totals, rates, pace, ranking, cross-tables, and the records behind each."""
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import time_machine
from django.db.models import Sum

from affordable import services
from housing_portal.kit import clock
from housing_portal.kit.indicators import Measure
from housing_portal.kit.scope import Scope, current
from reports.catalogue import PROGRAMMES
from reports.evaluate import audit_table, audit_years, evaluate
from tests.reports.conftest import DAY

SHANTYTOWN, OLD_CORE = PROGRAMMES[0], PROGRAMMES[1]


def test_rates_use_the_target_of_the_whole_and_round_half_up(year, office, scope):
    a, b, *_ = office.townships
    year.target(office.whole, "shantytown", 4005)
    year.target(a, "shantytown", 700)
    year.start(a, 263, old_core=263)
    year.start(b, 736)
    figures = evaluate(scope())
    assert figures.value("shantytown_started_sets") == 999
    assert figures.value("shantytown_target_sets") == 4005
    assert figures.value("shantytown_start_rate") == Decimal("24.94")
    assert figures.value("shantytown_start_rate", a) == Decimal("37.57")
    assert figures.value("shantytown_start_rate", b) is None
    assert figures.value("old_core_started_sets") == 263


def test_only_confirmed_starts_of_this_year_count(year, office, scope):
    unit = office.townships[0]
    year.target(unit, "shantytown", 100)
    year.start(unit, 10, confirm=False)
    year.start(unit, 20, on=date(2025, 12, 31))
    year.start(unit, 30, on=DAY + timedelta(days=1))
    year.start(unit, 40, continued=True)
    assert evaluate(scope()).value("shantytown_started_sets") == 0
    year.start(unit, 5)
    assert evaluate(scope()).value("shantytown_started_sets") == 5


def test_a_revoked_milestone_leaves_todays_figure_and_stays_in_yesterdays(year, office, scope):
    unit = office.townships[0]
    row = year.start(unit, 60)
    before = clock.now()
    with time_machine.travel("2026-07-05 09:00:00+08:00", tick=True):
        services.revoke_milestone(actor=year.chief, milestone=row, reason="现场核查未实质开工")
        assert evaluate(current(DAY)).value("shantytown_started_sets") == 0
        assert evaluate(Scope(DAY, before)).value("shantytown_started_sets") == 60


def test_a_target_revised_in_july_leaves_june_alone(year, office):
    target = year.target(office.whole, "shantytown", 100)
    year.start(office.townships[0], 60)
    with time_machine.travel("2026-08-01 09:00:00+08:00", tick=True):
        services.revise_target(
            actor=year.clerk, target=target, quantity=120, issued_on=date(2026, 7, 15), reason="上级追加任务"
        )
        june, july = evaluate(current(DAY)), evaluate(current(date(2026, 7, 31)))
    assert (june.value("shantytown_target_sets"), june.value("shantytown_start_rate")) == (100, Decimal("60.00"))
    assert (july.value("shantytown_target_sets"), july.value("shantytown_start_rate")) == (120, Decimal("50.00"))


def test_what_is_entered_after_the_cutoff_is_not_known_yet(year, office):
    cutoff = clock.now()
    with time_machine.travel("2026-07-03 09:00:00+08:00", tick=True):
        year.invest(office.townships[0], 500)
        assert evaluate(current(DAY)).value("investment_total_wan_derived") == 500
        assert evaluate(Scope(DAY, cutoff)).value("investment_total_wan_derived") == 0


def test_an_audit_year_entered_after_the_cutoff_is_not_on_the_list_yet(year, office):
    cutoff = clock.now()
    with time_machine.travel("2026-07-03 09:00:00+08:00", tick=True):
        year.finding(office.townships[0], year=2024)
        assert audit_years(evaluate(current(DAY))) == [2024]
        assert audit_years(evaluate(Scope(DAY, cutoff))) == []


def test_investment_is_cumulative_and_the_latest_counts(year, office, scope):
    a, b, c, _ = office.townships
    year.invest(a, 100, on=date(2026, 3, 31))
    year.invest(a, 300, on=date(2026, 5, 31))
    year.invest(b, 0)
    figures = evaluate(scope())
    assert figures.value("investment_total_wan_derived") == 300
    assert figures.value("investment_total_wan_derived", b) == 0
    assert figures.value("investment_total_wan_derived", c) is None


def test_a_year_without_a_target_has_no_rate(year, office, scope):
    year.start(office.townships[0], 60)
    figures = evaluate(scope())
    assert figures.value("shantytown_start_rate") is None
    assert str(figures.capped_rate(SHANTYTOWN)) == "—"
    pace = figures.pace(SHANTYTOWN)
    assert (pace.lamp, pace.word, pace.gap_text) == ("n", "无任务", "—")


def test_pace_is_the_gap_in_points_to_the_time_share(year, office, scope):
    a, b, c, d = office.townships
    for unit, sets in ((a, 50), (b, 45), (c, 40), (d, 0)):
        year.target(unit, "shantytown", 100)
        if sets:
            year.start(unit, sets)
    figures = evaluate(scope())
    assert str(figures.time_share) == "49.59"
    ranking = figures.ranking(SHANTYTOWN)
    assert [(p.unit, p.rank, p.rate, p.gap, p.lamp) for p in ranking] == [
        (a, 1, Decimal("50.00"), Decimal("0.41"), "g"),
        (b, 2, Decimal("45.00"), Decimal("-4.59"), "a"),
        (c, 3, Decimal("40.00"), Decimal("-9.59"), "r"),
        (d, 4, Decimal("0.00"), Decimal("-49.59"), "r"),
    ]


def test_equal_rates_share_a_rank_and_units_without_a_target_have_none(year, office, scope):
    a, b, c, d = office.townships
    for unit in (a, b, c):
        year.target(unit, "shantytown", 100)
    year.start(a, 30)
    year.start(b, 30)
    ranking = evaluate(scope()).ranking(SHANTYTOWN)
    assert [(p.unit, p.rank) for p in ranking] == [(a, 1), (b, 1), (c, 3), (d, None)]


def test_the_capped_rate_does_not_let_one_unit_cover_another(year, office, scope):
    a, b, *_ = office.townships
    year.target(a, "shantytown", 100)
    year.target(b, "shantytown", 100)
    year.start(a, 180)
    figures = evaluate(scope())
    assert figures.value("shantytown_start_rate") == Decimal("90.00")
    assert str(figures.capped_rate(SHANTYTOWN)) == "50.00"


def test_classes_and_units_of_findings_are_two_groupings_of_the_same_rows(year, office, scope):
    a, b, *_ = office.townships
    title, empty = "未办理产权登记", "应配未配公租房"
    for unit, category, number in ((a, title, 2), (b, title, 1), (b, empty, 3), (a, None, 1)):
        for _ in range(number):
            year.finding(unit, category)
    year.finding(a, None, year=2024)
    figures = evaluate(scope())
    table = audit_table(figures, 2025)
    assert audit_years(figures) == [2024, 2025]
    assert (table.total, sum(table.totals), table.uncategorised) == (7, 6, 1)
    assert sum(total for _, _, total in table.rows) == 7
    assert table.units_of("未办理产权登记") == [(a, 2), (b, 1)]
    assert figures.value("audit_open_total") == 8


def test_a_closed_finding_leaves_the_figure_on_its_day(year, office, scope):
    finding = year.finding(office.townships[0], "未办理产权登记")
    services.submit_finding(
        actor=year.clerk, finding=finding, evidence=[("产权证.pdf", b"%PDF-1.4 proof")]
    )
    assert evaluate(scope()).value("audit_open_total") == 1
    services.close_finding(actor=year.chief, finding=finding, closed_on=DAY)
    assert evaluate(scope()).value("audit_open_total") == 0


def test_every_measure_is_the_sum_of_the_records_it_opens(year, office, scope):
    a, b, *_ = office.townships
    year.target(office.whole, "shantytown", 500)
    year.target(a, "shantytown", 200)
    year.start(a, 120, old_core=20)
    year.start(b, 80, code="basic_done", continued=True)
    year.invest(a, 150)
    year.finding(b, "未办理产权登记")
    services.record_stock(
        actor=year.clerk, unit=office.whole, as_of=DAY, period_from=2008, period_to=2015, assigned_sets=900,
        reported_done_sets=800, reused_sets=100, existing_sets=650,
    )
    services.record_arrears_plan(actor=year.clerk, unit=a, as_of=DAY, arranged_sets=40)
    figures = evaluate(scope())
    opened = {}
    for key, indicator in figures.indicators.items():
        if isinstance(indicator, Measure):
            rows = indicator.queryset(figures.scope)
            if indicator.whole_first and rows.filter(unit=office.whole):
                rows = rows.filter(unit=office.whole)
            behind = rows.aggregate(n=Sum(indicator.amount))["n"] if indicator.amount else rows.count()
            empty = 0 if indicator.zero_when_empty else None
            assert figures.total(key).value == (behind if rows else empty), key
            assert figures.total(key).records == rows.count(), key
            opened[key] = rows.count()
    assert opened["shantytown_started_sets"] == opened["continued_basic_done_sets"] == opened["audit_open_total"] == 1
    assert figures.value("arrears_derived") == 50


def test_a_township_sees_its_own_figures_only(year, office, scope):
    a, b, *_ = office.townships
    year.start(a, 10)
    year.start(b, 20)
    figures = evaluate(replace(scope(), unit_ids=frozenset({a.pk})))
    assert figures.value("shantytown_started_sets") == 10
    assert figures.units == [a]
