"""The scope a reader asks for: a date from the address, and the units the reader may see."""
from dataclasses import replace
from datetime import date

from django.http import HttpRequest

from housing_portal.accounts.models import Unit, User
from housing_portal.kit.pages import day_asked
from housing_portal.kit.scope import Scope
from housing_portal.registry.models import MonthLock
from housing_portal.registry.services.months import scope_at

LATEST = date(2100, 12, 31)


def as_of(request: HttpRequest) -> date:
    """Return the day asked for; today when it is missing, not a date or out of range."""
    return day_asked(request, "as_of", latest=LATEST)


def scope_for(user: User, day: date) -> Scope:
    """Return the scope of ``user`` on ``day``: everything for the bureau, the own unit's records otherwise.

    A day of a locked month is read as it was known at the lock.
    """
    units = None if user.sees_everything else frozenset(Unit.objects.visible_to(user).values_list("pk", flat=True))
    return scope_at(day, units)


def asked(request: HttpRequest) -> Scope:
    """Return the scope of the reader and the day; with ``revision``, as the month was known when it was so locked."""
    scope = scope_for(request.user, as_of(request))
    revision = request.GET.get("revision", "")
    if not (revision.isascii() and revision.isdigit() and len(revision) < 4):
        return scope
    locks = MonthLock.objects.filter(year=scope.as_of.year, month=scope.as_of.month, revision=int(revision))
    return replace(scope, cutoff=next(iter(locks.order_by("pk").values_list("cutoff", flat=True)), scope.cutoff))
