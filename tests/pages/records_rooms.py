"""Rooms and what lies on them, made by the services."""
from decimal import Decimal

from housing_portal.accounts.models import Unit
from tests.pages import records_registers as registers
from tests.pages.records import DAY, Writers
from tests.transactions.lists import sheet
from transactions.imports.batches import commit_import
from transactions.imports.plan import Given
from transactions.models import ImportBatch, PriceFiling, Room, RoomRestriction
from transactions.services import prices, restrictions, rooms


def room(by: Writers, unit: Unit) -> Room:
    return rooms.add_room(
        actor=by.clerk, building=registers.building(by, unit), section="1", floor=15, floor_label="15", number="1502",
        area=Decimal("96.35"), inner_area=Decimal("76.12"), use="home",
    )


def sealed(by: Writers, unit: Unit) -> RoomRestriction:
    return restrictions.restrict_rooms(
        actor=by.clerk, rooms=[room(by, unit)], kind="sealed", from_on=DAY, authority="云岭县人民法院",
        case_no="（2026）云执12号",
    )[0]


def waiting(by: Writers, unit: Unit) -> RoomRestriction:
    """Return a waiting seal whose first seal has been released."""
    first = sealed(by, unit)
    row = restrictions.restrict_rooms(
        actor=by.clerk, rooms=[first.room], kind="waiting_seal", from_on=DAY, authority="云岭县人民法院",
        case_no="（2026）云执13号",
    )[0]
    restrictions.release_restriction(
        actor=by.clerk, restriction=first, released_on=DAY, document_no="（2026）云执12号之一"
    )
    return row


def price(by: Writers, unit: Unit) -> PriceFiling:
    one = room(by, unit)
    line = prices.PriceLine(one, Decimal("6180.00"), Decimal("595443.00"))
    return prices.file_prices(
        actor=by.clerk, estate=one.building.estate, batch="首批", filed_on=DAY, lines=[line]
    )


def batch(by: Writers, unit: Unit) -> ImportBatch:
    estate = registers.building(by, unit).estate
    content = sheet([["楼幢", "单元", "实际层", "房号", "用途", "建筑面积"], ["7#楼", "1", 15, "1502", "住宅", 96.35]])
    given = Given(by.clerk, estate=estate)
    return commit_import(actor=by.clerk, kind="rooms", content=content, name="楼盘表.xlsx", given=given)
