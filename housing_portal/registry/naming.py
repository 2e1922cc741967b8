"""From what people type to the record that they mean: names, numbers of buildings, the scope of a permit."""
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from housing_portal.accounts.find import nearest
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.text import fold, half_width
from housing_portal.registry.models import Building, Estate, Organization, SalePermit

_BUILDING_WORDS = re.compile(r"[第#号幢栋座楼]")
_SEPARATORS = re.compile(r"[、,，;；\n]+")
_UP_TO = re.compile(r"(.+?)[(（]?\s*[至到]\s*(\d{1,3})\s*层?[)）]?")


class Names:
    """The names of all records of one kind. A merged record's name leads to the one that was kept."""

    def __init__(self, noun: str, rows: Iterable[Any], *ways: Callable[[Any], str]) -> None:
        self.noun, self.rows = noun, list(rows)
        self.known: list[dict[str, set[Any]]] = []
        for way in ways:
            found: dict[str, set[Any]] = defaultdict(set)
            for row in self.rows:
                if way(row):
                    found[fold(way(row))].add(row.merged_into or row)
            self.known.append(found)

    @property
    def words(self) -> list[str]:
        """Return the names of the records in use, to choose from."""
        return [str(row) for row in self.rows if row.merged_into is None]

    def name_of(self, pk: int) -> str:
        """Return the name of a record by its key."""
        return next((str(row) for row in self.rows if row.pk == pk), "")

    def find(self, typed: str) -> Any:
        """Return the record named ``typed``, by its full name before any other; refuses with the nearest name."""
        exact = [row for row in self.rows if str(row) == typed]
        if exact:
            return next((row for row in exact if row.merged_into is None), exact[0].merged_into)
        for known in self.known:
            found = known.get(fold(typed), set())
            if len(found) == 1:
                return next(iter(found))
            if found:
                names = "、".join(sorted(map(str, found)))
                raise ServiceError(f"“{typed}”可以是{names}，请填写全称。")
        near = nearest(typed, self.words)
        remedy = f"是否“{near}”？请核对后填写。" if near else "请先登记。"
        raise ServiceError(f"没有登记{self.noun}“{typed}”，{remedy}")


def estates() -> Names:
    """Return the estates by name on file, then by the name they are advertised under."""
    rows = Estate.objects.select_related("merged_into", "developer").order_by("record_name")
    return Names("楼盘", rows, lambda row: row.record_name, lambda row: row.promo_name)


def organizations(kind: str = "") -> Names:
    """Return the organizations, or those of one kind, by full name, credit code, short name."""
    rows = Organization.objects.select_related("merged_into").order_by("name")
    rows = rows.filter(roles__kind=kind) if kind else rows
    return Names(
        "开发企业" if kind == "developer" else "机构", rows, lambda row: row.name,
        lambda row: row.credit_code or "", lambda row: row.short_name,
    )


def building_key(number: str) -> str:
    """Return a building's number as it is compared: 7#楼, 7号楼 and 第7幢 are one."""
    return _BUILDING_WORDS.sub("", fold(number)) or fold(number)


def permit_key(number: str) -> str:
    """Return a permit's number without spaces, brackets of one kind, digits and letters half width."""
    return fold(number)


def find_building(typed: str, buildings: Sequence[Building]) -> Building:
    """Return the building of an estate that ``typed`` names."""
    same = [one for one in buildings if one.number == typed.strip()]
    same = same or [one for one in buildings if building_key(one.number) == building_key(typed)]
    if len(same) == 1:
        return same[0]
    known = "、".join(one.number for one in buildings) or "尚未登记楼幢"
    raise ServiceError(f"这个楼盘没有“{typed.strip()}”（已登记：{known}）。")


def read_scope(typed: str, buildings: Sequence[Building]) -> list[tuple[Building, int | None]]:
    """Return the buildings of a permit, each wholly or up to a floor: ``7#楼、8#楼（至12层）``."""
    found: dict[Building, int | None] = {}
    for part in filter(None, map(str.strip, _SEPARATORS.split(typed))):
        limited = _UP_TO.fullmatch(half_width(part))
        building = find_building(limited[1] if limited else part, buildings)
        if building in found:
            raise ServiceError(f"“{building}”写了两次，请核对。")
        found[building] = int(limited[2]) if limited else None
    return list(found.items())


def written_scope(permit: SalePermit) -> str:
    """Return the buildings of a permit as ``read_scope`` reads them."""
    return "、".join(map(str, permit.scope.select_related("building").order_by("building__number_key", "pk")))
