"""Which handovers count at a given scope. A room is delivered when it was handed over with 竣工备案 in hand.

The step keeps the day of the filing that it went by, so that a filing entered later leaves figures of earlier
cut-offs alone. What was handed over without, or before it, is 违规交房 and counts apart; 预交房 is not yet a handing
over. 车位 and 储藏间 are handed over like everything that was sold, and are no 套: no figure counts them.
"""
from collections.abc import Collection
from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from housing_portal.journal.happening import HappeningQuerySet
from housing_portal.kit.scope import Scope
from housing_portal.registry.querysets import BureauQuerySet
from presale.delivery.enums.handover import Checked, HandoverStatus, ReadinessStatus
from presale.delivery.querysets.sums import added, counted
from transactions.enums import ANCILLARY

PERMISSION = "delivery.view"
CHECKS = ("water", "power", "gas", "heat", "fire")
FILED = Q(steps__filed_on__lte=F("steps__on"))
UNFILED = Q(steps__filed_on=None) | Q(steps__filed_on__gt=F("steps__on"))


class HandoverStepQuerySet(HappeningQuerySet):
    pass


class HandoverQuerySet(BureauQuerySet):
    permission = PERMISSION

    def steps_of(self, scope: Scope, code: str) -> models.QuerySet:
        """Return the steps ``code`` that count, whichever room they are of."""
        return self.model._meta.get_field("steps").related_model.objects.filter(code=code).counted(scope)

    def sets(self) -> "HandoverQuerySet":
        """Keep what is a 套."""
        return self.exclude(contract__use__in=ANCILLARY)

    def reached(self, scope: Scope, code: str) -> "HandoverQuerySet":
        """Keep the rooms that had taken the step by the day."""
        return self.sets().filter(pk__in=self.steps_of(scope, code).values("delivery"))

    def formal(self, scope: Scope) -> "HandoverQuerySet":
        """Keep the rooms delivered by the day: handed over with 竣工备案 not later than that."""
        return self.sets().filter(FILED, steps__in=self.steps_of(scope, HandoverStatus.HANDED))

    def formal_in_year(self, scope: Scope) -> "HandoverQuerySet":
        """Keep what was delivered from the first of January to the day."""
        return self.sets().filter(
            FILED, steps__in=self.steps_of(scope, HandoverStatus.HANDED).filter(on__year=scope.year)
        )

    def formal_from(self, scope: Scope, first: date) -> "HandoverQuerySet":
        """Keep what was delivered from ``first`` to the day."""
        return self.sets().filter(
            FILED, steps__in=self.steps_of(scope, HandoverStatus.HANDED).filter(on__gte=first)
        )

    def wrongful(self, scope: Scope) -> "HandoverQuerySet":
        """Keep 违规交房: handed over without 竣工备案, or before it."""
        return self.sets().filter(UNFILED, steps__in=self.steps_of(scope, HandoverStatus.HANDED))

    def pre_handed(self, scope: Scope) -> "HandoverQuerySet":
        """Keep 预交房 that has not yet become a handing over."""
        return self.reached(scope, HandoverStatus.PRE_HANDED).exclude(
            pk__in=self.steps_of(scope, HandoverStatus.HANDED).values("delivery")
        )

    def titled(self, scope: Scope) -> "HandoverQuerySet":
        return self.reached(scope, HandoverStatus.TITLED)

    def on_ledger(self, estates: models.QuerySet) -> "HandoverQuerySet":
        """Keep the rooms of the 保交房项目 ``estates``."""
        return self.filter(estate__in=estates.values("estate"))

    def of_contract_gone(self, contracts: models.QuerySet) -> "HandoverQuerySet":
        """Keep rooms handed over whose contract is none of ``contracts``, the live ones."""
        return self.filter(handed_on__isnull=False).exclude(contract__in=contracts)

    def filed_late(self) -> "HandoverQuerySet":
        """Keep 违规交房 for which the register has a filing in time by now."""
        return self.filter(is_wrongful=True, building__completed_on__lte=F("handed_on"))


class ReadinessStepQuerySet(HappeningQuerySet):
    pass


class ReadinessQuerySet(BureauQuerySet):
    permission = PERMISSION

    def confirmed(self, scope: Scope) -> "ReadinessQuerySet":
        """Keep what a second person had confirmed, the latest of each building."""
        return self.passed(scope).filter(~Exists(
            self.model.objects.passed(scope).filter(building=OuterRef("building")).filter(
                Q(on__gt=OuterRef("on")) | Q(on=OuterRef("on"), pk__gt=OuterRef("pk"))
            )
        ))

    def ready(self, scope: Scope) -> "ReadinessQuerySet":
        """Keep the buildings that may be handed over: 竣工备案 in hand and no condition open."""
        whole = {f"{name}__in": (Checked.PASSED, Checked.NONE) for name in CHECKS}
        return self.confirmed(scope).filter(**whole, filed_on__lte=scope.as_of)

    def to_confirm(self, own: Collection[int]) -> "ReadinessQuerySet":
        """Keep what others than the accounts ``own`` have entered."""
        return self.filter(status=ReadinessStatus.SUBMITTED).exclude(recorded_by__in=own)

    def passed(self, scope: Scope) -> "ReadinessQuerySet":
        """Keep what a second person had confirmed, earlier ones of a building included."""
        steps = self.model._meta.get_field("steps").related_model.objects
        taken = steps.filter(readiness=OuterRef("pk"), code=ReadinessStatus.CONFIRMED).counted(scope)
        return self.filter(Exists(taken))


class TaskQuerySet(BureauQuerySet):
    permission = PERMISSION

    def in_force(self, scope: Scope) -> "TaskQuerySet":
        """Keep the last revision of each task of the year that was in force on the day."""
        known = self.model.objects.filter(issued_on__lte=scope.as_of, recorded_at__lte=scope.cutoff)
        return self.filter(
            ~Exists(known.filter(supersedes=OuterRef("pk"))),
            year=scope.year, issued_on__lte=scope.as_of, recorded_at__lte=scope.cutoff,
        )

    def of_county(self, scope: Scope) -> "TaskQuerySet":
        """Return the county's own task; where there is none, those of its estates."""
        tasks = self.in_force(scope)
        whole = tasks.filter(estate=None)
        return whole if whole.exists() else tasks


def with_handover(estates: models.QuerySet, handovers: HandoverQuerySet, scope: Scope) -> models.QuerySet:
    """Annotate 保交房项目 with ``delivered_area`` in ㎡, and with ``wrongful``, ``titled`` and ``pre_handed`` sets."""
    own = handovers.filter(estate=OuterRef("estate"))
    return estates.annotate(
        delivered_area=added(own.formal(scope), "estate", "area"), wrongful=counted(own.wrongful(scope), "estate"),
        titled=counted(own.titled(scope), "estate"), pre_handed=counted(own.pre_handed(scope), "estate"),
    )
