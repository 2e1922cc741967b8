"""The rooms that a list names by building, section and number; each may stand in it once."""
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.excel.bulk import BulkRow
from housing_portal.registry.models import Building, Estate
from transactions.find import find_building
from transactions.imports.sheets import Reading
from transactions.models import Room

HEADS = {
    "building": ("楼幢", "幢号", "楼号", "备案幢号"),
    "section": ("单元",),
    "number": ("房号", "室号", "户号"),
}


class Doors:
    """Finds rooms of one estate, with one question per building."""

    def __init__(self, reading: Reading, estate: Estate) -> None:
        self.reading, self.estate = reading, estate
        self.rooms: dict[str, dict[tuple[str, str], Room] | None] = {}
        self.seen: dict[int, int] = {}

    def room_of(self, row: BulkRow) -> Room | None:
        """Return the room of a row, or None after noting why there is none."""
        rooms = self._rooms(str(row.values["building"]))
        if rooms is None:
            self.reading.refuse(row, "building", f"“{self.estate}”没有这幢楼", "请核对幢号")
            return None
        room = rooms.get((section_of(row.values.get("section")), str(row.values["number"])))
        if room is None:
            self.reading.refuse(row, "number", "楼盘表里没有这户", "请核对单元和房号，或先导入楼盘表")
            return None
        if room.pk in self.seen:
            self.reading.refuse(row, "number", f"与第 {self.seen[room.pk]} 行是同一户", "请只保留一行")
            return None
        self.seen[room.pk] = row.number
        return room

    def _rooms(self, number: str) -> dict[tuple[str, str], Room] | None:
        if number not in self.rooms:
            try:
                self.rooms[number] = _by_door(find_building(self.estate, number))
            except ServiceError:
                self.rooms[number] = None
        return self.rooms[number]


def section_of(value: object) -> str:
    """Return 1 for 1单元; nothing for a building without sections."""
    return "" if value is None else str(value).removesuffix("单元")


def _by_door(building: Building) -> dict[tuple[str, str], Room]:
    rooms = building.rooms.select_related("building").order_by("pk")
    return {(room.section, room.number): room for room in rooms}
