from collections.abc import Iterable
from datetime import date

from django.db.models import Q, Sum

from affordable.enums import MilestoneCode, MilestoneStatus
from affordable.querysets.base import UnitOwnedQuerySet, VersionedQuerySet
from housing_portal.accounts.models import Unit
from housing_portal.kit.scope import Scope


class MilestoneQuerySet(UnitOwnedQuerySet):
    def counted(self, scope: Scope, code: str) -> "MilestoneQuerySet":
        """Keep what counts: happened by the day, confirmed by a second person before the cut-off, not revoked by then.

        具备开工条件, 摸底, 正在拆迁 are notes and never milestones, so they cannot be counted as 开工 (dossier §3.6).
        """
        return self.standing(scope).filter(code=code)

    def standing(self, scope: Scope) -> "MilestoneQuerySet":
        """Keep what counts, whatever the step."""
        return self.filter(
            Q(revoked_at=None) | Q(revoked_at__gt=scope.cutoff),
            actual_on__lte=scope.as_of, recorded_at__lte=scope.cutoff, confirmed_at__lte=scope.cutoff,
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

    def by_project(self) -> dict[int, int]:
        """Return project → sets, of those that name a project."""
        rows = self.exclude(project=None).order_by().values_list("project").annotate(total=Sum("sets"))
        return dict(rows)

    def most_by_code(self) -> tuple[str, int] | None:
        """Return the step with the most sets, and how many; None without rows."""
        by_code = self.order_by().values_list("code").annotate(total=Sum("sets"))
        return by_code.order_by("-total", "code").first()


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


class NoteQuerySet(VersionedQuerySet):
    key_fields = ("unit", "project", "kind")
