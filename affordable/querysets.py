"""Which records count at a given scope. Every figure starts here."""
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from affordable.enums import FindingStatus, MilestoneCode, MilestoneStatus
from housing_portal.accounts.enums import RESPONSIBLE_KINDS, UnitKind
from housing_portal.accounts.models import Unit
from housing_portal.kit.scope import Scope


def owners(user: Any) -> models.QuerySet:
    """Return the units for which ``user`` may keep records, in the order of the form; the whole is the bureau's."""
    kinds = [*RESPONSIBLE_KINDS, UnitKind.DIRECT, UnitKind.WHOLE]
    return Unit.objects.visible_to(user).active().filter(kind__in=kinds).order_by("order", "pk")


class UnitOwnedQuerySet(models.QuerySet):
    """Rows that belong to a unit."""

    def sums(self, *columns: str) -> dict[str, Any]:
        """Return column → sum for the foot of a list; None where no row states it."""
        found = self.aggregate(**{f"sum_{name}": Sum(name) for name in columns})
        return {name: found[f"sum_{name}"] for name in columns}

    def visible_to(self, user: Any) -> "UnitOwnedQuerySet":
        if not user.can("affordable.view"):
            return self.none()
        return self if user.sees_everything else self.filter(unit__in=Unit.objects.visible_to(user).values("pk"))


class VersionedQuerySet(UnitOwnedQuerySet):
    """Append-only statements of a state: of each key the latest known one counts."""

    key_fields: tuple[str, ...] = ("unit",)

    def known(self, scope: Scope) -> "VersionedQuerySet":
        """Keep what had happened by the day and had been entered by the cut-off."""
        return self.filter(as_of__lte=scope.as_of, recorded_at__lte=scope.cutoff)

    def latest(self, scope: Scope) -> "VersionedQuerySet":
        """Keep the latest known row of each key: by its day, then by its entry."""
        same = {key: OuterRef(key) for key in self.key_fields if key != "project"}
        known = self.model.objects.known(scope).filter(**same)
        if "project" in self.key_fields:
            # a missing project is a key of its own: NULL never equals NULL, 0 equals 0
            known = known.annotate(project_key=Coalesce("project", Value(0))).filter(
                project_key=Coalesce(OuterRef("project"), Value(0))
            )
        newest = known.order_by("-as_of", "-pk").values("pk")[:1]
        return self.known(scope).filter(pk=Subquery(newest))


class TargetQuerySet(UnitOwnedQuerySet):
    def effective(self, scope: Scope) -> "TargetQuerySet":
        """Keep, per unit and program of the year, the revision in force on the day."""
        known = self.model.objects.filter(issued_on__lte=scope.as_of, recorded_at__lte=scope.cutoff)
        newest = known.filter(
            unit=OuterRef("unit"), year=OuterRef("year"), program=OuterRef("program")
        ).order_by("-revision").values("pk")[:1]
        return self.filter(year=scope.year, pk=Subquery(newest))

    def of(self, program: str) -> "TargetQuerySet":
        return self.filter(program=program)


class ProjectQuerySet(UnitOwnedQuerySet):
    def known(self, scope: Scope) -> "ProjectQuerySet":
        return self.filter(recorded_at__lte=scope.cutoff)

    def planned_in(self, scope: Scope, kind: str) -> "ProjectQuerySet":
        return self.known(scope).filter(kind=kind, plan_year=scope.year)

    def with_progress(self) -> "ProjectQuerySet":
        """Annotate the sets that count as started and as basically done."""
        done = Q(milestones__status=MilestoneStatus.CONFIRMED)
        return self.annotate(
            started_sets=Sum("milestones__sets", filter=done & Q(milestones__code=MilestoneCode.STARTED), default=0),
            done_sets=Sum("milestones__sets", filter=done & Q(milestones__code=MilestoneCode.BASIC_DONE), default=0),
        )


