from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from affordable.enums import MilestoneCode, MilestoneStatus, PreliminaryStatus, ProjectState
from affordable.querysets.base import UnitOwnedQuerySet, VersionedQuerySet
from housing_portal.accounts.models import Unit
from housing_portal.kit.scope import Scope


class ProjectQuerySet(UnitOwnedQuerySet):
    def known(self, scope: Scope) -> "ProjectQuerySet":
        """Keep what had been entered by the cut-off and was not known to be cancelled by the day."""
        kept = Q(cancelled_at=None) | Q(cancelled_at__gt=scope.cutoff) | Q(cancelled_on__gt=scope.as_of)
        return self.filter(kept, recorded_at__lte=scope.cutoff)

    def pursued(self) -> "ProjectQuerySet":
        """Keep what is neither suspended nor cancelled."""
        return self.filter(state=ProjectState.ACTIVE)

    def under_way(self, scope: Scope) -> "ProjectQuerySet":
        """Keep what this year or an earlier one has brought and is pursued."""
        return self.known(scope).pursued().filter(plan_year__lte=scope.year)

    def planned_in(self, scope: Scope, kind: str) -> "ProjectQuerySet":
        return self.known(scope).filter(kind=kind, plan_year=scope.year)

    def unpapered(self, scope: Scope) -> "ProjectQuerySet":
        """Keep what is under way, not basically done in all its sets, and lacks a preliminary paper that it needs."""
        papers = apps.get_model("affordable", "PreliminaryStep").objects.open_at(scope)
        built = apps.get_model("affordable", "Milestone").objects.counted(scope, MilestoneCode.BASIC_DONE)
        sets = built.filter(project=OuterRef("pk")).order_by().values("project").annotate(total=Sum("sets"))
        rows = self.under_way(scope).alias(built_sets=Coalesce(Subquery(sets.values("total")), 0))
        unfinished = Q(sets_planned=None) | Q(built_sets__lt=F("sets_planned"))
        return rows.filter(unfinished, Exists(papers.filter(project=OuterRef("pk"))))

    def with_progress(self) -> "ProjectQuerySet":
        """Annotate the sets that count as started and as basically done."""
        done = Q(milestones__status=MilestoneStatus.CONFIRMED)
        return self.annotate(
            started_sets=Sum("milestones__sets", filter=done & Q(milestones__code=MilestoneCode.STARTED), default=0),
            done_sets=Sum("milestones__sets", filter=done & Q(milestones__code=MilestoneCode.BASIC_DONE), default=0),
        )


class PreliminaryQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PreliminaryQuerySet":
        if not user.can("affordable.view"):
            return self.none()
        seen = Unit.objects.visible_to(user).values("pk")
        return self if user.sees_everything else self.filter(project__unit__in=seen)

    def approved(self, scope: Scope) -> "PreliminaryQuerySet":
        """Keep what had been approved by the day and entered by the cut-off."""
        return self.filter(
            status=PreliminaryStatus.APPROVED, approved_on__lte=scope.as_of, approved_at__lte=scope.cutoff
        )

    def open_at(self, scope: Scope) -> "PreliminaryQuerySet":
        """Keep what is needed and had not been approved by the day, or not entered by the cut-off."""
        return self.exclude(status=PreliminaryStatus.NOT_NEEDED).filter(
            Q(approved_on=None) | Q(approved_on__gt=scope.as_of) | Q(approved_at__gt=scope.cutoff)
        )

    def behind(self, scope: Scope) -> "PreliminaryQuerySet":
        """Keep what a project under way was to have by the day and had not; the day itself is still in time."""
        return self.open_at(scope).filter(planned_on__lt=scope.as_of, project__state=ProjectState.ACTIVE)


class BuildingQuerySet(UnitOwnedQuerySet):
    def with_progress(self) -> "BuildingQuerySet":
        """Annotate the confirmed sets of each building that have started and that are basically done."""
        return self.annotate(
            started_sets=self._confirmed(MilestoneCode.STARTED), done_sets=self._confirmed(MilestoneCode.BASIC_DONE)
        )

    def _confirmed(self, code: str) -> Coalesce:
        rows = apps.get_model("affordable", "Milestone").objects.filter(
            project=OuterRef("project"), building=OuterRef("no"), code=code, status=MilestoneStatus.CONFIRMED
        )
        return Coalesce(Subquery(rows.order_by().values("project").annotate(total=Sum("sets")).values("total")), 0)


class PlanQuerySet(UnitOwnedQuerySet):
    def effective(self, scope: Scope) -> "PlanQuerySet":
        """Keep, per project and step, the revision known at the cut-off."""
        same = self.model.objects.filter(
            project=OuterRef("project"), code=OuterRef("code"), recorded_at__lte=scope.cutoff
        )
        return self.filter(pk=Subquery(same.order_by("-revision").values("pk")[:1]))

    def with_progress(self, scope: Scope) -> "PlanQuerySet":
        """Annotate the first date that was ever planned, and the sets that have reached the step by the day."""
        first = self.model.objects.filter(project=OuterRef("project"), code=OuterRef("code"), revision=1)
        confirmed = apps.get_model("affordable", "Milestone").objects.standing(scope)
        done = confirmed.filter(project=OuterRef("project"), code=OuterRef("code"))
        total = done.order_by().values("project").annotate(total=Sum("sets")).values("total")
        return self.annotate(
            first_on=Subquery(first.values("planned_on")[:1]), done_sets=Coalesce(Subquery(total), 0)
        )

    def behind(self, scope: Scope) -> "PlanQuerySet":
        """Keep the plans in force whose day has passed without all their sets; the day itself is still in time."""
        plans = self.effective(scope).with_progress(scope)
        return plans.filter(
            planned_on__lt=scope.as_of, done_sets__lt=F("sets"), project__state=ProjectState.ACTIVE
        )


class FundingQuerySet(UnitOwnedQuerySet):
    def with_arrived(self, scope: Scope) -> "FundingQuerySet":
        """Annotate what has arrived by the day; None where nobody has said anything."""
        arrivals = self.model._meta.get_field("arrivals").related_model.objects
        latest = arrivals.known(scope).filter(source=OuterRef("pk")).order_by("-as_of", "-pk")
        return self.annotate(
            arrived=Subquery(latest.values("arrived_cum")[:1]), arrived_on=Subquery(latest.values("as_of")[:1])
        )


    def totals(self, scope: Scope) -> tuple[Decimal | None, Decimal | None]:
        """Return what is planned and what has arrived in all, in 元; None where no source says anything."""
        found = self.with_arrived(scope).sums("planned", "arrived")
        return found["planned"], found["arrived"]


class ArrivalQuerySet(VersionedQuerySet):
    key_fields = ("source",)
