"""楼盘表 from a list: the rooms of one estate, building by building. Rooms that are there already are compared."""
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from housing_portal.accounts.models import User
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.excel.bulk import BulkRow, read_bulk
from housing_portal.kit.figures import grouped
from housing_portal.registry.models import Building, Estate
from transactions.enums import RoomUse
from transactions.find import find_building
from transactions.imports.doors import section_of
from transactions.imports.plan import Given, Plan
from transactions.imports.sheets import Reading
from transactions.models import Room
from transactions.services.rooms import add_rooms, check_room

HEADS = {
    "building": ("楼幢", "幢号", "楼号", "备案幢号"),
    "section": ("单元", "单元号（幢内）"),
    "floor_label": ("名义层", "层号"),
    "floor": ("实际层", "所在层", "楼层"),
    "number": ("房号", "室号", "户号"),
    "place": ("列序",),
    "use": ("用途", "规划用途"),
    "area": ("建筑面积", "预测建筑面积"),
    "inner_area": ("套内", "套内面积", "套内建筑面积"),
    "shared_area": ("分摊", "分摊面积", "分摊建筑面积"),
    "estate_unit_no": ("不动产单元号", "单元号"),
}
REQUIRED = ("building", "floor", "number", "use", "area")
NUMBERS = ("floor", "place", "area", "inner_area", "shared_area")
USES = {use.label: use for use in RoomUse} | {
    "住宅": RoomUse.HOME, "商铺": RoomUse.SHOP, "商业用房": RoomUse.SHOP, "车位": RoomUse.PARKING,
    "车库": RoomUse.PARKING, "储藏室": RoomUse.STORAGE, "办公用房": RoomUse.OFFICE,
}
MEASURE = "面积变化请在该户页面“登记实测面积”，不能用导入覆盖"
COMPARED = {"floor": "实际层", "use": "用途"}


@dataclass
class RoomPlan(Plan):
    """The rooms to add, by building; ``unchanged`` ones are there already."""

    fresh: dict[int, list[Room]] = field(default_factory=lambda: defaultdict(list))
    buildings: dict[int, Building] = field(default_factory=dict)
    unchanged: int = 0

    def commit(self, actor: User) -> None:
        for key in sorted(self.fresh):
            add_rooms(actor=actor, building=self.buildings[key], rooms=self.fresh[key])


def read(content: bytes, name: str, given: Given) -> RoomPlan:
    """Return what taking over the rooms of ``given.estate`` would do."""
    if given.estate is None:
        raise ServiceError({"estate": "请填写这份楼盘表属于哪个楼盘。"})
    table = read_bulk(content, name, HEADS, required=REQUIRED, numbers=NUMBERS)
    plan = RoomPlan(name)
    _Rooms(Reading(table, plan), plan, given.estate).run()
    plan.added = sum(len(rooms) for rooms in plan.fresh.values())
    plan.summary = [("将新增（户）", grouped(plan.added)), ("已有未变（户）", grouped(plan.unchanged)),
                    ("楼幢（幢）", grouped(len(plan.buildings)))]
    plan.tables = [("各幢将新增的房屋", ("楼幢", "单元数", "层数", "户数", "建筑面积（㎡）"), _preview(plan))]
    return plan


