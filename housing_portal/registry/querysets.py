from datetime import date
from typing import Any

from django.db import models


class SharedQuerySet(models.QuerySet):
    """Master data is shared: whoever may open the register sees all of it."""

    def visible_to(self, user: Any) -> "SharedQuerySet":
        return self if user.can("registry.view") else self.none()


class DayQuerySet(SharedQuerySet):
    def between(self, start: date, end: date) -> "DayQuerySet":
        return self.filter(on__range=(start, end))
