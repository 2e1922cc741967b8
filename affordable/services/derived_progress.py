"""补贴进度, derived: what the payments of the batches come to is stated for each unit as soon as the bank has answered.

The figures of the progress table stay those of ``SubsidyProgress``, typed or derived.
"""
from collections.abc import Iterable
from datetime import date

from affordable.models import SubsidyPayment, SubsidyProgress
from affordable.services.entry import state
from housing_portal.accounts.models import Unit, User
from housing_portal.kit import clock
from housing_portal.kit.scope import Scope


def state_progress(actor: User, units: Iterable[Unit], days: Iterable[date]) -> None:
    """State the progress of ``units`` as of ``days`` and of the later days of the year that were stated before.

    The caller holds the locks of the units.
    """
    days = sorted(days)
    for unit in units:
        known = SubsidyProgress.objects.filter(unit=unit, is_derived=True)
        later = known.filter(as_of__gt=days[0], year__in={day.year for day in days})
        for day in sorted({*days, *later.values_list("as_of", flat=True)}):
            if row := derived(unit, day):
                state(actor, "推导补贴进度", row)


def derived(unit: Unit, day: date) -> SubsidyProgress | None:
    """Return how far a unit's subsidies had come by ``day``; None until a quarter of that year has been paid."""
    paid = SubsidyPayment.objects.paid(Scope(day, clock.now())).filter(unit=unit)
    found = paid.figures(day.year)
    # what was stated and then recovered is stated anew, as nothing
    known = SubsidyProgress.objects.filter(unit=unit, year=day.year, is_derived=True, as_of__lte=day)
    quarter = found["latest"] or known.order_by("-as_of", "-pk").values_list("quarter", flat=True).first()
    if quarter is None:
        return None
    return SubsidyProgress(
        unit=unit, as_of=day, year=day.year, quarter=quarter, households_cum=found["households"],
        amount_cum=found["total"], is_derived=True,
    )
