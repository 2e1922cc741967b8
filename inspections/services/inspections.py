"""检查与日志: two inspectors or more without a tie to the target, one log per visit, signed by another of them."""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal import stages
from housing_portal.journal.entry import change, enter, lock, must, not_before, not_in_future
from housing_portal.journal.photos import Photos, keep_photos
from housing_portal.journal.services import snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.saving import save_checked
from inspections.enums.findings import FindingStatus
from inspections.enums.inspections import CampaignStatus, InspectionStatus, Method
from inspections.models.campaign import Campaign
from inspections.models.domain import CheckItem
from inspections.models.draw import FEWEST_INSPECTORS, DrawTarget
from inspections.models.inspection import Inspection, InspectionItem, InspectionMember
from inspections.models.inspector import Inspector
from inspections.models.target import InspectionTarget
from inspections.services.inspectors import must_be_free
from inspections.services.told import named
from inspections.workflow import INSPECTION, RECORD

TOO_FEW = "检查须有至少两名检查人员，请补选。"
OWN_RECORD = "检查记录由您本人登记，日志须由另一位参加检查的人员签字。"
NOT_THERE = "日志由带队人或参加检查的人员签字，您没有参加这次检查。"
OWN_VOID = "检查记录由您本人登记，作废须由另一位同事办理。"
STANDING = "这次检查登记有问题，不能作废；登记有误的问题请先撤回。"


@dataclass(frozen=True)
class Answer:
    """What was found for one line of the checklist."""

    item: CheckItem
    result: str
    note: str = ""


@transaction.atomic
def record_inspection(
    *, actor: User, target: InspectionTarget, on: date, leader: User, inspectors: Iterable[Inspector],
    methods: Sequence[str], answers: Iterable[Answer] = (), campaign: Campaign | None = None,
    drawn: DrawTarget | None = None, handling: str = "", log_text: str = "", photos: Photos = (), reason: str = "",
) -> Inspection:
    """Record a visit. Raises NeedsReason, which ``reason`` answers: a second visit on the day, not who was drawn."""
    must(actor, RECORD)
    campaign = _campaign_of(campaign, drawn, target, on)
    target = lock(target)
    if not target.is_active:
        raise ServiceError({"target": f"“{target}”已停用，不能登记检查。"})
    not_in_future("on", on)
    people = list(inspectors)
    _must_be_able(people, leader, target, on)
    _must_be_new(target, on, reason)
    _must_be_drawn(drawn, target, people, reason)
    made = Inspection(
        campaign=campaign, target=target, drawn=drawn, on=on, leader=leader, methods=_methods(methods),
        handling=handling, log_text=log_text,
    )
    enter(actor, "登记检查", made, reason=reason)
    _set_members(made, people)
    _set_items(made, answers)
    keep_photos(actor=actor, obj=made, files=photos)
    return made


@transaction.atomic
def edit_inspection(
    *, actor: User, inspection: Inspection, leader: User, inspectors: Iterable[Inspector], methods: Sequence[str],
    answers: Iterable[Answer] = (), handling: str = "", log_text: str = "", photos: Photos = (), reason: str = "",
) -> Inspection:
    """Complete a record whose log is not signed; target and day stay: a wrong one is declared void.

    Raises NeedsReason, which ``reason`` answers, when others than those drawn by lot take part from now on.
    """
    must(actor, RECORD)
    inspection = _locked(inspection)
    _must_be_open(inspection)
    people = list(inspectors)
    _must_be_able(people, leader, inspection.target, inspection.on)
    if {one.pk for one in people} != set(inspection.members.values_list("inspector", flat=True)):
        _must_be_drawn(inspection.drawn, inspection.target, people, reason)
    before, told = named(inspection), _told(inspection)
    inspection.leader, inspection.methods = leader, _methods(methods)
    inspection.handling, inspection.log_text = handling, log_text
    _set_members(inspection, people)
    _set_items(inspection, answers)
    keep_photos(actor=actor, obj=inspection, files=photos)
    now = _told(inspection)
    also = {label: (told.get(label, ""), now.get(label, "")) for label in told | now}
    return change(actor, "修改检查", inspection, before, reason=reason, also=also)


@transaction.atomic
def add_photos(*, actor: User, inspection: Inspection, photos: Photos) -> Inspection:
    """Keep photographs of the visit while its log is not signed."""
    must(actor, RECORD)
    inspection = _locked(inspection)
    _must_be_open(inspection)
    keep_photos(actor=actor, obj=inspection, files=photos)
    return inspection


@transaction.atomic
def sign_log(*, actor: User, inspection: Inspection) -> Inspection:
    """Confirm the log as leader or inspector; not by whoever entered it. From now on it stays as it is."""
    inspection = _locked(inspection)
    before = snapshot(inspection)
    step = INSPECTION.enter(inspection, "sign", actor)
    if words := cannot_sign(actor, inspection):
        raise ServiceError(words)
    inspection.signed_by, inspection.signed_at = actor, clock.now()
    return change(actor, step.label, inspection, before)


@transaction.atomic
def void_inspection(*, actor: User, inspection: Inspection, reason: str) -> Inspection:
    """Declare a record void, with its reason; it stays visible and counts no longer. Not while findings stand."""
    inspection = _locked(inspection)
    before = snapshot(inspection)
    step = INSPECTION.enter(inspection, "void", actor)
    if words := cannot_void(actor, inspection):
        raise ServiceError(words)
    inspection.void_reason = stages.must_say(reason)
    inspection.voided_by, inspection.voided_at = actor, clock.now()
    return change(actor, step.label, inspection, before, reason=reason)


# -- what pages ask ----------------------------------------------------------------------------------------------


