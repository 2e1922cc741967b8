"""计划节点: a new date is a new revision with its reason; the first date is never lost."""
from datetime import date

from django.db import transaction

from affordable.enums import BUILT, MilestoneCode
from affordable.models import AffordableProject, MilestonePlan
from affordable.services.projects import lock_project
from housing_portal.accounts.models import User
from housing_portal.journal.entry import enter
from housing_portal.kit.errors import ServiceError

PERMISSION = "affordable.record"


@transaction.atomic
def plan_milestone(
    *, actor: User, project: AffordableProject, code: str, planned_on: date, sets: int, reason: str = ""
) -> MilestonePlan:
    """Say by when so many sets are to reach a step; what is planned already is changed with a ``reason``.

    Saying again what is planned changes nothing.
    """
    project = lock_project(actor, project)
    current = MilestonePlan.objects.filter(project=project, code=code).order_by("-revision").first()
    if current is not None and (current.planned_on, current.sets) == (planned_on, sets):
        return current
    if current is not None and not reason.strip():
        raise ServiceError({"reason": f"“{MilestoneCode(code).label}”已计划于 {current.planned_on} 完成 "
                                      f"{current.sets} 套，调整须写明原因。"})
    if planned_on.year < project.plan_year:
        raise ServiceError({"planned_on": f"计划日期早于下达年度 {project.plan_year} 年，请核对。"})
    if project.sets_planned is not None and sets > project.sets_planned:
        raise ServiceError({"sets": f"超过项目计划 {project.sets_planned} 套，请核对，或先修改项目的计划套数。"})
    _must_be_in_order(project, code, planned_on)
    plan = MilestonePlan(
        unit=project.unit, project=project, code=code, planned_on=planned_on, sets=sets,
        reason=reason if current else "", revision=current.revision + 1 if current else 1,
    )
    return enter(actor, "调整计划节点" if current else "登记计划节点", plan, reason=reason if current else "")


@transaction.atomic
def revise_plan(*, actor: User, plan: MilestonePlan, planned_on: date, sets: int, reason: str) -> MilestonePlan:
    """Replace the plan of a step; ``plan`` may be any of its revisions."""
    stored = MilestonePlan.objects.select_related("project__unit").get(pk=plan.pk)
    return plan_milestone(
        actor=actor, project=stored.project, code=stored.code, planned_on=planned_on, sets=sets, reason=reason
    )


def _must_be_in_order(project: AffordableProject, code: str, planned_on: date) -> None:
    """Refuse to plan a step of the building for before the one that it rests on, or for after what rests on it."""
    latest: dict[str, date] = {}
    plans = MilestonePlan.objects.filter(project=project, code__in=BUILT).exclude(code=code)
    for known, on in plans.order_by("code", "revision").values_list("code", "planned_on"):
        latest[known] = on
    for known, on in latest.items():
        if code in BUILT and (BUILT.index(known) - BUILT.index(code)) * (on - planned_on).days < 0:
            side = "晚于" if on < planned_on else "早于"
            raise ServiceError({"planned_on": f"{MilestoneCode(known).label}计划于 {on} 完成，"
                                              f"{MilestoneCode(code).label}的计划日期不能{side}它。"})
