from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum

from affordable.enums import (
    APPROVED_BATCHES,
    BatchStatus,
    GrantStatus,
    PaymentKind,
    PaymentStatus,
    ResultKind,
    RuleStatus,
)
from affordable.querysets.base import OwnedHappeningQuerySet, UnitOwnedQuerySet
from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit
from housing_portal.kit.scope import Scope

PERMISSION = "rental.view"


def of_unit(rows: QuerySet, unit: Unit, path: str = "unit") -> QuerySet:
    """Keep the rows of a unit; those of all units for the whole."""
    return rows if unit.kind == UnitKind.WHOLE else rows.filter(**{path: unit})


class SubsidyRuleQuerySet(UnitOwnedQuerySet):
    permission = PERMISSION

    def visible_to(self, user: Any) -> "SubsidyRuleQuerySet":
        """A standard is everybody's who may see subsidies."""
        return self if user.can(self.permission) else self.none()

    def on(self, day: date) -> "SubsidyRuleQuerySet":
        """Keep what is in force on a day, the one that counts first."""
        return self.filter(status=RuleStatus.CONFIRMED, effective_on__lte=day).order_by("-effective_on", "-pk")


class GrantQuerySet(UnitOwnedQuerySet):
    permission = PERMISSION

    def confirmed(self) -> "GrantQuerySet":
        return self.exclude(status__in=(GrantStatus.PROPOSED, GrantStatus.REJECTED))

    def due_between(self, first: date, last: date) -> "GrantQuerySet":
        """Keep what was in force on one of the days, and what is suspended."""
        running = Q(to_on=None) | Q(to_on__gte=first)
        return self.confirmed().filter(Q(status=GrantStatus.SUSPENDED) | running, from_on__lte=last)


class SubsidyBatchQuerySet(UnitOwnedQuerySet):
    permission = PERMISSION

    def live(self) -> "SubsidyBatchQuerySet":
        return self.exclude(status=BatchStatus.VOID)

    def covering(self, unit: Unit, year: int) -> "SubsidyBatchQuerySet":
        """Keep the batches of a year that may hold families of ``unit``."""
        rows = self.live().filter(year=year)
        return of_unit(rows, unit) if unit.kind == UnitKind.WHOLE else rows.filter(
            Q(unit=unit) | Q(unit__kind=UnitKind.WHOLE)
        )

    def settled_before(self, unit: Unit, year: int, quarter: int) -> "SubsidyBatchQuerySet":
        """Keep the approved batches of earlier quarters, back to the start of the year before."""
        earlier = Q(year=year, quarter__lt=quarter) | Q(year=year - 1)
        covering = self if unit.kind == UnitKind.WHOLE else self.filter(Q(unit=unit) | Q(unit__kind=UnitKind.WHOLE))
        return covering.filter(earlier, status__in=APPROVED_BATCHES)

    def reached(self, scope: Scope) -> "SubsidyBatchQuerySet":
        """Keep the batches of which every line had reached its family, as the bank had said by then."""
        lines = self._payments().live().filter(batch=OuterRef("pk"))
        open_lines = lines.exclude(pk__in=self._payments().reached(scope).values("pk"))
        return self.live().filter(Exists(lines), ~Exists(open_lines), approved_on__lte=scope.as_of)

    def open_at(self, scope: Scope) -> "SubsidyBatchQuerySet":
        """Keep what was not done with: neither had every line reached its family nor was the batch closed.

        What a closed batch still owes comes as back pay into a later one, which then is the one to press for.
        """
        known = self.live().filter(recorded_at__lte=scope.cutoff)
        return known.exclude(closed_on__lte=scope.as_of).exclude(pk__in=self.reached(scope).values("pk"))

    def behind(self, scope: Scope) -> "SubsidyBatchQuerySet":
        """Keep what was not done with although its deadline had passed."""
        return self.open_at(scope).filter(planned_on__lt=scope.as_of)

    def _payments(self) -> "PaymentQuerySet":
        return self.model._meta.get_field("payments").related_model.objects