class MilestoneQuerySet(UnitOwnedQuerySet):
    def counted(self, scope: Scope, code: str) -> "MilestoneQuerySet":
        """Keep what counts: happened by the day, confirmed by a second person before the cut-off, not revoked by then.

        具备开工条件, 摸底, 正在拆迁 are notes and never milestones, so they cannot be counted as 开工 (dossier §3.6).
        """
        return self.filter(
            Q(revoked_at=None) | Q(revoked_at__gt=scope.cutoff),
            code=code, actual_on__lte=scope.as_of, recorded_at__lte=scope.cutoff, confirmed_at__lte=scope.cutoff,
        )

    def started(self, scope: Scope, kind: str) -> "MilestoneQuerySet":
        """Keep this year's starts of new projects; carried-over ones are not started again."""
        return self.counted(scope, MilestoneCode.STARTED).filter(
            kind=kind, actual_on__year=scope.year, is_continued=False
        )

    def continued_done(self, scope: Scope) -> "MilestoneQuerySet":
        return self.counted(scope, MilestoneCode.BASIC_DONE).filter(actual_on__year=scope.year, is_continued=True)

    def waiting(self) -> "MilestoneQuerySet":
        return self.filter(status=MilestoneStatus.RECORDED)

    def returned(self) -> "MilestoneQuerySet":
        return self.filter(status=MilestoneStatus.RETURNED)

    def live(self) -> "MilestoneQuerySet":
        """Keep what is recorded or confirmed: neither returned nor revoked."""
        return self.filter(status__in=[MilestoneStatus.RECORDED, MilestoneStatus.CONFIRMED])

    def of_unit(
        self, *, unit: Unit, code: str, kinds: Iterable[str], until: date, continued: bool
    ) -> "MilestoneQuerySet":
        """Keep what a unit has reported of one step this year up to and including ``until``."""
        return self.live().filter(
            unit=unit, code=code, kind__in=kinds, is_continued=continued, actual_on__year=until.year,
            actual_on__lte=until,
        )

    def totals(self) -> dict[str, int]:
        """Return the sums of ``sets`` and ``old_core_sets``, each at least 0."""
        return self.aggregate(sets=Sum("sets", default=0), old_core_sets=Sum("old_core_sets", default=0))


class InvestmentQuerySet(VersionedQuerySet):
    key_fields = ("unit", "project", "year")

    def of_year(self, scope: Scope) -> "InvestmentQuerySet":
        return self.filter(year=scope.year).latest(scope)


class SubsidyQuerySet(VersionedQuerySet):
    key_fields = ("unit", "year")

    def with_figures(self) -> "SubsidyQuerySet":
        """Keep the rows that state households or an amount; others only say that a quarter has been paid."""
        return self.filter(Q(households_cum__isnull=False) | Q(amount_cum__isnull=False))

    def of_year(self, scope: Scope) -> "SubsidyQuerySet":
        return self.filter(year=scope.year).latest(scope)


class StockQuerySet(VersionedQuerySet):
    key_fields = ("unit", "period_from", "period_to")

    def with_arrears(self) -> "StockQuerySet":
        """Annotate 历史欠账 = 上报完成 − 盘活 − 实有; it is not 任务 − 实有."""
        return self.annotate(arrears_sets=F("reported_done_sets") - F("reused_sets") - F("existing_sets"))


class ContinuedQuerySet(VersionedQuerySet):
    key_fields = ("unit", "year")

    def of_year(self, scope: Scope) -> "ContinuedQuerySet":
        return self.filter(year=scope.year).latest(scope)


class NoteQuerySet(VersionedQuerySet):
    key_fields = ("unit", "project", "kind")


class FindingQuerySet(UnitOwnedQuerySet):
    def open_at(self, scope: Scope) -> "FindingQuerySet":
        """Keep what was on the list by the day and not closed by then."""
        closed = Q(status=FindingStatus.CLOSED, closed_on__lte=scope.as_of, closed_at__lte=scope.cutoff)
        return self.filter(listed_on__lte=scope.as_of, recorded_at__lte=scope.cutoff).exclude(closed)

    def of_audit(self, year: int) -> "FindingQuerySet":
        return self.filter(audit_year=year)

    def waiting(self) -> "FindingQuerySet":
        return self.filter(status=FindingStatus.SUBMITTED)
