"""The homes of a month by stratum: what the price index compares (dossier §5.1). Doubtful prices are left out."""
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from housing_portal.kit.scope import Scope
from housing_portal.registry.enums import Delivery
from housing_portal.registry.models.estate import LOW_RISE
from transactions.enums import EventKind, Special
from transactions.models import ContractEvent, ExistingHomeEvent
from transactions.months import first_day, last_day
from transactions.outliers import far_off
from transactions.price_index import Deals, band

# contract, group, its name, the rest of the stratum, 套, ㎡, 元, kind of event
Row = tuple[Any, ...]
ELSEWHERE = "未分区划"


@dataclass(frozen=True)
class Homes:
    """Deals of a month by stratum, the strata's names, and how many contracts were left out for their price."""

    deals: Mapping[str, Deals]
    names: Mapping[str, str]
    left_out: int


def homes_of(segment: str, month: int, scope: Scope, percent: int) -> Homes:
    """Return what was filed in ``month`` and not cancelled in it, special deals left out."""
    return _gathered(SEGMENTS[segment](month, scope), percent)


def _in_month(events: QuerySet, month: int, scope: Scope) -> QuerySet:
    """Keep the events of contracts filed in the month: a later cancellation is no price."""
    days = (first_day(month), last_day(month))
    return events.known(scope).filings().filter(
        month=month, is_residential=True, special=Special.NONE, contract__filed_on__range=days
    ).order_by("pk")


def _new(month: int, scope: Scope) -> list[Row]:
    """Return the new homes: stratum by estate, size, height of the building and delivery."""
    rows = _in_month(ContractEvent.objects.all(), month, scope).values_list(
        "contract", "contract__estate", "contract__estate__record_name", "contract__building__floors_above",
        "contract__building__delivery", "sets", "area", "amount", "kind",
    )
    return [
        (key, f"e{estate}", name, ("小高层、高层" if floors > LOW_RISE else "多层", Delivery(delivery).label), *sums)
        for key, estate, name, floors, delivery, *sums in rows
    ]


def _existing(month: int, scope: Scope) -> list[Row]:
    """Return the existing homes: stratum by district and size."""
    rows = _in_month(ExistingHomeEvent.objects.all(), month, scope).values_list(
        "contract", "contract__district", "contract__district__name", "sets", "area", "amount", "kind"
    )
    return [(key, f"d{place or 0}", name or ELSEWHERE, (), *sums) for key, place, name, *sums in rows]


SEGMENTS: Mapping[str, Callable[[int, Scope], list[Row]]] = {"new": _new, "existing": _existing}


def _gathered(rows: list[Row], percent: int) -> Homes:
    filed = [row for row in rows if row[-1] == EventKind.FILE]
    doubtful = set(far_off(((key, group, amount, area) for key, group, _n, _r, _s, area, amount, _k in filed), percent))
    contracts: dict[tuple, list[int]] = defaultdict(lambda: [0, 0, 0])
    for key, group, name, rest, sets, area, amount, _kind in rows:
        if key not in doubtful:
            sums = contracts[key, group, name, rest]
            for place, value in enumerate((sets, int(area * 100), int(amount * 100))):
                sums[place] += value
    strata: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    names = {}
    for (_key, group, name, rest), (sets, area, amount) in contracts.items():
        if sets > 0 and area > 0 and amount > 0:
            parts = (band(area), *rest)
            stratum = "/".join((group, *parts))
            names[stratum] = " · ".join((name, *parts))
            strata[stratum] = [a + b for a, b in zip(strata[stratum], (sets, area, amount), strict=True)]
    deals = {stratum: Deals(sets, area, amount) for stratum, (sets, area, amount) in strata.items()}
    return Homes(deals, names, len(doubtful))
