"""Which deals are no market prices: far from what the same estate sold the same use for (dossier §5, 6)."""
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from statistics import median

from django.db.models import QuerySet

from transactions.enums import EventKind

Deal = tuple[int, tuple[int, str], Decimal, Decimal]  # contract, (estate, use), 元, ㎡


def suspects(events: QuerySet, percent: int) -> list[int]:
    """Return the contracts among the filings in ``events`` whose price is to be checked before it counts."""
    rows = events.filter(kind=EventKind.FILE).order_by("pk").values_list(
        "contract", "contract__estate", "contract__use", "amount", "area"
    )
    return far_off(((key, (estate, use), amount, area) for key, estate, use, amount, area in rows), percent)


def far_off(deals: Iterable[Deal], percent: int) -> list[int]:
    """Return the keys of the deals whose price differs from their group's median by more than ``percent``."""
    groups: dict[tuple[int, str], list[tuple[Fraction, int]]] = defaultdict(list)
    for key, group, amount, area in deals:
        groups[group].append((Fraction(int(amount * 100), int(area * 100)), key))
    found = []
    for priced in groups.values():
        middle = median(price for price, _ in priced)
        found += [key for price, key in priced if abs(price - middle) * 100 > percent * middle]
    return sorted(found)
