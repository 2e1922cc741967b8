from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Count, F, Sum

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


def repeated(rows: models.QuerySet, names: Sequence[str]) -> models.QuerySet:
    """Return the values of ``names`` that stand in more than one row; what is empty repeats nothing."""
    stated = rows.order_by().filter(**{f"{name}__isnull": False for name in names})
    return stated.values_list(*names).alias(rows_alike=Count("pk")).filter(rows_alike__gt=1).order_by(*names)


def sizes(rows: models.QuerySet, key: str, amount: str) -> dict[int, tuple[int, Any]]:
    """Return ``key`` → how many rows it has, and what their ``amount`` adds up to."""
    found = rows.order_by().values_list(key).annotate(n=Count("pk"), total=Sum(amount))
    return {pk: (count, total) for pk, count, total in found}


def exceeding(rows: models.QuerySet, key: str, amount: str, limit: str) -> list[tuple[int, Any, Any]]:
    """Return (``key``, Σ ``amount``, ``limit``) where the rows of one key add up to more than it allows."""
    found = rows.order_by().values_list(key, limit).annotate(total=Sum(amount)).filter(total__gt=F(limit))
    return [(pk, total, most) for pk, most, total in found.order_by(key)]
