"""一房一价 from a list: one filing of one estate."""
from dataclasses import dataclass, field
from datetime import date

from housing_portal.accounts.models import User
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.excel.bulk import BulkRow, read_bulk
from housing_portal.kit.figures import CENT, grouped
from housing_portal.registry.models import Estate
from transactions.imports import doors
from transactions.imports.doors import Doors
from transactions.imports.plan import Given, Plan
from transactions.imports.sheets import Reading
from transactions.models import Room
from transactions.services.prices import PriceLine, file_prices, price_fault

HEADS = {
    **doors.HEADS,
    "area": ("建筑面积",),
    "unit_price": ("备案单价", "单价", "备案单价（元/㎡）"),
    "total_price": ("备案总价", "总价", "备案总价（元）"),
}
REQUIRED = ("building", "number", "unit_price")
NUMBERS = ("area", "unit_price", "total_price")


@dataclass
class PricePlan(Plan):
    """The lines of one filing."""

    given: Given | None = None
    lines: list[PriceLine] = field(default_factory=list)

    def commit(self, actor: User) -> None:
        given = self.given
        file_prices(actor=actor, estate=given.estate, batch=given.batch, filed_on=given.filed_on, lines=self.lines,
                    reason=given.reason)


def read(content: bytes, name: str, given: Given) -> PricePlan:
    """Return what filing these prices for ``given.estate`` would do; the filing still needs a second person."""
    missing = {field: sentence for field, sentence, value in (
        ("estate", "请填写这份价格表属于哪个楼盘。", given.estate), ("batch", "请填写批次。", given.batch),
        ("filed_on", "请填写备案日期。", given.filed_on),
    ) if not value}
    if missing:
        raise ServiceError(missing)
    table = read_bulk(content, name, HEADS, required=REQUIRED, numbers=NUMBERS)
    plan = PricePlan(name, given=given)
    _Prices(Reading(table, plan), plan, given.estate).run()
    plan.added = len(plan.lines)
    total = sum(line.total_price for line in plan.lines)
    plan.summary = [("将申报（户）", grouped(plan.added)), ("总价合计（元）", grouped(total, 2)),
                    ("备案日期", str(given.filed_on or date.min))]
    return plan


class _Prices:
    def __init__(self, reading: Reading, plan: PricePlan, estate: Estate) -> None:
        self.reading, self.plan, self.estate = reading, plan, estate
        self.doors = Doors(reading, estate)

    def run(self) -> None:
        for row in self.reading.rows():
            if self.reading.given(row, REQUIRED) and (room := self.doors.room_of(row)) is not None:
                self._take(row, room)

    def _take(self, row: BulkRow, room: Room) -> None:
        unit_price, total_price = self.reading.amount(row, "unit_price"), self.reading.amount(row, "total_price")
        if unit_price is None:
            return
        area = row.values.get("area")
        if area is not None and area != room.area:
            known = f"楼盘表登记的是 {grouped(room.area, 2)} ㎡"
            self.reading.refuse(row, "area", known, "请核对面积；面积变化请先登记实测面积")
            return
        line = PriceLine(room, unit_price, total_price or (unit_price * room.area).quantize(CENT))
        if fault := price_fault(line, self.estate):
            self.reading.refuse(row, "unit_price", fault.removesuffix("。"), "请核对单价、总价")
            return
        self.plan.lines.append(line)
