"""改造内容 and how much of it is done: cumulative, never more than the whole, and less only with a reason."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from affordable.enums import CommunityStatus
from affordable.models import RenovationBuilding, RenovationCommunity, WorkItem, WorkProgress
from affordable.services.checks import lock_record
from affordable.services.communities import AT_WORK, PERMISSION, must_be_open
from affordable.services.entry import state
from housing_portal.accounts.models import User
from housing_portal.journal import stages
from housing_portal.journal.citations import must_not_be_cited
from housing_portal.journal.entry import change, enter, must, not_before, not_in_future
from housing_portal.journal.services import record, snapshot
from housing_portal.kit import scope
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.figures import plain


@transaction.atomic
def add_item(
    *, actor: User, community: RenovationCommunity, building: RenovationBuilding | None = None, **facts: Any
) -> WorkItem:
    """Register what is to be done on a community or on one of its buildings, how much, and for how much."""
    must(actor, PERMISSION)
    community = lock_record(actor, community)
    must_be_open(community)
    item = WorkItem(unit=community.unit, community=community, building=building, **facts)
    _must_be_its_building(item)
    return enter(actor, "登记改造内容", item)


@transaction.atomic
def edit_item(
    *, actor: User, item: WorkItem, building: RenovationBuilding | None = None, **facts: Any
) -> WorkItem:
    """Correct an item; its quantity stays at least what is reported as done."""
    item, before = _lock(actor, item)
    item.building = building
    for name, value in facts.items():
        setattr(item, name, value)
    _must_be_its_building(item)
    most = item.progress.order_by("-done_qty").values_list("done_qty", flat=True).first()
    if most is not None and item.qty < most:
        raise ServiceError({"qty": f"已填报完成 {plain(most)} {item.measure}，工程量不能少于它。"})
    return change(actor, "修改改造内容", item, before)


@transaction.atomic
def remove_item(*, actor: User, item: WorkItem, reason: str) -> RenovationCommunity:
    """Strike out an item that was entered by mistake; one with reported progress stays."""
    item, before = _lock(actor, item)
    community, words = item.community, stages.must_say(reason)
    if item.progress.exists():
        raise ServiceError(f"“{item}”已填报进度，不能删除。")
    must_not_be_cited(item)
    record(actor=actor, action="删除改造内容", label=f"删除改造内容：{community} {item}", obj=community, before=before,
           reason=words)
    item.delete()
    return community


# -- progress ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WorkRow:
    """What was typed for one item; ``done_qty`` is cumulative, in the item's own unit."""

    item: WorkItem
    done_qty: Decimal
    note: str = ""


@transaction.atomic
def record_works(*, actor: User, community: RenovationCommunity, as_of: date, rows: Iterable[WorkRow]) -> int:
    """Store what differs from what is known at ``as_of``, all or nothing; return how many statements that were.

    Refusals name their box: ``done_<item>`` and ``why_<item>``.
    """
    must(actor, PERMISSION)
    community = lock_record(actor, community)
    _must_be_at_work(community, as_of)
    not_in_future("as_of", as_of)
    known = {item.pk: item for item in community.items.with_done(scope.current(as_of)).select_related("building")}
    stored, faults = 0, {}
    for row in rows:
        item = known.get(row.item.pk)
        if item is None:
            raise ServiceError("改造内容刚刚被他人改动，请刷新后重新填报。")
        if row.done_qty == item.done_qty:
            continue
        try:
            _record(actor, item, as_of, row)
            stored += 1
        except NeedsReason as question:
            faults[f"why_{item.pk}"] = [question.sentence]
        except ValidationError as error:
            faults[f"done_{item.pk}"] = error.messages
    if faults:
        raise ServiceError(faults)
    return stored


def _record(actor: User, item: WorkItem, as_of: date, row: WorkRow) -> None:
    if not 0 <= row.done_qty <= item.qty:
        raise ServiceError(f"累计完成量应在 0—{plain(item.qty)} {item.measure}之间。")
    if not row.note.strip():
        _must_not_fall(item, as_of, row.done_qty)
    state(actor, "填报工程进度", WorkProgress(
        unit=item.unit, item=item, as_of=as_of, done_qty=row.done_qty, note=row.note,
    ))


def _must_not_fall(item: WorkItem, as_of: date, done_qty: Decimal) -> None:
    if done_qty < item.done_qty:
        raise NeedsReason(f"少于 {item.done_as_of} 填报的 {plain(item.done_qty)}，请写明减少的原因。", "fall")
    later = item.progress.filter(as_of__gt=as_of, done_qty__lt=done_qty).order_by("as_of", "-pk").first()
    if later:
        raise NeedsReason(f"多于之后 {later.as_of} 填报的 {plain(later.done_qty)}，请核对并说明。", "fall")


def _must_be_at_work(community: RenovationCommunity, as_of: date) -> None:
    must_be_open(community)
    if community.status not in AT_WORK:
        raise ServiceError(f"“{community}”{community.get_status_display()}，登记开工后才能填报进度。")
    started = next(step for step in stages.standing(community) if step.code == CommunityStatus.STARTED)
    not_before("as_of", as_of, started.on, "开工日期")


def _lock(actor: User, item: WorkItem) -> tuple[WorkItem, dict[str, Any]]:
    must(actor, PERMISSION)
    item = lock_record(actor, item)
    must_be_open(item.community)
    return item, snapshot(item)


def _must_be_its_building(item: WorkItem) -> None:
    if item.building is not None and item.building.community_id != item.community_id:
        raise ServiceError({"building": f"{item.building} 不属于“{item.community}”，请重新选择。"})
