from django.db.models import Exists, OuterRef, QuerySet

from inspections.enums.inspections import DrawStatus
from inspections.querysets.ground import GroundQuerySet


class DrawQuerySet(GroundQuerySet):
    def prepared(self) -> "DrawQuerySet":
        return self.filter(status=DrawStatus.PREPARED)


class DrawPartQuerySet(QuerySet):
    def chosen(self) -> "DrawPartQuerySet":
        """Keep the targets that were drawn, in the order of the draw."""
        return self.filter(is_chosen=True).order_by("rank")

    def unvisited(self) -> "DrawPartQuerySet":
        """Keep the targets that were drawn and have no valid inspection."""
        visits = self.model._meta.get_field("inspections").related_model.objects.valid()
        return self.chosen().filter(~Exists(visits.filter(drawn=OuterRef("pk"))))
