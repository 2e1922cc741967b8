"""Milestones: recorded with proof, counted only when a second person has confirmed them (dossier §3.6)."""
from datetime import date

from django.db import transaction

from affordable.enums import BUILT, EVIDENCED, MilestoneCode
from affordable.models import AffordableProject, AnnualTarget, Milestone
from affordable.services.buildings import must_fit_its_building
from affordable.services.checks import lock_for_entry, lock_record
from affordable.services.counted import COUNTED, program_of
from affordable.services.projects import must_be_current, must_be_pursued
from affordable.workflow import MILESTONE
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.entry import Evidence, change, enter, not_in_future
from housing_portal.journal.models import Attachment
from housing_portal.journal.services import snapshot
from housing_portal.kit import clock, scope, text
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.figures import Ratio

PERMISSION = "affordable.record"


@transaction.atomic
def record_milestone(
    *,
    actor: User,
    unit: Unit,
    kind: str,
    code: str,
    actual_on: date,
    sets: int,
    old_core_sets: int = 0,
    project: AffordableProject | None = None,
    building: str = "",
    is_continued: bool = False,
    note: str = "",
    evidence: Evidence = (),
) -> Milestone:
    """Record a step in 套; with a ``project``, its unit, kind and plan year decide instead of the arguments.

    Raises NeedsReason, which ``note`` answers, when the project's plan or the unit's target would be exceeded.
    """
    unit = lock_for_entry(actor, PERMISSION, project.unit if project else unit)
    not_in_future("actual_on", actual_on)
    if project is not None:
        must_be_current(project)
        must_be_pursued(project)
        kind, is_continued = project.kind, project.plan_year < actual_on.year
    milestone = Milestone(
        unit=unit, kind=kind, code=code, actual_on=actual_on, sets=sets, old_core_sets=old_core_sets, project=project,
        building=text.half_width(building), is_continued=is_continued, note=note,
    )
    if code in EVIDENCED and not evidence:
        raise ServiceError({"evidence": _asks_for_proof(milestone)})
    must_fit_its_building(milestone)
    _must_be_plausible(milestone)
    return enter(actor, "登记里程碑", milestone, evidence, reason=note)


@transaction.atomic
def confirm_milestone(*, actor: User, milestone: Milestone) -> Milestone:
    """Confirm a milestone against its proof; from now on it counts. Whoever recorded it cannot do so."""
    milestone = lock_record(actor, milestone)
    before = snapshot(milestone)
    step = MILESTONE.enter(milestone, "confirm", actor)
    if actor.is_person(milestone.recorded_by_id):
        raise ServiceError("复核人不能是录入人本人，请由另一位同事复核。")
    milestone.confirmed_by, milestone.confirmed_at = actor, clock.now()
    return change(actor, step.label, milestone, before)


@transaction.atomic
def return_milestone(*, actor: User, milestone: Milestone, reason: str) -> Milestone:
    """Send a milestone back to whoever recorded it."""
    milestone = lock_record(actor, milestone)
    before = snapshot(milestone)
    step = MILESTONE.enter(milestone, "return", actor)
    _must_give(reason, "请写明退回原因，以便录入人修改。")
    return change(actor, step.label, milestone, before, reason=reason)


@transaction.atomic
def resubmit_milestone(
    *,
    actor: User,
    milestone: Milestone,
    sets: int,
    old_core_sets: int,
    actual_on: date,
    building: str,
    note: str,
    evidence: Evidence = (),
) -> Milestone:
    """Report a returned milestone again with corrected facts; further proof is added to what is there."""
    milestone = lock_record(actor, milestone)
    before = snapshot(milestone)
    step = MILESTONE.enter(milestone, "resubmit", actor)
    not_in_future("actual_on", actual_on)
    milestone.sets, milestone.old_core_sets, milestone.actual_on = sets, old_core_sets, actual_on
    milestone.building, milestone.note = text.half_width(building), note
    if milestone.project is not None:
        milestone.is_continued = milestone.project.plan_year < actual_on.year
    if milestone.code in EVIDENCED and not evidence and not Attachment.objects.about(milestone).exists():
        raise ServiceError({"evidence": _asks_for_proof(milestone)})
    must_fit_its_building(milestone)
    _must_be_plausible(milestone)
    # the facts are now the words of whoever reports them again, so that person cannot confirm them
    milestone.recorded_by, milestone.recorded_at = actor, clock.now()
    return change(actor, step.label, milestone, before, evidence, reason=note)


