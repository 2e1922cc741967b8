"""Which deals are no market prices: far from what the same estate sold the same use for (dossier §5, 6).

Prices are compared as whole numbers multiplied crosswise: a quotient would have to be rounded.
"""
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

Deal = tuple[int, tuple[int, str], Decimal, Decimal]  # contract, (estate, use), 元, ㎡
Priced = tuple[int, int, int]  # 分, hundredths of ㎡, contract


def far_off(deals: Iterable[Deal], percent: int) -> list[int]:
    """Return the keys of the deals whose price differs from their group's median by more than ``percent``."""
    groups: dict[tuple[int, str], list[Priced]] = defaultdict(list)
    for key, group, amount, area in deals:
        groups[group].append((int(amount * 100), int(area * 100), key))
    found = []
    for priced in groups.values():
        top, bottom = _median(priced)
        found += [
            key for amount, area, key in priced if abs(amount * bottom - top * area) * 100 > percent * top * area
        ]
    return sorted(found)


def _median(priced: Sequence[Priced]) -> tuple[int, int]:
    """Return the median price as numerator and denominator.

    Two different prices lie at least 1 ÷ (product of their areas) apart: shifted that far they differ by a whole.
    """
    shift = 2 * max(area for _, area, _ in priced).bit_length()
    ranked = sorted(priced, key=lambda one: (one[0] << shift) // one[1])
    (amount, area, _), (other, its, _) = ranked[(len(ranked) - 1) // 2], ranked[len(ranked) // 2]
    return amount * its + other * area, 2 * area * its


def is_tight(low: int, high: int, percent: int) -> bool:
    """Tell whether a group can hold no price that is far off: then its deals need not be looked at one by one.

    ``low`` and ``high`` are its lowest and highest price, rounded down; the median lies between.
    """
    above = high + 1
    return above * 100 <= (100 + percent) * low and low * 100 >= (100 - percent) * above
