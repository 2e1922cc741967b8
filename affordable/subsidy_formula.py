"""租赁补贴 by the difference of areas, and which months of a quarter are due. Pure arithmetic: no records, no clock."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from housing_portal.kit.fields import CENT
from housing_portal.kit.figures import grouped, plain
from housing_portal.kit.periods import month_end

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Working:
    """What a month's subsidy is made of; areas are per person in ㎡, the standard in 元 per ㎡ and month."""

    standard: Decimal
    guaranteed_area: Decimal
    own_area: Decimal
    members: int
    most_persons: int
    coefficient: Decimal

    @property
    def persons(self) -> int:
        """Return how many persons count."""
        return min(self.members, self.most_persons)

    @property
    def lacking(self) -> Decimal:
        return self.guaranteed_area - self.own_area

    @property
    def monthly(self) -> Decimal:
        """Return the amount in 元, what is below a 分 dropped; nothing when nothing is lacking."""
        amount = self.standard * self.lacking * self.persons * self.coefficient
        return max(amount.quantize(CENT, ROUND_DOWN), ZERO)

    @property
    def lines(self) -> list[str]:
        """Return the working as one reads it, step by step."""
        more = self.members > self.most_persons
        most = f"，家庭成员 {self.members} 人，最多计 {self.most_persons} 人" if more else ""
        return [
            f"人均差额面积＝保障面积 {self.guaranteed_area} ㎡－自有面积 {self.own_area} ㎡＝{self.lacking} ㎡",
            f"计补人数＝{self.persons} 人{most}",
            f"月补贴额＝{self.standard} 元/㎡·月×{self.lacking} ㎡×{self.persons} 人×系数 {plain(self.coefficient)}"
            f"＝{grouped(self.monthly, 2)} 元（分以下舍去）",
        ]


@dataclass(frozen=True)
class Span:
    """A version of a grant: its monthly amount from a day to a day, both included; no end as long as it runs."""

    from_on: date
    to_on: date | None
    monthly: Decimal

    def runs_on(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or self.to_on >= day)


@dataclass(frozen=True)
class Due:
    """What a quarter owes a family: (months, monthly amount) of each version, in their order."""

    parts: tuple[tuple[int, Decimal], ...]

    @property
    def months(self) -> int:
        return sum(months for months, _monthly in self.parts)

    @property
    def amount(self) -> Decimal:
        return sum((months * monthly for months, monthly in self.parts), ZERO)

    @property
    def working(self) -> str:
        return "＋".join(f"{monthly} 元×{months} 个月" for months, monthly in self.parts)


def deciding_days(year: int, quarter: int, *, next_month: bool) -> list[date]:
    """Return the day of each month of a quarter that decides which version, if any, is paid for the month.

    With ``next_month`` that is its first day, so that a grant is paid from the month after its start and to the month
    in which it ends; otherwise its last day: from the month of its start to the month before its end.
    """
    months = range(3 * quarter - 2, 3 * quarter + 1)
    return [date(year, month, 1) if next_month else month_end(year, month) for month in months]


def due_in(spans: Iterable[Span], year: int, quarter: int, *, next_month: bool) -> Due:
    """Return what is due: whole months, each for the one version that runs on its deciding day."""
    known = sorted(spans, key=lambda span: span.from_on)
    parts: list[tuple[int, Decimal]] = []
    for day in deciding_days(year, quarter, next_month=next_month):
        running = next((span for span in reversed(known) if span.runs_on(day)), None)
        if running is None:
            continue
        if parts and parts[-1][1] == running.monthly:
            parts[-1] = (parts[-1][0] + 1, running.monthly)
        else:
            parts.append((1, running.monthly))
    return Due(tuple(parts))
