from typing import Any

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from housing_portal.journal.happening import HappeningQuerySet
from housing_portal.kit.scope import Scope
from inspections.enums.inspections import CampaignStatus
from inspections.querysets.ground import GroundQuerySet


class CampaignQuerySet(GroundQuerySet):
    def with_counts(self) -> "CampaignQuerySet":
        """Add ``visits`` and ``visited``: valid inspections, and the targets that they went to."""
        rows = self.model._meta.get_field("inspections").related_model.objects.valid()
        mine = rows.filter(campaign=OuterRef("pk")).order_by().values("campaign")
        visits = mine.annotate(count=Count("pk")).values("count")
        visited = mine.annotate(count=Count("target", distinct=True)).values("count")
        return self.annotate(visits=Coalesce(Subquery(visits), 0), visited=Coalesce(Subquery(visited), 0))

    def open(self) -> "CampaignQuerySet":
        """Keep what is under way."""
        return self.filter(status=CampaignStatus.OPEN)


class ScreeningQuerySet(HappeningQuerySet):
    def visible_to(self, user: Any) -> "ScreeningQuerySet":
        return self if user.can(GroundQuerySet.permission) else self.none()

    def contents(self) -> "ScreeningQuerySet":
        """Return the first statement of each content of each campaign, also one that was taken back since."""
        alike = self.model.objects.filter(
            undoes=None, campaign=OuterRef("campaign"), what=OuterRef("what"), pk__lt=OuterRef("pk")
        )
        return self.filter(~Exists(alike), undoes=None)

    def latest(self, scope: Scope) -> "ScreeningQuerySet":
        """Keep the newest statement of each content of each campaign: they are cumulative and never add up."""
        same = self.model.objects.counted(scope).filter(campaign=OuterRef("campaign"), what=OuterRef("what"))
        newest = same.order_by("-on", "-pk").values("pk")[:1]
        return self.counted(scope).filter(pk=Subquery(newest))