class _Rooms:
    def __init__(self, reading: Reading, plan: RoomPlan, estate: Estate) -> None:
        self.reading, self.plan, self.estate = reading, plan, estate
        self.named: dict[str, Building | None] = {}
        self.present: dict[int, dict[tuple[str, str], Room]] = {}
        self.seen: dict[tuple[int, str, str], int] = {}
        self.unit_numbers: dict[str, int] = {}
        self.last_places: Counter = Counter()

    def run(self) -> None:
        for row in self.reading.rows():
            if not self.reading.given(row, REQUIRED):
                continue
            building, facts = self._building(row), self._facts(row)
            if building is not None and facts is not None:
                self._take(row, building, facts)
        self._known_unit_numbers()

    def _building(self, row: BulkRow) -> Building | None:
        number = str(row.values["building"])
        if number not in self.named:
            self.named[number] = self._find(number)
        building = self.named[number]
        if building is None:
            self.reading.refuse(row, "building", f"“{self.estate}”没有这幢楼", "请核对幢号，或先在基础台账登记楼幢")
        return building

    def _find(self, number: str) -> Building | None:
        try:
            building = find_building(self.estate, number)
        except ServiceError:
            return None
        self.plan.buildings[building.pk] = building
        self.present[building.pk] = {(room.section, room.number): room for room in building.rooms.order_by("pk")}
        for room in self.present[building.pk].values():
            self._note_place(room)
        return building

    def _facts(self, row: BulkRow) -> dict[str, Any] | None:
        """Return the fields of the room, or None after noting what is wrong with them."""
        before, values, reading = len(self.plan.errors), row.values, self.reading
        use = USES.get(str(values["use"]))
        if use is None:
            reading.refuse(row, "use", "不是已知的用途", f"请填写：{'、'.join(RoomUse.labels)}")
        floor, place = reading.whole(row, "floor"), reading.whole(row, "place")
        facts = {
            "section": section_of(values.get("section")), "number": str(values["number"]), "use": use, "floor": floor,
            "floor_label": values.get("floor_label") or str(floor), "place": place or 0,
            "area": reading.amount(row, "area"), "inner_area": reading.amount(row, "inner_area"),
            "shared_area": reading.amount(row, "shared_area"), "estate_unit_no": values.get("estate_unit_no"),
        }
        return facts if len(self.plan.errors) == before else None

    def _take(self, row: BulkRow, building: Building, facts: dict[str, Any]) -> None:
        key = (building.pk, facts["section"], facts["number"])
        if key in self.seen:
            self.reading.refuse(row, "number", f"与第 {self.seen[key]} 行是同一户", "请只保留一行")
            return
        self.seen[key] = row.number
        present = self.present[building.pk].get(key[1:])
        if present is not None:
            self._compare(row, present, facts)
            return
        facts["place"] = facts["place"] or self._next_place(building, facts)
        room = Room(building=building, **facts)
        try:
            check_room(room, building)
        except ValidationError as error:
            self.reading.refuse_record(row, error, {})
            return
        if number := room.estate_unit_no:
            if number in self.unit_numbers:
                twin = f"与第 {self.unit_numbers[number]} 行的不动产单元号相同"
                self.reading.refuse(row, "estate_unit_no", twin, "请核对单元号")
                return
            self.unit_numbers[number] = row.number
        self.plan.fresh[building.pk].append(room)
        self._note_place(room)

    def _note_place(self, room: Room) -> None:
        here = (room.building_id, room.floor, room.section)
        self.last_places[here] = max(self.last_places[here], room.place)

    def _next_place(self, building: Building, facts: dict[str, Any]) -> int:
        """Return the place after the last one of the same floor: rooms come in the order of the list."""
        return self.last_places[building.pk, facts["floor"], facts["section"]] + 1

    def _compare(self, row: BulkRow, present: Room, facts: dict[str, Any]) -> None:
        """A room on file is never overwritten: equal ones are counted, others refused."""
        before = len(self.plan.errors)
        if facts["area"] != present.area:
            reason = f"已登记 {grouped(present.area, 2)} ㎡（{'实测' if present.is_measured else '预测'}）"
            self.reading.refuse(row, "area", reason, MEASURE)
        for name, label in COMPARED.items():
            if facts[name] != getattr(present, name):
                known = present.get_use_display() if name == "use" else present.floor
                self.reading.refuse(row, name, f"已登记的{label}是 {known}", "请核对；登错的在该户页面修改")
        self.plan.unchanged += len(self.plan.errors) == before

    def _known_unit_numbers(self) -> None:
        """Refuse numbers that another room has on file, in one query."""
        taken = Room.objects.filter(estate_unit_no__in=self.unit_numbers).select_related("building")
        for room in taken.order_by("pk"):
            row = BulkRow(self.unit_numbers[room.estate_unit_no], {"estate_unit_no": room.estate_unit_no})
            self.reading.refuse(row, "estate_unit_no", f"已登记给 {room.label}", "请核对单元号")


def _preview(plan: RoomPlan) -> list[tuple[object, ...]]:
    rows = []
    for key, rooms in plan.fresh.items():
        floors, sections = {room.floor for room in rooms}, {room.section for room in rooms if room.section}
        rows.append((plan.buildings[key].number, grouped(len(sections)), grouped(len(floors)), grouped(len(rooms)),
                     grouped(sum(room.area for room in rooms), 2)))
    return rows
