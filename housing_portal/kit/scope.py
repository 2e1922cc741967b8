"""The moment and the units a figure is asked for."""
from dataclasses import dataclass
from datetime import date, datetime

from housing_portal.kit import clock


@dataclass(frozen=True)
class Scope:
    """``as_of`` counts what had happened by that day (included); ``cutoff`` what had been entered by that moment.

    Both together reproduce any past figure. ``unit_ids`` restricts to the units a reader may see; None means all.
    """

    as_of: date
    cutoff: datetime
    unit_ids: frozenset[int] | None = None

    @property
    def year(self) -> int:
        return self.as_of.year


def current(as_of: date | None = None, cutoff: datetime | None = None) -> Scope:
    """Return the scope of everything known now, for ``as_of`` or today."""
    return Scope(as_of or clock.today(), cutoff or clock.now())