def cannot_sign(actor: User, inspection: Inspection) -> str:
    """Return why ``actor`` may not sign the log, or nothing."""
    if not was_there(actor, inspection):
        return NOT_THERE
    if actor.is_person(inspection.recorded_by_id):
        return OWN_RECORD
    if inspection.members.count() < FEWEST_INSPECTORS:
        return TOO_FEW
    return "" if inspection.log_text else "检查日志还没有填写，请登记人补齐后再签字。"


def cannot_void(actor: User, inspection: Inspection) -> str:
    """Return why ``actor`` may not declare it void, or nothing."""
    if actor.is_person(inspection.recorded_by_id):
        return OWN_VOID
    return STANDING if inspection.findings.exclude(status=FindingStatus.WITHDRAWN).exists() else ""


def was_there(actor: User, inspection: Inspection) -> bool:
    """Tell whether ``actor`` led the inspection or took part in it."""
    members = inspection.members.values_list("inspector__user", flat=True)
    return any(actor.is_person(pk) for pk in (inspection.leader_id, *members))


def members_of(inspection: Inspection) -> str:
    """Return who inspected, in words."""
    return "、".join(str(one) for one in inspection.members.select_related("inspector__user").order_by("pk"))


def items_for(target: InspectionTarget) -> list[CheckItem]:
    """Return the lines of the checklist for a target, in order."""
    items = CheckItem.objects.in_use().filter(domain=target.domain_id).order_by("order", "pk")
    return [item for item in items if not item.target_kinds or target.kind in item.target_kinds]


# -- shared steps ------------------------------------------------------------------------------------------------


def _locked(inspection: Inspection) -> Inspection:
    """Lock the target, then the inspection: the order in which findings and notices take them."""
    lock(inspection.target)
    return lock(inspection)


def _must_be_open(inspection: Inspection) -> None:
    if inspection.status != InspectionStatus.RECORDED:
        raise ServiceError("日志已签或已作废，不能再改；确有错误的请另一位同事作废后重新登记。")


def _campaign_of(
    campaign: Campaign | None, drawn: DrawTarget | None, target: InspectionTarget, on: date
) -> Campaign | None:
    """Lock the campaign of an inspection and check that it takes one: open, begun by the day, of the same domain."""
    campaign = drawn.draw.campaign if drawn is not None else campaign
    if campaign is None:
        return None
    campaign = lock(campaign)
    if campaign.status != CampaignStatus.OPEN:
        raise ServiceError({"campaign": f"“{campaign}”{campaign.get_status_display()}，只有进行中的专项可以登记检查。"})
    if campaign.domain_id != target.domain_id:
        raise ServiceError({"campaign": f"“{campaign}”检查的是{campaign.domain}，这个对象属于{target.domain}。"})
    not_before("on", on, campaign.starts_on, "专项开始日期")
    return campaign


def _must_be_able(people: list[Inspector], leader: User, target: InspectionTarget, on: date) -> None:
    if len({one.user_id for one in people}) < FEWEST_INSPECTORS:
        raise ServiceError({"inspectors": TOO_FEW})
    if lapsed := [str(one) for one in people if one.valid_to < on]:
        raise ServiceError({"inspectors": f"{'、'.join(lapsed)}的执法证在检查当日已过期，请换人或更新证件信息。"})
    must_be_free([leader.pk], target, on, "leader")
    must_be_free([one.user_id for one in people], target, on)


def _must_be_new(target: InspectionTarget, on: date, reason: str) -> None:
    if not reason.strip() and target.inspections.valid().filter(on=on).exists():
        words = f"“{target}”{on} 已有一次检查记录，同一天再次检查请说明原因；重复登记的请放弃。"
        raise NeedsReason(words, "second_visit")


def _must_be_drawn(drawn: DrawTarget | None, target: InspectionTarget, people: list[Inspector], reason: str) -> None:
    """Refuse another target than the one drawn; other inspectors than those drawn must be explained."""
    if drawn is None:
        return
    if drawn.target_id != target.pk or not drawn.is_chosen:
        raise ServiceError({"target": f"双随机抽中的不是“{target}”，请从抽取结果登记。"})
    sent = {pair.inspector_id for pair in drawn.pairs.all()}
    if not sent <= {one.pk for one in people} and not reason.strip():
        names = "、".join(str(pair.inspector) for pair in drawn.pairs.select_related("inspector__user"))
        raise NeedsReason(f"双随机抽取的检查人员是{names}，改派他人请说明原因。", "not_as_drawn")


def _methods(methods: Sequence[str]) -> list[str]:
    found = [method.value for method in Method if method.value in methods]
    if not found:
        raise ServiceError({"methods": "请至少选择一种检查方式。"})
    return found


def _set_members(inspection: Inspection, people: list[Inspector]) -> None:
    wanted = {one.pk: one for one in people}
    held = set(inspection.members.values_list("inspector", flat=True))
    inspection.members.exclude(inspector__in=wanted).delete()
    for one in people:
        if one.pk not in held:
            save_checked(InspectionMember(inspection=inspection, inspector=one))
            held.add(one.pk)


def _set_items(inspection: Inspection, answers: Iterable[Answer]) -> None:
    held = {row.item_id: row for row in inspection.items.all()}
    given = {answer.item.pk: answer for answer in answers}
    inspection.items.exclude(item__in=given).delete()
    for pk, answer in given.items():
        row = held.get(pk) or InspectionItem(inspection=inspection, item=answer.item)
        row.result, row.note = answer.result, answer.note
        save_checked(row)


def _told(inspection: Inspection) -> dict[str, Any]:
    """Return people and answers as the diary keeps them."""
    rows = inspection.items.select_related("item").order_by("item__order", "item")
    answers = {f"{row.item}": f"{row.get_result_display()} {row.note}".strip() for row in rows}
    return {"检查人员": members_of(inspection), **answers}
