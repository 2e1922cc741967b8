"""The scope a reader asks for: a date from the address, and the units the reader may see."""
from datetime import date

from django.http import HttpRequest

from housing_portal.accounts.models import Unit, User
from housing_portal.kit import clock
from housing_portal.kit.scope import Scope

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


def as_of(request: HttpRequest) -> date:
    """Return the day asked for; today when it is missing, not a date or out of range."""
    try:
        day = date.fromisoformat(request.GET.get("as_of", ""))
    except ValueError:
        return clock.today()
    return day if EARLIEST <= day <= LATEST else clock.today()


def scope_for(user: User, day: date) -> Scope:
    """Return the scope of ``user`` on ``day``: everything for the bureau, the own unit's records otherwise."""
    units = None if user.sees_everything else frozenset(Unit.objects.visible_to(user).values_list("pk", flat=True))
    return Scope(day, clock.now(), units)
