from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Q, Sum


class BureauQuerySet(models.QuerySet):
    """Records of the bureau as a whole: whoever holds ``permission``, its own people alone, sees all of them."""

    permission = ""

    def visible_to(self, user: Any) -> "BureauQuerySet":
        return self if user.can(self.permission) else self.none()

    def sums(self, *columns: str) -> dict[str, Any]:
        """Return column → sum for the foot of a list; None where no row states it."""
        found = self.aggregate(**{f"sum_{name}": Sum(name) for name in columns})
        return {name: found[f"sum_{name}"] for name in columns}

    def total(self, column: str = "amount") -> Any:
        """Return the sum of ``column``; nothing adds up to 0."""
        return self.aggregate(total=Sum(column))["total"] or 0


class SharedQuerySet(models.QuerySet):
    """Master data is shared: whoever may open the register sees all of it."""

    def visible_to(self, user: Any) -> "SharedQuerySet":
        return self if user.can("registry.view") else self.none()


class MergeableQuerySet(SharedQuerySet):
    """Records of which two may turn out to be the same thing; the one given up stays, and leads to the one kept."""

    def current(self) -> "MergeableQuerySet":
        return self.filter(merged_into=None)


class PermitBuildingQuerySet(models.QuerySet):
    def in_force(self, on: date, cutoff: datetime | None = None) -> "PermitBuildingQuerySet":
        """Keep the buildings that may be sold at the end of ``on``, each with its permit, suspended ones included.

        With ``cutoff``, as far as it had been entered by that moment.
        """
        known = {} if cutoff is None else {"permit__ended_at__lte": cutoff}
        entered = {} if cutoff is None else {"permit__recorded_at__lte": cutoff}
        ended = Q(permit__ended_on__lte=on, **known)
        return self.filter(permit__issued_on__lte=on, **entered).exclude(ended)


class DayQuerySet(SharedQuerySet):
    def between(self, start: date, end: date) -> "DayQuerySet":
        return self.filter(on__range=(start, end))


class MonthLockQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "MonthLockQuerySet":
        """Locks hold for everybody; their pages are the bureau's."""
        return self if user.can("reports.view") and user.sees_everything else self.none()

    def in_force(self, day: date, moment: datetime) -> Any:
        """Return the last lock, made by ``moment``, of the month in which ``day`` lies; None while it is open."""
        made = self.filter(year=day.year, month=day.month, cutoff__lte=moment)
        return made.select_related("locked_by").order_by("-revision").first()
