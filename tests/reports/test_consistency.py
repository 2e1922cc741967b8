"""Every rule warns with both numbers when it should, and is silent when it should be."""
from datetime import date
from decimal import Decimal

import pytest

from affordable import services
from affordable.models import ImportBatch
from housing_portal.kit import clock
from housing_portal.kit.scope import current
from reports.consistency import check
from reports.enums import Severity
from reports.stated import record_stated
from tests.reports.conftest import DAY


def found(scope, code: str) -> list[tuple]:
    """Return (subject, left, right) of the warnings of one rule."""
    return [(w.subject, w.left, w.right) for w in check(scope()) if w.code == code]


def printed(year, indicator: str, value: str, subject: str = "", unit: str = "万元"):
    return record_stated(
        actor=year.clerk, as_of=DAY, source="云房保办发〔2026〕3号", indicator=indicator, label="所写数字",
        unit=unit, value=value, subject=subject,
    )


def test_nothing_recorded_nothing_to_say(year, scope):
    assert check(scope()) == []


def test_a_printed_total_that_is_not_the_sum_is_red_with_both_numbers(year, office, scope):
    year.invest(office.townships[0], 17312)
    printed(year, "investment_total_wan_derived", "17342")
    [warning] = [w for w in check(scope()) if w.code == "stated"]
    assert (warning.severity, warning.left, warning.right) == (Severity.RED, 17342, Decimal("17312"))
    assert warning.sentence == (
        "所写数字：云房保办发〔2026〕3号写 17342万元，按记录为 17312万元，相差 30万元。请以记录为准，或写明差异原因。"
    )


def test_a_printed_total_that_is_the_sum_is_silent(year, office, scope):
    year.invest(office.townships[0], 17312)
    printed(year, "investment_total_wan_derived", "17312")
    assert found(scope, "stated") == []


@pytest.mark.parametrize(("written", "expected"), [("13.4", []), ("13.37", []), ("13.5", [(Decimal("13.5"), "13.37")])])
def test_a_rate_printed_with_fewer_decimals_agrees_when_it_rounds(year, office, scope, written, expected):
    year.target(office.whole, "investment", Decimal(1_295_000_000))
    year.invest(office.townships[0], 17312)
    printed(year, "investment_rate", written, unit="%")
    assert [(left, str(right)) for _, left, right in found(scope, "stated")] == expected


def test_units_named_for_a_class_are_counted_once_each(year, office, scope):
    a, b, *_ = office.townships
    for unit in (a, a, b):
        year.finding(unit, "应配未配公租房")
    printed(year, "audit_2025_category_units", "1", subject="应配未配公租房", unit="个")
    assert [(left, right) for _, left, right in found(scope, "stated")] == [(1, 2)]


def test_a_figure_of_one_unit_is_compared_with_that_unit(year, office, scope):
    a, b, *_ = office.townships
    year.start(a, 60)
    year.start(b, 5)
    printed(year, "shantytown_started_sets", "60", subject="城关镇", unit="套")
    printed(year, "shantytown_started_sets", "6", subject="东屏镇", unit="套")
    assert [(left, right) for _, left, right in found(scope, "stated")] == [(6, 5)]


def test_the_total_row_of_an_import_is_the_same_warning_as_the_printed_total(year, office, scope):
    year.invest(office.townships[0], 17312)
    printed(year, "investment_total_wan_derived", "17342")
    ImportBatch.objects.create(
        kind="progress", file_name="附件1.xlsx", sha256="0" * 64, as_of=DAY, unit=office.housing,
        recorded_by=year.clerk, recorded_at=clock.now(),
        differences=[{"indicator": "investment_total_wan_derived", "label": "完成投资", "unit": "万元",
                      "stated": "17342", "derived": "17312"}],
    )
    assert [(left, right) for _, left, right in found(scope, "stated")] == [(17342, 17312)]


