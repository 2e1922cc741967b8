from django.db.models import OuterRef, QuerySet, Subquery

from housing_portal.journal.happening import HappeningQuerySet
from housing_portal.kit.scope import Scope
from housing_portal.registry.querysets import BureauQuerySet


class DeliveryQuerySet(BureauQuerySet):
    """Records of 保交房."""

    permission = "delivery.view"

    def entered(self, scope: Scope) -> "DeliveryQuerySet":
        """Keep what had been entered by the cut-off."""
        return self.filter(recorded_at__lte=scope.cutoff)


class DeliveryStepQuerySet(HappeningQuerySet, DeliveryQuerySet):
    """Dated steps of such records."""


def latest(rows: QuerySet, scope: Scope, owner: str, value: str, to: str = "pk") -> Subquery:
    """Return ``value`` of the last happening of ``rows`` at the scope, of the record whose ``to`` is its ``owner``."""
    known = rows.counted(scope).filter(**{owner: OuterRef(to)})
    return Subquery(known.order_by("-on", "-pk").values(value)[:1])