@transaction.atomic
def revoke_milestone(*, actor: User, milestone: Milestone, reason: str) -> Milestone:
    """Take back a confirmed milestone. Figures with an earlier cut-off keep it, later ones do not."""
    milestone = lock_record(actor, milestone)
    before = snapshot(milestone)
    step = MILESTONE.enter(milestone, "revoke", actor)
    _must_give(reason, "请写明撤销原因。")
    milestone.revoked_at = clock.now()
    return change(actor, step.label, milestone, before, reason=reason)


def _must_give(reason: str, sentence: str) -> None:
    if not reason.strip():
        raise ServiceError({"reason": sentence})


def _asks_for_proof(milestone: Milestone) -> str:
    return f"登记“{milestone.get_code_display()}”须上传证明材料（如施工许可证、现场影像、验收记录）。"


def _must_be_plausible(milestone: Milestone) -> None:
    """Ask for a reason when plan or target would be exceeded. ``milestone`` itself is not yet among the live ones."""
    _must_be_in_order(milestone)
    if not milestone.note.strip():
        _not_before_the_plan_year(milestone)
        _not_again(milestone)
        _within_plan(milestone)
        _within_target(milestone)


def _must_be_in_order(milestone: Milestone) -> None:
    """Refuse a day on which a building would be done before it is begun; without a building there may be several."""
    if not milestone.building or milestone.code not in BUILT:
        return
    named = Milestone.objects.live().filter(project=milestone.project, building=milestone.building, code__in=BUILT)
    first: dict[str, date] = {}
    for code, on in named.order_by("actual_on", "pk").values_list("code", "actual_on"):
        first.setdefault(code, on)
    place, on = BUILT.index(milestone.code), milestone.actual_on
    for code, known in first.items():
        other = BUILT.index(code)
        if other < place and known > on:
            raise ServiceError({"actual_on": f"{milestone.building}登记的{MilestoneCode(code).label}日期是 {known}，"
                                             f"{milestone.get_code_display()}不能早于它。"})
        if other > place and known < on and milestone.code not in first:
            raise ServiceError({"actual_on": f"{milestone.building}已登记 {known} {MilestoneCode(code).label}，"
                                             f"{milestone.get_code_display()}不能晚于它。"})


def _not_before_the_plan_year(milestone: Milestone) -> None:
    project = milestone.project
    if project is not None and milestone.code in BUILT and milestone.actual_on.year < project.plan_year:
        raise NeedsReason(f"“{project}”{project.plan_year} 年下达，{milestone.get_code_display()}日期 "
                          f"{milestone.actual_on} 早于下达年度，请确认并说明。", "before_plan_year")


def _not_again(milestone: Milestone) -> None:
    """A building takes each step once; without one, the same 套 on the same day look like a second entry."""
    if milestone.project is None:
        return
    same = Milestone.objects.live().filter(project=milestone.project, code=milestone.code, building=milestone.building)
    if not milestone.building:
        same = same.filter(actual_on=milestone.actual_on, sets=milestone.sets)
    if earlier := same.order_by("-pk").first():
        raise NeedsReason(
            f"“{milestone.project}”{milestone.building}已登记{earlier.get_code_display()} {earlier.sets} 套"
            f"（{earlier.actual_on}，{earlier.recorded_by} 录入），请确认并说明不是重复登记。",
            "again",
        )


def _within_plan(milestone: Milestone) -> None:
    project = milestone.project
    if project is None or project.sets_planned is None:
        return
    others = Milestone.objects.live().filter(project=project, code=milestone.code)
    total = others.totals()["sets"] + milestone.sets
    if total > project.sets_planned:
        raise NeedsReason(
            f"“{project}”{milestone.get_code_display()}累计 {total} 套，超过计划 {project.sets_planned} 套，"
            "请确认并说明。",
            "above_plan",
        )


def _within_target(milestone: Milestone) -> None:
    program = program_of(milestone)
    if program is None:
        return
    targets = AnnualTarget.objects.effective(scope.current(milestone.actual_on)).of(program)
    target = targets.filter(unit=milestone.unit).first()
    others = COUNTED[program].reported(milestone.unit, date(milestone.actual_on.year, 12, 31))
    total = others.totals()["sets"] + milestone.sets
    if target is not None and total > target.quantity:
        raise NeedsReason(
            f"{milestone.unit}本年{program.label}累计 {total} 套，任务 {target.quantity} 套，"
            f"完成率 {Ratio(total, target.quantity)} %，请确认并说明。",
            "above_target",
        )
