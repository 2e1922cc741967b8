"""Which money of the special loans counts at a given scope; every figure of the loans starts here."""
from collections.abc import Collection

from django.db import models
from django.db.models import Exists, F, OuterRef

from housing_portal.journal.happening import HappeningQuerySet
from housing_portal.kit.scope import Scope, current
from housing_portal.registry.querysets import BureauQuerySet
from presale.delivery.enums.loans import IN_FLIGHT, RepaymentKind, UseStatus
from presale.delivery.querysets.sums import added

PERMISSION = "delivery.view"


class LoanQuerySet(BureauQuerySet):
    permission = PERMISSION

    def signed_by(self, scope: Scope) -> "LoanQuerySet":
        return self.filter(signed_on__lte=scope.as_of, recorded_at__lte=scope.cutoff)

    def with_figures(self, scope: Scope) -> "LoanQuerySet":
        """Annotate ``approved``, ``arrived``, ``paid`` and ``principal`` in 元, cumulative to the day."""
        allocations = self.model._meta.get_field("allocations").related_model.objects
        draws, uses, repayments = (
            allocations.money(name).filter(allocation__loan=OuterRef("pk")) for name in ("draws", "uses", "repayments")
        )
        principal = repayments.counted(scope).filter(kind=RepaymentKind.PRINCIPAL)
        return self.annotate(
            approved=added(allocations.counted(scope).filter(loan=OuterRef("pk")), "loan"),
            arrived=added(draws.counted(scope), "allocation__loan"),
            paid=added(uses.paid(scope), "allocation__loan"),
            principal=added(principal, "allocation__loan"),
        )

    def owing(self) -> "LoanQuerySet":
        """Keep the loans of which paid-out principal is not yet paid back; annotates ``owed`` in 元."""
        return self.with_figures(current()).annotate(owed=F("paid") - F("principal")).filter(owed__gt=0)


class LoanMoneyQuerySet(HappeningQuerySet, BureauQuerySet):
    permission = PERMISSION

    def with_undone(self) -> "LoanMoneyQuerySet":
        """Annotate ``is_undone``: the row has been taken back."""
        return self.annotate(is_undone=Exists(self.model.objects.filter(undoes=OuterRef("pk"))))


class AllocationQuerySet(LoanMoneyQuerySet):
    def money(self, name: str) -> models.QuerySet:
        """Return all rows that lie on allocations under ``name``."""
        return self.model._meta.get_field(name).related_model.objects.all()

    def with_figures(self, scope: Scope) -> "AllocationQuerySet":
        """Annotate the four figures and what follows from them, in 元, cumulative to the day.

        ``arrived``, ``paid``, ``left`` on the special account, ``flight`` applied for and not yet paid (as of now),
        ``principal`` and ``interest`` paid back, ``owed`` what was paid out and not yet paid back.
        """
        draws, uses, repayments = (
            self.money(name).filter(allocation=OuterRef("pk")) for name in ("draws", "uses", "repayments")
        )
        back = repayments.counted(scope)
        return self.annotate(
            arrived=added(draws.counted(scope), "allocation"),
            paid=added(uses.paid(scope), "allocation"),
            flight=added(uses.in_flight(), "allocation"),
            principal=added(back.filter(kind=RepaymentKind.PRINCIPAL), "allocation"),
            interest=added(back.filter(kind=RepaymentKind.INTEREST), "allocation"),
        ).annotate(left=F("arrived") - F("paid"), owed=F("paid") - F("principal"))


class UseStepQuerySet(HappeningQuerySet):
    pass


class UseQuerySet(BureauQuerySet):
    permission = PERMISSION

    def paid(self, scope: Scope) -> "UseQuerySet":
        """Keep what had been paid out by the day: 拨付, cumulative."""
        return self.filter(Exists(self._payments(scope)))

    def paid_in_year(self, scope: Scope) -> "UseQuerySet":
        """Keep what was paid out from the first of January to the day: 使用 of the year."""
        return self.filter(Exists(self._payments(scope).filter(on__year=scope.year)))

    def in_flight(self) -> "UseQuerySet":
        """Keep what is set aside now and not yet paid."""
        return self.filter(status__in=IN_FLIGHT)

    def to_check(self, own: Collection[int]) -> "UseQuerySet":
        """Keep what waits for finance, applied for by others than the accounts ``own``."""
        return self.filter(status=UseStatus.APPLIED).exclude(recorded_by__in=own)

    def to_approve(self, own: Collection[int]) -> "UseQuerySet":
        """Keep what waits for the deputy, with no part in it by the accounts ``own``."""
        return self.filter(status=UseStatus.CHECKED).exclude(recorded_by__in=own).exclude(checked_by__in=own)

    def to_pay(self, own: Collection[int]) -> "UseQuerySet":
        """Keep what is approved and waits for its payment, neither applied for nor approved by ``own``."""
        return self.filter(status=UseStatus.APPROVED).exclude(recorded_by__in=own).exclude(approved_by__in=own)

    def _payments(self, scope: Scope) -> models.QuerySet:
        steps = self.model._meta.get_field("steps").related_model.objects
        return steps.filter(use=OuterRef("pk"), code=UseStatus.PAID).counted(scope)


def with_loans(estates: models.QuerySet, allocations: AllocationQuerySet, scope: Scope) -> models.QuerySet:
    """Annotate 保交房项目 with what their allocations add up to, in 元: approved, arrived, paid, left, owed."""
    draws, uses, repayments = (
        allocations.money(name).filter(allocation__estate=OuterRef("pk")) for name in ("draws", "uses", "repayments")
    )
    principal = repayments.counted(scope).filter(kind=RepaymentKind.PRINCIPAL)
    return estates.annotate(
        approved=added(allocations.counted(scope).filter(estate=OuterRef("pk")), "estate"),
        arrived=added(draws.counted(scope), "allocation__estate"),
        paid=added(uses.paid(scope), "allocation__estate"),
        principal=added(principal, "allocation__estate"),
    ).annotate(left=F("arrived") - F("paid"), owed=F("paid") - F("principal"))
