"""Buildings of a project: once there are any, its milestones are recorded building by building."""
from django.db import transaction

from affordable.enums import MilestoneCode
from affordable.models import AffordableProject, Milestone, ProjectBuilding
from affordable.querysets import MilestoneQuerySet
from affordable.services.checks import lock_record
from affordable.services.projects import lock_project
from housing_portal.accounts.models import User
from housing_portal.journal.entry import change, enter, must
from housing_portal.journal.services import record, snapshot
from housing_portal.kit import text
from housing_portal.kit.errors import NeedsReason, ServiceError

PERMISSION = "affordable.record"
# these happen before there is a building
BEFORE_BUILDING = {MilestoneCode.EXPROPRIATED, MilestoneCode.DEMOLISHED}


@transaction.atomic
def add_building(
    *, actor: User, project: AffordableProject, no: str, sets: int, floors: int | None = None, reason: str = ""
) -> ProjectBuilding:
    """Register a building; ``reason`` answers that all together have more sets than planned."""
    project = lock_project(actor, project)
    building = ProjectBuilding(unit=project.unit, project=project, no=text.half_width(no), sets=sets, floors=floors)
    _must_cover_its_milestones(building)
    _within_plan(building, reason)
    return enter(actor, "登记楼幢", building, reason=reason)


@transaction.atomic
def edit_building(
    *, actor: User, building: ProjectBuilding, no: str, sets: int, floors: int | None = None, reason: str = ""
) -> ProjectBuilding:
    """Correct a building; its number stays as long as milestones name it, its sets cover what they say."""
    building, before = _lock(actor, building)
    no = text.half_width(no)
    if no != building.no and _milestones(building).exists():
        raise ServiceError({"no": f"楼号 {building.no} 已登记里程碑，不能改名；确需改名请先撤销或退回这些里程碑。"})
    building.no, building.sets, building.floors = no, sets, floors
    _must_cover_its_milestones(building)
    _within_plan(building, reason)
    return change(actor, "修改楼幢", building, before, reason=reason)


@transaction.atomic
def remove_building(*, actor: User, building: ProjectBuilding, reason: str) -> AffordableProject:
    """Strike out a building that was entered by mistake; one with milestones stays."""
    building, before = _lock(actor, building)
    if not reason.strip():
        raise ServiceError({"reason": "请写明删除原因。"})
    if _milestones(building).exists():
        raise ServiceError(f"{building.no}已登记里程碑，不能删除；确属登错请先撤销或退回这些里程碑。")
    record(actor=actor, action="删除楼幢", label=f"删除楼幢：{building.project} {building.no}", obj=building.project,
           before=before, reason=reason)
    building.delete()
    return building.project


def must_fit_its_building(milestone: Milestone) -> None:
    """Refuse a building that the project does not have, and more sets of a step than the building has.

    ``milestone`` itself is not yet among the live ones; the caller holds the lock of the unit.
    """
    if milestone.project is None:
        return
    buildings = {building.no: building for building in milestone.project.buildings.all()}
    if not buildings or (not milestone.building and milestone.code in BEFORE_BUILDING):
        return
    building = buildings.get(milestone.building)
    if building is None:
        raise ServiceError({
            "building": f"项目“{milestone.project}”已登记楼幢，请填写其中之一：{'、'.join(buildings)}。"
        })
    reached = _milestones(building).filter(code=milestone.code).totals()["sets"]
    if reached + milestone.sets > building.sets:
        already = f"，已登记 {reached} 套" if reached else ""
        raise ServiceError({"sets": f"{building.no}共 {building.sets} 套{already}，"
                                    f"{milestone.get_code_display()}最多再登记 {building.sets - reached} 套。"})


# -- shared steps ------------------------------------------------------------------------------------


def _lock(actor: User, building: ProjectBuilding) -> tuple[ProjectBuilding, dict[str, object]]:
    must(actor, PERMISSION)
    building = lock_record(actor, building)
    lock_project(actor, building.project)
    return building, snapshot(building)


def _milestones(building: ProjectBuilding) -> MilestoneQuerySet:
    return Milestone.objects.live().filter(project=building.project_id, building=building.no)


def _must_cover_its_milestones(building: ProjectBuilding) -> None:
    """Refuse fewer sets than milestones of its number say: they may be older than the building."""
    if worst := _milestones(building).most_by_code():
        code, reached = worst
        if building.sets < reached:
            done = MilestoneCode(code).label
            raise ServiceError({"sets": f"{building.no}已登记{done} {reached} 套，套数不能少于它。"})


def _within_plan(building: ProjectBuilding, reason: str) -> None:
    planned = building.project.sets_planned
    others = building.project.buildings.exclude(pk=building.pk).sums("sets")["sets"] or 0
    if planned is not None and others + building.sets > planned and not reason.strip():
        raise NeedsReason(
            f"“{building.project}”各楼幢合计 {others + building.sets} 套，超过计划 {planned} 套，请确认并说明。",
            "above_plan",
        )
