from collections.abc import Collection

from django.db import models
from django.db.models import Exists, OuterRef

from housing_portal.kit.scope import Scope
from presale.delivery.enums.problems import ProblemStatus
from presale.delivery.querysets.base import DeliveryQuerySet, DeliveryStepQuerySet, latest


class ProblemQuerySet(DeliveryQuerySet):
    def open_at(self, scope: Scope) -> "ProblemQuerySet":
        """Keep what was found by the day and not closed by then."""
        steps = self.model._meta.get_field("steps").related_model.objects.counted(scope)
        closed = steps.filter(problem=OuterRef("pk"), code=ProblemStatus.CLOSED)
        return self.entered(scope).filter(~Exists(closed), found_on__lte=scope.as_of)

    def of_kept(self, scope: Scope) -> "ProblemQuerySet":
        """Keep the open ones of the estates that stood in the ledger on the day."""
        estates = self.model._meta.get_field("estate").related_model.objects.listed(scope)
        return self.open_at(scope).filter(estate__in=estates)

    def with_amount(self, scope: Scope) -> "ProblemQuerySet":
        """Add ``amount`` in 元 as it had been found by the day; None for problems of other kinds."""
        amounts = self.model._meta.get_field("amounts").related_model.objects
        return self.annotate(amount=latest(amounts, scope, "problem", "amount"))

    def unclosed(self) -> "ProblemQuerySet":
        return self.exclude(status=ProblemStatus.CLOSED)

    def to_close(self, own: Collection[int]) -> "ProblemQuerySet":
        """Keep what others than the accounts ``own`` say is solved."""
        steps = self.model._meta.get_field("steps").related_model.objects.standing()
        said: models.QuerySet = steps.filter(recorded_by__in=own, code=ProblemStatus.SOLVED)
        return self.filter(status=ProblemStatus.SOLVED).exclude(pk__in=said.values("problem"))


class ProblemStepQuerySet(DeliveryStepQuerySet):
    pass


class ProblemAmountQuerySet(DeliveryStepQuerySet):
    pass
