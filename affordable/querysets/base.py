"""Which records count at a given scope. Every figure starts here."""
from typing import Any

from django.db import models
from django.db.models import OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from housing_portal.accounts.enums import RESPONSIBLE_KINDS, UnitKind
from housing_portal.accounts.models import Unit
from housing_portal.journal.happening import HappeningQuerySet
from housing_portal.kit.scope import Scope


def owners(user: Any) -> models.QuerySet:
    """Return the units for which ``user`` may keep records, in the order of the form; the whole is the bureau's."""
    kinds = [*RESPONSIBLE_KINDS, UnitKind.DIRECT, UnitKind.WHOLE]
    return Unit.objects.visible_to(user).active().filter(kind__in=kinds).order_by("order", "pk")


class UnitOwnedQuerySet(models.QuerySet):
    """Rows that belong to a unit; ``permission`` opens them."""

    permission = "affordable.view"

    def sums(self, *columns: str) -> dict[str, Any]:
        """Return column → sum for the foot of a list; None where no row states it."""
        found = self.aggregate(**{f"sum_{name}": Sum(name) for name in columns})
        return {name: found[f"sum_{name}"] for name in columns}

    def visible_to(self, user: Any) -> "UnitOwnedQuerySet":
        if not user.can(self.permission):
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


class OwnedHappeningQuerySet(HappeningQuerySet):
    """Dated steps; ``owner`` is the path to the record that belongs to a unit."""

    owner = ""
    permission = "affordable.view"

    def visible_to(self, user: Any) -> "OwnedHappeningQuerySet":
        if not user.can(self.permission):
            return self.none()
        seen = Unit.objects.visible_to(user).values("pk")
        return self if user.sees_everything else self.filter(**{f"{self.owner}__unit__in": seen})
