"""When the works of an estate stood still, from the changes that were entered (source 001: 曾停工 n 个月)."""
from dataclasses import dataclass
from datetime import date

from housing_portal.kit.scope import Scope
from presale.delivery.enums.estates import HALTED, WorkState
from presale.delivery.models import TroubledEstate, WorkStateChange

MONTHS = 12


@dataclass(frozen=True)
class Halt:
    """From ``start`` to the day before ``resumed``; nobody has resumed yet where it is None."""

    start: date
    resumed: date | None
    as_of: date

    @property
    def months(self) -> int:
        """Return the whole months that had passed by the end."""
        end = self.resumed or self.as_of
        passed = (end.year - self.start.year) * MONTHS + end.month - self.start.month
        return passed - (end.day < self.start.day)

    def __str__(self) -> str:
        until = f"{self.resumed} 复工" if self.resumed else "至今"
        return f"{self.start} 停工，{until}，{self.months} 个月"


def halts(estate: TroubledEstate, scope: Scope) -> list[Halt]:
    """Return the times in which the works stood still, wholly or half, the earliest first."""
    changes = WorkStateChange.objects.counted(scope).filter(estate=estate).order_by("on", "pk")
    found: list[Halt] = []
    start: date | None = None
    for on, code in changes.values_list("on", "code"):
        halted = WorkState(code) in HALTED
        if halted and start is None:
            start = on
        elif not halted and start is not None:
            found.append(Halt(start, on, scope.as_of))
            start = None
    return found if start is None else [*found, Halt(start, None, scope.as_of)]
