"""公示: several families at once, open to objections until the last day; each objection is looked into and answered."""
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction

from affordable.enums import FamilyStatus
from affordable.models import Family, Objection, PublicNotice
from affordable.services.checks import lock_for_entry, lock_record, lock_units
from affordable.services.families import begin, finish
from affordable.workflow import ENTER
from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.entry import Evidence, change, enter, must, not_before, not_in_future
from housing_portal.journal.services import snapshot, take_number
from housing_portal.kit import clock, text
from housing_portal.kit.errors import ServiceError
from housing_portal.registry import parameters
from housing_portal.registry.workdays import add_workdays


def last_day(starts_on: date) -> date:
    """Return the last day of a notice; the day on which it is put up does not count (民法典 §201)."""
    days = parameters.number("housing_notice_days")
    if parameters.switched_on("housing_notice_workdays"):
        return add_workdays(starts_on, days)
    return starts_on + timedelta(days=days)


@transaction.atomic
def publish_families(
    *, actor: User, unit: Unit, families: Iterable[Family], starts_on: date, posted_at: str, evidence: Evidence = (),
) -> PublicNotice:
    """Publish families that all departments agree on; a notice of one unit lists this unit's families alone."""
    must(actor, ENTER)
    chosen = sorted(families, key=lambda one: one.pk)
    if not chosen:
        raise ServiceError({"families": "请至少选择一个家庭。"})
    not_in_future("starts_on", starts_on)
    lock_units(Unit.objects.filter(pk__in={unit.pk, *(one.unit_id for one in chosen)}))
    unit = lock_for_entry(actor, ENTER, unit)
    if unit.kind != UnitKind.WHOLE and (others := [str(one) for one in chosen if one.unit_id != unit.pk]):
        raise ServiceError({"families": f"{'、'.join(others)} 不属于{unit}；跨单位的公示请以全域汇总单位发布。"})
    year = clock.today().year
    notice = PublicNotice(
        number=f"GS{year}-{take_number(prefix='GS', year=year):03}", unit=unit, starts_on=starts_on,
        ends_on=last_day(starts_on), posted_at=posted_at,
    )
    enter(actor, "发布公示", notice, evidence)
    for family in chosen:
        family, before = begin(actor, family, "publish")
        _not_before_checks(family, starts_on)
        family.notice = notice
        finish(actor, family, before, "publish", starts_on, note=f"公示 {notice}")
    return notice


def _not_before_checks(family: Family, starts_on: date) -> None:
    last = family.steps.standing().order_by("-pk").first()
    if last is not None and starts_on < last.on:
        words = f"{starts_on} 早于 {family} “{last.get_code_display()}”的日期 {last.on}，请核对。"
        raise ServiceError({"starts_on": words})


@transaction.atomic
def receive_objection(
    *, actor: User, family: Family, received_on: date, content: str, evidence: Evidence = (),
) -> Objection:
    """Enter an objection against a family that is being published."""
    must(actor, ENTER)
    family = lock_record(actor, family)
    if family.status != FamilyStatus.PUBLISHED:
        raise ServiceError(f"这个家庭{family.get_status_display()}，不在公示中，不能登记公示异议。")
    not_in_future("received_on", received_on)
    not_before("received_on", received_on, family.notice.starts_on, "公示起")
    objection = Objection(family=family, unit=family.unit, received_on=received_on, content=content)
    return enter(actor, "登记公示异议", objection, evidence)


@transaction.atomic
def answer_objection(
    *, actor: User, objection: Objection, answered_on: date, is_upheld: bool, answer: str, evidence: Evidence = (),
) -> Objection:
    """Enter what was found out about an objection; said once, it stays."""
    must(actor, ENTER)
    objection = lock_record(actor, objection)
    if objection.answered_on is not None:
        raise ServiceError(f"这件异议已于 {objection.answered_on} 登记核查结论。")
    not_in_future("answered_on", answered_on)
    not_before("answered_on", answered_on, objection.received_on, "收到日期")
    if not text.clean(answer):
        raise ServiceError({"answer": "请写明核查结论。"})
    before = snapshot(objection)
    objection.answered_on, objection.is_upheld, objection.answer = answered_on, is_upheld, answer
    return change(actor, "登记异议核查结论", objection, before, evidence)
