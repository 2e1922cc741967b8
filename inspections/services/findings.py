"""问题: found at an inspection, mended on the spot or after a report, seen again by a second person, closed."""
from datetime import date
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal import stages
from housing_portal.journal.entry import Evidence, change, enter, keep, lock, must, not_before, not_in_future
from housing_portal.journal.photos import Photos, keep_photos
from housing_portal.journal.services import snapshot
from housing_portal.kit import clock, text
from housing_portal.kit.errors import ServiceError
from inspections.enums.findings import FindingStatus
from inspections.enums.inspections import InspectionStatus, ItemResult
from inspections.models.domain import CheckItem, ViolationType
from inspections.models.finding import Finding
from inspections.models.inspection import Inspection
from inspections.services.progress import OWN_FOUND, OWN_MENDED, OWN_STEP, advance, locked, own_mending, retreat, take
from inspections.workflow import FINDING, RECORD

VOID = "这次检查已作废，不能登记问题；请在有效的检查记录中登记。"
TWICE = "这次检查已登记情形和描述都相同的问题，不必重复登记；确是另一处的请写清何处。"
OWN_FINDING = "这个问题由您本人登记，须由另一位同事撤销。"
AFTER_PHOTOS, PAPERS = "整改后照片", "证明材料"


@transaction.atomic
def find(
    *, actor: User, inspection: Inspection, violation: ViolationType, description: str, severity: str,
    found_on: date, item: CheckItem | None = None, onsite_fixable: bool = False, pictures: Photos = (),
) -> Finding:
    """Enter a finding of an inspection; a void inspection takes none, its log need not be signed yet."""
    must(actor, RECORD)
    inspection = _lock_inspection(inspection)
    finding = Finding(
        inspection=inspection, target=inspection.target, violation=violation, item=item, description=description,
        severity=severity, found_on=found_on, onsite_fixable=onsite_fixable,
    )
    _must_fit(finding)
    finding = enter(actor, "登记检查问题", finding)
    keep_photos(actor=actor, obj=finding, files=pictures)
    return finding


@transaction.atomic
def find_failed(*, actor: User, inspection: Inspection) -> list[Finding]:
    """Enter a finding for every failed line of the checklist that names a violation and has none yet."""
    must(actor, RECORD)
    inspection = _lock_inspection(inspection)
    failed = failed_items(inspection)
    if not failed:
        raise ServiceError("检查表中没有尚未登记问题的不合格项（不合格项须在检查清单中对应违规情形）。")
    return [
        enter(actor, "登记检查问题", Finding(
            inspection=inspection, target=inspection.target, violation=row.item.violation, item=row.item,
            description="：".join(filter(None, (f"“{row.item.text}”不合格", row.note))), found_on=inspection.on,
            severity=row.item.violation.usual_severity,
        ))
        for row in failed
    ]


def failed_items(inspection: Inspection) -> list[Any]:
    """Return the failed lines of the checklist of which no finding has been entered yet."""
    known = inspection.findings.exclude(status=FindingStatus.WITHDRAWN).values("item")
    rows = inspection.items.filter(result=ItemResult.FAIL, item__violation__isnull=False)
    return list(rows.exclude(item__in=known.filter(item__isnull=False)).select_related("item__violation"))


@transaction.atomic
def edit_finding(
    *, actor: User, finding: Finding, violation: ViolationType, description: str, severity: str, found_on: date,
    item: CheckItem | None = None, onsite_fixable: bool = False, pictures: Photos = (),
) -> Finding:
    """Correct a finding that nothing has followed yet."""
    must(actor, RECORD)
    finding = locked(finding)
    if finding.status != FindingStatus.FOUND or not Finding.objects.noticeable().filter(pk=finding.pk).exists():
        raise ServiceError("问题已开具通知单或已在整改，不能再改；确需更正的，先作废通知单或撤回步骤。")
    before = snapshot(finding)
    finding.violation, finding.item, finding.description = violation, item, description
    finding.severity, finding.found_on, finding.onsite_fixable = severity, found_on, onsite_fixable
    _must_fit(finding)
    keep_photos(actor=actor, obj=finding, files=pictures)
    return change(actor, "修改检查问题", finding, before)


@transaction.atomic
def fix_onsite(*, actor: User, finding: Finding, on: date, pictures: Photos, note: str = "") -> Finding:
    """Enter that a finding was mended on the spot: photographs after mending prove it, a second person confirms it."""
    finding, before = take(actor, finding, FINDING, "fix_onsite")
    if not finding.onsite_fixable:
        raise ServiceError("这个问题登记为不能即知即改，请开具整改通知单；登记有误的先修改问题。")
    if finding.notice_lines.live().exists():
        raise ServiceError("这个问题已列入整改通知单草稿，不能再登记即知即改；先从通知单中去掉。")
    if not pictures:
        raise ServiceError({"pictures": "请上传整改后的照片。"})
    keep_photos(actor=actor, obj=finding, files=pictures, kind=AFTER_PHOTOS)
    return advance(actor, finding, before, "fix_onsite", on, note)


