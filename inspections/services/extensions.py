"""延期: asked for by one, decided by another; the first deadline stays on record."""
from datetime import date

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.entry import Evidence, change, enter, keep, lock, must
from housing_portal.journal.more_time import begin_decision, checked_reason, finish_decision
from housing_portal.journal.services import snapshot
from housing_portal.kit import clock, text
from housing_portal.kit.errors import ServiceError
from inspections.enums.findings import FindingStatus
from inspections.enums.notices import NoticeStatus
from inspections.models.finding import Finding
from inspections.models.notice import Extension, RectificationNotice
from inspections.services.progress import advance, take
from inspections.workflow import EXTENSION, FINDING_INNER, RECORD

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
    words = checked_reason(asked_on, (notice.issued_on, "签发日期"), (notice.deadline_on, "整改期限"),
                           (new_deadline, "new_deadline"), reason, late_reason)
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
    return finish_decision(actor, extension, before, "延期", answer)


@transaction.atomic
def refuse_extension(*, actor: User, extension: Extension, reason: str) -> Extension:
    """Refuse more time, with the reason that the firm is told."""
    if not text.clean(reason):
        raise ServiceError({"reason": "请写明不同意延期的原因。"})
    extension, _notice, before = _begin(actor, extension, "refuse")
    return finish_decision(actor, extension, before, "延期", reason)


def _begin(actor: User, extension: Extension, code: str) -> tuple[Extension, RectificationNotice, dict]:
    must(actor, EXTENSION.steps[code].permission)
    return begin_decision(actor, extension, "notice", EXTENSION, code)


def _must_run(notice: RectificationNotice) -> None:
    if notice.status not in RUNNING:
        raise ServiceError(f"通知单的状态是“{notice.get_status_display()}”，不能申请或批准延期。")
