from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q


class SharedQuerySet(models.QuerySet):
    """Master data is shared: whoever may open the register sees all of it."""

    def visible_to(self, user: Any) -> "SharedQuerySet":
        return self if user.can("registry.view") else self.none()


class MergeableQuerySet(SharedQuerySet):
    """Records of which two may turn out to be the same thing; the one given up stays, and leads to the one kept."""

    def current(self) -> "MergeableQuerySet":
        return self.filter(merged_into=None)


class PermitQuerySet(SharedQuerySet):
    def in_force(self, on: date) -> "PermitQuerySet":
        """Keep the permits under which homes could be sold at the end of ``on``; suspended ones are in force."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=on), issued_on__lte=on)


class PermitBuildingQuerySet(models.QuerySet):
    def in_force(self, on: date) -> "PermitBuildingQuerySet":
        """Keep the buildings that may be sold at the end of ``on``, each with its permit."""
        return self.filter(Q(permit__ended_on=None) | Q(permit__ended_on__gt=on), permit__issued_on__lte=on)


class DayQuerySet(SharedQuerySet):
    def between(self, start: date, end: date) -> "DayQuerySet":
        return self.filter(on__range=(start, end))
