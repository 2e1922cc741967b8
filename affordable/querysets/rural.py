from collections.abc import Collection

from django.db import models
from django.db.models import Exists, OuterRef

from affordable.enums import RuralStatus
from affordable.querysets.base import OwnedHappeningQuerySet, UnitOwnedQuerySet
from housing_portal.kit.scope import Scope
from housing_portal.kit.secrecy import Sealed, blind_indexes, normal


class RuralQuerySet(UnitOwnedQuerySet):
    """农村危房 of a year's list; those taken off the list count nowhere."""

    def listed_in(self, scope: Scope) -> "RuralQuerySet":
        """Keep the year's houses that had not been taken off the list by the day."""
        listed = self.filter(plan_year=scope.year, recorded_at__lte=scope.cutoff)
        return listed.filter(~Exists(self._steps(scope, RuralStatus.DROPPED)))

    def reached(self, scope: Scope, code: str) -> "RuralQuerySet":
        """Keep those that had taken the step by the day."""
        return self.filter(Exists(self._steps(scope, code)))

    def behind(self, scope: Scope) -> "RuralQuerySet":
        """Keep those past their planned end without it; the day itself is still in time."""
        undone = ~Exists(self._steps(scope, RuralStatus.COMPLETED))
        dropped = Exists(self._steps(scope, RuralStatus.DROPPED))
        return self.filter(undone, ~dropped, planned_done_on__lt=scope.as_of)

    def to_approve(self, own: Collection[int]) -> "RuralQuerySet":
        """Keep what has been published by others than the accounts ``own``."""
        rows = self.filter(status=RuralStatus.PUBLISHED).exclude(recorded_by__in=own)
        return rows.exclude(pk__in=self._taken(own, RuralStatus.APPRAISED, RuralStatus.PUBLISHED))

    def to_accept(self, own: Collection[int]) -> "RuralQuerySet":
        """Keep what has been completed, as others than the accounts ``own`` have entered."""
        return self.filter(status=RuralStatus.COMPLETED).exclude(pk__in=self._taken(own, RuralStatus.COMPLETED))

    def _taken(self, own: Collection[int], *codes: str) -> models.QuerySet:
        steps = self.model._meta.get_field("steps").related_model.objects.standing()
        return steps.filter(recorded_by__in=own, code__in=codes).values("house")

    def numbered(self, number: str | Sealed) -> "RuralQuerySet":
        """Keep who has this document number, with whichever key it was indexed."""
        plain = number if isinstance(number, str) else number.reveal()
        return self.filter(identity_index__in=blind_indexes("identity", plain))

    def named_or_numbered(self, words: str) -> "RuralQuerySet":
        """Keep who has exactly this name or document number."""
        found = self.filter(name=words.strip())
        return found | self.numbered(words) if normal(words) else found

    def _steps(self, scope: Scope, code: str) -> models.QuerySet:
        steps = self.model._meta.get_field("steps").related_model.objects
        return steps.filter(house=OuterRef("pk"), code=code).counted(scope)


class RuralStepQuerySet(OwnedHappeningQuerySet):
    owner = "house"