def test_targets_of_units_must_add_up_to_the_whole(year, office, scope):
    a, b, *_ = office.townships
    year.target(office.whole, "shantytown", 4005)
    year.target(a, "shantytown", 1700)
    assert found(scope, "targets_add_up") == [("shantytown", 4005, 1700)]
    year.target(b, "shantytown", 2305)
    assert found(scope, "targets_add_up") == []


def test_ready_is_not_started(year, office, scope):
    unit = office.townships[0]
    year.target(unit, "shantytown", 180)
    services.record_note(
        actor=year.clerk, unit=unit, kind="shantytown", as_of=DAY, text="前期手续已完成，具备开工条件", stage="ready"
    )
    assert found(scope, "ready_not_started") == [("城关镇", 180, 0)]
    year.start(unit, 180)
    assert found(scope, "ready_not_started") == []


def test_ready_is_not_started_even_where_no_task_is_registered(year, office, scope):
    unit = office.townships[0]
    services.record_note(
        actor=year.clerk, unit=unit, kind="shantytown", as_of=DAY, text="前期手续已完成，具备开工条件", stage="ready"
    )
    year.invest(unit, 650)
    assert found(scope, "ready_not_started") == [("城关镇", None, 0)]
    assert found(scope, "investment_before_start") == [("城关镇", Decimal("650"), 0)]
    assert [w.sentence for w in check(scope())] == [
        "城关镇（任务套数未登记）：前期手续已完成，具备开工条件。具备开工条件不计入开工，已开工按 0 套统计。",
        "城关镇：具备开工条件，已开工 0 套（手续未齐或未开工），却完成投资 650 万元。请核实投资来源，或补登开工。",
    ]
    assert [w.code for w in check(current(date(2027, 1, 31)))] == []
    year.start(unit, 5)
    assert found(scope, "ready_not_started") == []


def test_money_without_a_start(year, office, scope):
    a, b, c, _ = office.townships
    for unit in (a, b):
        year.target(unit, "shantytown", 100)
        year.invest(unit, 650)
    year.start(b, 10)
    year.invest(c, 10)
    assert found(scope, "investment_before_start") == [("城关镇", Decimal("650"), 0)]


def test_more_arranged_than_owed_needs_a_word(year, office, scope):
    a, *_ = office.townships
    services.record_stock(
        actor=year.clerk, unit=office.whole, as_of=DAY, period_from=2008, period_to=2015, assigned_sets=20359,
        reported_done_sets=25164, reused_sets=2619, existing_sets=21154,
    )
    services.record_arrears_plan(actor=year.clerk, unit=a, as_of=DAY, arranged_sets=1391)
    assert found(scope, "arranged_against_arrears") == []
    services.record_arrears_plan(actor=year.clerk, unit=office.townships[1], as_of=DAY, arranged_sets=362)
    assert found(scope, "arranged_against_arrears") == [("rental", 1753, 1391)]


def test_silent_units_are_named(year, office, scope):
    services.record_arrears_plan(actor=year.clerk, unit=office.townships[0], as_of=DAY, arranged_sets=0)
    assert found(scope, "arrears_covered") == [("rental", 4, 1)]
    for unit in office.townships[1:]:
        services.record_arrears_plan(actor=year.clerk, unit=unit, as_of=DAY, arranged_sets=0)
    assert found(scope, "arrears_covered") == []


def test_unconfirmed_milestones_are_announced(year, office, scope):
    year.start(office.townships[0], 12, confirm=False)
    year.start(office.townships[1], 30, confirm=False)
    assert found(scope, "waiting") == [("milestones", 2, 42)]


def test_red_stands_before_amber(year, office, scope):
    year.start(office.townships[0], 12, confirm=False)
    year.target(office.whole, "shantytown", 100)
    assert [w.severity for w in check(scope())] == [Severity.RED, Severity.AMBER]


def test_another_day_has_its_own_printed_figures(year, office, scope):
    record_stated(
        actor=year.clerk, as_of=date(2026, 5, 31), source="五月通报", indicator="investment_total_wan_derived",
        label="完成投资", unit="万元", value="1",
    )
    assert found(scope, "stated") == []
