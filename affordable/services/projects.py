"""Registering projects, and whether they are pursued. How far a project has come is said by milestones, never here."""
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from affordable.enums import ProjectKind, ProjectState
from affordable.models import AffordableProject, AuditFinding
from affordable.services.checks import lock_for_entry, lock_record, lock_units, must_be_year
from affordable.services.preliminaries import make_preliminaries
from affordable.workflow import PROJECT
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.entry import Evidence, change, enter, must, not_in_future
from housing_portal.journal.services import snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError

PERMISSION = "affordable.record"
# milestones and investment carry these over from their project
FIXED = {"unit": "责任单位", "kind": "类别", "plan_year": "下达年度"}
# what only guaranteed rental housing has
RENTAL_ONLY = {"recognition_no": "项目认定书文号", "operator": "运营单位", "rent_standard": "租金标准"}
WITH_RENT = {ProjectKind.GUARANTEED_RENTAL, ProjectKind.RENTAL}


@transaction.atomic
def create_project(
    *, actor: User, unit: Unit, kind: str, name: str, plan_year: int, **details: Any
) -> AffordableProject:
    """Register a project with its eleven preliminary steps; ``details`` are further fields of the model."""
    unit = lock_for_entry(actor, PERMISSION, unit)
    must_be_year("plan_year", plan_year)
    project = AffordableProject(unit=unit, kind=kind, name=name, plan_year=plan_year, **details)
    _must_suit_its_kind(project)
    project = enter(actor, "登记项目", project)
    make_preliminaries(project)
    return project


@transaction.atomic
def edit_project(*, actor: User, project: AffordableProject, **details: Any) -> AffordableProject:
    """Correct a project; unit, kind and plan year are fixed as soon as progress has been recorded for it."""
    must(actor, PERMISSION)
    # the unit that has it, as stored, and the one that gets it
    stored = AffordableProject.objects.filter(pk=project.pk).values("unit")
    lock_units(Unit.objects.filter(Q(pk__in=stored) | Q(pk=details.get("unit", project.unit).pk)))
    project = lock_record(actor, project)
    if project.state == ProjectState.CANCELLED:
        raise ServiceError(f"项目“{project}”已取消（{project.state_doc}），不能再修改。")
    before = snapshot(project)
    moved = [label for field, label in FIXED.items() if field in details and details[field] != getattr(project, field)]
    if moved and any(rows.exists() for rows in _progress_of(project)):
        raise ServiceError(
            f"项目已登记进展、说明或审计问题，不能再改{'、'.join(moved)}；如确属登错，请新建项目后重新登记。"
        )
    if moved and any(rows.exists() for rows in _parts_of(project)):
        raise ServiceError(
            f"项目已登记楼幢、计划节点、资金、征收院落或安置指标，不能再改{'、'.join(moved)}；"
            "如确属登错，请新建项目后重新登记。"
        )
    for field, value in details.items():
        setattr(project, field, value)
    must_be_year("plan_year", project.plan_year)
    _must_suit_its_kind(project)
    lock_for_entry(actor, PERMISSION, project.unit)
    return change(actor, "修改项目", project, before)


@transaction.atomic
def suspend_project(
    *, actor: User, project: AffordableProject, state_doc: str, reason: str, evidence: Evidence = ()
) -> AffordableProject:
    """Suspend a project on the strength of a paper; no milestone is recorded until it is resumed."""
    project, before = _step(actor, project, "suspend")
    project.state_doc = _named(state_doc)
    return change(actor, "暂停项目", project, before, evidence, reason=_said(reason))


@transaction.atomic
def resume_project(*, actor: User, project: AffordableProject, reason: str) -> AffordableProject:
    """Take a suspended project up again."""
    project, before = _step(actor, project, "resume")
    project.state_doc = ""
    return change(actor, "恢复项目", project, before, reason=_said(reason))


@transaction.atomic
def cancel_project(
    *, actor: User, project: AffordableProject, state_doc: str, cancelled_on: date, reason: str,
    evidence: Evidence = (),
) -> AffordableProject:
    """Give a project up for good. From ``cancelled_on`` it counts in no figure; figures of earlier days keep it."""
    project, before = _step(actor, project, "cancel")
    not_in_future("cancelled_on", cancelled_on)
    if cancelled_on.year < project.plan_year:
        raise ServiceError({"cancelled_on": f"取消日期早于下达年度 {project.plan_year} 年，请核对。"})
    project.state_doc, project.cancelled_on, project.cancelled_at = _named(state_doc), cancelled_on, clock.now()
    return change(actor, "取消项目", project, before, evidence, reason=_said(reason))


# -- what other services ask -------------------------------------------------------------------------


def must_be_current(project: AffordableProject) -> None:
    """Refuse a project that has moved since it was read. Called under the lock of its unit, so that it stays."""
    facts = {field: getattr(project, field) for field in FIXED}
    if not AffordableProject.objects.filter(pk=project.pk, **facts).exists():
        raise ServiceError({"project": f"项目“{project}”刚刚被他人修改，请刷新后核对。"})


def must_be_pursued(project: AffordableProject) -> None:
    """Refuse a project that is suspended or cancelled. Called under the lock of its unit."""
    stored = AffordableProject.objects.get(pk=project.pk)
    if stored.state == ProjectState.SUSPENDED:
        raise ServiceError({"project": f"项目“{stored}”已暂停（{stored.state_doc}），请先恢复项目再登记。"})
    if stored.state == ProjectState.CANCELLED:
        raise ServiceError({"project": f"项目“{stored}”已取消（{stored.state_doc}），不能再登记。"})


def lock_project(actor: User, project: AffordableProject, *, pursued: bool = True) -> AffordableProject:
    """Lock the unit of a project for an entry that belongs to it, and return the project as it is now."""
    must(actor, PERMISSION)
    project = lock_record(actor, project)
    lock_for_entry(actor, PERMISSION, project.unit)
    if pursued:
        must_be_pursued(project)
    return project


# -- shared steps ------------------------------------------------------------------------------------


def _step(actor: User, project: AffordableProject, code: str) -> tuple[AffordableProject, dict[str, Any]]:
    must(actor, PROJECT.steps[code].permission)
    project = lock_record(actor, project)
    before = snapshot(project)
    PROJECT.enter(project, code, actor)
    return project, before


def _named(state_doc: str) -> str:
    if not state_doc.strip():
        raise ServiceError({"state_doc": "请填写依据文件的名称和文号。"})
    return state_doc


def _said(reason: str) -> str:
    if not reason.strip():
        raise ServiceError({"reason": "请写明原因。"})
    return reason


def _progress_of(project: AffordableProject) -> Iterator[QuerySet]:
    yield from (project.milestones.all(), project.investments.all(), project.notes.all())
    yield AuditFinding.objects.filter(project=project)


def _parts_of(project: AffordableProject) -> Iterator[QuerySet]:
    names = ("buildings", "plans", "fundings", "compounds", "quotas")
    yield from (getattr(project, name).all() for name in names)


def _must_suit_its_kind(project: AffordableProject) -> None:
    """Refuse what belongs to another kind of housing."""
    if project.recognition_no and project.kind != ProjectKind.GUARANTEED_RENTAL:
        raise ServiceError({"recognition_no": "项目认定书只有保障性租赁住房才有，请核对类别或清空。"})
    wrong = [name for name in ("operator", "rent_standard") if getattr(project, name) and project.kind not in WITH_RENT]
    if wrong:
        raise ServiceError({
            name: f"{RENTAL_ONLY[name]}只有保障性租赁住房、公租房才有，请核对类别或清空。" for name in wrong
        })
