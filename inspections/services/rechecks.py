"""整改报告 and 复查: no re-check before a report, never by whoever entered the report."""
from collections.abc import Sequence
from datetime import date

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.entry import Evidence, keep, not_before
from housing_portal.journal.photos import Photos, keep_photos
from housing_portal.kit import clock, text
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.saving import save_checked
from inspections.enums.findings import FindingStatus, RecheckResult
from inspections.models.finding import Finding, FindingStep
from inspections.models.inspector import Inspector
from inspections.models.recheck import Recheck, RecheckInspector, Reply
from inspections.services.inspectors import must_be_free
from inspections.services.progress import OWN_MENDED, advance, own_mending, take
from inspections.workflow import FINDING, FINDING_INNER

NO_REPLY = "还没有整改报告，不能复查；请先登记企业的整改报告。"


@transaction.atomic
def reply(*, actor: User, finding: Finding, on: date, text: str, evidence: Evidence = ()) -> Finding:
    """Enter what the firm reports to have done; it counts as mended only after the re-check."""
    finding, before = take(actor, finding, FINDING, "reply")
    keep(actor, finding, evidence, "整改报告")
    finding = advance(actor, finding, before, "reply", on)
    _answer(actor, Reply(finding=finding, step=_last(finding), round=finding.round, on=on, text=text))
    return finding


@transaction.atomic
def recheck(
    *, actor: User, finding: Finding, on: date, inspectors: Sequence[Inspector], result: str, note: str,
    pictures: Photos, evidence: Evidence = (), next_due_on: date | None = None,
) -> Finding:
    """Enter a re-check with its proof. Failed, it begins the next round with the deadline ``next_due_on``.

    Raises ServiceError before a report, for whoever entered it, without inspector or proof, for an inspector with a
    tie to the target, for a missing deadline.
    """
    must_have_reply(Finding.objects.get(pk=finding.pk))
    failed = result == RecheckResult.FAILED
    if failed and next_due_on is None:
        raise ServiceError({"next_due_on": "复查不合格，请定下一轮整改期限。"})
    if failed:
        not_before("next_due_on", next_due_on, on, "复查日期")
    if not inspectors:
        raise ServiceError({"inspectors": "请选择至少一名复查人员。"})
    if not pictures:
        raise ServiceError({"pictures": "请上传复查照片。"})
    if not text.clean(note):
        raise ServiceError({"note": "请写明复查看到的情况。"})
    workflow, code = (FINDING_INNER, "fail") if failed else (FINDING, "recheck")
    finding, before = take(actor, finding, workflow, code)
    if own_mending(actor, finding):
        raise ServiceError(OWN_MENDED)
    must_be_free([inspector.user_id for inspector in inspectors], finding.target, on)
    keep_photos(actor=actor, obj=finding, files=pictures, kind="复查照片")
    keep(actor, finding, evidence, "复查记录")
    round_checked = finding.round
    due_on = next_due_on if failed else None
    finding = advance(actor, finding, before, code, on, due_on=due_on, next_round=failed)
    seen = _answer(actor, Recheck(
        finding=finding, step=_last(finding), round=round_checked, on=on, result=result, note=note, next_due_on=due_on,
    ))
    for inspector in inspectors:
        save_checked(RecheckInspector(recheck=seen, inspector=inspector))
    return finding


def must_have_reply(finding: Finding) -> None:
    """Refuse a re-check while the firm has not reported."""
    if finding.status in (FindingStatus.FOUND, FindingStatus.NOTICED):
        raise ServiceError(NO_REPLY)


def _answer(actor: User, row: Reply | Recheck) -> Reply | Recheck:
    """Store what belongs to a step; the diary entry is the one of the step."""
    row.recorded_by, row.recorded_at = actor, clock.now()
    save_checked(row)
    return row


def _last(finding: Finding) -> FindingStep:
    return finding.steps.standing().order_by("-pk")[0]
