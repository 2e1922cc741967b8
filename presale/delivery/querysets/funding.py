from django.db.models import Exists, OuterRef, QuerySet

from housing_portal.kit.scope import Scope
from presale.delivery.querysets.base import DeliveryQuerySet, DeliveryStepQuerySet
from presale.delivery.querysets.estates import FactQuerySet


class FinancingQuerySet(DeliveryQuerySet):
    def asked(self, scope: Scope) -> "FinancingQuerySet":
        """Keep what had been asked for by the day."""
        return self.entered(scope).filter(applied_on__lte=scope.as_of)

    def answered(self, scope: Scope, code: str) -> "FinancingQuerySet":
        """Keep what the banks had answered with ``code`` by the day."""
        steps = self.model._meta.get_field("steps").related_model.objects.counted(scope)
        return self.asked(scope).filter(Exists(steps.filter(financing=OuterRef("pk"), code=code)))

    def banks(self, scope: Scope) -> QuerySet:
        """Return the banks that had been asked by the day, each once."""
        banks = self.model._meta.get_field("bank").related_model.objects
        return banks.filter(Exists(self.asked(scope).filter(bank=OuterRef("pk"))))


class FinancingStepQuerySet(DeliveryStepQuerySet):
    pass


class FundRaisedQuerySet(FactQuerySet):
    pass
