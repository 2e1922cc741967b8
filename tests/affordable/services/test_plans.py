"""Planned days: a new one is a new revision, the first stays, and what is late is known as of any day."""
from datetime import date, datetime

import pytest
import time_machine

from affordable.enums import MilestoneCode, ProjectKind
from affordable.measures.projects import MEASURES
from affordable.models import MilestonePlan
from affordable.services import milestones, plans, projects
from housing_portal.kit import clock
from housing_portal.kit.scope import Scope, current

BEHIND = next(one for one in MEASURES if one.key == "plans_behind")


@pytest.fixture
def project(clerk, unit):
    return projects.create_project(
        actor=clerk, unit=unit, kind=ProjectKind.SHANTYTOWN, name="东关片区", plan_year=2026, sets_planned=100
    )


def plan(clerk, project, **changes):
    facts = {"code": MilestoneCode.STARTED, "planned_on": date(2026, 4, 30), "sets": 80}
    return plans.plan_milestone(actor=clerk, project=project, **{**facts, **changes})


def behind(as_of, cutoff=None):
    return BEHIND.evaluate(Scope(as_of, cutoff or clock.now()), None).total.value


def test_a_new_day_is_a_revision_and_the_first_stays(clerk, project, refused):
    first = plan(clerk, project)
    with refused({"reason": ["“开工”已计划于 2026-04-30 完成 80 套，调整须写明原因。"]}):
        plan(clerk, project, planned_on=date(2026, 6, 30))
    assert plan(clerk, project) == first
    second = plans.revise_plan(
        actor=clerk, plan=first, planned_on=date(2026, 6, 30), sets=90, reason="征收延期"
    )
    found = MilestonePlan.objects.effective(current()).with_progress(current()).get()
    assert (found, found.first_on, found.planned_on, found.sets, found.revision) == (
        second, date(2026, 4, 30), date(2026, 6, 30), 90, 2
    )


def test_a_plan_is_within_its_project(clerk, project, refused):
    with refused({"sets": ["超过项目计划 100 套，请核对，或先修改项目的计划套数。"]}):
        plan(clerk, project, sets=101)
    with refused({"planned_on": ["计划日期早于下达年度 2026 年，请核对。"]}):
        plan(clerk, project, planned_on=date(2025, 12, 31))


def test_late_is_the_day_after_without_all_confirmed_sets(clerk, chief, project, started):
    plan(clerk, project)
    assert [behind(date(2026, 4, 30)), behind(date(2026, 5, 1))] == [0, 1]
    row = started(project=project, sets=80, actual_on=date(2026, 5, 10))
    assert behind(date(2026, 5, 20)) == 1
    milestones.confirm_milestone(actor=chief, milestone=row)
    assert [behind(date(2026, 5, 9)), behind(date(2026, 5, 10))] == [1, 0]


def test_a_later_revision_leaves_earlier_figures_alone(clerk, project):
    first, taken = plan(clerk, project), clock.now()
    with time_machine.travel(datetime(2026, 5, 20, 11, tzinfo=clock.SHANGHAI), tick=False):
        plans.revise_plan(actor=clerk, plan=first, planned_on=date(2026, 6, 30), sets=80, reason="征收延期")
        assert [behind(date(2026, 5, 20)), behind(date(2026, 5, 20), taken)] == [0, 1]


def test_a_suspended_project_is_not_late(clerk, chief, project):
    plan(clerk, project)
    projects.suspend_project(actor=chief, project=project, state_doc="云政函〔2026〕5号", reason="资金未落实")
    assert behind(date(2026, 5, 20)) == 0


def test_no_step_is_planned_before_the_one_it_rests_on(clerk, project, refused):
    plan(clerk, project)
    with refused({"planned_on": ["开工计划于 2026-04-30 完成，基本建成的计划日期不能早于它。"]}):
        plan(clerk, project, code=MilestoneCode.BASIC_DONE, planned_on=date(2026, 4, 29))
    plan(clerk, project, code=MilestoneCode.BASIC_DONE, planned_on=date(2026, 10, 30))
    with refused({"planned_on": ["基本建成计划于 2026-10-30 完成，开工的计划日期不能晚于它。"]}):
        plan(clerk, project, planned_on=date(2026, 10, 31), reason="征收延期")
    assert plan(clerk, project, code=MilestoneCode.DEMOLISHED, planned_on=date(2026, 12, 1)).revision == 1
