"""The year so far: demonstration records lie between 1 January and today, so that pages look alive on any day."""
from dataclasses import dataclass
from datetime import date, timedelta

from housing_portal.kit import clock, periods


@dataclass(frozen=True)
class YearSoFar:
    today: date

    @property
    def year(self) -> int:
        return self.today.year

    @property
    def start(self) -> date:
        return date(self.year, 1, 1)

    def at(self, part: int, whole: int = 100) -> date:
        """Return the day at ``part``/``whole`` of the time since 1 January."""
        return self.start + timedelta(days=(self.today - self.start).days * part // whole)

    @property
    def month_ends(self) -> list[date]:
        """Return the ends of the months that are over, and today."""
        ends = [periods.month_end(self.year, month) for month in range(1, self.today.month)]
        return [*ends, self.today]

    @property
    def quarters(self) -> list[tuple[int, date]]:
        """Return the quarters that are over with their last day."""
        ends = [(number, periods.quarter(self.year, number).end) for number in range(1, 5)]
        return [(number, end) for number, end in ends if end <= self.today]

    def due(self, amount: int, pace: int, on: date) -> int:
        """Return the part of a year's ``amount`` done by ``on`` at ``pace`` per cent of the time, at most all of it."""
        share = periods.time_share(on)
        return min(amount, amount * pace * share.numerator // (share.denominator * 100))


def so_far() -> YearSoFar:
    return YearSoFar(clock.today())
