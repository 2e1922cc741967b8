from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import Case, CharField, Count, Exists, Max, OuterRef, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from affordable.enums import ProjectState, QuotaStatus, RelocationStatus, YardState
from affordable.querysets.base import OwnedHappeningQuerySet, UnitOwnedQuerySet
from housing_portal.kit.scope import Scope

DECIDED, DEMOLISHED, NEGOTIATING, SIGNED = (
    RelocationStatus.DECIDED, RelocationStatus.DEMOLISHED, RelocationStatus.NEGOTIATING, RelocationStatus.SIGNED
)


class YardQuerySet(UnitOwnedQuerySet):
    """院 count by what all their households have reached; a yard without a registered household counts nowhere.

    A yard has signed when every household has signed an agreement; 已拆 and 未拆 divide the signed yards, so that
    signed = demolished + left. A decision on compensation is no agreement: its yard is not among the signed.
    """

    def reached(self, scope: Scope, code: str) -> "YardQuerySet":
        """Keep the yards of which every household had taken the step."""
        known = self._households(scope)
        return self.filter(Exists(known), ~Exists(known.not_reached(scope, code)))

    def signed(self, scope: Scope) -> "YardQuerySet":
        return self.reached(scope, SIGNED)

    def demolished(self, scope: Scope) -> "YardQuerySet":
        """Keep the signed yards that are down."""
        return self.signed(scope).reached(scope, DEMOLISHED)

    def left(self, scope: Scope) -> "YardQuerySet":
        """Keep the signed yards that are not down."""
        return self.signed(scope).filter(Exists(self._households(scope).not_reached(scope, DEMOLISHED)))

    def negotiating(self, scope: Scope) -> "YardQuerySet":
        """Keep the yards with a household in talks and of which nobody has signed yet."""
        known = self._households(scope)
        talking = known.reached(scope, NEGOTIATING).not_reached(scope, DECIDED)
        return self.filter(Exists(talking), ~Exists(known.reached(scope, SIGNED)))

    def partly_signed(self, scope: Scope) -> "YardQuerySet":
        """Keep the yards of which some households have signed and some have not."""
        known = self._households(scope)
        return self.filter(Exists(known.reached(scope, SIGNED)), Exists(known.not_reached(scope, SIGNED)))

    def with_state(self, scope: Scope) -> "YardQuerySet":
        """Annotate how far each yard has come, and how many households it is made of."""
        known = self._households(scope)
        undecided = known.not_reached(scope, DECIDED)
        state = Case(
            When(~Exists(known), then=Value(YardState.EMPTY)),
            When(~Exists(known.not_reached(scope, DEMOLISHED)), then=Value(YardState.DEMOLISHED)),
            When(~Exists(known.not_reached(scope, SIGNED)), then=Value(YardState.SIGNED)),
            When(Exists(known.reached(scope, SIGNED)), then=Value(YardState.PARTLY)),
            When(~Exists(undecided), then=Value(YardState.DECIDED)),
            When(Exists(undecided.reached(scope, NEGOTIATING)), then=Value(YardState.NEGOTIATING)),
            default=Value(YardState.SURVEYED), output_field=CharField(),
        )
        return self.annotate(
            state=state, households_count=_number(known), signed_count=_number(known.signed(scope)),
            decided_count=_number(known.decided(scope)), demolished_count=_number(known.reached(scope, DEMOLISHED)),
        )

    def _households(self, scope: Scope) -> "RelocatedQuerySet":
        households = apps.get_model("affordable", "RelocationHousehold").objects
        return households.filter(compound=OuterRef("pk"), recorded_at__lte=scope.cutoff)


def _number(households: models.QuerySet) -> Coalesce:
    """Return how many ``households`` there are per yard."""
    counted = households.order_by().values("compound").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


class RelocatedQuerySet(UnitOwnedQuerySet):
    """户. 已拆 and 未拆 divide the signed households; those with a decision on compensation are counted apart."""

    def reached(self, scope: Scope, code: str) -> "RelocatedQuerySet":
        return self.filter(Exists(self._steps(scope, code)))

    def not_reached(self, scope: Scope, code: str) -> "RelocatedQuerySet":
        return self.filter(~Exists(self._steps(scope, code)))

    def known(self, scope: Scope) -> "RelocatedQuerySet":
        return self.filter(recorded_at__lte=scope.cutoff)

    def signed(self, scope: Scope) -> "RelocatedQuerySet":
        return self.reached(scope, SIGNED)

    def demolished(self, scope: Scope) -> "RelocatedQuerySet":
        return self.signed(scope).reached(scope, DEMOLISHED)

    def left(self, scope: Scope) -> "RelocatedQuerySet":
        return self.signed(scope).not_reached(scope, DEMOLISHED)

    def decided(self, scope: Scope) -> "RelocatedQuerySet":
        return self.reached(scope, DECIDED)

    def behind(self, scope: Scope) -> "RelocatedQuerySet":
        """Keep the houses of projects under way that were to be down by the day and are not.

        The day itself is still in time.
        """
        bound = Exists(self._steps(scope, SIGNED)) | Exists(self._steps(scope, DECIDED))
        standing = self.filter(bound, compound__project__state=ProjectState.ACTIVE).not_reached(scope, DEMOLISHED)
        return standing.planned(scope).filter(planned_on__lt=scope.as_of)

    def planned(self, scope: Scope) -> "RelocatedQuerySet":
        """Annotate the day by which each house was to be down, as it was planned at the cut-off."""
        plans = apps.get_model("affordable", "DemolitionPlan").objects
        known = plans.filter(household=OuterRef("pk"), recorded_at__lte=scope.cutoff)
        return self.annotate(planned_on=Subquery(known.order_by("-pk").values("planned_on")[:1]))

    def last_planned(self, scope: Scope) -> date | None:
        """Return the last day by which one of these houses is to be down."""
        return self.planned(scope).aggregate(day=Max("planned_on"))["day"]

    def _steps(self, scope: Scope, code: str) -> models.QuerySet:
        steps = self.model._meta.get_field("steps").related_model.objects
        return steps.filter(household=OuterRef("pk"), code=code).counted(scope)


class RelocationStepQuerySet(OwnedHappeningQuerySet):
    owner = "household"


class ResettlementQuerySet(UnitOwnedQuerySet):
    """户 and 指标: the rows are households, their ``quota_count`` the indices; one never stands for the other."""

    def known(self, scope: Scope) -> "ResettlementQuerySet":
        return self.filter(material_checked_on__lte=scope.as_of, recorded_at__lte=scope.cutoff)

    def at(self, scope: Scope, status: str) -> "ResettlementQuerySet":
        """Keep the claims that stood at ``status`` on the day."""
        steps = self.model._meta.get_field("steps").related_model.objects.filter(quota=OuterRef("pk")).counted(scope)
        stood = Coalesce(Subquery(steps.order_by("-pk").values("code")[:1]), Value(QuotaStatus.PRELIMINARY))
        return self.known(scope).annotate(stood=stood).filter(stood=status)

    def tally(self) -> tuple[int, int, int]:
        """Return households, indices, and homes handed out."""
        found = self.aggregate(
            number=Count("pk"), indices=Sum("quota_count", default=0), sets=Sum("sets_allocated", default=0)
        )
        return found["number"], found["indices"], found["sets"]


class ResettlementStepQuerySet(OwnedHappeningQuerySet):
    owner = "quota"
