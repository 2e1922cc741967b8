"""一房一价: filed by one person, confirmed by another; every room's prices in versions."""
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import record, snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.saving import save_checked
from housing_portal.registry.models import Estate
from transactions.enums import PriceStatus
from transactions.models import PriceFiling, Room, RoomPrice
from transactions.services.entry import Evidence, change, keep, lock, must, not_in_future
from transactions.services.rooms import lock_rooms
from transactions.workflow import PRICE

PERMISSION = "transactions.record"
TOLERANCE = Decimal(1)  # 元 between unit price × area and the total


@dataclass(frozen=True)
class PriceLine:
    """The price of one room: 元/㎡ of its area, and in 元."""

    room: Room
    unit_price: Decimal
    total_price: Decimal


@transaction.atomic
def file_prices(
    *, actor: User, estate: Estate, batch: str, filed_on: date, lines: Sequence[PriceLine], reason: str = "",
    evidence: Evidence = (),
) -> PriceFiling:
    """Enter a filing. A room that already has a price on file makes it an adjustment, which needs ``reason``."""
    must(actor, PERMISSION)
    estate = lock(estate)
    not_in_future("filed_on", filed_on)
    if not lines:
        raise ServiceError({"lines": "请填写至少一户的备案价。"})
    rooms = {room.pk: room for room in lock_rooms(line.room.pk for line in lines)}
    for fault in filter(None, (price_fault(line, estate) for line in lines)):
        raise ServiceError({"lines": fault})
    _must_be_free(rooms, lines)
    latest = latest_versions(rooms)
    adjusts = RoomPrice.objects.filter(room__in=rooms, filing__status=PriceStatus.FILED).exists()
    if adjusts and not reason.strip():
        raise ServiceError({"reason": "其中有已备案价格的房屋，属于调价，请填写调价原因。"})
    filing = PriceFiling(
        estate=estate, developer=estate.developer, batch=batch, filed_on=filed_on, is_adjustment=adjusts, reason=reason,
        recorded_by=actor, recorded_at=clock.now(),
    )
    save_checked(filing)
    prices = RoomPrice.objects.bulk_create([
        RoomPrice(filing=filing, room=rooms[line.room.pk], version=latest[line.room.pk] + 1,
                  unit_price=line.unit_price, total_price=line.total_price)
        for line in lines
    ], batch_size=1000)
    keep(actor, filing, evidence)
    label = f"申报备案价：{filing} {len(lines)} 户"
    record(actor=actor, action="申报备案价", label=label, obj=filing,
           after={**snapshot(filing), **summary_of(prices)}, reason=reason)
    return filing


def summary_of(prices: Sequence[RoomPrice]) -> dict[str, Any]:
    """Return what the diary keeps of the prices of a filing."""
    unit, total = (str(sum(getattr(one, name) for one in prices)) for name in ("unit_price", "total_price"))
    return {"户数": len(prices), "备案单价之和（元/㎡）": unit, "备案总价之和（元）": total}


@transaction.atomic
def confirm_prices(*, actor: User, filing: PriceFiling) -> PriceFiling:
    """Put the prices of a filing in force; whoever entered it cannot do so."""
    filing = lock(filing)
    before, step = snapshot(filing), PRICE.enter(filing, "confirm", actor)
    if actor.is_person(filing.recorded_by_id):
        raise ServiceError("复核人不能是录入人本人，请由另一位同事复核。")
    filing.confirmed_by, filing.confirmed_at = actor, clock.now()
    return change(actor, step.label, filing, before)


@transaction.atomic
def return_prices(*, actor: User, filing: PriceFiling, reason: str) -> PriceFiling:
    """Give a filing back; its prices never come into force."""
    filing = lock(filing)
    before, step = snapshot(filing), PRICE.enter(filing, "return", actor)
    if not reason.strip():
        raise ServiceError({"reason": "请写明退回原因，以便申报企业更正。"})
    return change(actor, step.label, filing, before, reason=reason)


def price_fault(line: PriceLine, estate: Estate) -> str:
    """Return what is wrong with one line, or nothing; ``room`` comes with its building."""
    room = line.room
    if room.building.estate_id != estate.pk:
        return f"{room.label}不在楼盘“{estate}”内，请分开申报。"
    if room.demolished_on:
        return f"{room.label}已于 {room.demolished_on} 灭失。"
    if line.unit_price <= 0 or line.total_price <= 0:
        return f"{room.label}的单价和总价应大于 0。"
    due = line.unit_price * room.area
    if abs(due - line.total_price) > TOLERANCE:
        return (f"{room.label}单价 {line.unit_price} × 面积 {room.area} = {due.quantize(Decimal('0.01'))} 元，"
                f"与总价 {line.total_price} 元相差超过 1 元。")
    return ""


def latest_versions(rooms: Sequence[int] | dict[int, Room]) -> Counter:
    """Return room key → the highest version that a filing has used, 0 for none."""
    found: Counter = Counter()
    for room, version in RoomPrice.objects.filter(room__in=rooms).order_by("version").values_list("room", "version"):
        found[room] = version
    return found


def _must_be_free(rooms: dict[int, Room], lines: Sequence[PriceLine]) -> None:
    """A room stands once in a filing, and in one unconfirmed filing at a time."""
    for key, times in Counter(line.room.pk for line in lines).items():
        if times > 1:
            raise ServiceError({"lines": f"{rooms[key].label}出现 {times} 次，每户只填一行。"})
    waiting = RoomPrice.objects.filter(room__in=rooms, filing__status=PriceStatus.SUBMITTED)
    if price := waiting.select_related("filing__estate", "room__building").order_by("pk").first():
        raise ServiceError({"lines": f"{price.room.label}在另一份待复核的备案（{price.filing}）中，"
                                     "请先复核或退回那一份。"})
