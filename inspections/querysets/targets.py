from django.db.models import Exists, OuterRef, QuerySet, Subquery

from housing_portal.kit.scope import Scope
from inspections.querysets.ground import GroundQuerySet


class TargetQuerySet(GroundQuerySet):
    """Targets; figures count these, never the visits."""

    def in_use(self) -> "TargetQuerySet":
        return self.filter(is_active=True)

    def inspected(self, scope: Scope) -> "TargetQuerySet":
        """Keep the targets with at least one inspection of the year by the day."""
        return self.filter(Exists(self._visits(scope).filter(target=OuterRef("pk"))))

    def one_per_firm(self, scope: Scope) -> "TargetQuerySet":
        """Keep one inspected target per firm and kind: a firm may be a target in several domains."""
        earlier = self.model.objects.inspected(scope).filter(
            kind=OuterRef("kind"), organization=OuterRef("organization"), pk__lt=OuterRef("pk")
        )
        return self.filter(~Exists(earlier))

    def with_last_visit(self) -> "TargetQuerySet":
        """Add ``visited_on``, the day of the last valid inspection."""
        visits = self.model._meta.get_field("inspections").related_model.objects.valid()
        last = visits.filter(target=OuterRef("pk")).order_by("-on").values("on")[:1]
        return self.annotate(visited_on=Subquery(last))

    def _visits(self, scope: Scope) -> QuerySet:
        visits = self.model._meta.get_field("inspections").related_model.objects
        return visits.in_year(scope)
