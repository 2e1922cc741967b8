"""分层同质链式价格指数 (dossier §5.1): pure arithmetic on whole numbers and fractions, no database.

Homes of one stratum are alike; only their prices are compared, month with month, and the strata are weighted by what
they sold in the twelve months before. More large homes raise the average price and leave the index where it was.
"""
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

MILLION = 1_000_000
BASE = 100 * MILLION  # an index of 100
WINDOW = 12  # months whose amounts are the weights
SMALL, LARGE = 9000, 14400  # hundredths of ㎡


class State(StrEnum):
    """What a stratum does in a month."""

    VALID = "valid"  # enough deals, and an earlier price to compare with
    CARRIED = "carried"  # too few deals: its last price stands (承前)
    NEW = "new"  # enough deals for the first time: compared from the next month on
    THIN = "thin"  # never had enough deals

    @property
    def label(self) -> str:
        return {"valid": "有效", "carried": "承前", "new": "新层", "thin": "不足"}[self.value]

    @property
    def chip(self) -> str:
        return {"valid": "green", "carried": "amber", "new": "blue"}.get(self.value, "grey")


def band(area: int) -> str:
    """Return the size class of a home of ``area`` hundredths of ㎡."""
    return "90㎡以下" if area < SMALL else "90—144㎡" if area <= LARGE else "144㎡以上"


@dataclass(frozen=True)
class Deals:
    """What a stratum sold in a month: 套, hundredths of ㎡, 分."""

    sets: int
    area: int
    amount: int

    @property
    def price(self) -> Fraction:
        """Return 分 per hundredth of ㎡, which is 元 per ㎡."""
        return Fraction(self.amount, self.area)


NOTHING = Deals(0, 0, 0)


@dataclass(frozen=True)
class Line:
    """One stratum in one month. ``standing`` is the price that the next month is compared with."""

    key: str
    state: State
    deals: Deals
    standing: Fraction | None
    ratio: Fraction | None
    weight: int


@dataclass(frozen=True)
class Month:
    """The index of a month; ``change`` is None where there is nothing to compare with."""

    level: int
    change: int | None
    lines: Sequence[Line]

    def weight(self, *states: State) -> int:
        return sum(line.weight for line in self.lines if line.state in states)

    @property
    def sets(self) -> int:
        return sum(line.deals.sets for line in self.lines)


def compute(before: int | None, standing: Mapping[str, Fraction], deals: Mapping[str, Deals],
            weights: Mapping[str, int], least: int) -> Month:
    """Return a month from the level and the standing prices of the month before; the first month is the base.

    ``least`` deals make a stratum's price valid. Only valid and carried strata share the weights.
    """
    keys = sorted({*standing, *deals, *weights})
    lines = [_line(key, standing.get(key), deals.get(key, NOTHING), weights.get(key, 0), least) for key in keys]
    change = None if before is None else change_of(lines)
    level = BASE if before is None else before if change is None else chained(before, change)
    return Month(level, change, lines)


def _line(key: str, before: Fraction | None, deals: Deals, weight: int, least: int) -> Line:
    enough = deals.sets >= least and deals.area > 0
    if before is None:
        return Line(key, State.NEW if enough else State.THIN, deals, deals.price if enough else None, None, weight)
    if not enough:
        return Line(key, State.CARRIED, deals, before, Fraction(1), weight)
    return Line(key, State.VALID, deals, deals.price, deals.price / before, weight)


def change_of(lines: Iterable[Line]) -> int | None:
    """Return the index of the month against the month before, in millionths; 100 is no change."""
    shared = [line for line in lines if line.ratio is not None and line.weight > 0]
    total = sum(line.weight for line in shared)
    return half_up(sum(line.weight * line.ratio for line in shared) / total * BASE) if total else None


def chained(before: int, change: int) -> int:
    """Return the level after ``change``: I(t) = I(t−1) × L(t) ÷ 100, so that stored rows can be checked exactly."""
    return half_up(Fraction(before * change, BASE))


def half_up(value: Fraction) -> int:
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)
