"""整改通知单: drafted, reviewed and issued by three persons, served, and closed with the last of its findings."""
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal import stages
from housing_portal.journal.entry import Evidence, change, enter, keep, lock, must, not_before, not_in_future
from housing_portal.journal.services import snapshot, take_number
from housing_portal.kit import clock, text
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.saving import save_checked
from housing_portal.registry import parameters
from housing_portal.registry.workdays import add_workdays
from inspections.enums.findings import FindingStatus
from inspections.enums.notices import ServiceWay
from inspections.models.finding import Finding
from inspections.models.notice import NoticeFinding, RectificationNotice
from inspections.models.target import InspectionTarget
from inspections.services.progress import advance, retreat, take
from inspections.workflow import FINDING_INNER, NOTICE, NOTICE_INNER, RECORD

OWN_DRAFT = "通知单由您本人起草，须由另一位同事复核。"
OWN_HAND = "通知单由您本人起草或复核，须由另一位领导签发。"
OWN_ISSUE = "通知单由您本人签发，作废须由另一位同事办理。"
DEMAND = "请立即逐条整改，并于整改期限届满前将整改情况书面报送我单位。"


def usual_deadline(findings: Sequence[Finding], start: date) -> date:
    """Return the last day for the most urgent of ``findings``, by the parameters of the bureau, counted from ``start``.

    The day of the notice does not count (民法典 §201).
    """
    days = min(parameters.number(f"rectify_days_{finding.severity}") for finding in findings)
    if parameters.switched_on("rectify_workdays"):
        return add_workdays(start, days)
    return start + timedelta(days=days)


def basis_of(findings: Sequence[Finding]) -> str:
    """Return the legal bases of the violations, each once, in the order of their numbers."""
    kinds = sorted({finding.violation for finding in findings}, key=lambda one: (one.number, one.pk))
    return "；".join(dict.fromkeys(kind.basis for kind in kinds if kind.basis))


@transaction.atomic
def draft_notice(
    *, actor: User, target: InspectionTarget, findings: Sequence[Finding], kind: str, demand: str, basis: str = "",
    deadline_on: date | None = None, deadline_reason: str = "",
) -> RectificationNotice:
    """Draft a notice over open findings of one target; without a day, the deadline is the usual one.

    Raises ServiceError for findings of several targets, for one on a notice of this round, for a deadline that is over;
    NeedsReason, which ``deadline_reason`` answers, for another deadline than the usual one.
    """
    must(actor, RECORD)
    lock(target)
    notice = RectificationNotice(target=target, kind=kind, demand=demand)
    rows = _locked(target, findings)
    _set_content(notice, rows, basis, deadline_on, deadline_reason)
    enter(actor, "起草整改通知单", notice)
    _list(notice, rows)
    return notice


@transaction.atomic
def edit_notice(
    *, actor: User, notice: RectificationNotice, findings: Sequence[Finding], kind: str, demand: str, basis: str = "",
    deadline_on: date | None = None, deadline_reason: str = "",
) -> RectificationNotice:
    """Change a draft, or one that came back; it is reviewed anew, and stays the draft of whoever began it."""
    must(actor, RECORD)
    notice = _locked_notice(actor, notice)
    before = snapshot(notice)
    NOTICE_INNER.enter(notice, "edit", actor)
    notice.lines.all().delete()
    rows = _locked(notice.target, findings)
    notice.kind, notice.demand, notice.reviewed_by = kind, demand, None
    _set_content(notice, rows, basis, deadline_on, deadline_reason)
    notice = change(actor, "修改整改通知单", notice, before, also={"问题": ("", _words(rows))})
    _list(notice, rows)
    return notice


@transaction.atomic
def review(*, actor: User, notice: RectificationNotice) -> RectificationNotice:
    """Pass a draft on to whoever issues it; not by whoever drafted it."""
    notice, before = _begin(actor, notice, "review")
    if actor.is_person(notice.recorded_by_id):
        raise ServiceError(OWN_DRAFT)
    notice.reviewed_by = actor
    return change(actor, "复核整改通知单", notice, before)


