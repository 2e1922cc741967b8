"""安置指标: households and indices are counted apart; audited by a second person, published, then homes allotted."""
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from affordable.enums import ProjectKind, QuotaStatus
from affordable.models import AffordableProject, RelocationHousehold, ResettlementQuota, ResettlementStep
from affordable.services.checks import lock_record, lock_units
from affordable.services.projects import lock_project
from affordable.workflow import RESETTLEMENT
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.entry import Evidence, change, enter, must, not_before, not_in_future
from housing_portal.journal.services import snapshot
from housing_portal.journal.stages import happen, take_back
from housing_portal.kit.errors import NeedsReason, ServiceError

PERMISSION = "affordable.record"
OWN = "这条安置指标由您本人登记，须由另一位同事审核。"
KINDS = (ProjectKind.RESETTLEMENT, ProjectKind.SHANTYTOWN)


@transaction.atomic
def register_quota(
    *, actor: User, project: AffordableProject, household: RelocationHousehold, quota_count: int,
    material_checked_on: date, reason: str = "",
) -> ResettlementQuota:
    """Enter the claim of a household whose papers have been checked (初审).

    Raises NeedsReason, which ``reason`` answers, when it exceeds the homes of its agreement.
    """
    must(actor, PERMISSION)
    # two units may be about the household and the homes: both are taken by key before either is looked at
    lock_units(Unit.objects.filter(Q(pk=project.unit_id) | Q(pk=household.unit_id)))
    household = lock_record(actor, household)
    project = lock_project(actor, project)
    if project.kind not in KINDS:
        raise ServiceError({"project": "安置项目须是安置房或棚户区改造项目，请重新选择。"})
    if not household.swap_sets:
        raise ServiceError({"household": "这一户没有产权调换的协议或补偿决定，没有安置指标。"})
    not_in_future("material_checked_on", material_checked_on)
    if quota_count > household.swap_sets and not reason.strip():
        raise NeedsReason(
            f"指标 {quota_count} 个多于协议调换的 {household.swap_sets} 套，请确认并说明。", "above_agreement"
        )
    quota = ResettlementQuota(
        unit=project.unit, project=project, household=household, quota_count=quota_count,
        material_checked_on=material_checked_on,
    )
    return enter(actor, "登记安置指标", quota, reason=reason)


@transaction.atomic
def audit_quota(*, actor: User, quota: ResettlementQuota, on: date) -> ResettlementQuota:
    """Enter that the claim has been audited; not by whoever registered it."""
    quota, before = _begin(actor, quota, "audit")
    if actor.is_person(quota.recorded_by_id):
        raise ServiceError(OWN)
    return _happen(actor, quota, before, on)


@transaction.atomic
def publish_quota(*, actor: User, quota: ResettlementQuota, on: date, evidence: Evidence = ()) -> ResettlementQuota:
    """Enter that the claim is on the public notice."""
    quota, before = _begin(actor, quota, "publish")
    return _happen(actor, quota, before, on, evidence)


@transaction.atomic
def allot_quota(
    *, actor: User, quota: ResettlementQuota, on: date, sets_allocated: int, evidence: Evidence = ()
) -> ResettlementQuota:
    """Enter the homes that were handed out on the claim, at most as many as it has indices."""
    quota, before = _begin(actor, quota, "allot")
    if not 1 <= sets_allocated <= quota.quota_count:
        raise ServiceError({"sets_allocated": f"这一户有 {quota.quota_count} 个指标，已分套数应在 1—"
                                              f"{quota.quota_count} 之间。"})
    quota.sets_allocated = sets_allocated
    return _happen(actor, quota, before, on, evidence)


@transaction.atomic
def return_quota(*, actor: User, quota: ResettlementQuota, reason: str) -> ResettlementQuota:
    """Send a claim back to 初审: what was entered since is taken back."""
    quota, before = _begin(actor, quota, "return")
    if not reason.strip():
        raise ServiceError({"reason": "请写明退回原因。"})
    for step in quota.steps.standing().order_by("-pk"):
        take_back(actor, step, reason)
    return change(actor, "退回初审", quota, before, reason=reason)


def _begin(actor: User, quota: ResettlementQuota, code: str) -> tuple[ResettlementQuota, dict[str, Any]]:
    must(actor, RESETTLEMENT.steps[code].permission)
    quota = lock_record(actor, quota)
    before = snapshot(quota)
    RESETTLEMENT.enter(quota, code, actor)
    return quota, before


def _happen(
    actor: User, quota: ResettlementQuota, before: dict[str, Any], on: date, evidence: Evidence = ()
) -> ResettlementQuota:
    not_in_future("on", on)
    not_before("on", on, quota.material_checked_on, "材料核验日期")
    if last := quota.steps.standing().order_by("-pk").first():
        not_before("on", on, last.on, f"{last.get_code_display()}日期")
    happen(actor, ResettlementStep(quota=quota, code=quota.status, on=on))
    return change(actor, QuotaStatus(quota.status).label, quota, before, evidence,
                  also={"发生日期": ("", str(on))})
