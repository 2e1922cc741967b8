from django.db import models
from django.db.models import Count, Q

from housing_portal.journal.extension import OpenRequests
from housing_portal.kit.scope import Scope
from housing_portal.registry.querysets import BureauQuerySet


class NoticeQuerySet(BureauQuerySet):
    permission = "inspections.view"

    def issued_in(self, scope: Scope) -> "NoticeQuerySet":
        """Keep those issued in the year up to the day and not revoked by then, as known at the cut-off."""
        revoked = Q(revoked_on__lte=scope.as_of, revoked_at__lte=scope.cutoff)
        rows = self.filter(issued_on__year=scope.year, issued_on__lte=scope.as_of, issued_at__lte=scope.cutoff)
        return rows.exclude(revoked)

    def with_counts(self) -> "NoticeQuerySet":
        """Add ``findings_count``."""
        return self.annotate(findings_count=Count("lines"))


class NoticeFindingQuerySet(models.QuerySet):
    def live(self) -> "NoticeFindingQuerySet":
        return self.filter(is_live=True)


class ExtensionQuerySet(OpenRequests, BureauQuerySet):
    permission = "inspections.view"
