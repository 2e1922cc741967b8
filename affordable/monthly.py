"""The monthly report of a unit: who owes one, and what counts as having reported."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from affordable.models import AffordableProject, AnnualTarget, InvestmentRecord, Milestone, ProgressNote
from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit
from housing_portal.kit.scope import Scope

# what a report of progress is made of: the list's address, its filter of days, the records
KINDS: tuple[tuple[str, str, type], ...] = (
    ("affordable:investment_list", "as_of", InvestmentRecord),
    ("affordable:note_list", "as_of", ProgressNote),
    ("affordable:milestone_list", "actual_on", Milestone),
)


@dataclass(frozen=True)
class Reported:
    """A unit has records of the days asked for; ``route`` is the list that shows them by ``field``."""

    unit_id: int
    route: str
    field: str


def owing(scope: Scope) -> QuerySet:
    """Return the units that report each month: those with a target of the year or a project that is pursued."""
    targets = AnnualTarget.objects.effective(scope).values("unit")
    projects = AffordableProject.objects.under_way(scope).values("unit")
    units = Unit.objects.active().exclude(kind=UnitKind.WHOLE)
    return units.filter(Q(pk__in=targets) | Q(pk__in=projects)).order_by("order", "pk")


def reported(first: date, last: date, units: Iterable[Unit]) -> dict[int, Reported]:
    """Return the units that have entered anything for the days, each with the first of the lists that has any of it."""
    keys, found = [unit.pk for unit in units], {}
    for route, field, model in KINDS:
        rows = model.objects.filter(unit__in=keys, **{f"{field}__range": (first, last)})
        rows = rows.live() if model is Milestone else rows
        for unit in rows.order_by("unit").values_list("unit", flat=True).distinct():
            found.setdefault(unit, Reported(unit, route, field))
    return found
