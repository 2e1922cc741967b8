from django.db.models import OuterRef, Subquery

from affordable.querysets.base import UnitOwnedQuerySet
from housing_portal.kit.scope import Scope


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
