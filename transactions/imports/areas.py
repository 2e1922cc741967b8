"""实测面积 from a list: what one survey found for rooms of an estate. Contracts keep the area they were signed with."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError

from housing_portal.accounts.models import User
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.excel.bulk import BulkRow, read_bulk
from housing_portal.kit.figures import grouped
from transactions.imports import doors
from transactions.imports.doors import Doors
from transactions.imports.plan import Given, Plan
from transactions.imports.sheets import Reading
from transactions.models import Room
from transactions.services.entry import not_in_future
from transactions.services.rooms import MOST_CHANGE, Measured, is_unexpected, measure_rooms, must_add_up

HEADS: Mapping[str, Sequence[str]] = {
    **doors.HEADS,
    "former": ("预测建筑面积", "预测面积", "原建筑面积"),
    "area": ("实测建筑面积", "实测面积", "建筑面积"),
    "inner_area": ("实测套内面积", "套内", "套内面积", "套内建筑面积"),
    "shared_area": ("实测分摊面积", "分摊", "分摊面积", "分摊建筑面积"),
}
REQUIRED = ("building", "number", "area")
NUMBERS = ("former", "area", "inner_area", "shared_area")


@dataclass
class AreaPlan(Plan):
    """What the survey says, room by room; ``unchanged`` ones have been measured alike before."""

    given: Given | None = None
    found: list[Measured] = field(default_factory=list)
    unchanged: int = 0

    def commit(self, actor: User) -> None:
        given = self.given
        measure_rooms(actor=actor, found=self.found, surveyed_on=given.surveyed_on, report_no=given.report_no,
                      reason=given.reason)


def read(content: bytes, name: str, given: Given) -> AreaPlan:
    """Return what putting these areas in force would do to the rooms of ``given.estate``."""
    missing = {field: sentence for field, sentence, value in (
        ("estate", "请填写这份测绘成果属于哪个楼盘。", given.estate),
        ("surveyed_on", "请填写测绘日期。", given.surveyed_on),
        ("report_no", "请填写测绘报告号。", given.report_no.strip()),
    ) if not value}
    if missing:
        raise ServiceError(missing)
    not_in_future("surveyed_on", given.surveyed_on)
    table = read_bulk(content, name, HEADS, required=REQUIRED, numbers=NUMBERS)
    plan = AreaPlan(name, given=given)
    _Areas(Reading(table, plan), plan).run()
    plan.added = len(plan.found)
    plan.summary = [("将登记实测（户）", grouped(plan.added)), ("已有未变（户）", grouped(plan.unchanged)),
                    ("测绘报告号", given.report_no), ("测绘日期", str(given.surveyed_on))]
    heads = ("楼幢", "户数", "原建筑面积（㎡）", "实测建筑面积（㎡）", "增减（㎡）")
    plan.tables = [("各幢面积变化", heads, _preview(plan.found))]
    return plan


class _Areas:
    def __init__(self, reading: Reading, plan: AreaPlan) -> None:
        self.reading, self.plan, self.reason = reading, plan, plan.given.reason.strip()
        self.doors = Doors(reading, plan.given.estate)

    def run(self) -> None:
        for row in self.reading.rows():
            if self.reading.given(row, REQUIRED) and (room := self.doors.room_of(row)) is not None:
                self._take(row, room)

    def _take(self, row: BulkRow, room: Room) -> None:
        before = len(self.plan.errors)
        found = Measured(room, *(self.reading.amount(row, name) for name in ("area", "inner_area", "shared_area")))
        if len(self.plan.errors) > before or not self._fits(row, room):
            return
        try:
            must_add_up(found.area, found.inner_area, found.shared_area)
        except ValidationError as error:
            self.reading.refuse_record(row, error, {})
            return
        if room.is_measured and _areas(found) == _areas(room):
            self.plan.unchanged += 1
        elif is_unexpected(room, found.area) and not self.reason:
            why = "已实测为" if room.is_measured else f"差异超过 {MOST_CHANGE}%，预测为"
            remedy = "请核对；确实如此的，在上面填写原因后再预览"
            self.reading.refuse(row, "area", f"{why} {grouped(room.area, 2)} ㎡", remedy)
        else:
            self.plan.found.append(found)

    def _fits(self, row: BulkRow, room: Room) -> bool:
        """Tell whether the list is about the room as it is on file, and note it if not."""
        if room.demolished_on:
            self.reading.refuse(row, "number", f"这户已于 {room.demolished_on} 灭失", "请删除这一行")
            return False
        former = self.reading.amount(row, "former")
        if former is not None and former != room.area:
            self.reading.refuse(row, "former", f"楼盘表登记的是 {grouped(room.area, 2)} ㎡", "请核对是不是同一户")
            return False
        return True


def _areas(of: Room | Measured) -> tuple[Decimal | None, ...]:
    return of.area, of.inner_area, of.shared_area


def _preview(found: Sequence[Measured]) -> list[tuple[object, ...]]:
    by_building: dict[str, list[Measured]] = {}
    for one in found:
        by_building.setdefault(one.room.building.number, []).append(one)
    rows = []
    for number, some in by_building.items():
        former, area = sum(one.room.area for one in some), sum(one.area for one in some)
        rows.append((number, grouped(len(some)), grouped(former, 2), grouped(area, 2), grouped(area - former, 2)))
    return rows
