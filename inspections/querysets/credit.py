"""Credit rules and records as they counted on a day."""
from collections import defaultdict
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from housing_portal.journal.happening import HappeningQuerySet
from housing_portal.kit.scope import Scope
from housing_portal.registry.querysets import BureauQuerySet
from inspections.credit_grade import Counted, Moment, standing
from inspections.enums.credit import CreditRuleStatus, CreditStanding, CreditStatus

VIEW = "inspections.view"


class CreditRuleQuerySet(BureauQuerySet):
    permission = VIEW

    def in_force(self, day: date) -> "CreditRuleQuerySet":
        """Keep the confirmed rule of each kind of enterprise that was in force on a day: the latest to begin."""
        known = self.model.objects.filter(status=CreditRuleStatus.CONFIRMED, effective_from__lte=day)
        newest = known.filter(subject_kind=OuterRef("subject_kind")).order_by("-effective_from", "-pk").values("pk")
        return self.filter(pk=models.Subquery(newest[:1]))


class CreditItemQuerySet(BureauQuerySet):
    permission = VIEW

    def in_force(self, day: date) -> "CreditItemQuerySet":
        """Keep the items of the rules in force on a day."""
        rules = self.model._meta.get_field("rule").related_model.objects.in_force(day)
        return self.filter(rule__in=rules.order_by().values("pk"))


class CreditRecordQuerySet(BureauQuerySet):
    permission = VIEW

    def known(self, scope: Scope) -> "CreditRecordQuerySet":
        """Keep what had happened by the day and been entered by the cut-off."""
        return self.filter(on__lte=scope.as_of, recorded_at__lte=scope.cutoff)

    def confirmed_at(self, scope: Scope) -> "CreditRecordQuerySet":
        """Keep what a second person had confirmed by the day and nobody had revoked or withdrawn."""
        gone = Exists(self._steps(scope, CreditStatus.REVOKED, CreditStatus.WITHDRAWN))
        return self.known(scope).filter(Exists(self._steps(scope, CreditStatus.CONFIRMED)), ~gone)

    def counted(self, scope: Scope) -> list[Counted]:
        """Return those that may count at the scope, each with how it stood: told from its steps alone."""
        rows = list(self.confirmed_at(scope).select_related("item__rule", "organization").order_by("on", "pk"))
        steps: dict[int, list[Moment]] = defaultdict(list)
        stored = self.model._meta.get_field("steps").related_model.objects.counted(scope)
        mine = stored.filter(record__in=[row.pk for row in rows]).order_by("pk")
        for record, code, on in mine.values_list("record", "code", "on"):
            steps[record].append(Moment(code, on))
        return [standing(row, steps[row.pk], scope.as_of) for row in rows]

    def effective(self, scope: Scope) -> "CreditRecordQuerySet":
        """Keep what takes part in the score of the day."""
        found = [one.record.pk for one in self.counted(scope) if one.standing == CreditStanding.EFFECTIVE]
        return self.filter(pk__in=found)

    def publishable(self, scope: Scope) -> "CreditRecordQuerySet":
        """Keep what may be published on the day: effective penalties with the number of their decision."""
        penalties = self.filter(item__is_publishable=True).exclude(paper_no="")
        return penalties.effective(scope)

    def to_confirm(self, user: Any) -> "CreditRecordQuerySet":
        return self.filter(status=CreditStatus.RECORDED).exclude(recorded_by__in=user.accounts)

    def to_notify(self) -> "CreditRecordQuerySet":
        """Keep bad information of which the enterprise has not been told, with the day of its confirmation."""
        steps = self.model._meta.get_field("steps").related_model.objects.standing()
        confirmed = steps.filter(record=OuterRef("pk"), code=CreditStatus.CONFIRMED).values("on")
        rows = self.filter(status=CreditStatus.CONFIRMED, points__lt=0)
        return rows.annotate(confirmed_on=models.Subquery(confirmed[:1]))

    def to_decide(self, user: Any) -> "CreditRecordQuerySet":
        own = Q(recorded_by__in=user.accounts) | Q(confirmed_by__in=user.accounts)
        return self.filter(status=CreditStatus.OBJECTED).exclude(own)

    def _steps(self, scope: Scope, *codes: str) -> models.QuerySet:
        steps = self.model._meta.get_field("steps").related_model.objects
        return steps.filter(record=OuterRef("pk"), code__in=codes).counted(scope)


class CreditStepQuerySet(HappeningQuerySet):
    def visible_to(self, user: Any) -> "CreditStepQuerySet":
        return self if user.can(VIEW) else self.none()
