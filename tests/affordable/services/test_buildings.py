"""Once a project has buildings, its milestones name one of them and never more sets than it has."""
from datetime import date

import pytest

from affordable.enums import MilestoneCode, ProjectKind
from affordable.models import ProjectBuilding
from affordable.services import buildings, milestones, projects


@pytest.fixture
def project(clerk, unit):
    return projects.create_project(
        actor=clerk, unit=unit, kind=ProjectKind.SHANTYTOWN, name="东关片区", plan_year=2026, sets_planned=100
    )


@pytest.fixture
def building(clerk, project):
    return buildings.add_building(actor=clerk, project=project, no="1 号楼", sets=60, floors=18)


def test_without_buildings_any_word_will_do(project, started):
    assert started(project=project, building="临时编号", sets=10).building == "临时编号"


def test_a_milestone_names_one_of_the_buildings(clerk, project, building, started, refused):
    with refused({"building": ["项目“东关片区”已登记楼幢，请填写其中之一：1 号楼。"]}):
        started(project=project, building="2 号楼", sets=10)
    with refused({"building": ["项目“东关片区”已登记楼幢，请填写其中之一：1 号楼。"]}):
        started(project=project, sets=10)
    assert started(project=project, code=MilestoneCode.DEMOLISHED, sets=10).building == ""


def test_a_step_never_exceeds_its_building(clerk, project, building, started, refused):
    started(project=project, building="1 号楼", sets=40)
    with refused({"sets": ["1 号楼共 60 套，已登记 40 套，开工最多再登记 20 套。"]}):
        started(project=project, building="1 号楼", sets=21, note="二单元")
    started(project=project, building="1 号楼", sets=20, note="二单元")
    assert started(project=project, building="1 号楼", code=MilestoneCode.BASIC_DONE, sets=60).sets == 60


def test_a_returned_milestone_gives_its_sets_free(clerk, chief, project, building, started, refused):
    row = started(project=project, building="1 号楼", sets=60)
    milestones.return_milestone(actor=chief, milestone=row, reason="套数不符")
    again = {"actor": clerk, "milestone": row, "old_core_sets": 0, "actual_on": date(2026, 3, 10), "note": ""}
    with refused({"sets": ["1 号楼共 60 套，开工最多再登记 60 套。"]}):
        milestones.resubmit_milestone(**again, sets=61, building="1 号楼")
    assert milestones.resubmit_milestone(**again, sets=60, building="1 号楼").status == "recorded"


def test_buildings_stay_within_the_plan(clerk, project, building, asked):
    with asked("“东关片区”各楼幢合计 110 套，超过计划 100 套，请确认并说明。", "above_plan"):
        buildings.add_building(actor=clerk, project=project, no="2 号楼", sets=50)
    assert buildings.add_building(actor=clerk, project=project, no="2 号楼", sets=50, reason="规划调整").sets == 50


def test_a_building_with_milestones_is_kept(clerk, project, building, started, refused):
    started(project=project, building="1 号楼", sets=40)
    with refused({"no": ["楼号 1 号楼 已登记里程碑，不能改名；确需改名请先撤销或退回这些里程碑。"]}):
        buildings.edit_building(actor=clerk, building=building, no="甲楼", sets=60)
    with refused({"sets": ["1 号楼已登记开工 40 套，套数不能少于它。"]}):
        buildings.edit_building(actor=clerk, building=building, no="1 号楼", sets=39)
    with refused(["1 号楼已登记里程碑，不能删除；确属登错请先撤销或退回这些里程碑。"]):
        buildings.remove_building(actor=clerk, building=building, reason="登错")
    assert buildings.edit_building(actor=clerk, building=building, no="1 号楼", sets=40).sets == 40


def test_a_building_added_late_covers_the_milestones_of_its_number(clerk, project, started, refused):
    started(project=project, building="1 号楼", sets=40)
    with refused({"sets": ["1 号楼已登记开工 40 套，套数不能少于它。"]}):
        buildings.add_building(actor=clerk, project=project, no="1 号楼", sets=39)
    other = buildings.add_building(actor=clerk, project=project, no="2 号楼", sets=30)
    with refused({"sets": ["1 号楼已登记开工 40 套，套数不能少于它。"]}):
        buildings.edit_building(actor=clerk, building=other, no="1 号楼", sets=30)
    assert buildings.add_building(actor=clerk, project=project, no="1 号楼", sets=40).sets == 40


def test_a_building_entered_by_mistake_is_struck_out(clerk, project, building, refused):
    with refused({"__all__": ["这个项目已有这个楼号。"]}):
        buildings.add_building(actor=clerk, project=project, no="1 号楼", sets=1)
    with refused({"reason": ["请写明删除原因。"]}):
        buildings.remove_building(actor=clerk, building=building, reason="")
    buildings.remove_building(actor=clerk, building=building, reason="登错")
    assert ProjectBuilding.objects.count() == 0


def test_progress_of_a_building_is_what_was_confirmed(clerk, chief, project, building, started):
    row = started(project=project, building="1 号楼", sets=40)
    started(project=project, building="1 号楼", sets=10, note="二单元")
    milestones.confirm_milestone(actor=chief, milestone=row)
    found = ProjectBuilding.objects.with_progress().get()
    assert (found.started_sets, found.done_sets) == (40, 0)


def test_a_building_is_done_after_it_is_begun(clerk, project, building, started, refused):
    started(project=project, building="１ 号楼", sets=60)
    with refused({"actual_on": ["1 号楼登记的开工日期是 2026-03-10，基本建成不能早于它。"]}):
        started(project=project, building="1 号楼", sets=60, code=MilestoneCode.BASIC_DONE, actual_on=date(2026, 3, 9))
    started(project=project, building="1 号楼", sets=60, code=MilestoneCode.BASIC_DONE, actual_on=date(2026, 5, 9))
    with refused({"actual_on": ["1 号楼已登记 2026-05-09 基本建成，主体封顶不能晚于它。"]}):
        started(project=project, building="1 号楼", sets=60, code=MilestoneCode.TOPPED, actual_on=date(2026, 5, 10))
    topped = {"code": MilestoneCode.TOPPED, "actual_on": date(2026, 5, 9)}
    assert started(project=project, building="1 号楼", sets=60, **topped).sets == 60


def test_a_start_before_the_year_of_the_plan_needs_a_word(project, started, asked):
    with asked("“东关片区”2026 年下达，开工日期 2025-03-10 早于下达年度，请确认并说明。", "before_plan_year"):
        started(project=project, actual_on=date(2025, 3, 10))
    assert started(project=project, actual_on=date(2025, 3, 10), note="先行开工").note == "先行开工"


def test_a_number_is_the_same_in_full_width(clerk, project, building, refused):
    assert buildings.edit_building(actor=clerk, building=building, no="１ 号楼", sets=60).no == "1 号楼"
    with refused({"__all__": ["这个项目已有这个楼号。"]}):
        buildings.add_building(actor=clerk, project=project, no="１ 号楼", sets=1)
