"""Records that are likely the same thing under two names: to look at, never to merge by themselves."""
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from typing import TypeVar

from django.db import models

from housing_portal.kit.text import fold
from housing_portal.registry.models import Building, Estate, Organization
from housing_portal.registry.naming import building_key

Record = TypeVar("Record", bound=models.Model)
_FORMS = re.compile(r"(股份|集团|责任|有限|公司)")
MOST = 200  # pairs per kind on the page: more are looked at when these are settled


def organizations() -> list[tuple[Organization, Organization]]:
    """Return the pairs with the same name but for the legal form, or the same short name."""
    rows = Organization.objects.current().order_by("pk")
    return _pairs(rows, lambda row: [_FORMS.sub("", fold(row.name)), fold(row.short_name)])


def estates() -> list[tuple[Estate, Estate]]:
    """Return the pairs of which a name, on file or advertised, is the same."""
    rows = Estate.objects.current().select_related("developer").order_by("pk")
    return _pairs(rows, lambda row: [fold(row.record_name), fold(row.promo_name)])


def buildings() -> list[tuple[Building, Building]]:
    """Return the pairs of an estate whose numbers read alike: 7#楼 and 7号楼."""
    rows = Building.objects.current().select_related("estate").order_by("pk")
    return _pairs(rows, lambda row: [f"{row.estate_id} {building_key(row.number)}"])


def _pairs(rows: Iterable[Record], keys: Callable[[Record], list[str]]) -> list[tuple[Record, Record]]:
    alike: dict[str, list[Record]] = defaultdict(list)
    for row in rows:
        for key in set(filter(None, keys(row))):
            alike[key].append(row)
    found = {(one.pk, other.pk): (one, other) for one, other in _combined(alike.values())}
    return list(found.values())[:MOST]


def _combined(groups: Iterable[list[Record]]) -> Iterator[tuple[Record, Record]]:
    for group in groups:
        yield from combinations(group, 2)
