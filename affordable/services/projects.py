"""Registering projects. How far a project has come is said by milestones, never here."""
from typing import Any

from django.db import transaction
from django.db.models import Q

from affordable.models import AffordableProject, AuditFinding
from affordable.services.checks import lock_for_entry, lock_record, lock_units, must
from affordable.services.entry import change, enter
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.services import snapshot
from housing_portal.kit.errors import ServiceError

PERMISSION = "affordable.record"
# milestones and investment carry these over from their project
FIXED = {"unit": "责任单位", "kind": "类别", "plan_year": "下达年度"}


@transaction.atomic
def create_project(
    *, actor: User, unit: Unit, kind: str, name: str, plan_year: int, **details: Any
) -> AffordableProject:
    """Register a project; ``details`` are further fields of the model."""
    unit = lock_for_entry(actor, PERMISSION, unit)
    return enter(actor, "登记项目", AffordableProject(unit=unit, kind=kind, name=name, plan_year=plan_year, **details))


@transaction.atomic
def edit_project(*, actor: User, project: AffordableProject, **details: Any) -> AffordableProject:
    """Correct a project; unit, kind and plan year are fixed as soon as progress has been recorded for it."""
    must(actor, PERMISSION)
    # the unit that has it, as stored, and the one that gets it
    stored = AffordableProject.objects.filter(pk=project.pk).values("unit")
    lock_units(Unit.objects.filter(Q(pk__in=stored) | Q(pk=details.get("unit", project.unit).pk)))
    project = lock_record(actor, project)
    before = snapshot(project)
    moved = [label for field, label in FIXED.items() if field in details and details[field] != getattr(project, field)]
    if moved and any(rows.exists() for rows in (
        project.milestones, project.investments, project.notes, AuditFinding.objects.filter(project=project),
    )):
        raise ServiceError(
            f"项目已登记进展、说明或审计问题，不能再改{'、'.join(moved)}；如确属登错，请新建项目后重新登记。"
        )
    for field, value in details.items():
        setattr(project, field, value)
    lock_for_entry(actor, PERMISSION, project.unit)
    return change(actor, "修改项目", project, before)


def must_be_current(project: AffordableProject) -> None:
    """Refuse a project that has moved since it was read. Called under the lock of its unit, so that it stays."""
    facts = {field: getattr(project, field) for field in FIXED}
    if not AffordableProject.objects.filter(pk=project.pk, **facts).exists():
        raise ServiceError({"project": f"项目“{project}”刚刚被他人修改，请刷新后核对。"})
