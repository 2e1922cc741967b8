"""Figures at the edge: exact ratios, units of display, and how they are written.

Inside the portal money is 元, area ㎡, and a rate is a pair of integers. 万元, 亿元, 万平方米 and % exist here only.
"""
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

NO_VALUE = "—"  # the denominator is zero
NOT_GIVEN = "——"  # nobody stated it, or it does not apply; 0 is written 0
CENT = Decimal("0.01")
UNIT_SCALE = {"万元": 4, "亿元": 8, "万平方米": 4}


def rounded(value: Decimal, places: int = 2) -> Decimal:
    """Round half up, as offices do; Python's own rounding is to the even digit."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0  # + 0: no negative zero


@dataclass(frozen=True)
class Ratio:
    """A share kept exact until it is written: numerator and denominator in the same unit."""

    numerator: int | Decimal | None
    denominator: int | Decimal | None

    @property
    def percent(self) -> Decimal | None:
        """Return the share in per cent with two decimals, or None when there is nothing to divide by."""
        if self.numerator is None or not self.denominator:
            return None
        return rounded(Decimal(self.numerator) * 100 / Decimal(self.denominator))

    def __str__(self) -> str:
        return NO_VALUE if self.percent is None else str(self.percent)


def in_unit(value: Decimal | int, unit: str) -> Decimal:
    """Return ``value`` (元 or ㎡) in ``unit`` (万元, 亿元, 万平方米) unrounded. The sum of nothing is an int."""
    return Decimal(value).scaleb(-UNIT_SCALE.get(unit, 0))


def plain(value: Decimal | int) -> str:
    """Write a number without trailing zeros and without exponent: 1295000000 → 1295000000, 30.1181 → 30.1181."""
    if isinstance(value, int):
        return str(value)
    text = format(value.normalize(), "f")
    return "0" if text == "-0" else text


def grouped(value: Decimal | int | None, places: int = 0) -> str:
    """Write a number with thousands separators for tables; None is ——."""
    if value is None:
        return NOT_GIVEN
    return f"{rounded(Decimal(value), places):,}"


def brief(value: Decimal | int | None) -> str:
    """Write a number for a card: thousands separators, at most two decimals, none when they are zero."""
    return grouped(value, 2).removesuffix(".00")


def signed(value: Decimal | None, places: int = 2) -> str:
    """Write a difference with its sign (+6.12, −4.36); the minus is the real one, not a hyphen."""
    if value is None:
        return NO_VALUE
    number = rounded(value, places)
    return f"+{number}" if number > 0 else str(number).replace("-", "−")
