"""Audit findings: listed, reported as put right, and closed by a second person."""
from datetime import date

from django.db import transaction

from affordable.models import AffordableProject, AuditCategory, AuditFinding
from affordable.services.checks import lock_for_entry, lock_record, must_be_year
from affordable.services.projects import must_be_current
from affordable.workflow import FINDING
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.entry import Evidence, change, enter, must, not_before, not_in_future
from housing_portal.journal.services import snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError

PERMISSION = "affordable.record"


@transaction.atomic
def list_finding(
    *,
    actor: User,
    audit_year: int,
    unit: Unit,
    listed_on: date,
    category: AuditCategory | None = None,
    title: str = "",
    project: AffordableProject | None = None,
    due_on: date | None = None,
) -> AuditFinding:
    """Put one finding on the list; its serial follows the last one of the year and unit without a gap."""
    unit = lock_for_entry(actor, PERMISSION, unit)
    not_in_future("listed_on", listed_on)
    must_be_year("audit_year", audit_year)
    if audit_year > listed_on.year:
        raise ServiceError({"audit_year": f"审计年度 {audit_year} 晚于列入台账的年份，请核对。"})
    if project is not None and project.unit_id != unit.pk:
        raise ServiceError({"project": f"项目“{project}”不属于{unit}，请重新选择。"})
    if project is not None:
        must_be_current(project)
    last = AuditFinding.objects.filter(audit_year=audit_year, unit=unit).order_by("-serial").first()
    finding = AuditFinding(
        audit_year=audit_year, unit=unit, category=category, serial=last.serial + 1 if last else 1, title=title,
        project=project, listed_on=listed_on, due_on=due_on,
    )
    return enter(actor, "列入审计问题", finding)


@transaction.atomic
def submit_finding(*, actor: User, finding: AuditFinding, evidence: Evidence) -> AuditFinding:
    """Report a finding as put right, with proof; it stays 未整改 until somebody else closes it."""
    must(actor, PERMISSION)
    if not evidence:
        raise ServiceError({"evidence": "请上传整改证明材料。"})
    finding = lock_record(actor, finding)
    before = snapshot(finding)
    step = FINDING.enter(finding, "submit", actor)
    finding.submitted_by = actor
    return change(actor, step.label, finding, before, evidence)


@transaction.atomic
def close_finding(*, actor: User, finding: AuditFinding, closed_on: date) -> AuditFinding:
    """Close a finding (销号); whoever reported it as put right cannot do so."""
    finding = lock_record(actor, finding)
    before = snapshot(finding)
    step = FINDING.enter(finding, "close", actor)
    if actor.is_person(finding.submitted_by_id):
        raise ServiceError("销号人不能是报整改的本人，请由另一位同事复核。")
    not_in_future("closed_on", closed_on)
    not_before("closed_on", closed_on, finding.listed_on, "列入台账日期")
    finding.closed_by, finding.closed_on, finding.closed_at = actor, closed_on, clock.now()
    return change(actor, step.label, finding, before)


@transaction.atomic
def return_finding(*, actor: User, finding: AuditFinding, reason: str) -> AuditFinding:
    """Send a finding back to be put right."""
    finding = lock_record(actor, finding)
    before = snapshot(finding)
    step = FINDING.enter(finding, "return", actor)
    if not reason.strip():
        raise ServiceError({"reason": "请写明退回原因，以便对方补正。"})
    finding.submitted_by = None
    return change(actor, step.label, finding, before, reason=reason)
