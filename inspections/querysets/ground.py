from datetime import date

from django.db.models import Q

from housing_portal.registry.querysets import BureauQuerySet


class GroundQuerySet(BureauQuerySet):
    """Records of inspections: the bureau's people alone."""

    permission = "inspections.view"


class DictionaryQuerySet(GroundQuerySet):
    """Domains, violations, lines of the checklist."""

    def in_use(self) -> "DictionaryQuerySet":
        return self.filter(is_active=True)


class InspectorQuerySet(GroundQuerySet):
    def able_on(self, on: date) -> "InspectorQuerySet":
        """Keep who may be sent on a day: on duty, with a valid certificate."""
        return self.filter(is_active=True, valid_to__gte=on)


class TieQuerySet(GroundQuerySet):
    def in_force(self, on: date) -> "TieQuerySet":
        """Keep the ties that keep somebody away on a day."""
        return self.filter(Q(to_on=None) | Q(to_on__gte=on), from_on__lte=on)
