from datetime import date
from decimal import Decimal

from affordable import services
from affordable.enums import Program
from affordable.models import AnnualTarget
from housing_portal.journal.models import Entry
from housing_portal.kit import scope

DAY = date(2026, 1, 5)


def issue(actor, unit, program=Program.SHANTYTOWN, quantity=100, **changes):
    facts = {"year": 2026, "issued_on": DAY, **changes}
    return services.issue_target(actor=actor, unit=unit, program=program, quantity=quantity, **facts)


def test_issue_stores_the_target_and_one_diary_entry(clerk, unit):
    target = issue(clerk, unit)
    stored = AnnualTarget.objects.get()
    assert (stored, stored.quantity, stored.revision, stored.recorded_by) == (target, 100, 1, clerk)
    entry = Entry.objects.get()
    assert (entry.action, entry.label, entry.object_id, entry.actor) == (
        "下达目标", "下达目标：城关镇 2026 年棚户区改造开工", target.pk, clerk,
    )
    assert entry.after["任务数"] == 100
    assert entry.before == {}


def test_investment_is_money(clerk, unit):
    target = issue(clerk, unit, Program.INVESTMENT, None, amount=Decimal("12950000.00"))
    assert AnnualTarget.objects.get().amount == Decimal("12950000.00") == target.value


def test_each_program_takes_its_own_measure(clerk, unit, refused):
    with refused({"__all__": ["投资任务只填金额（元），其他任务只填任务数（套、户）。"]}):
        issue(clerk, unit, Program.INVESTMENT, 5)
    with refused({"__all__": ["投资任务只填金额（元），其他任务只填任务数（套、户）。"]}):
        issue(clerk, unit, amount=Decimal(5))


def test_a_negative_target_is_refused_and_zero_is_not(clerk, unit, refused):
    with refused({"quantity": ["确保该值大于或等于0。"]}):
        issue(clerk, unit, quantity=-1)
    assert issue(clerk, unit, quantity=0).quantity == 0


def test_a_second_target_is_a_revision(clerk, unit, refused):
    issue(clerk, unit)
    with refused({"__all__": ["这个单位本年度的该项任务已下达；如需变动，请用“调整目标”。"]}):
        issue(clerk, unit, quantity=120)


def test_only_bureau_people_with_the_permission(chief, township_clerk, unit, refused):
    with refused(["您没有“登记和调整年度目标”的权限，请联系有此权限的同事办理。"]):
        issue(chief, unit)
    with refused(["年度目标由住建部门登记和调整，请联系住建部门办理。"]):
        issue(township_clerk, unit)


def test_the_whole_has_a_target_of_its_own(clerk, office):
    assert issue(clerk, office.whole, quantity=4005).unit == office.whole


def test_an_inactive_unit_gets_no_target(clerk, unit, refused):
    type(unit).objects.filter(pk=unit.pk).update(is_active=False)
    with refused({"unit": ["单位“城关镇”已停用，请选择在用的单位。"]}):
        issue(clerk, unit)


def test_issue_in_the_future_is_refused(clerk, unit, refused):
    with refused({"issued_on": ["2026-05-21 晚于今天，请填写今天或以前的日期。"]}):
        issue(clerk, unit, issued_on=date(2026, 5, 21))
    assert issue(clerk, unit, issued_on=date(2026, 5, 20)).issued_on == date(2026, 5, 20)


def test_a_part_stays_within_its_main_program(clerk, unit, refused):
    issue(clerk, unit)
    with refused({"quantity": [
        "“棚户区改造开工（其中：老旧城区）”101 套大于主项“棚户区改造开工”100 套，请核对，或先调整主项。"
    ]}):
        issue(clerk, unit, Program.SHANTYTOWN_OLD, 101)
    assert issue(clerk, unit, Program.SHANTYTOWN_OLD, 100).quantity == 100


def test_a_main_program_is_not_lowered_below_its_part(clerk, unit, refused):
    issue(clerk, unit, Program.SHANTYTOWN_OLD, 200)
    with refused({"quantity": [
        "“棚户区改造开工”199 套小于其中项“棚户区改造开工（其中：老旧城区）”200 套，请核对，或先调整其中项。"
    ]}):
        issue(clerk, unit, quantity=199)
    main = issue(clerk, unit, quantity=200)
    with refused({"quantity": [
        "“棚户区改造开工”150 套小于其中项“棚户区改造开工（其中：老旧城区）”200 套，请核对，或先调整其中项。"
    ]}):
        services.revise_target(actor=clerk, target=main, quantity=150, issued_on=DAY, reason="调减")


def test_the_part_of_another_unit_or_year_does_not_matter(clerk, unit, other):
    issue(clerk, other, quantity=10)
    issue(clerk, unit, quantity=10, year=2025)
    assert issue(clerk, unit, Program.SHANTYTOWN_OLD, 50).quantity == 50


def test_a_revision_counts_from_its_day_on(clerk, unit):
    first = issue(clerk, unit)
    second = services.revise_target(
        actor=clerk, target=first, quantity=120, issued_on=date(2026, 5, 1), reason="省下达调增任务"
    )
    assert (second.revision, second.supersedes, second.reason) == (2, first, "省下达调增任务")
    assert AnnualTarget.objects.effective(scope.current(date(2026, 4, 30))).get().quantity == 100
    assert AnnualTarget.objects.effective(scope.current(date(2026, 5, 1))).get().quantity == 120
    assert Entry.objects.first().reason == "省下达调增任务"


def test_a_revision_compares_with_what_is_stored(clerk, unit):
    target = issue(clerk, unit)
    target.quantity, target.revision = 90, 7
    revised = services.revise_target(
        actor=clerk, target=target, quantity=90, issued_on=date(2026, 5, 1), reason="调减"
    )
    assert (revised.quantity, revised.revision) == (90, 2)


def test_a_revision_needs_reason_change_order_and_the_latest_version(clerk, unit, refused):
    first = issue(clerk, unit)
    facts = {"actor": clerk, "target": first, "quantity": 90, "issued_on": date(2026, 5, 1), "reason": "调减"}
    with refused({"reason": ["请填写调整原因，例如上级调减任务的文件。"]}):
        services.revise_target(**{**facts, "reason": "  "})
    with refused({"issued_on": ["2026-01-04 早于调整前的下达日期 2026-01-05，请核对。"]}):
        services.revise_target(**{**facts, "issued_on": date(2026, 1, 4)})
    with refused(["任务数和下达文件与调整前相同，不需要调整。"]):
        services.revise_target(**{**facts, "quantity": 100})
    services.revise_target(**facts)
    with refused(["这一版已调整为第 2 版，请在最新一版上调整。"]):
        services.revise_target(**{**facts, "quantity": 80})
