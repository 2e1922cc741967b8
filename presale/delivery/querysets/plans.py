from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from housing_portal.kit import clock
from housing_portal.kit.scope import Scope
from presale.delivery.enums.estates import EstateStatus
from presale.delivery.enums.plans import MeasureStatus, PlanStatus
from presale.delivery.querysets.base import DeliveryQuerySet, DeliveryStepQuerySet


class PlanQuerySet(DeliveryQuerySet):
    def to_review(self, own: Collection[int]) -> "PlanQuerySet":
        """Keep what others than the accounts ``own`` have drafted and handed in."""
        return self.filter(status=PlanStatus.SUBMITTED).exclude(recorded_by__in=own)

    def to_approve(self, own: Collection[int]) -> "PlanQuerySet":
        """Keep what others than the accounts ``own`` have drafted and reviewed."""
        reviewed = self.filter(status=PlanStatus.REVIEWED)
        return reviewed.exclude(recorded_by__in=own).exclude(reviewed_by__in=own)


class PlanMeasureQuerySet(DeliveryQuerySet):
    def in_force(self) -> "PlanMeasureQuerySet":
        """Keep the measures of the plans in force, of estates that stand in the ledger."""
        return self.filter(plan__status=PlanStatus.APPROVED, plan__estate__status=EstateStatus.KEPT)

    def undone(self) -> "PlanMeasureQuerySet":
        return self.in_force().filter(status=MeasureStatus.OPEN)

    def in_force_at(self, scope: Scope) -> "PlanMeasureQuerySet":
        """Keep the measures of the plans that were in force on the day: approved, and no later one by then."""
        plans = self.model._meta.get_field("plan").related_model.objects
        known_on = min(scope.as_of, scope.cutoff.astimezone(clock.SHANGHAI).date())
        approved = {"approved_on__lte": known_on, "recorded_at__lte": scope.cutoff}
        later = plans.filter(estate=OuterRef("plan__estate"), version__gt=OuterRef("plan__version"), **approved)
        known = {f"plan__{name}": value for name, value in approved.items()}
        return self.filter(~Exists(later), **known)

    def done_at(self, scope: Scope) -> "PlanMeasureQuerySet":
        """Keep those of plans in force that were done by the day."""
        return self.in_force_at(scope).filter(Exists(self._done(scope)))

    def behind(self, scope: Scope) -> "PlanMeasureQuerySet":
        """Keep those past their day without being done by then; the day itself is still in time."""
        return self.in_force_at(scope).filter(~Exists(self._done(scope)), due_on__lt=scope.as_of)

    def overdue(self, today: date) -> "PlanMeasureQuerySet":
        """Keep the open ones past their day now."""
        return self.undone().filter(due_on__lt=today)

    def _done(self, scope: Scope) -> QuerySet:
        steps = self.model._meta.get_field("steps").related_model.objects.counted(scope)
        return steps.filter(measure=OuterRef("pk"))


class MeasureStepQuerySet(DeliveryStepQuerySet):
    pass
