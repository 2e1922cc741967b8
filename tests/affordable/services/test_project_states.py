"""Suspending, resuming and giving up a project, and what only some kinds of housing have."""
from datetime import date, datetime
from decimal import Decimal

import pytest

from affordable.enums import ProjectKind
from affordable.indicators import MEASURES
from affordable.models import AffordableProject, InvestmentRecord, Milestone, PreliminaryStep
from affordable.services import month, projects
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.kit.scope import Scope, current


@pytest.fixture
def project(clerk, unit):
    return projects.create_project(
        actor=clerk, unit=unit, kind=ProjectKind.SHANTYTOWN, name="东关片区", plan_year=2026, sets_planned=100
    )


def suspend(chief, project, **changes):
    facts = {"state_doc": "云政函〔2026〕5号", "reason": "资金未落实"}
    return projects.suspend_project(actor=chief, project=project, **{**facts, **changes})


def cancel(chief, project, **changes):
    facts = {"state_doc": "云政函〔2026〕9号", "reason": "目标调减", "cancelled_on": date(2026, 5, 10)}
    return projects.cancel_project(actor=chief, project=project, **{**facts, **changes})


def counted(as_of):
    measure = next(one for one in MEASURES if one.key == "shantytown_projects")
    return measure.evaluate(Scope(as_of, clock.now()), None).total.value


def test_a_suspended_project_takes_no_progress(clerk, chief, unit, project, started, refused):
    suspend(chief, project)
    project.refresh_from_db()
    assert (project.state, project.state_doc) == ("suspended", "云政函〔2026〕5号")
    with refused({"project": ["项目“东关片区”已暂停（云政函〔2026〕5号），请先恢复项目再登记。"]}):
        started(project=project)
    projects.resume_project(actor=chief, project=project, reason="资金已落实")
    project.refresh_from_db()
    assert (project.state, project.state_doc, Entry.objects.first().action) == ("active", "", "恢复项目")
    assert started(project=project).project == project


def test_a_state_needs_its_paper_and_its_reason(clerk, chief, project, refused):
    with refused({"state_doc": ["请填写依据文件的名称和文号。"]}):
        suspend(chief, project, state_doc=" ")
    with refused({"reason": ["请写明原因。"]}):
        suspend(chief, project, reason="")
    with refused({"cancelled_on": ["取消日期早于下达年度 2026 年，请核对。"]}):
        cancel(chief, project, cancelled_on=date(2025, 12, 31))
    with refused({"cancelled_on": ["2026-05-21 晚于今天，请填写今天或以前的日期。"]}):
        cancel(chief, project, cancelled_on=date(2026, 5, 21))
    with refused(["您没有“复核里程碑与审计整改”的权限，请联系有此权限的同事办理。"]):
        suspend(clerk, project)


def test_a_cancelled_project_is_not_changed_any_more(clerk, chief, project, refused):
    cancel(chief, project)
    with refused(["项目“东关片区”已取消（云政函〔2026〕9号），不能再修改。"]):
        projects.edit_project(actor=clerk, project=project, name="东关一期")


def test_a_cancelled_project_stays_in_earlier_figures(clerk, chief, project, refused):
    assert counted(date(2026, 5, 20)) == 1
    cancel(chief, project)
    assert [counted(day) for day in (date(2026, 5, 9), date(2026, 5, 10), date(2026, 5, 20))] == [1, 0, 0]
    with refused(["当前状态是“取消”，不能“恢复”（须为：暂停）。请刷新页面查看最新状态。"]):
        projects.resume_project(actor=chief, project=project, reason="误操作")


def test_a_figure_taken_before_the_cancellation_was_entered_does_not_change(chief, project):
    taken = Scope(date(2026, 5, 20), clock.now())
    cancel(chief, project)
    AffordableProject.objects.update(cancelled_at=datetime(2026, 5, 21, tzinfo=clock.SHANGHAI))
    assert AffordableProject.objects.planned_in(taken, ProjectKind.SHANTYTOWN).count() == 1


def test_rental_fields_belong_to_rental_housing(clerk, unit, refused):
    facts = {"actor": clerk, "unit": unit, "name": "云栖公寓", "plan_year": 2026}
    made = projects.create_project(
        **facts, kind=ProjectKind.GUARANTEED_RENTAL, recognition_no="云保租认〔2026〕1号", operator="县开发公司",
        rent_standard=Decimal("8.50"),
    )
    assert (made.recognition_no, made.rent_standard) == ("云保租认〔2026〕1号", Decimal("8.50"))
    with refused({"recognition_no": ["项目认定书只有保障性租赁住房才有，请核对类别或清空。"]}):
        projects.create_project(**facts, kind=ProjectKind.RENTAL, recognition_no="云保租认〔2026〕2号")
    with refused({"operator": ["运营单位只有保障性租赁住房、公租房才有，请核对类别或清空。"]}):
        projects.create_project(**facts, kind=ProjectKind.SHARED, operator="县开发公司")


def test_month_stores_only_what_changed(clerk, unit, project):
    second = projects.create_project(
        actor=clerk, unit=unit, kind=ProjectKind.SHANTYTOWN, name="西关片区", plan_year=2026
    )
    rows = [
        month.MonthRow(project, Decimal("1000000.00"), stage="surveying", text="正在摸底"),
        month.MonthRow(second, Decimal("2000000.00")),
    ]
    assert month.record_month(actor=clerk, as_of=date(2026, 4, 30), rows=rows) == 3
    assert month.record_month(actor=clerk, as_of=date(2026, 5, 20), rows=rows) == 0
    known = month.known_at(date(2026, 5, 20), [project, second])
    assert {key: row.amount_cum for key, row in known.investments.items()} == {
        project.pk: Decimal("1000000.00"), second.pk: Decimal("2000000.00")
    }
    assert [row.text for row in known.notes.values()] == ["正在摸底"]


def test_month_is_all_or_nothing_with_errors_at_the_row(clerk, chief, unit, project, refused):
    second = projects.create_project(
        actor=clerk, unit=unit, kind=ProjectKind.SHANTYTOWN, name="西关片区", plan_year=2026
    )
    third = projects.create_project(actor=clerk, unit=unit, kind=ProjectKind.RENTAL, name="南关", plan_year=2026)
    month.record_month(actor=clerk, as_of=date(2026, 4, 30), rows=[month.MonthRow(project, Decimal("1000000.00"))])
    suspend(chief, third)
    rows = [
        month.MonthRow(project, Decimal("900000.00")), month.MonthRow(second, Decimal("500000.00"), stage="ready"),
        month.MonthRow(third, Decimal("1.00")),
    ]
    with refused({
        f"why_{project.pk}": [
            "累计完成投资 900,000.00 元少于 2026-04-30 登记的 1,000,000.00 元，请确认并说明减少的原因。"
        ],
        f"text_{second.pk}": ["选了阶段，请写一句进展说明。"],
        f"amount_{third.pk}": ["项目“南关”已暂停（云政函〔2026〕5号），请先恢复项目再登记。"],
    }):
        month.record_month(actor=clerk, as_of=date(2026, 5, 20), rows=rows)
    assert InvestmentRecord.objects.count() == 1
    said = month.MonthRow(project, Decimal("900000.00"), note="审计核减")
    assert month.record_month(actor=clerk, as_of=date(2026, 5, 20), rows=[said]) == 1


def test_nothing_counts_of_a_plan_alone(clerk, project):
    assert (Milestone.objects.count(), PreliminaryStep.objects.filter(project=project).count()) == (0, 11)
    assert AffordableProject.objects.known(current()).get().state == "active"
