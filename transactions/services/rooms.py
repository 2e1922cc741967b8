"""The building table: rooms are added, corrected, measured, and may perish. Nothing here knows a room's state."""
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import record, snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.figures import CENT, grouped
from housing_portal.registry.models import Building
from transactions.enums import ContractLayer
from transactions.models import Room, RoomArea
from transactions.services.entry import change, lock, must, not_in_future

PERMISSION = "transactions.record"
MOST_CHANGE = 3  # per cent of the area in force; beyond it a buyer may withdraw, so a measurement must be explained
# what contracts and permits have been judged by; fixed while a contract holds the room
FIXED = {"section": "单元", "number": "房号", "floor": "实际层", "use": "用途"}
DESCRIBED = ("section", "number", "floor", "floor_label", "place", "use", "house_code", "estate_unit_no")


@dataclass(frozen=True)
class Measured:
    """What a survey found for one room, in ㎡."""

    room: Room
    area: Decimal
    inner_area: Decimal | None = None
    shared_area: Decimal | None = None


def lock_rooms(keys: Iterable[int]) -> list[Room]:
    """Lock rooms by their keys, always in the same order, and return them with their buildings and estates."""
    rooms = Room.objects.select_related("building__estate").filter(pk__in=list(keys)).order_by("pk")
    return list(rooms.select_for_update(of=("self",), no_key=True))


@transaction.atomic
def add_room(*, actor: User, building: Building, **facts: Any) -> Room:
    """Register one room with its predicted area; ``facts`` are fields of the model."""
    return add_rooms(actor=actor, building=building, rooms=[Room(**facts)])[0]


@transaction.atomic
def add_rooms(*, actor: User, building: Building, rooms: Sequence[Room]) -> list[Room]:
    """Register unsaved ``rooms`` of one building, all or none; their areas are predicted ones."""
    must(actor, PERMISSION)
    building = lock(building)
    _must_stand(building)
    for room in rooms:
        room.building = building
        check_room(room, building)
    _must_be_new(rooms, building)
    try:
        with transaction.atomic():
            Room.objects.bulk_create(rooms, batch_size=1000)
    except IntegrityError:
        raise ServiceError("同号的房屋或不动产单元号刚刚被他人登记，请刷新后核对。") from None
    _note_areas(actor, rooms)
    one = rooms[0] if len(rooms) == 1 else None
    record(
        actor=actor, action="登记房屋", obj=one or building,
        label=f"登记房屋：{building}{one.door if one else f' {len(rooms)} 户'}",
        after=snapshot(one) if one else table_of([room.area for room in rooms]),
    )
    return list(rooms)


def table_of(areas: Sequence[Decimal]) -> dict[str, Any]:
    """Return what the diary keeps of many rooms that were registered at once."""
    return {"房屋户数": len(areas), "建筑面积（㎡）": str(sum(areas))}


@transaction.atomic
def edit_room(*, actor: User, room: Room, **facts: Any) -> Room:
    """Correct what describes a room. Areas change by measuring alone; the state follows from its layers."""
    must(actor, PERMISSION)
    room = lock(room)
    before, held = snapshot(room), room.contract_layer != ContractLayer.NONE
    moved = [label for name, label in FIXED.items() if name in facts and facts[name] != getattr(room, name)]
    if moved and held:
        raise ServiceError(
            f"这户{room.get_contract_layer_display()}，不能改{'、'.join(moved)}；确属登错的，先撤销或注销合同再改。"
        )
    for name in DESCRIBED:
        if name in facts:
            setattr(room, name, facts[name])
    check_room(room, room.building)
    return change(actor, "修改房屋", room, before)


@transaction.atomic
def measure_rooms(
    *, actor: User, found: Sequence[Measured], surveyed_on: date, report_no: str, reason: str = ""
) -> list[Room]:
    """Put measured areas in force. Contracts keep the area they were signed with.

    Raises NeedsReason, which ``reason`` answers, when an area differs by more than 3 % or was measured before.
    """
    must(actor, PERMISSION)
    not_in_future("surveyed_on", surveyed_on)
    if not report_no.strip():
        raise ServiceError({"report_no": "请填写测绘报告号。"})
    rooms = {room.pk: room for room in lock_rooms(item.room.pk for item in found)}
    if not reason.strip():
        _must_be_expected([(rooms[item.room.pk], item) for item in found])
    for item in found:
        _measure(actor, rooms[item.room.pk], item, reason)
    _note_areas(actor, list(rooms.values()), surveyed_on=surveyed_on, report_no=report_no, reason=reason)
    return list(rooms.values())


