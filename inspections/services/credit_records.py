"""信用记录: entered, confirmed by a second person; bad information is announced first, an objection decided by a third.

Points come from the item alone: there is no way to type them.
"""
from calendar import monthrange
from datetime import date
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal import stages
from housing_portal.journal.entry import Evidence, change, enter, lock, must, not_before, not_in_future
from housing_portal.kit.errors import ServiceError
from housing_portal.registry.models import Organization
from inspections.credit_grade import objection_until
from inspections.enums.credit import CreditRuleStatus, CreditStatus, CreditSubject
from inspections.models.credit import CreditItem, CreditRecord, CreditStep
from inspections.models.finding import Finding
from inspections.models.notice import RectificationNotice
from inspections.workflow import CREDIT, RECORD

S = CreditStatus
OWN = "不能复核自己登记的信用记录，请由另一位同事复核。"
THIRD = "异议须由录入人、复核人以外的第三人裁定。"
TWICE = "这个检查问题已按这一条目登记过信用记录，不能重复扣分；原记录有误的请先撤销。"
NOT_BAD = "只有不良信息须告知企业并设异议期，这一条复核后即生效。"


@transaction.atomic
def enter_record(
    *, actor: User, organization: Organization, item: CreditItem, on: date, source: str, paper_no: str = "",
    finding: Finding | None = None, notice: RectificationNotice | None = None, evidence: Evidence = (),
) -> CreditRecord:
    """Enter what happened to an enterprise; points and the end of validity come from the item."""
    must(actor, RECORD)
    not_in_future("on", on)
    item = CreditItem.objects.select_related("rule").get(pk=item.pk)
    _must_apply(item, organization, on)
    _must_be_of("finding", finding, organization)
    _must_be_of("notice", notice, organization)
    _must_be_new(item, finding)
    record = CreditRecord(
        organization=organization, subject_kind=item.rule.subject_kind, item=item, points=item.points, on=on,
        valid_to=months_after(on, item.months), source=source, paper_no=paper_no, finding=finding, notice=notice,
    )
    return enter(actor, "登记信用记录", record, evidence)


@transaction.atomic
def confirm(*, actor: User, record: CreditRecord, on: date, note: str = "") -> CreditRecord:
    """Confirm it; not by whoever entered it. Information that is not bad counts from now on."""
    record, before = _begin(actor, record, "confirm")
    if actor.is_person(record.recorded_by_id):
        raise ServiceError(OWN)
    not_before("on", on, record.on, "发生日期")
    record.confirmed_by = actor
    return _finish(actor, record, before, "confirm", on, note)


@transaction.atomic
def notify(*, actor: User, record: CreditRecord, on: date, note: str = "", evidence: Evidence = ()) -> CreditRecord:
    """Enter that the enterprise was told in writing: it may object from the next day on."""
    record, before = _begin(actor, record, "notify")
    if not record.is_bad:
        raise ServiceError(NOT_BAD)
    return _finish(actor, record, before, "notify", on, note, evidence)


@transaction.atomic
def object_to(*, actor: User, record: CreditRecord, on: date, note: str, evidence: Evidence = ()) -> CreditRecord:
    """Enter the objection of the enterprise; refused after its period."""
    record, before = _begin(actor, record, "object")
    last = objection_last_day(record)
    if on > last:
        raise ServiceError({"on": f"异议期至 {last} 止，{on} 已超过，不能登记异议。"})
    return _finish(actor, record, before, "object", on, note, evidence)


@transaction.atomic
def uphold(*, actor: User, record: CreditRecord, on: date, note: str, evidence: Evidence = ()) -> CreditRecord:
    """Dismiss the objection: the record counts from this day on. Neither by who entered nor by who confirmed it."""
    return _decide(actor, record, "uphold", on, note, evidence)


@transaction.atomic
def withdraw(*, actor: User, record: CreditRecord, on: date, note: str, evidence: Evidence = ()) -> CreditRecord:
    """Allow the objection: the record never counted. Neither by who entered nor by who confirmed it."""
    return _decide(actor, record, "withdraw", on, note, evidence)


