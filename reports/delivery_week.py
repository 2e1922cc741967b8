"""What has happened on the estates of 保交房 in the seven days up to the day, and which petitions are overdue."""
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse

from housing_portal.kit.figures import grouped, in_unit
from housing_portal.kit.scope import Scope
from inspections.models.petition import Petition
from presale.delivery.enums.handover import HandoverStatus
from presale.delivery.enums.loans import UseStatus
from presale.delivery.models import (
    DeliveryProblem,
    FundRaised,
    HandoverStep,
    LoanDraw,
    LoanUseStep,
    ProblemStep,
    Promise,
    TroubledEstate,
    UnitDelivery,
    WorkStateChange,
)

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Happened:
    """One line: on which day, on which estate, what; ``url`` opens the record or the records."""

    on: date
    estate: str
    words: str
    url: str


@dataclass(frozen=True)
class LatePetition:
    """A petition past the last day of a duty, by so many days."""

    petition: Petition
    duty: str
    days: int


def happened(scope: Scope) -> list[Happened]:
    """Return what happened in the week, the latest first."""
    return sorted([*_facts(scope), *_problems(scope), *_money(scope), *_homes(scope)],
                  key=lambda one: (one.on, one.estate, one.words), reverse=True)


def late_petitions(scope: Scope) -> list[LatePetition]:
    """Return the overdue petitions, the latest one first; each with its most overdue duty."""
    rows = Petition.objects.overdue(scope).select_related("estate")
    terms = rows.terms_at(scope)
    found = []
    for one in rows:
        running = [term for term in terms[one.pk] if term.is_running(scope.as_of)]
        worst = max(running, key=lambda term: term.days_over(scope.as_of))
        found.append(LatePetition(one, worst.label, worst.days_over(scope.as_of)))
    return sorted(found, key=lambda late: (-late.days, late.petition.pk))


def _week(rows: Any, scope: Scope) -> Any:
    return rows.counted(scope).filter(on__gt=scope.as_of - WEEK)


def _facts(scope: Scope) -> Iterator[Happened]:
    """Yield states of works, promises and money found, as said of an estate."""
    said = (
        (WorkStateChange, lambda one: one.get_code_display()),
        (Promise, lambda one: f"承诺 {one.delivery_on} 交房"),
        (FundRaised, lambda one: f"{one.get_kind_display()} {_wan(one.amount)}"),
    )
    for kind, words in said:
        for one in _week(kind.objects, scope).select_related("estate__estate"):
            yield Happened(one.on, str(one.estate), words(one), one.estate.get_absolute_url())


def _problems(scope: Scope) -> Iterator[Happened]:
    found = DeliveryProblem.objects.entered(scope).filter(
        found_on__gt=scope.as_of - WEEK, found_on__lte=scope.as_of
    )
    for one in found.select_related("estate__estate"):
        yield Happened(one.found_on, str(one.estate), f"新发现{one.get_kind_display()}", one.get_absolute_url())
    for step in _week(ProblemStep.objects, scope).select_related("problem__estate__estate"):
        words = f"{step.problem.get_kind_display()}{step.get_code_display()}"
        yield Happened(step.on, str(step.problem.estate), words, step.problem.get_absolute_url())


def _money(scope: Scope) -> Iterator[Happened]:
    for one in _week(LoanDraw.objects, scope).select_related("allocation__estate__estate"):
        yield Happened(one.on, str(one.allocation.estate), f"借款到账 {_wan(one.amount)}", one.get_absolute_url())
    paid = _week(LoanUseStep.objects.filter(code=UseStatus.PAID), scope)
    for step in paid.select_related("use__allocation__estate__estate"):
        words = f"借款拨付 {_wan(step.use.amount)}"
        yield Happened(step.on, str(step.use.allocation.estate), words, step.use.get_absolute_url())


def _homes(scope: Scope) -> Iterator[Happened]:
    """Yield how many homes of an estate of the ledger were handed over on one day, those without filing apart."""
    homes = UnitDelivery.objects.sets().filter(estate__in=TroubledEstate.objects.listed(scope).values("estate"))
    steps = _week(HandoverStep.objects.filter(code=HandoverStatus.HANDED), scope)
    counts = Counter(
        (step.on, step.delivery.estate_id, str(step.delivery.estate),
         step.filed_on is not None and step.filed_on <= step.on)
        for step in steps.filter(delivery__in=homes).select_related("delivery__estate")
    )
    for (on, estate, name, is_formal), sets in counts.items():
        words = f"{'交付' if is_formal else '违规交房'} {sets} 套"
        url = f"{reverse('delivery:handover_list')}?estate={estate}&handed_on_after={on}&handed_on_before={on}"
        yield Happened(on, name, words, url)


def _wan(amount: Decimal) -> str:
    return f"{grouped(in_unit(amount, '万元'), 2)} 万元"
