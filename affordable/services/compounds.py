"""征收院落: the yards of a project. How far a yard has come, its households say."""
from django.db import transaction

from affordable.enums import ProjectKind
from affordable.models import AffordableProject, Compound
from affordable.services.checks import lock_record
from affordable.services.projects import lock_project
from housing_portal.accounts.models import User
from housing_portal.journal.entry import change, enter, must
from housing_portal.journal.services import snapshot
from housing_portal.kit import text
from housing_portal.kit.errors import ServiceError

PERMISSION = "affordable.record"


@transaction.atomic
def add_compound(*, actor: User, project: AffordableProject, no: str, address: str, yard_kind: str) -> Compound:
    """Register a yard that is to give way to a project."""
    project = lock_project(actor, project)
    if project.kind != ProjectKind.SHANTYTOWN:
        raise ServiceError({"project": f"“{project}”是{project.get_kind_display()}，只有棚户区改造项目登记征收院落。"})
    return enter(actor, "登记院落", Compound(
        unit=project.unit, project=project, no=text.half_width(no), address=address, yard_kind=yard_kind,
    ))


@transaction.atomic
def edit_compound(*, actor: User, compound: Compound, no: str, address: str, yard_kind: str) -> Compound:
    """Correct a yard; its project stays."""
    must(actor, PERMISSION)
    compound = lock_record(actor, compound)
    before = snapshot(compound)
    compound.no, compound.address, compound.yard_kind = text.half_width(no), address, yard_kind
    return change(actor, "修改院落", compound, before)
