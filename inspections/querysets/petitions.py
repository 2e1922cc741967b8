"""Which petitions count at a given scope. What is overdue the clock alone says, so page, list and figure agree."""
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import Coalesce

from housing_portal.journal.happening import HappeningQuerySet
from housing_portal.kit.scope import Scope
from housing_portal.kit.secrecy import blind_indexes, normal
from housing_portal.registry.querysets import BureauQuerySet
from housing_portal.registry.workdays import workdays
from inspections import petition_clock
from inspections.enums.petitions import GROUP, PetitionDeed, PetitionStatus, Satisfaction

VIEW = "petitions.view"
RATINGS = (Satisfaction.CONTENT, Satisfaction.MOSTLY, Satisfaction.DISCONTENT)
SPARE = timedelta(days=60)  # no holiday notice takes so many days out of five working days


class PetitionQuerySet(BureauQuerySet):
    permission = VIEW

    def known(self, scope: Scope) -> "PetitionQuerySet":
        """Keep what had been received by the day and been entered by the cut-off."""
        return self.filter(received_on__lte=scope.as_of, recorded_at__lte=scope.cutoff)

    def received_in(self, scope: Scope) -> "PetitionQuerySet":
        """Keep what came in this year."""
        return self.known(scope).filter(received_on__year=scope.year)

    def accepted_in(self, scope: Scope) -> "PetitionQuerySet":
        """Keep what was accepted this year."""
        accepted = self._steps(scope, PetitionDeed.ACCEPTED).filter(on__year=scope.year)
        return self.known(scope).filter(Exists(accepted))

    def reached(self, scope: Scope, *codes: str) -> "PetitionQuerySet":
        """Keep those of which one of the steps had happened by the day."""
        return self.filter(Exists(self._steps(scope, *codes)))

    def matters(self, scope: Scope) -> "PetitionQuerySet":
        """Keep of each matter the first petition that came in this year: repeats count as 件次 alone."""
        same = self.model.objects.received_in(scope).annotate(root=Coalesce("repeats", "pk"))
        mine = self.received_in(scope).annotate(root=Coalesce("repeats", "pk"))
        return mine.filter(~Exists(same.filter(root=OuterRef("root"), pk__lt=OuterRef("pk"))))

    def of_estate(self, estate: Any) -> "PetitionQuerySet":
        return self.filter(estate=estate)

    def by_estate(self) -> dict[int, int]:
        """Return estate → number of petitions."""
        rows = self.filter(estate__isnull=False).order_by().values_list("estate")
        return dict(rows.annotate(found=Count("pk")))

    def groups(self) -> "PetitionQuerySet":
        return self.filter(persons__gte=GROUP)

    def of_matter(self, matter: int) -> "PetitionQuerySet":
        """Keep all petitions about one matter, its first one included."""
        return self.annotate(root=Coalesce("repeats", "pk")).filter(root=matter)

    def pending(self, scope: Scope) -> "PetitionQuerySet":
        """Keep those in which something may still be due: not settled, or opened again since."""
        ended = self._steps(scope, PetitionDeed.CLOSED, PetitionDeed.TRANSFERRED, PetitionDeed.REJECTED)
        again = self._steps(scope, PetitionDeed.REVIEW, PetitionDeed.OBJECTED)
        return self.filter(~Exists(ended) | Exists(again))

    def overdue(self, scope: Scope) -> "PetitionQuerySet":
        """Keep those with a duty whose last day lay before the day: read by the clock, one after the other."""
        found = self.known(scope).pending(scope).terms_at(scope)
        late = [pk for pk, terms in found.items() if any(
            term.is_running(scope.as_of) and term.days_over(scope.as_of) for term in terms
        )]
        return self.filter(pk__in=late)

    def due(self, scope: Scope, first: date | None, last: date) -> "PetitionQuerySet":
        """Keep those whose next duty falls due from ``first`` to ``last``, both included."""
        terms_of = self.pending(scope).terms_at(scope)
        found = {pk: petition_clock.next_due(terms, scope.as_of) for pk, terms in terms_of.items()}
        return self.filter(pk__in=[
            pk for pk, term in found.items() if term and (first is None or first <= term.due) and term.due <= last
        ])

    def terms_at(self, scope: Scope) -> dict[int, list[petition_clock.Term]]:
        """Return petition → its terms, from two questions and one look into the calendar."""
        rows = list(self.order_by().values_list("pk", "received_on", "channel"))
        steps: dict[int, list[Any]] = defaultdict(list)
        stored = self.model._meta.get_field("steps").related_model.objects.counted(scope)
        for step in stored.filter(petition__in=self.order_by().values("pk")).order_by("pk"):
            if step.told_on and step.told_on > scope.as_of:
                step.told_on = None  # on that day nobody had been told
            steps[step.petition_id].append(step)
        after = _objection_days(
            [received for _pk, received, _channel in rows] + [one.on for told in steps.values() for one in told]
        )
        return {pk: petition_clock.terms(received, channel, steps[pk], after) for pk, received, channel in rows}

    def named_or_numbered(self, words: str) -> "PetitionQuerySet":
        """Keep those of a petitioner with exactly this name or document number."""
        persons = self.model._meta.get_field("petitioners").related_model.objects.named_or_numbered(words)
        return self.filter(Exists(persons.filter(petition=OuterRef("pk"))))

    # -- what waits for whom ---------------------------------------------------------------------------------

    def to_sign(self, own: Collection[int]) -> "PetitionQuerySet":
        """Keep the replies that others than the accounts ``own`` have drafted."""
        return self._drafted_by_others(PetitionStatus.DRAFTED, own)

    def to_close(self, own: Collection[int]) -> "PetitionQuerySet":
        """Keep the replies that have been served, of drafts of others."""
        return self._drafted_by_others(PetitionStatus.REPLIED, own)

    def to_extend(self, own: Collection[int]) -> "PetitionQuerySet":
        """Keep the extensions that others have asked for."""
        asked = self._standing(own, PetitionDeed.ASKED)
        return self.filter(status=PetitionStatus.EXTENDED).exclude(pk__in=asked)

    def sent_back(self, own: Collection[int]) -> "PetitionQuerySet":
        """Keep those whose last draft, one of ``own``, was returned."""
        steps = self.model._meta.get_field("steps").related_model.objects.standing().filter(petition=OuterRef("pk"))
        drafts = steps.filter(code__in=(PetitionDeed.DRAFTED, PetitionDeed.RETURNED)).order_by("-pk")
        rows = self.filter(status=PetitionStatus.HANDLING).annotate(
            last_word=models.Subquery(drafts.values("code")[:1]),
            drafter=models.Subquery(drafts.filter(code=PetitionDeed.DRAFTED).values("recorded_by")[:1]),
            why=models.Subquery(drafts.values("note")[:1]),
        )
        return rows.filter(last_word=PetitionDeed.RETURNED, drafter__in=own)

    def _drafted_by_others(self, status: str, own: Collection[int]) -> "PetitionQuerySet":
        return self.filter(status=status).exclude(pk__in=self._standing(own, PetitionDeed.DRAFTED))

    def _standing(self, own: Collection[int], *codes: str) -> models.QuerySet:
        steps = self.model._meta.get_field("steps").related_model.objects.standing()
        return steps.filter(recorded_by__in=own, code__in=codes).values("petition")

    def _steps(self, scope: Scope, *codes: str) -> models.QuerySet:
        steps = self.model._meta.get_field("steps").related_model.objects
        return steps.filter(petition=OuterRef("pk"), code__in=codes).counted(scope)


class PetitionStepQuerySet(HappeningQuerySet):
    def visible_to(self, user: Any) -> "PetitionStepQuerySet":
        return self if user.can(VIEW) else self.none()


class PetitionerQuerySet(BureauQuerySet):
    permission = VIEW

    def named_or_numbered(self, words: str) -> "PetitionerQuerySet":
        """Keep who has exactly this name or document number, with whichever key it was indexed."""
        found = self.filter(name=words.strip())
        return found | self.filter(identity_index__in=blind_indexes("identity", words)) if normal(words) else found


def _objection_days(starts: Iterable[date]) -> petition_clock.Workdays:
    """Return what adds the working days of an objection to any of ``starts``: the calendar is asked once for all."""
    known = list(starts)
    days = workdays(min(known), max(known) + SPARE) if known else []
    return lambda start: days[bisect_right(days, start) + petition_clock.OBJECTION_WORKDAYS - 1]


