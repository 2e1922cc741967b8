"""延期: asked for by one, decided by another; the first deadline stays on record."""
from datetime import date

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.entry import Evidence, change, enter, keep, lock, must, not_before, not_in_future
from housing_portal.journal.services import snapshot
from housing_portal.kit import clock, text
from housing_portal.kit.errors import NeedsReason, ServiceError
from inspections.enums.findings import FindingStatus
from inspections.enums.notices import NoticeStatus
from inspections.models.finding import Finding
from inspections.models.notice import Extension, RectificationNotice
from inspections.services.progress import advance, take
from inspections.workflow import EXTENSION, FINDING_INNER, RECORD

OWN_REQUEST = "这份延期申请由您本人登记，须由另一位领导批准。"
# what has been seen mended needs no more time
EXTENDED = {FindingStatus.NOTICED: "extend", FindingStatus.SUBMITTED: "extend_submitted"}
RUNNING = (NoticeStatus.ISSUED, NoticeStatus.SERVED)


@transaction.atomic
def ask_extension(
    *, actor: User, notice: RectificationNotice, asked_on: date, new_deadline: date, reason: str, late_reason: str = "",
    evidence: Evidence = (),
) -> Extension:
    """Enter that the firm asks for more time. Nothing moves until it is approved.

    Raises ServiceError once the notice is closed, NeedsReason, which ``late_reason`` answers, after the deadline.
    """
    must(actor, RECORD)
    notice = lock(notice)
    _must_run(notice)
    not_in_future("asked_on", asked_on)
    not_before("asked_on", asked_on, notice.issued_on, "签发日期")
    if new_deadline <= notice.deadline_on:
        raise ServiceError({"new_deadline": f"延期后的期限须晚于现行期限 {notice.deadline_on}。"})
    if asked_on > notice.deadline_on and not text.clean(late_reason):
        raise NeedsReason(f"整改期限 {notice.deadline_on} 已过，逾期后申请延期请说明原因。", "late_extension")
    words = "；".join(filter(None, (text.clean(reason), text.clean(late_reason))))
    extension = enter(actor, "登记延期申请", Extension(
        notice=notice, asked_on=asked_on, former_deadline=notice.deadline_on, new_deadline=new_deadline, reason=words,
    ))
    keep(actor, extension, evidence)
    return extension


@transaction.atomic
def approve_extension(*, actor: User, extension: Extension, answer: str = "") -> Extension:
    """Grant the time asked for: the deadline moves, the first one stays. Not by whoever entered the request."""
    extension, notice, before = _begin(actor, extension, "approve")
    _must_run(notice)
    was = snapshot(notice)
    notice.deadline_on = extension.new_deadline
    change(actor, "整改延期", notice, was, reason=extension.reason)
    today = clock.today()
    for finding in Finding.objects.filter(notice_lines__notice=notice, notice_lines__is_live=True).order_by("pk"):
        line = notice.lines.get(finding=finding)
        if (code := EXTENDED.get(finding.status)) and finding.round == line.round:
            taken, old = take(actor, finding, FINDING_INNER, code)
            words = f"延期至 {extension.new_deadline}"
            advance(actor, taken, old, code, today, words, extension.new_deadline, notice=notice)
    return _finish(actor, extension, before, answer)


@transaction.atomic
def refuse_extension(*, actor: User, extension: Extension, reason: str) -> Extension:
    """Refuse more time, with the reason that the firm is told."""
    if not text.clean(reason):
        raise ServiceError({"reason": "请写明不同意延期的原因。"})
    extension, _notice, before = _begin(actor, extension, "refuse")
    return _finish(actor, extension, before, reason)


def _begin(actor: User, extension: Extension, code: str) -> tuple[Extension, RectificationNotice, dict]:
    must(actor, EXTENSION.steps[code].permission)
    notice = lock(extension.notice)
    extension = lock(extension)
    before = snapshot(extension)
    EXTENSION.enter(extension, code, actor)
    if actor.is_person(extension.recorded_by_id):
        raise ServiceError(OWN_REQUEST)
    return extension, notice, before


def _finish(actor: User, extension: Extension, before: dict, answer: str) -> Extension:
    extension.decided_by, extension.decided_on, extension.answer = actor, clock.today(), answer
    return change(actor, f"延期{extension.get_status_display()}", extension, before, reason=answer)


def _must_run(notice: RectificationNotice) -> None:
    if notice.status not in RUNNING:
        raise ServiceError(f"通知单的状态是“{notice.get_status_display()}”，不能申请或批准延期。")
