from collections.abc import Collection

from django.db import models
from django.db.models import (
    BigIntegerField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce

from affordable.enums import CommunityStatus
from affordable.querysets.base import OwnedHappeningQuerySet, UnitOwnedQuerySet, VersionedQuerySet
from housing_portal.kit.fields import HundredthsField, MoneyField
from housing_portal.kit.scope import Scope


class CommunityQuerySet(UnitOwnedQuerySet):
    """小区. Those outside the state's plan never enter a figure of those inside."""

    def planned_in(self, scope: Scope) -> "CommunityQuerySet":
        """Keep the year's communities of the state's plan; those outside it are listed apart."""
        return self.filter(plan_year=scope.year, is_in_plan=True, recorded_at__lte=scope.cutoff)

    def outside_plan(self, scope: Scope) -> "CommunityQuerySet":
        """Keep the year's communities that are renovated without being in the state's plan."""
        return self.filter(plan_year=scope.year, is_in_plan=False, recorded_at__lte=scope.cutoff)

    def reached(self, scope: Scope, code: str) -> "CommunityQuerySet":
        """Keep those that had taken the step by the day."""
        return self.filter(Exists(self._steps(scope, code)))

    def behind(self, scope: Scope) -> "CommunityQuerySet":
        """Keep those past their planned start or end without it; the day itself is still in time."""
        unstarted = Q(~Exists(self._steps(scope, CommunityStatus.STARTED)), planned_start_on__lt=scope.as_of)
        undone = Q(~Exists(self._steps(scope, CommunityStatus.COMPLETED)), planned_done_on__lt=scope.as_of)
        return self.filter(unstarted | undone)

    def to_accept(self, own: Collection[int]) -> "CommunityQuerySet":
        """Keep what has been completed, as others than the accounts ``own`` have entered."""
        steps = self.model._meta.get_field("steps").related_model.objects.standing()
        taken = steps.filter(recorded_by__in=own, code=CommunityStatus.COMPLETED)
        return self.filter(status=CommunityStatus.COMPLETED).exclude(pk__in=taken.values("community"))

    def with_sizes(self, scope: Scope) -> "CommunityQuerySet":
        """Annotate the whole investment (main + infrastructure) and the buildings: rows where any are registered."""
        rows = self._parts("buildings").filter(community=OuterRef("pk"), recorded_at__lte=scope.cutoff)
        counted = rows.order_by().values("community").annotate(number=Count("pk")).values("number")
        return self.annotate(
            invest_total=F("invest_main") + F("invest_infra"),
            buildings_counted=Coalesce(Subquery(counted), F("building_count"), output_field=IntegerField()),
        )

    def with_days(self, scope: Scope) -> "CommunityQuerySet":
        """Annotate the day on which work began and the day on which it was done."""
        return self.annotate(
            started_on=Subquery(self._steps(scope, CommunityStatus.STARTED).values("on")[:1]),
            completed_on=Subquery(self._steps(scope, CommunityStatus.COMPLETED).values("on")[:1]),
        )

    def with_work(self, scope: Scope) -> "CommunityQuerySet":
        """Annotate the budget of all work and how much of it is done, in 元; None where no work is registered."""
        items = self._parts("items").known(scope).filter(community=OuterRef("pk")).order_by()
        budget = items.values("community").annotate(total=Sum("budget")).values("total")
        done = items.with_done(scope).values("community").annotate(total=Sum("done_value")).values("total")
        return self.annotate(work_budget=Subquery(budget), work_done=Subquery(done))

    def most_households_first(self) -> list[str]:
        """Return the names, those of many households first."""
        return list(self.order_by("-households", "pk").values_list("name", flat=True))

    def _parts(self, name: str) -> models.QuerySet:
        return self.model._meta.get_field(name).related_model.objects.all()

    def _steps(self, scope: Scope, code: str) -> models.QuerySet:
        return self._parts("steps").filter(community=OuterRef("pk"), code=code).counted(scope).order_by("-pk")


class CommunityStepQuerySet(OwnedHappeningQuerySet):
    owner = "community"


class WorkItemQuerySet(UnitOwnedQuerySet):
    """改造内容. What is done of an item is worth its share of the budget, rounded to the 分 item by item."""

    def known(self, scope: Scope) -> "WorkItemQuerySet":
        return self.filter(recorded_at__lte=scope.cutoff)

    def planned_in(self, scope: Scope) -> "WorkItemQuerySet":
        """Keep the work on the year's communities of the state's plan."""
        of_plan = self.model._meta.get_field("community").related_model.objects.planned_in(scope)
        return self.known(scope).filter(community__in=of_plan)

    def with_done(self, scope: Scope) -> "WorkItemQuerySet":
        """Annotate the quantity done by the day, the day of that statement, and the budget that it stands for.

        budget × done ÷ qty in whole 分, half up. The product itself would not fit a BIGINT, so the whole and the
        remainder of budget ÷ qty are multiplied one by one.
        """
        statements = self.model._meta.get_field("progress").related_model.objects.known(scope)
        latest = statements.filter(item=OuterRef("pk")).order_by("-as_of", "-pk")
        nothing = Value(0, output_field=HundredthsField())
        stated = self.annotate(
            done_qty=Coalesce(Subquery(latest.values("done_qty")[:1]), nothing),
            done_as_of=Subquery(latest.values("as_of")[:1]),
        )
        budget, qty, done = (Cast(name, BigIntegerField()) for name in ("budget", "qty", "done_qty"))
        worth = budget / qty * done + (budget % qty * done + qty / 2) / qty
        return stated.annotate(done_value=ExpressionWrapper(worth, output_field=MoneyField()))

    def totals(self, scope: Scope) -> tuple[object, object]:
        """Return the budget of these items and how much of it is done, in 元; both None without items."""
        found = self.with_done(scope).aggregate(budget=Sum("budget"), done=Sum("done_value"))
        return found["budget"], found["done"]


class WorkProgressQuerySet(VersionedQuerySet):
    key_fields = ("item",)
