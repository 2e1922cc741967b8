from collections.abc import Collection
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from housing_portal.kit.scope import Scope
from inspections.enums.inspections import InspectionStatus, ItemResult
from inspections.querysets.ground import GroundQuerySet


class InspectionQuerySet(GroundQuerySet):
    def valid(self) -> "InspectionQuerySet":
        """Leave out what was declared void."""
        return self.exclude(status=InspectionStatus.VOID)

    def counted(self, scope: Scope) -> "InspectionQuerySet":
        """Keep what had been done by the day, was entered by the cut-off and not void by then."""
        standing = Q(voided_at=None) | Q(voided_at__gt=scope.cutoff)
        return self.filter(standing, on__lte=scope.as_of, recorded_at__lte=scope.cutoff)

    def in_year(self, scope: Scope) -> "InspectionQuerySet":
        """Keep what counts of the year of the day."""
        return self.counted(scope).filter(on__gte=date(scope.year, 1, 1))

    def with_failed(self) -> "InspectionQuerySet":
        """Add ``failed``: how many lines of the checklist were not in order."""
        rows = self.model._meta.get_field("items").related_model.objects.filter(
            inspection=OuterRef("pk"), result=ItemResult.FAIL
        )
        counted = rows.order_by().values("inspection").annotate(count=Count("pk")).values("count")
        return self.annotate(failed=Coalesce(Subquery(counted), 0))

    def with_people(self) -> "InspectionQuerySet":
        """Add ``people``: how many inspectors took part."""
        rows = self.model._meta.get_field("members").related_model.objects.filter(inspection=OuterRef("pk"))
        counted = rows.order_by().values("inspection").annotate(count=Count("pk")).values("count")
        return self.annotate(people=Coalesce(Subquery(counted), 0))

    def failing(self, value: bool) -> "InspectionQuerySet":
        """Keep those with, or without, a line that was not in order."""
        rows = self.model._meta.get_field("items").related_model.objects
        has = Exists(rows.filter(inspection=OuterRef("pk"), result=ItemResult.FAIL))
        return self.filter(has if value else ~has)

    def to_sign(self, own: Collection[int]) -> "InspectionQuerySet":
        """Keep the logs that one of the accounts ``own`` may sign: there as leader or inspector, not the recorder."""
        members = self.model._meta.get_field("members").related_model.objects
        among = Exists(members.filter(inspection=OuterRef("pk"), inspector__user__in=own))
        rows = self.filter(Q(leader__in=own) | Q(among), status=InspectionStatus.RECORDED).exclude(log_text="")
        return rows.exclude(recorded_by__in=own)
