from collections.abc import Collection
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from housing_portal.kit.scope import Scope
from presale.delivery.enums.taskforces import AssessmentStatus, DecisionStatus
from presale.delivery.querysets.base import DeliveryQuerySet, DeliveryStepQuerySet


class TaskForceQuerySet(DeliveryQuerySet):
    def active(self, on: date) -> "TaskForceQuerySet":
        """Keep those at work on the day, its first and last day included."""
        return self.filter(Q(to_on=None) | Q(to_on__gte=on), from_on__lte=on)

    def active_at(self, scope: Scope) -> "TaskForceQuerySet":
        return self.entered(scope).active(scope.as_of)

    def with_estates(self) -> "TaskForceQuerySet":
        """Add ``estate_count``, the estates of the ledger that it answers for."""
        return self.annotate(estate_count=Count("estates", filter=Q(estates__status="kept")))

    def without_meeting(self, first: date, last: date) -> "TaskForceQuerySet":
        """Keep those at work for estates all of the time that did not meet from ``first`` to ``last`` (周调度)."""
        meetings = self.model._meta.get_field("meetings").related_model.objects.standing()
        met = meetings.filter(taskforce=OuterRef("pk"), on__range=(first, last))
        return self.active(first).active(last).with_estates().filter(~Exists(met), estate_count__gt=0)


class MeetingQuerySet(DeliveryStepQuerySet):
    pass


class DecisionQuerySet(DeliveryQuerySet):
    def of_counted(self, scope: Scope) -> "DecisionQuerySet":
        """Keep what meetings had decided by the day; a meeting that was taken back decided nothing."""
        meetings = self.model._meta.get_field("meeting").related_model.objects.counted(scope)
        return self.entered(scope).filter(meeting__in=meetings)

    def standing(self) -> "DecisionQuerySet":
        """Keep what meetings decided that were not taken back."""
        return self.filter(meeting__undone=None)

    def resolved_at(self, scope: Scope) -> "DecisionQuerySet":
        """Keep what had been settled by the day."""
        steps = self.model._meta.get_field("steps").related_model.objects.counted(scope)
        return self.of_counted(scope).filter(Exists(steps.filter(decision=OuterRef("pk"))))

    def behind(self, scope: Scope) -> "DecisionQuerySet":
        """Keep what was past its day and not settled by then."""
        resolved = self.resolved_at(scope).values("pk")
        return self.of_counted(scope).filter(due_on__lt=scope.as_of).exclude(pk__in=resolved)

    def unresolved(self) -> "DecisionQuerySet":
        return self.standing().filter(status=DecisionStatus.OPEN)


class DecisionStepQuerySet(DeliveryStepQuerySet):
    pass


class AssessmentQuerySet(DeliveryQuerySet):
    def to_confirm(self, own: Collection[int]) -> "AssessmentQuerySet":
        """Keep what others than the accounts ``own`` have entered."""
        return self.filter(status=AssessmentStatus.RECORDED).exclude(recorded_by__in=own)


class BudgetQuerySet(DeliveryStepQuerySet):
    pass