@transaction.atomic
def demolish_room(*, actor: User, room: Room, on: date, reason: str) -> Room:
    """Note that a room exists no more; its records stay."""
    must(actor, PERMISSION)
    room = lock(room)
    not_in_future("on", on)
    if not reason.strip():
        raise ServiceError({"reason": "请写明灭失原因和依据，例如拆除公告文号。"})
    if room.demolished_on:
        raise ServiceError(f"这户已于 {room.demolished_on} 登记灭失。")
    if room.contract_layer in (ContractLayer.SIGNED, ContractLayer.FILED):
        raise ServiceError(f"这户{room.get_contract_layer_display()}，须先撤销或注销合同才能登记灭失。")
    before, room.demolished_on, room.demolished_at = snapshot(room), on, clock.now()
    return change(actor, "登记灭失", room, before, reason=reason)


def _must_stand(building: Building) -> None:
    if building.merged_into_id:
        raise ServiceError({"building": f"楼幢“{building}”已并入另一条记录，请到保留的楼幢上登记。"})
    if building.demolished_on:
        raise ServiceError({"building": f"楼幢“{building}”已于 {building.demolished_on} 灭失，不能再登记房屋。"})


def check_room(room: Room, building: Building) -> None:
    """Check a room by its fields and against the building's floors and the arithmetic of its areas."""
    if not -building.floors_below <= room.floor <= building.floors_above or room.floor == 0:
        below = f"地下 {building.floors_below} 层（填负数）" if building.floors_below else "没有地下层"
        raise ServiceError({"floor": f"实际层 {room.floor} 不在楼幢层数内：地上 {building.floors_above} 层，{below}；"
                                     "请核对，或先更正楼幢层数。"})
    try:
        room.clean_fields(exclude=["building"])
    except ValidationError as error:
        raise ServiceError(error) from None
    must_add_up(room.area, room.inner_area, room.shared_area)


def must_add_up(area: Decimal, inner: Decimal | None, shared: Decimal | None) -> None:
    """Refuse areas of which the parts do not make the whole."""
    if area <= 0:
        raise ServiceError({"area": "建筑面积应大于 0。"})
    if inner is not None and inner > area:
        raise ServiceError({"inner_area": "套内面积不能大于建筑面积。"})
    if inner is not None and shared is not None and abs(inner + shared - area) > CENT:
        raise ServiceError({"shared_area": f"套内 {inner} 加分摊 {shared} 等于 {inner + shared} ㎡，"
                                           f"与建筑面积 {area} ㎡ 不符。"})


def _must_be_new(rooms: Sequence[Room], building: Building) -> None:
    taken = Counter((room.section, room.number) for room in rooms)
    taken.update(building.rooms.values_list("section", "number"))
    codes = [room.estate_unit_no for room in rooms if room.estate_unit_no]
    used = Counter([*codes, *Room.objects.filter(estate_unit_no__in=codes).values_list("estate_unit_no", flat=True)])
    for room in rooms:
        if taken[room.section, room.number] > 1:
            raise ServiceError({"number": f"{building}已有 {room.door}，请核对单元和房号。"})
        if room.estate_unit_no and used[room.estate_unit_no] > 1:
            raise ServiceError({"estate_unit_no": f"不动产单元号 {room.estate_unit_no} 已登记给另一户。"})


def is_unexpected(room: Room, area: Decimal) -> bool:
    """Tell whether a survey says something that must be explained."""
    return room.is_measured or abs(area - room.area) * 100 > MOST_CHANGE * room.area


def _must_be_expected(pairs: Sequence[tuple[Room, Measured]]) -> None:
    """Ask for a reason where a survey says something unusual, naming the first few rooms."""
    odd = [
        f"{room.door} 由 {grouped(room.area, 2)} 变为 {grouped(item.area, 2)} ㎡"
        for room, item in pairs
        if is_unexpected(room, item.area)
    ]
    if odd:
        more = f" 等 {len(odd)} 户" if len(odd) > 3 else ""
        named = "；".join(odd[:3]) + more
        raise NeedsReason(f"{named}，差异超过 {MOST_CHANGE}% 或已实测过，请确认并说明。", "area_change")


def _measure(actor: User, room: Room, item: Measured, reason: str) -> None:
    must_add_up(item.area, item.inner_area, item.shared_area)
    before = snapshot(room)
    room.area, room.inner_area, room.shared_area = item.area, item.inner_area, item.shared_area
    room.is_measured = True
    change(actor, "登记实测面积", room, before, reason=reason)


def _note_areas(actor: User, rooms: Sequence[Room], **survey: Any) -> None:
    now = clock.now()
    RoomArea.objects.bulk_create([
        RoomArea(room=room, is_measured=room.is_measured, area=room.area, inner_area=room.inner_area,
                 shared_area=room.shared_area, recorded_by=actor, recorded_at=now, **survey)
        for room in rooms
    ], batch_size=1000)
