"""What a page says when the month of its day is locked."""
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template

from housing_portal.kit import clock
from housing_portal.registry.models import MonthLock

register = template.Library()


@register.inclusion_tag("registry/locked.html", takes_context=True)
def month_lock(
    context: Mapping[str, Any], day: date, cutoff: datetime | None = None, *, snapshot: bool = False
) -> dict[str, Any]:
    """Say at which lock the page of ``day`` is read, or nothing while its month is open.

    ``snapshot`` tells that the page shows the stored figures: of the last day, to readers of the whole county.
    """
    lock = MonthLock.objects.in_force(day, cutoff or clock.now())
    is_stored = snapshot and lock is not None and day == lock.last_day and context["request"].user.sees_everything
    return {"lock": lock, "is_stored": is_stored}
