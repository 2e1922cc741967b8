"""From what a clerk types to the record that is meant: estates, buildings, rooms and organizations by their names."""
import re
from collections.abc import Sequence

from django.db.models import Q, QuerySet

from housing_portal.kit.errors import ServiceError
from housing_portal.kit.text import fold
from housing_portal.registry.models import Building, Estate, Organization
from transactions.models import Room

ALL_ROOMS = ("整幢", "全部")
_DOOR = re.compile(r"(?:(?P<section>[^单元\-]{1,10})(?:单元|-))?(?P<number>.+)")


def find_estate(name: str) -> Estate:
    """Return the estate on file under ``name``, also by the name under which it is advertised."""
    found = list(Estate.objects.current().filter(record_name=name.strip())[:1])
    found = found or list(Estate.objects.current().filter(promo_name=name.strip()).order_by("pk")[:2])
    if len(found) == 1:
        return found[0]
    near = Estate.objects.current().filter(Q(record_name__icontains=name) | Q(promo_name__icontains=name))
    raise ServiceError({"estate": f"没有找到楼盘“{name}”{_suggest(near.order_by('record_name', 'pk'))}。"})


def find_building(estate: Estate, number: str) -> Building:
    """Return the building on file under ``number``; 7、7# and 7号楼 stand for 7#楼 where that is the only one."""
    buildings = list(estate.buildings.current().order_by("number_key", "pk"))
    exact = [one for one in buildings if fold(one.number) == fold(number)]
    loose = exact or [one for one in buildings if _bare(one.number) == _bare(number)]
    if len(loose) == 1:
        return loose[0]
    known = "、".join(one.number for one in buildings) or "还没有登记楼幢"
    raise ServiceError({"building": f"“{estate}”没有楼幢“{number}”（现有：{known}）。"})


def find_rooms(building: Building, doors: str) -> list[Room]:
    """Return the rooms named in ``doors``: 1单元1502、1-1503 or 1502 where the number is unique; 整幢 means all."""
    rooms = list(building.rooms.filter(demolished_on=None).order_by("pk"))
    if doors.strip() in ALL_ROOMS:
        return rooms
    words = [word for word in re.split(r"[、,，;；\s]+", doors) if word]
    found, faults = [], []
    for word in words:
        some = _named(rooms, word)
        if len(some) == 1:
            found += some
        else:
            faults.append(f"“{word}”" + ("在几个单元都有，请写成 1单元1502" if some else "没有登记"))
    if faults:
        raise ServiceError({"rooms": f"{building}：{'；'.join(faults)}。"})
    return list({room.pk: room for room in found}.values())


def find_organization(name: str, field: str, kind: str = "") -> Organization:
    """Return the organization of exactly this name or short name."""
    known = Organization.objects.current().filter(Q(roles__kind=kind) if kind else Q()).distinct()
    found = list(known.filter(Q(name=name.strip()) | Q(short_name=name.strip())).order_by("pk")[:2])
    if len(found) == 1:
        return found[0]
    near = known.filter(Q(name__icontains=name) | Q(short_name__icontains=name)).order_by("name", "pk")
    raise ServiceError({field: f"没有找到“{name}”{_suggest(near)}，请核对全称或先在基础台账登记。"})


def _named(rooms: Sequence[Room], word: str) -> list[Room]:
    exact = [room for room in rooms if fold(room.door) == fold(word)]
    if exact:
        return exact
    parts = _DOOR.fullmatch(fold(word))
    section, number = (parts["section"] or "", parts["number"]) if parts else ("", fold(word))
    same = [room for room in rooms if fold(room.number) == number]
    return [room for room in same if fold(room.section) == section] if section else same


def _bare(number: str) -> str:
    return re.sub(r"(号楼|#楼|号|#|楼|幢|栋)$", "", fold(number))


def _suggest(near: QuerySet) -> str:
    names = [str(one) for one in near[:3]]
    return f"，是不是{'、'.join(f'“{name}”' for name in names)}" if names else ""
