"""前期手续: eleven papers per project, each with its number, its day and its proof."""
from datetime import date
from typing import Any

from django.db import transaction

from affordable.enums import PreliminaryCode, PreliminaryStatus
from affordable.models import AffordableProject, PreliminaryStep
from affordable.services.checks import lock_unit
from affordable.workflow import PRELIMINARY
from housing_portal.accounts.models import User
from housing_portal.journal.entry import Evidence, change, lock, must, not_before, not_in_future
from housing_portal.journal.services import snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError

PERMISSION = "affordable.record"
OWN = "这次登记由您本人办理，撤回须由另一位同事进行。"
DONE = (PreliminaryStatus.APPROVED, PreliminaryStatus.NOT_NEEDED)


def make_preliminaries(project: AffordableProject) -> None:
    """Give a new project its rows; the diary of the project tells of them."""
    PreliminaryStep.objects.bulk_create(PreliminaryStep(project=project, code=code) for code in PreliminaryCode)


@transaction.atomic
def plan_preliminary(
    *, actor: User, preliminary: PreliminaryStep, planned_on: date, note: str = ""
) -> PreliminaryStep:
    """Say by when a step is to be done; a done one needs no plan."""
    must(actor, PERMISSION)
    preliminary, before = _lock(actor, preliminary)
    if preliminary.status in DONE:
        raise ServiceError(f"“{preliminary.get_code_display()}”{preliminary.get_status_display()}，不需要再定计划。")
    preliminary.planned_on, preliminary.note = planned_on, note
    return _change(actor, "调整手续计划", preliminary, before)


@transaction.atomic
def prepare_preliminary(
    *, actor: User, preliminary: PreliminaryStep, planned_on: date, note: str = ""
) -> PreliminaryStep:
    """Enter that the papers are being drawn up, and by when they are expected."""
    preliminary, before = _begin(actor, preliminary, "prepare")
    preliminary.planned_on, preliminary.note = planned_on, note or preliminary.note
    return _change(actor, "开始编制", preliminary, before)


@transaction.atomic
def submit_preliminary(
    *, actor: User, preliminary: PreliminaryStep, applied_on: date, note: str = "", evidence: Evidence = ()
) -> PreliminaryStep:
    """Enter that the papers went to the authority."""
    preliminary, before = _begin(actor, preliminary, "submit")
    not_in_future("applied_on", applied_on)
    preliminary.applied_on, preliminary.note = applied_on, note or preliminary.note
    return _change(actor, "报审", preliminary, before, evidence)


@transaction.atomic
def approve_preliminary(
    *, actor: User, preliminary: PreliminaryStep, doc_no: str, issuer: str, approved_on: date, note: str = "",
    evidence: Evidence = (),
) -> PreliminaryStep:
    """Enter the approval with its number, who gave it, and the paper itself."""
    preliminary, before = _begin(actor, preliminary, "approve")
    not_in_future("approved_on", approved_on)
    if preliminary.applied_on:
        not_before("approved_on", approved_on, preliminary.applied_on, "报审日期")
    if not issuer.strip():
        raise ServiceError({"issuer": "请填写批复机关。"})
    if not evidence:
        raise ServiceError({"evidence": f"登记“{preliminary.get_code_display()}”批复须上传批复文件或证照。"})
    preliminary.doc_no, preliminary.issuer, preliminary.approved_on = doc_no, issuer, approved_on
    preliminary.approved_at, preliminary.note = clock.now(), note or preliminary.note
    return _change(actor, "登记批复", preliminary, before, evidence)


@transaction.atomic
def return_preliminary(*, actor: User, preliminary: PreliminaryStep, reason: str) -> PreliminaryStep:
    """Enter that the authority sent the papers back."""
    preliminary, before = _begin(actor, preliminary, "return")
    preliminary.applied_on = None
    return _change(actor, "退回修改", preliminary, before, reason=_said(reason))


@transaction.atomic
def skip_preliminary(*, actor: User, preliminary: PreliminaryStep, reason: str) -> PreliminaryStep:
    """Enter that the project does not need this step, and on what ground."""
    preliminary, before = _begin(actor, preliminary, "skip")
    preliminary.note = _said(reason)
    return _change(actor, "不需办理", preliminary, before, reason=reason)


@transaction.atomic
def reset_preliminary(*, actor: User, preliminary: PreliminaryStep, reason: str) -> PreliminaryStep:
    """Take a wrong approval or 不需办理 back; not by whoever entered it."""
    preliminary, before = _begin(actor, preliminary, "reset")
    if preliminary.changed_by_id and actor.is_person(preliminary.changed_by_id):
        raise ServiceError(OWN)
    preliminary.doc_no = preliminary.issuer = ""
    preliminary.applied_on = preliminary.approved_on = preliminary.approved_at = None
    return _change(actor, "撤回登记", preliminary, before, reason=_said(reason))


# -- shared steps ------------------------------------------------------------------------------------


def _begin(actor: User, preliminary: PreliminaryStep, code: str) -> tuple[PreliminaryStep, dict[str, Any]]:
    must(actor, PRELIMINARY.steps[code].permission)
    preliminary, before = _lock(actor, preliminary)
    PRELIMINARY.enter(preliminary, code, actor)
    return preliminary, before


def _lock(actor: User, preliminary: PreliminaryStep) -> tuple[PreliminaryStep, dict[str, Any]]:
    """Lock the unit of the project, then the row, which has no unit of its own."""
    stored = PreliminaryStep.objects.select_related("project__unit").get(pk=preliminary.pk)
    lock_unit(actor, stored.project.unit)
    if stored.project.cancelled_on:
        raise ServiceError(f"项目“{stored.project}”已取消，不再办理前期手续。")
    preliminary = lock(stored)
    return preliminary, snapshot(preliminary)


def _change(
    actor: User, action: str, preliminary: PreliminaryStep, before: dict[str, Any], evidence: Evidence = (),
    reason: str = "",
) -> PreliminaryStep:
    preliminary.changed_by = actor
    return change(actor, action, preliminary, before, evidence, reason=reason)


def _said(reason: str) -> str:
    if not reason.strip():
        raise ServiceError({"reason": "请写明原因或依据。"})
    return reason
