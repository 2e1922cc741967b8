"""Units in the order of their hierarchy."""
from collections import defaultdict
from collections.abc import Iterable, Iterator

from housing_portal.accounts.models import Unit


def walk(units: Iterable[Unit]) -> Iterator[tuple[Unit, int]]:
    """Yield (unit, depth): each unit before its subordinates. A unit whose superior is not among them stands on top."""
    units = list(units)
    known = {unit.pk for unit in units}
    below: dict[int | None, list[Unit]] = defaultdict(list)
    for unit in units:
        below[unit.parent_id if unit.parent_id in known else None].append(unit)
    waiting = [(unit, 0) for unit in reversed(below[None])]
    while waiting:
        unit, depth = waiting.pop()
        yield unit, depth
        waiting += [(child, depth + 1) for child in reversed(below[unit.pk])]
