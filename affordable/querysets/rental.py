from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from affordable.enums import GONE, LETTABLE, EntryStatus, HomeStatus, LeaseStatus
from affordable.querysets.base import OwnedHappeningQuerySet, UnitOwnedQuerySet
from housing_portal.accounts.models import Unit
from housing_portal.kit.fields import MoneyField
from housing_portal.kit.periods import month_end
from housing_portal.kit.scope import Scope

PERMISSION = "rental.view"


def months_back(day: date, months: int) -> date:
    """Return the day so many months before; the 31st becomes the last day that the month has."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, month_end(year, month + 1).day))


# -- homes -----------------------------------------------------------------------------------------------------


class HomeQuerySet(UnitOwnedQuerySet):
    permission = PERMISSION

    def entered(self, scope: Scope) -> "HomeQuerySet":
        """Keep the homes that are in the housing security system by the day."""
        return self.filter(entered_system_on__lte=scope.as_of, entered_at__lte=scope.cutoff)

    def known(self, scope: Scope) -> "HomeQuerySet":
        """Annotate ``code``, the state on the day as far as it was entered by the cut-off; ``since`` when it began."""
        steps = self.model._meta.get_field("steps").related_model.objects.counted(scope)
        latest = steps.filter(home=OuterRef("pk")).order_by("-on", "-pk")
        return self.filter(received_on__lte=scope.as_of, recorded_at__lte=scope.cutoff).annotate(
            code=Coalesce(Subquery(latest.values("code")[:1]), Value(HomeStatus.AVAILABLE.value)),
            since=Subquery(latest.values("on")[:1]),
        )

    def held(self, scope: Scope) -> "HomeQuerySet":
        """Keep what belongs to the stock (实有): received, neither disposed of nor lost."""
        return self.known(scope).exclude(code__in=GONE)

    def idle(self, scope: Scope) -> "HomeQuerySet":
        return self.known(scope).filter(code=HomeStatus.IDLE)

    def idle_since_before(self, scope: Scope, years: int) -> "HomeQuerySet":
        """Keep what has been idle for at least so many years on the day."""
        return self.idle(scope).filter(since__lte=months_back(scope.as_of, 12 * years))

    def long_idle(self, day: date, years: int) -> "HomeQuerySet":
        """Keep what is idle now and has been for at least so many years."""
        return self.filter(status=HomeStatus.IDLE, idle_since__lte=months_back(day, 12 * years))

    def available(self, scope: Scope) -> "HomeQuerySet":
        return self.known(scope).filter(code=HomeStatus.AVAILABLE)

    def lettable(self) -> "HomeQuerySet":
        """Keep what may be put into a round now."""
        return self.filter(status__in=LETTABLE).exclude(rounds__is_open=True)


class HomeStepQuerySet(OwnedHappeningQuerySet):
    permission = PERMISSION
    owner = "home"


# -- rounds ----------------------------------------------------------------------------------------------------


class RoundQuerySet(UnitOwnedQuerySet):
    permission = PERMISSION

    def drawn_in(self, scope: Scope) -> "RoundQuerySet":
        """Keep the rounds drawn in the year up to the day, entered by the cut-off."""
        return self.filter(drawn_on__year=scope.year, drawn_on__lte=scope.as_of, drawn_at__lte=scope.cutoff)

    def with_counts(self) -> "RoundQuerySet":
        """Annotate how many families and homes a round has, and how many leases came of it."""
        entries = self.model._meta.get_field("entries").related_model.objects.filter(round=OuterRef("pk"))
        places = self.model._meta.get_field("places").related_model.objects.filter(round=OuterRef("pk"))
        return self.annotate(
            families=_count(entries.exclude(status=EntryStatus.STRUCK)), homes=_count(places),
            signed=_count(entries.filter(status=EntryStatus.SIGNED)),
        )


class EntryQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "EntryQuerySet":
        if not user.can(PERMISSION):
            return self.none()
        seen = Unit.objects.visible_to(user).values("pk")
        return self if user.sees_everything else self.filter(round__unit__in=seen)

    def in_draw(self) -> "EntryQuerySet":
        """Keep who takes part, in the order of the list."""
        return self.exclude(status=EntryStatus.STRUCK).order_by("order")


# -- leases and rent -------------------------------------------------------------------------------------------


class LeaseQuerySet(UnitOwnedQuerySet):
    permission = PERMISSION

    def live(self) -> "LeaseQuerySet":
        return self.exclude(status=LeaseStatus.ENDED)

    def signed_in(self, scope: Scope) -> "LeaseQuerySet":
        """Keep the leases that came of a round and were signed in the year up to the day."""
        return self.filter(
            entry__isnull=False, signed_on__year=scope.year, signed_on__lte=scope.as_of, recorded_at__lte=scope.cutoff
        )

    def owing_rent(self, first: date, last: date) -> "LeaseQuerySet":
        """Keep the leases that owe rent for a month: begun by ``first``, not ended before the month of ``last``."""
        running = Q(ended_on=None) | Q(ended_on__gte=last.replace(day=1))
        return self.filter(running, from_on__lte=first, monthly_rent__gt=0)

    def with_rent(self, scope: Scope) -> "LeaseQuerySet":
        """Annotate what is due up to the day, what of it has been paid, and how many months are not paid in full."""
        bills = self._bills(scope)
        return self._with_rent(scope, bills).annotate(
            arrears=_sum(bills, "lease", "open"), months_behind=_count(bills.filter(amount__gt=F("paid"))),
        )

    def in_arrears(self, scope: Scope) -> "LeaseQuerySet":
        """Keep the leases that owe rent; annotate ``owed_since``, the day on which the oldest open bill was due."""
        unpaid = self._bills(scope).filter(amount__gt=F("paid")).order_by("due_on")
        owing = self.with_rent(scope).filter(months_behind__gt=0)
        return owing.annotate(owed_since=Subquery(unpaid.values("due_on")[:1]))

    def with_rent_of_year(self, scope: Scope) -> "LeaseQuerySet":
        """Annotate what fell due this year up to the day and what of it has been paid."""
        return self._with_rent(scope, self._bills(scope).filter(due_on__year=scope.year)).filter(due__gt=0)

    def long_empty(self, day: date, months: int) -> "LeaseQuerySet":
        """Keep the leases whose home has stood empty for at least so many months."""
        return self.live().filter(empty_since__lte=months_back(day, months))

    def run_out(self, day: date) -> "LeaseQuerySet":
        """Keep the leases whose term is over although nobody has ended them."""
        return self.live().filter(to_on__lt=day)

    def _bills(self, scope: Scope) -> "BillQuerySet":
        """Return the due bills of a lease, each with what was paid of it: bill by bill, so that indexes lead there."""
        bills = self.model._meta.get_field("bills").related_model.objects
        return bills.due(scope).with_paid(scope).filter(lease=OuterRef("pk"))

    def _with_rent(self, scope: Scope, bills: "BillQuerySet") -> "LeaseQuerySet":
        known = self.filter(recorded_at__lte=scope.cutoff)
        return known.annotate(due=_sum(bills, "lease"), paid=_sum(bills, "lease", "paid"))


class BillQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "BillQuerySet":
        if not user.can(PERMISSION):
            return self.none()
        seen = Unit.objects.visible_to(user).values("pk")
        return self if user.sees_everything else self.filter(lease__unit__in=seen)

    def due(self, scope: Scope) -> "BillQuerySet":
        """Keep what had to be paid by the day and had been made by the cut-off."""
        return self.filter(due_on__lte=scope.as_of, made_at__lte=scope.cutoff)

    def with_paid(self, scope: Scope) -> "BillQuerySet":
        """Annotate ``paid`` by the day and ``open``, what is left of the bill."""
        payments = self.model._meta.get_field("payments").related_model.objects.counted(scope)
        return self.annotate(paid=_sum(payments.filter(bill=OuterRef("pk")), "bill")).annotate(
            open=F("amount") - F("paid")
        )

    def sums(self, *columns: str) -> dict[str, Any]:
        """Return column → sum for the foot of a list."""
        found = self.aggregate(**{f"sum_{name}": Sum(name) for name in columns})
        return {name: found[f"sum_{name}"] for name in columns}


class PaymentOfRentQuerySet(OwnedHappeningQuerySet):
    permission = PERMISSION
    owner = "bill__lease"

    def with_undone(self) -> "PaymentOfRentQuerySet":
        """Annotate whether a row has been taken back."""
        return self.annotate(is_undone=Exists(self.model.objects.filter(undoes=OuterRef("pk"))))

    def total(self) -> Decimal:
        """Return what the rows add up to."""
        return self.aggregate(total=Sum("amount", default=Decimal(0)))["total"]


def _sum(rows: models.QuerySet, key: str, column: str = "amount") -> Coalesce:
    """Return Σ ``column`` of the rows of one ``key``; 0 where there are none."""
    added = rows.order_by().values(key).annotate(added=Sum(column)).values("added")
    return Coalesce(Subquery(added, output_field=MoneyField()), Value(Decimal(0), output_field=MoneyField()))


def _count(rows: models.QuerySet) -> Coalesce:
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=models.IntegerField()), 0)
