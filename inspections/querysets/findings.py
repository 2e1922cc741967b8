"""Findings as they stood on a day: every past figure comes from the steps that counted then."""
from collections.abc import Collection

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from housing_portal.journal.happening import HappeningQuerySet
from housing_portal.kit.scope import Scope
from housing_portal.registry.querysets import BureauQuerySet
from inspections.enums.findings import HANDED_OVER, MENDED, OPEN_FINDING, SETTLED, FindingStatus


class FindingStepQuerySet(HappeningQuerySet):
    """Steps in the order in which they were entered; no step lies before the one that it follows."""

    def latest(self, field: str) -> Subquery:
        """Return a field of the last of these steps."""
        return Subquery(self.order_by("-pk").values(field)[:1])


class FindingQuerySet(BureauQuerySet):
    permission = "inspections.view"

    def known(self, scope: Scope) -> "FindingQuerySet":
        """Keep what had been found by the day and entered by the cut-off, with state, round and due day.

        What was withdrawn as a mistake counts nowhere from that day on.
        """
        steps = self._steps().filter(finding=OuterRef("pk")).counted(scope)
        rows = self.filter(found_on__lte=scope.as_of, recorded_at__lte=scope.cutoff).annotate(
            stood=Coalesce(steps.latest("code"), Value(FindingStatus.FOUND.value)),
            stood_round=Coalesce(steps.latest("round"), Value(1)),
            stood_due=steps.latest("due_on"),
        )
        return rows.exclude(stood=FindingStatus.WITHDRAWN)

    def found_in(self, scope: Scope) -> "FindingQuerySet":
        """Keep what was found in the year up to the day."""
        return self.known(scope).filter(found_on__year=scope.year)

    def mended(self) -> "FindingQuerySet":
        """Keep what a second person has seen mended (after ``known``); a report of the firm alone does not count."""
        return self.filter(stood__in=MENDED)

    def closed(self) -> "FindingQuerySet":
        return self.filter(stood=FindingStatus.CLOSED)

    def handed_over(self) -> "FindingQuerySet":
        return self.filter(stood__in=HANDED_OVER)

    def unmended(self) -> "FindingQuerySet":
        return self.filter(stood__in=OPEN_FINDING)

    def unclosed(self) -> "FindingQuerySet":
        return self.exclude(stood__in=SETTLED)

    def overdue_at(self, scope: Scope) -> "FindingQuerySet":
        """Keep what was past its deadline without being closed (after ``known``); the day itself is in time."""
        return self.unclosed().filter(stood_due__lt=scope.as_of)

    def due_at(self, scope: Scope) -> "FindingQuerySet":
        """Keep what had to be mended by the day (after ``known``)."""
        return self.filter(stood_due__lte=scope.as_of)

    def closed_in_time(self, scope: Scope) -> "FindingQuerySet":
        """Keep what was due by the day and closed by its own deadline (after ``known``)."""
        closing = self._steps().filter(finding=OuterRef("pk"), code=FindingStatus.CLOSED).counted(scope)
        rows = self.due_at(scope).closed().annotate(closed_day=closing.latest("on"))
        return rows.filter(closed_day__lte=F("stood_due"))

    def fixed_onsite(self, scope: Scope) -> "FindingQuerySet":
        """Keep what was mended on the spot, confirmed or not (after ``known``)."""
        done = self._steps().filter(finding=OuterRef("pk"), code=FindingStatus.FIXED_ONSITE).counted(scope)
        return self.filter(Exists(done))

    def overdue_now(self, scope: Scope) -> "FindingQuerySet":
        """Keep what is past its deadline as it stands in the records now, for lists."""
        return self.exclude(status__in=(*SETTLED, FindingStatus.WITHDRAWN)).filter(due_on__lt=scope.as_of)

    def noticeable(self) -> "FindingQuerySet":
        """Keep what may be put on a notice: found or to be mended anew, and on no live notice of this round."""
        lines = self._lines().filter(finding=OuterRef("pk"), round=OuterRef("round"), is_live=True)
        return self.filter(~Exists(lines), status__in=(FindingStatus.FOUND, FindingStatus.NOTICED))

    def not_entered_by(self, own: Collection[int]) -> "FindingQuerySet":
        """Keep what none of the accounts ``own`` has reported mended."""
        return self.exclude(submitted_by__in=own)

    def tally(self, *fields: str) -> dict[tuple, int]:
        """Return values of ``fields`` → number of findings."""
        rows = self.order_by().values_list(*fields).annotate(number=Count("pk"))
        return {tuple(row[:-1]): row[-1] for row in rows}

    def _steps(self) -> FindingStepQuerySet:
        return self.model._meta.get_field("steps").related_model.objects

    def _lines(self) -> models.QuerySet:
        return self.model._meta.get_field("notice_lines").related_model.objects


class AnswerQuerySet(BureauQuerySet):
    """Replies and re-checks: they stand as long as the step does to which they belong."""

    permission = "inspections.view"

    def standing(self) -> "AnswerQuerySet":
        return self.filter(step__undone=None)