@transaction.atomic
def confirm_onsite(*, actor: User, finding: Finding, on: date, note: str = "") -> Finding:
    """Confirm and close what was mended on the spot; not by whoever entered the mending."""
    finding, before = take(actor, finding, FINDING, "confirm_onsite")
    _must_be_other(actor, finding)
    return advance(actor, finding, before, "confirm_onsite", on, note)


@transaction.atomic
def close(*, actor: User, finding: Finding, on: date, note: str = "") -> Finding:
    """Close a finding that passed its re-check; not by whoever entered the firm's report."""
    finding, before = take(actor, finding, FINDING, "close")
    _must_be_other(actor, finding)
    return advance(actor, finding, before, "close", on, note)


@transaction.atomic
def penalty(*, actor: User, finding: Finding, on: date, paper_no: str, note: str, evidence: Evidence = ()) -> Finding:
    """Approve that a case of penalty is opened; not by whoever entered the finding."""
    return _hand_over(actor, finding, "penalty", on, paper_no, "", note, evidence)


@transaction.atomic
def transfer(
    *, actor: User, finding: Finding, on: date, paper_no: str, department: str, note: str, evidence: Evidence = ()
) -> Finding:
    """Approve that a finding goes to another department; not by whoever entered it."""
    if not text.clean(department):
        raise ServiceError({"department": "请填写移送到哪个部门。"})
    return _hand_over(actor, finding, "transfer", on, paper_no, department, note, evidence)


@transaction.atomic
def withdraw(*, actor: User, finding: Finding, reason: str) -> Finding:
    """Take back a finding that was entered by mistake; not by whoever entered it, not while a notice holds it."""
    words = stages.must_say(reason)
    finding, before = take(actor, finding, FINDING, "withdraw")
    if actor.is_person(finding.recorded_by_id):
        raise ServiceError(OWN_FINDING)
    if line := finding.notice_lines.live().select_related("notice").first():
        raise ServiceError(f"这个问题列在整改通知单（{line.notice}）中，先作废或修改通知单。")
    return advance(actor, finding, before, "withdraw", clock.today(), words)


@transaction.atomic
def undo_step(*, actor: User, finding: Finding, reason: str) -> Finding:
    """Take the last step back; not by whoever entered it. What a notice did is taken back with the notice."""
    words = stages.must_say(reason)
    finding, before = take(actor, finding, FINDING, "undo")
    last = stages.standing(finding)[-1]
    if last.notice_id:
        raise ServiceError(f"这一步由整改通知单（{last.notice}）产生，请在通知单页面办理作废。")
    if actor.is_person(last.recorded_by_id):
        raise ServiceError(OWN_STEP)
    if last.code == FindingStatus.NOTICED and finding.notice_lines.live().filter(round=last.round).exists():
        raise ServiceError("这一轮已开具整改通知单，请先作废或放弃通知单。")
    return retreat(actor, finding, before, last, words)


# -- shared steps ------------------------------------------------------------------------------------


def _hand_over(
    actor: User, finding: Finding, code: str, on: date, paper_no: str, department: str, note: str, evidence: Evidence
) -> Finding:
    if not text.clean(paper_no):
        raise ServiceError({"paper_no": "请填写立案或移送文号。"})
    if not text.clean(note):
        raise ServiceError({"note": "请写明立案或移送的事由。"})
    finding, before = take(actor, finding, FINDING, code)
    if actor.is_person(finding.recorded_by_id):
        raise ServiceError("这个问题由您本人登记，立案、移送须由另一位领导批准。")
    keep(actor, finding, evidence, PAPERS)
    finding.paper_no, finding.department = paper_no, department
    return advance(actor, finding, before, code, on, note)


def _lock_inspection(inspection: Inspection) -> Inspection:
    inspection = lock(inspection)
    if inspection.status == InspectionStatus.VOID:
        raise ServiceError(VOID)
    return inspection


def _must_fit(finding: Finding) -> None:
    """Refuse a day before the inspection, and what belongs to another domain or another checklist."""
    not_in_future("found_on", finding.found_on)
    not_before("found_on", finding.found_on, finding.inspection.on, "检查日期")
    if finding.violation.domain_id != finding.target.domain_id:
        raise ServiceError({"violation": f"“{finding.violation}”不属于{finding.target.domain}领域，请重新选择。"})
    if finding.item is not None and not finding.inspection.items.filter(item=finding.item).exists():
        raise ServiceError({"item": "这个检查项不在本次检查的检查表中，请重新选择。"})
    others = finding.inspection.findings.exclude(status=FindingStatus.WITHDRAWN).exclude(pk=finding.pk)
    if others.filter(violation=finding.violation, description=text.clean(finding.description)).exists():
        raise ServiceError({"description": TWICE})


def _must_be_other(actor: User, finding: Finding) -> None:
    """Refuse whoever found it or entered that it was mended: nobody closes his own findings."""
    if own_mending(actor, finding):
        raise ServiceError(OWN_MENDED)
    if actor.is_person(finding.recorded_by_id):
        raise ServiceError(OWN_FOUND)