class PaymentQuerySet(UnitOwnedQuerySet):
    permission = PERMISSION

    def live(self) -> "PaymentQuerySet":
        return self.exclude(status=PaymentStatus.VOID)

    def awaited(self) -> "PaymentQuerySet":
        """Keep what the bank has and has not answered."""
        return self.filter(status__in=(PaymentStatus.SENT, PaymentStatus.REISSUED))

    def reached(self, scope: Scope) -> "PaymentQuerySet":
        """Keep what had reached the family, as the bank had said by then, and was not recovered."""
        return self._told(scope, ResultKind.PAID).exclude(pk__in=self._lines(scope, ResultKind.CLAWED_BACK))

    def paid(self, scope: Scope) -> "PaymentQuerySet":
        """Keep what had reached the family this year."""
        return self.reached(scope)._told(scope, ResultKind.PAID, on__year=scope.year)

    def returned(self, scope: Scope) -> "PaymentQuerySet":
        """Keep what the bank had returned and not paid by then, neither itself nor as back pay of the same quarter."""
        same = {name: OuterRef(name) for name in ("family", "year", "quarter")}
        made_up = self.model.objects.reached(scope).filter(kind=PaymentKind.BACKPAY, **same)
        back = self.live()._told(scope, ResultKind.RETURNED)
        return back.exclude(pk__in=self._lines(scope, ResultKind.PAID)).exclude(Exists(made_up))

    def approved(self, scope: Scope) -> "PaymentQuerySet":
        """Keep the lines of batches that had been approved by the day."""
        return self.live().filter(batch__status__in=APPROVED_BATCHES, batch__approved_on__lte=scope.as_of)

    def of_quarter(self, year: int, quarter: int) -> "PaymentQuerySet":
        return self.filter(kind=PaymentKind.REGULAR, year=year, quarter=quarter)

    def _told(self, scope: Scope, kind: str, **facts: Any) -> "PaymentQuerySet":
        """Keep what the bank had said this of."""
        return self.filter(pk__in=self._lines(scope, kind, **facts))

    def _lines(self, scope: Scope, kind: str, **facts: Any) -> QuerySet:
        """Return the keys of what the bank had said this of; looked up once, not for every line."""
        results = self.model._meta.get_field("results").related_model
        return results.objects.counted(scope).filter(kind=kind, **facts).order_by().values("payment")

    def figures(self, year: int) -> dict[str, Any]:
        """Return households (each once), 元, and the latest quarter of ``year`` among the rows."""
        return self.aggregate(
            households=Count("family", distinct=True), total=Sum("amount", default=Decimal(0)),
            latest=Max("quarter", filter=Q(year=year, kind=PaymentKind.REGULAR)),
        )

    def by_status(self) -> dict[str, tuple[int, Decimal]]:
        """Return status → (payments, 元)."""
        found = self.order_by().values_list("status").annotate(lines=Count("pk"), total=Sum("amount"))
        return {status: (lines, total) for status, lines, total in found.order_by("status")}

    def by_unit(self) -> dict[int, dict[str, Any]]:
        """Return unit → households and 元 listed, paid, returned."""
        paid, back = Q(status=PaymentStatus.PAID), Q(status=PaymentStatus.RETURNED)
        rows = self.order_by().values("unit").annotate(
            listed_hh=Count("family", distinct=True), listed=Sum("amount", default=Decimal(0)),
            paid_hh=Count("family", distinct=True, filter=paid), paid=Sum("amount", filter=paid, default=Decimal(0)),
            back_hh=Count("family", distinct=True, filter=back), back=Sum("amount", filter=back, default=Decimal(0)),
        )
        return {row["unit"]: row for row in rows.order_by("unit")}

    def listed(self) -> dict[tuple[int, int, int], tuple[int, Decimal, bool]]:
        """Return (family, year, quarter) → (months, 元, whether one of them is back pay).

        What the bank returned does not count once its batch has been closed: it is owed still, as back pay.
        """
        owed = Q(kind=PaymentKind.REGULAR, status=PaymentStatus.RETURNED, batch__status=BatchStatus.CLOSED)
        live = self.live().exclude(owed)
        rows = live.order_by().values_list("family", "year", "quarter").annotate(
            count=Sum("months"), total=Sum("amount"), backpaid=Count("pk", filter=Q(kind=PaymentKind.BACKPAY)),
        )
        found = rows.order_by("family", "year", "quarter")
        return {(family, year, quarter): (count, total, bool(back)) for family, year, quarter, count, total, back
                in found}


class OmissionQuerySet(UnitOwnedQuerySet):
    permission = PERMISSION

    def visible_to(self, user: Any) -> "OmissionQuerySet":
        if not user.can(self.permission):
            return self.none()
        seen = Unit.objects.visible_to(user).values("pk")
        return self if user.sees_everything else self.filter(batch__unit__in=seen)

    def by_reason(self) -> dict[str, int]:
        found = self.order_by().values_list("reason").annotate(families=Count("pk")).order_by("reason")
        return dict(found)


class ReceiptQuerySet(UnitOwnedQuerySet):
    permission = PERMISSION


class ResultQuerySet(OwnedHappeningQuerySet):
    permission = PERMISSION
    owner = "payment__batch"


def cared_for_on(members: QuerySet, benefits: QuerySet, day: date) -> QuerySet:
    """Keep who belonged on ``day`` to a family that then had a home or a subsidy."""
    held = benefits.on(day).filter(family=OuterRef("family"))
    there = Q(is_current=True) | Q(left_on__gt=day)
    return members.filter(there, Exists(held), joined_on__lte=day).exclude(identity_index="")


def doubled(members: QuerySet) -> QuerySet:
    """Keep the members whose document stands in more than one of the families."""
    rows = members.order_by().values("identity_index")
    several = rows.annotate(families=Count("family", distinct=True)).filter(families__gt=1)
    return members.filter(identity_index__in=several.values("identity_index")).order_by("identity_index", "family")


def member_counts(members: QuerySet) -> dict[int, int]:
    """Return family → how many belong to it now."""
    rows = members.filter(is_current=True).order_by().values_list("family").annotate(n=Count("pk"))
    return dict(rows.order_by("family"))
