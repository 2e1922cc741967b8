from typing import Any

from django.db import models

from housing_portal.kit.scope import Scope


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "DocumentQuerySet":
        """Papers are the bureau's; people of other units do not see drafts or papers here."""
        return self if user.can("reports.view") and user.sees_everything else self.none()


class StatedFigureQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "StatedFigureQuerySet":
        return self if user.can("reports.view") and user.sees_everything else self.none()

    def known(self, scope: Scope) -> "StatedFigureQuerySet":
        return self.filter(as_of=scope.as_of, recorded_at__lte=scope.cutoff).order_by("pk")