@transaction.atomic
def send_back(*, actor: User, notice: RectificationNotice, reason: str) -> RectificationNotice:
    """Return a draft to its clerk."""
    return _back(actor, notice, "return", reason)


@transaction.atomic
def refuse(*, actor: User, notice: RectificationNotice, reason: str) -> RectificationNotice:
    """Return a reviewed notice unsigned."""
    return _back(actor, notice, "refuse", reason)


@transaction.atomic
def issue(*, actor: User, notice: RectificationNotice) -> RectificationNotice:
    """Sign and issue: number and deadline are fixed, whatever the calendar says later; its findings are on notice.

    A third person signs. Raises ServiceError when the deadline lies before the day of issue.
    """
    notice, before = _begin(actor, notice, "issue")
    if actor.is_person(notice.recorded_by_id) or actor.is_person(notice.reviewed_by_id):
        raise ServiceError(OWN_HAND)
    today = clock.today()
    if notice.deadline_on < today:
        raise ServiceError(f"整改期限 {notice.deadline_on} 早于签发日期 {today}，请退回修改期限后再签发。")
    mark = parameters.text("rectify_mark")
    serial = take_number(prefix=f"{mark}整", year=today.year)
    notice.number = f"{mark}整〔{today.year}〕{serial}号"
    notice.issuer, notice.issued_on, notice.issued_at = actor, today, clock.now()
    notice.first_deadline_on = notice.deadline_on
    notice = change(actor, "签发整改通知单", notice, before)
    for finding in _findings(notice):
        taken, was = take(actor, finding, FINDING_INNER, "notice")
        advance(actor, taken, was, "notice", today, notice.number, notice.deadline_on, notice=notice)
    return notice


@transaction.atomic
def serve(
    *, actor: User, notice: RectificationNotice, served_on: date, receiver: str, service_way: str,
    evidence: Evidence = (),
) -> RectificationNotice:
    """Enter to whom and how the notice was served; whoever leaves, mails or publishes it proves it."""
    notice, before = _begin(actor, notice, "serve")
    not_in_future("served_on", served_on)
    not_before("served_on", served_on, notice.issued_on, "签发日期")
    if not text.clean(receiver):
        raise ServiceError({"receiver": "请填写签收人；留置、公告送达的填写见证人或公告载体。"})
    if service_way != ServiceWay.DIRECT and not evidence:
        raise ServiceError({"evidence": f"{ServiceWay(service_way).label}须上传送达证明。"})
    notice.served_on, notice.receiver, notice.service_way = served_on, receiver, service_way
    keep(actor, notice, evidence, "送达回证")
    return change(actor, "登记送达", notice, before)


@transaction.atomic
def revoke(*, actor: User, notice: RectificationNotice, reason: str) -> RectificationNotice:
    """Revoke an issued notice; its number stays visible. Not by whoever issued it, nor after the firm has reported."""
    words = stages.must_say(reason)
    notice, before = _begin(actor, notice, "revoke")
    if actor.is_person(notice.issuer_id):
        raise ServiceError(OWN_ISSUE)
    notice.revoked_on, notice.revoked_at = clock.today(), clock.now()
    for finding in _findings(notice):
        _take_off(actor, notice, finding, words)
    notice.lines.update(is_live=False)
    return change(actor, "作废整改通知单", notice, before, reason=words)


@transaction.atomic
def discard(*, actor: User, notice: RectificationNotice, reason: str) -> RectificationNotice:
    """Give up a draft; its findings are free for another notice."""
    words = stages.must_say(reason)
    notice, before = _begin(actor, notice, "discard")
    notice.revoked_on, notice.revoked_at = clock.today(), clock.now()
    notice.lines.update(is_live=False)
    return change(actor, "放弃整改通知单草稿", notice, before, reason=words)