@transaction.atomic
def revoke(*, actor: User, record: CreditRecord, on: date, reason: str, evidence: Evidence = ()) -> CreditRecord:
    """Revoke it from a day on, as when the penalty was quashed; figures of earlier days keep it."""
    record, before = _begin(actor, record, "revoke")
    if actor.is_person(record.recorded_by_id):
        raise ServiceError("这条记录由您本人登记，须由另一位同事撤销。")
    not_before("on", on, record.on, "发生日期")
    return _finish(actor, record, before, "revoke", on, stages.must_say(reason), evidence)


@transaction.atomic
def undo_step(*, actor: User, record: CreditRecord, reason: str) -> CreditRecord:
    """Take the last step back, for example a wrong day of notice; not by whoever entered it."""
    record, before = _begin(actor, record, "undo")
    if words := stages.cannot_undo(actor, record):
        raise ServiceError(words)
    *earlier, last = stages.standing(record)
    stages.take_back(actor, last, stages.must_say(reason))
    record.status = earlier[-1].code if earlier else S.RECORDED
    if last.code == S.CONFIRMED:
        record.confirmed_by = None
    if last.code in (S.UPHELD, S.WITHDRAWN):
        record.decided_by = None
    return change(actor, CREDIT.steps["undo"].label, record, before, reason=reason,
                  also={"撤回的步骤": (f"{last.get_code_display()} {last.on}", "")})


def objection_last_day(record: CreditRecord) -> date:
    """Return the last day on which the enterprise that was told may object."""
    told = record.steps.standing().get(code=S.NOTIFIED)
    return objection_until(told.on, record.item.rule.objection_days)


def months_after(day: date, months: int) -> date | None:
    """Return the same day so many months later, the last of a shorter month; nothing for 0, which is for ever."""
    if not months:
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _decide(actor: User, record: CreditRecord, code: str, on: date, note: str, evidence: Evidence) -> CreditRecord:
    record, before = _begin(actor, record, code)
    if actor.is_person(record.recorded_by_id) or actor.is_person(record.confirmed_by_id):
        raise ServiceError(THIRD)
    record.decided_by = actor
    return _finish(actor, record, before, code, on, note, evidence)


def _begin(actor: User, record: CreditRecord, code: str) -> tuple[CreditRecord, dict[str, Any]]:
    return stages.begin(actor, record, CREDIT, code)


def _finish(
    actor: User, record: CreditRecord, before: dict[str, Any], code: str, on: date, note: str, evidence: Evidence = ()
) -> CreditRecord:
    step = CreditStep(record=record, code=record.status, on=on, note=note)
    return stages.finish(actor, record, before, step, CREDIT.steps[code].label, evidence)


def _must_apply(item: CreditItem, organization: Organization, on: date) -> None:
    """Refuse an item of a rule that is not, or was not yet, in force, and one for another kind of enterprise."""
    rule = item.rule
    if rule.status != CreditRuleStatus.CONFIRMED:
        raise ServiceError({"item": f"规则“{rule}”{rule.get_status_display()}，不能用来登记信用记录。"})
    if not CreditItem.objects.in_force(on).filter(pk=item.pk).exists():
        words = f"规则“{rule}”自 {rule.effective_from} 施行，{on} 发生的事项不适用，或当时已有新版本，请核对。"
        raise ServiceError({"on": words})
    subject = CreditSubject(rule.subject_kind)
    if not organization.roles.filter(kind=subject.capacity).exists():
        raise ServiceError({"organization": f"“{organization}”没有登记为{subject.capacity.label}，请核对企业或条目。"})


def _must_be_of(field: str, ground: Finding | RectificationNotice | None, organization: Organization) -> None:
    """Refuse a finding or notice of another enterprise; that of a site without one fits whoever is named."""
    firm = ground.target.organization if ground else None
    if firm is not None and firm != organization:
        raise ServiceError({field: f"“{ground}”的被查企业是“{firm}”，与所填企业不符，请核对。"})


def _must_be_new(item: CreditItem, finding: Finding | None) -> None:
    """Refuse to count one finding twice under the same item, whatever day or paper is named."""
    if finding is None:
        return
    lock(finding)
    if CreditRecord.objects.filter(finding=finding, item=item).exclude(status__in=(S.WITHDRAWN, S.REVOKED)).exists():
        raise ServiceError({"item": TWICE})
