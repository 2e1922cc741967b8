"""保交房项目 as they stood on a day: everything that changes comes from rows that had been entered by the cut-off."""
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.expressions import Combinable

from housing_portal.kit.scope import Scope
from presale.delivery.enums.estates import AT_RISK, EstateStatus, WorkState
from presale.delivery.querysets.base import DeliveryQuerySet, DeliveryStepQuerySet, latest
from presale.delivery.querysets.sums import counted

MONTH = 30  # days


def delivered(scope: Scope) -> Combinable:
    """Return how many homes of the estate had been handed over in due form."""
    homes = apps.get_model("delivery", "UnitDelivery").objects.filter(estate=OuterRef("estate"))
    return counted(homes.formal(scope), "estate")


class TroubledEstateQuerySet(DeliveryQuerySet):
    def listed(self, scope: Scope) -> "TroubledEstateQuerySet":
        """Keep what stood in the ledger on the day."""
        gone = self._rows("EstateStep").counted(scope).filter(estate=OuterRef("pk"))
        return self.entered(scope).filter(~Exists(gone), listed_on__lte=scope.as_of)

    def kept(self) -> "TroubledEstateQuerySet":
        """Keep what stands in the ledger now."""
        return self.filter(status=EstateStatus.KEPT)

    def stated(self, scope: Scope) -> "TroubledEstateQuerySet":
        """Add ``state``, ``state_on`` and ``risk_level``: how works and risk stood on the day, the works since when."""
        rows = self._rows("WorkStateChange")
        return self.annotate(
            state=latest(rows, scope, "estate", "code"), state_on=latest(rows, scope, "estate", "on"),
            risk_level=latest(self._rows("RiskRating"), scope, "estate", "code"),
        )

    def in_state(self, scope: Scope, *codes: str) -> "TroubledEstateQuerySet":
        return self.stated(scope).filter(state__in=codes)

    def at_risk(self, scope: Scope) -> "TroubledEstateQuerySet":
        """Keep 有延期风险的: 停工, 半停工 and 在建但滞后 are exactly these (source 001)."""
        return self.in_state(scope, *AT_RISK)

    def with_figures(self, scope: Scope) -> "TroubledEstateQuerySet":
        """Add what the ledger shows beside the estate: sold, due, delivered and left, expected day, works."""
        sold, promises = self._rows("SoldStatement"), self._rows("Promise")
        names = ("sold_area", "sold_sets", "due_sets", "households")
        return self.stated(scope).annotate(
            **{name: latest(sold, scope, "estate", name) for name in names},
            delivered=delivered(scope),
            expected_on=latest(promises, scope, "estate", "delivery_on"),
            percent=latest(self._rows("SiteProgress"), scope, "estate", "percent"),
        ).annotate(undelivered=F("due_sets") - F("delivered"))

    def overdue(self, scope: Scope) -> "TroubledEstateQuerySet":
        """Keep those past the agreed day with homes that are not handed over; the day itself is still in time."""
        done = Q(state=WorkState.DELIVERED) | Q(due_sets__gt=0, undelivered__lte=0)
        late = self.with_figures(scope).filter(contract_delivery_on__lt=scope.as_of)
        is_done = models.Case(models.When(done, then=True), default=False, output_field=models.BooleanField())
        return late.annotate(is_done=is_done).filter(is_done=False)

    def speeding(self, scope: Scope) -> "TroubledEstateQuerySet":
        """Keep those whose works grew more in the last 30 days than in the 30 days before; both have to be stated."""
        rows = self._rows("SiteProgress")

        def by(days: int) -> Subquery:
            then = Scope(scope.as_of - timedelta(days=days), scope.cutoff)
            return latest(rows, then, "estate", "percent")

        def growth(late: str, early: str) -> ExpressionWrapper:
            return ExpressionWrapper(F(late) - F(early), models.BigIntegerField())

        stated = self.annotate(done_now=by(0), done_month=by(MONTH), done_before=by(2 * MONTH))
        grown = stated.annotate(grown=growth("done_now", "done_month"), grew=growth("done_month", "done_before"))
        return grown.filter(grown__gt=F("grew"))

    def partly_delivered(self, scope: Scope) -> "TroubledEstateQuerySet":
        """Keep those of which at least one home is handed over in due form."""
        return self.with_figures(scope).filter(delivered__gt=0)

    def troubled_by(self, scope: Scope, *kinds: str) -> "TroubledEstateQuerySet":
        """Keep those with an open problem of one of these kinds, each once."""
        problems = self._rows("DeliveryProblem").open_at(scope)
        return self.filter(Exists(problems.filter(estate=OuterRef("pk"), kind__in=kinds)))

    def _rows(self, name: str) -> Any:
        return apps.get_model("delivery", name).objects


class FactQuerySet(DeliveryStepQuerySet):
    """What is said of an estate on a day."""

    def of_kept(self, scope: Scope) -> "FactQuerySet":
        """Keep what counts at the scope, of the estates that stood in the ledger then."""
        estates = apps.get_model("delivery", "TroubledEstate").objects.listed(scope)
        return self.counted(scope).filter(estate__in=estates)

    def last_of_each(self, scope: Scope) -> "FactQuerySet":
        """Keep the latest row of each estate of the ledger: rows of a state, of which only one holds."""
        newest = self.model.objects.counted(scope).filter(estate=OuterRef("estate")).order_by("-on", "-pk")
        return self.of_kept(scope).filter(pk=Subquery(newest.values("pk")[:1]))

