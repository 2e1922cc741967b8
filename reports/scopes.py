"""The scope a reader asks for: a date from the address, and the units the reader may see."""
from datetime import date

from django.http import HttpRequest

from housing_portal.accounts.models import Unit, User
from housing_portal.kit import clock
from housing_portal.kit.pages import day_asked
from housing_portal.kit.scope import Scope

LATEST = date(2100, 12, 31)


def as_of(request: HttpRequest) -> date:
    """Return the day asked for; today when it is missing, not a date or out of range."""
    return day_asked(request, "as_of", latest=LATEST)


def scope_for(user: User, day: date) -> Scope:
    """Return the scope of ``user`` on ``day``: everything for the bureau, the own unit's records otherwise."""
    units = None if user.sees_everything else frozenset(Unit.objects.visible_to(user).values_list("pk", flat=True))
    return Scope(day, clock.now(), units)