# -- shared steps ------------------------------------------------------------------------------------


def _begin(actor: User, notice: RectificationNotice, code: str) -> tuple[RectificationNotice, stages.Before]:
    return stages.begin(actor, notice, NOTICE, code, _locked_notice)


def _locked_notice(_actor: User, notice: RectificationNotice) -> RectificationNotice:
    """Lock a notice and return it with what the diary names: names stay names before and after a change."""
    lock(notice)
    return RectificationNotice.objects.select_related("target", "reviewed_by", "issuer").get(pk=notice.pk)


def _back(actor: User, notice: RectificationNotice, code: str, reason: str) -> RectificationNotice:
    words = stages.must_say(reason)
    notice, before = _begin(actor, notice, code)
    notice.reviewed_by = None
    return change(actor, "退回整改通知单", notice, before, reason=words)


def _locked(target: InspectionTarget, findings: Sequence[Finding]) -> list[Finding]:
    """Lock the findings; refuse none, those of another target, and those that cannot go on a notice."""
    if not findings:
        raise ServiceError({"findings": "请至少选择一个问题。"})
    rows = [lock(finding) for finding in sorted(findings, key=lambda one: one.pk)]
    if others := [row for row in rows if row.target_id != target.pk]:
        raise ServiceError({"findings": f"一份通知单只列一个单位的问题；“{others[0]}”不是“{target}”的，请分开开具。"})
    free = set(Finding.objects.noticeable().filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    for row in rows:
        if row.pk in free:
            continue
        if line := row.notice_lines.live().filter(round=row.round).select_related("notice__target").first():
            raise ServiceError({"findings": f"“{row}”本轮已列入整改通知单（{line.notice}），不能重复开具。"})
        raise ServiceError({"findings": f"“{row}”的状态是“{row.get_status_display()}”，不能开具整改通知单。"})
    return rows


def _set_content(
    notice: RectificationNotice, findings: Sequence[Finding], basis: str, deadline_on: date | None, reason: str
) -> None:
    """Set basis and deadline; an empty one is made from the findings."""
    today = clock.today()
    usual = usual_deadline(findings, today)
    notice.basis = text.clean(basis) or basis_of(findings)
    if not notice.basis:
        raise ServiceError({"basis": "所列违规情形没有登记法律依据，请填写。"})
    if deadline_on is not None:
        not_before("deadline_on", deadline_on, today, "今天")
    if deadline_on not in (None, usual, notice.deadline_on) and not text.clean(reason):
        raise NeedsReason(f"按问题程度，整改期限应为 {usual}；改为 {deadline_on} 请说明原因。", "unusual_deadline")
    notice.deadline_on = deadline_on or usual
    notice.deadline_reason = reason


def _list(notice: RectificationNotice, findings: Sequence[Finding]) -> None:
    for finding in findings:
        save_checked(NoticeFinding(notice=notice, finding=finding, round=finding.round))


def _findings(notice: RectificationNotice) -> list[Finding]:
    return list(Finding.objects.filter(notice_lines__notice=notice).order_by("pk"))


def _take_off(actor: User, notice: RectificationNotice, finding: Finding, reason: str) -> None:
    """Take back what ``notice`` did to a finding; refuse when more has happened since."""
    while (steps := stages.standing(finding)) and any(step.notice_id == notice.pk for step in steps):
        if steps[-1].notice_id != notice.pk or finding.status != FindingStatus.NOTICED:
            raise ServiceError(f"“{finding}”已办到“{finding.get_status_display()}”，通知单不能作废。")
        taken, before = take(actor, finding, FINDING_INNER, "unnotice")
        finding = retreat(actor, taken, before, steps[-1], reason)


def _words(findings: Sequence[Finding]) -> str:
    return "；".join(str(finding) for finding in findings)[:200]
