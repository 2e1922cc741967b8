"""Prices as they are pasted from a spreadsheet: one room per line."""
from collections.abc import Iterator
from decimal import Decimal

from django.core.exceptions import ValidationError

from housing_portal.kit.errors import ServiceError
from housing_portal.kit.forms import AmountField
from housing_portal.kit.text import clean, half_width
from housing_portal.registry.models import Estate
from transactions.find import find_building, find_rooms
from transactions.models import Room
from transactions.services.prices import PriceLine

CELLS = 5  # 楼幢 单元 房号 单价 总价
MOST_FAULTS = 10
NO_SECTION = ("-", "—", "——", "无")


def read_lines(estate: Estate, text: str) -> list[PriceLine]:
    """Return the prices in ``text``, or raise with the first few lines that cannot be read."""
    lines, faults, seen = [], [], {}
    for number, cells in _rows(text):
        try:
            lines.append(_line(estate, cells, seen))
        except ValidationError as error:
            faults.append(f"第 {number} 行：{''.join(error.messages)}")
    if faults:
        more = [f"另有 {len(faults) - MOST_FAULTS} 行有误。"] if len(faults) > MOST_FAULTS else []
        raise ServiceError([*faults[:MOST_FAULTS], *more])
    return lines


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), 1):
        cells = [clean(half_width(cell)) for cell in (line.split("\t") if "\t" in line else line.split())]
        if any(cells):
            yield number, cells


def _line(estate: Estate, cells: list[str], seen: dict[str, dict[str, Room]]) -> PriceLine:
    if len(cells) != CELLS:
        raise ServiceError(f"应有 {CELLS} 项（楼幢、单元、房号、单价、总价），现有 {len(cells)} 项。")
    building, section, number, unit_price, total_price = cells
    if building not in seen:
        rooms = find_rooms(find_building(estate, building), "整幢")
        for room in rooms:
            room.building.estate = estate
        seen[building] = {room.door: room for room in rooms}
    door = number if section in NO_SECTION or not section else f"{section}单元{number}"
    if door not in seen[building]:
        raise ServiceError(f"{building}没有登记 {door}。")
    return PriceLine(seen[building][door], _amount(unit_price), _amount(total_price))


def _amount(text: str) -> Decimal:
    return AmountField(noun="金额").clean(text)
