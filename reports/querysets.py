from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Least

from housing_portal.journal.extension import OpenRequests
from housing_portal.journal.happening import HappeningQuerySet
from housing_portal.kit.periods import month_end
from housing_portal.kit.scope import Scope
from reports.enums import (
    AWAITED,
    LIVE,
    OUT,
    RUNNING,
    CheckResult,
    DocumentStatus,
    LetterPurpose,
    MoreTime,
    OverrideStatus,
    ReviewResult,
    SupervisionMethod,
    SupervisionStatus,
)


class OfficeQuerySet(models.QuerySet):
    """Papers, templates, supervision and snapshots are the bureau's: people of other units see none of them."""

    def visible_to(self, user: Any) -> "OfficeQuerySet":
        return self if user.can("reports.view") and user.sees_everything else self.none()


class OverrideQuerySet(OfficeQuerySet):
    def open(self) -> "OverrideQuerySet":
        """Keep what waits for a decision; after the capture of its paper nothing is decided."""
        return self.filter(status=OverrideStatus.ASKED)

    def to_decide(self, accounts: Any) -> "OverrideQuerySet":
        """Keep what waits for somebody who has neither asked for it nor drafted its paper."""
        rows = self.open().filter(document__status=DocumentStatus.DRAFT)
        return rows.exclude(asked_by__in=accounts).exclude(document__drafted_by__in=accounts)


class StatedFigureQuerySet(OfficeQuerySet):
    def known(self, scope: Scope) -> "StatedFigureQuerySet":
        return self.filter(as_of=scope.as_of, recorded_at__lte=scope.cutoff).order_by("pk")


class MonthSnapshotQuerySet(OfficeQuerySet):
    def frozen(self, scope: Scope) -> Any:
        """Return the snapshot that says what ``scope`` shows: its last by the cut-off, for the last day of a month.

        None for a month that was not locked then, for another day, and for readers of single units.
        """
        day = scope.as_of
        if scope.unit_ids is not None or day != month_end(day.year, day.month):
            return None
        kept = self.filter(lock__year=day.year, lock__month=day.month, lock__cutoff__lte=scope.cutoff)
        return kept.select_related("lock__locked_by").order_by("-lock__revision").first()


class SupervisionQuerySet(OfficeQuerySet):
    def with_course(self) -> "SupervisionQuerySet":
        """Add ``fed_on`` (first feedback), ``next_due`` (what the unit owes next) and what letters have gone out.

        ``urged`` counts the urging letters. ``noticed`` tells that the matter was handed over or escalated in writing:
        by 督办通知, or by the first 函 to an organ on the same footing, which nobody orders. ``listed`` tells of a
        bulletin, ``listed_on`` of the last one; ``answer_by`` is the last further term that a letter has set.
        ``with_followups`` comes along.
        """
        steps = self.model._meta.get_field("steps").related_model.objects.standing()
        fed = steps.filter(item=OuterRef("pk"), code=SupervisionStatus.FEEDBACK).order_by("on", "pk")
        sent = self.model._meta.get_field("letters").related_model.objects.filter(
            item=OuterRef("pk"), document__status__in=OUT - {DocumentStatus.WITHDRAWN}).order_by()
        urged = sent.filter(purpose=LetterPurpose.URGE).values("item").annotate(n=Count("pk")).values("n")
        rows = self.annotate(
            fed_on=Subquery(fed.values("on")[:1]),
            urged=Coalesce(Subquery(urged), Value(0)),
            noticed=Exists(sent.filter(purpose__in=(LetterPurpose.FIRST, LetterPurpose.ESCALATE))),
            listed=Exists(sent.filter(purpose=LetterPurpose.LISTED)),
            listed_on=Subquery(sent.filter(purpose=LetterPurpose.LISTED).order_by("-document__issued_on").values(
                "document__issued_on")[:1]),
            answer_by=Subquery(sent.filter(answer_by__isnull=False).order_by("-answer_by").values("answer_by")[:1]),
        )
        return rows.with_followups().annotate(next_due=Least(
            Case(When(status=SupervisionStatus.ISSUED, then="receipt_due_on"), default="due_on"),
            Case(When(fed_on=None, issued_on__isnull=False, then="feedback_due_on"), default="due_on"),
            "due_on",
        ))

    def with_followups(self) -> "SupervisionQuerySet":
        """Add what 约谈 and 督查 have come to.

        ``talked_on`` and ``promised_by`` of the last talk; ``concluded_on``, the day of delivery, of the conclusion;
        ``decide_by`` of a review that waits; ``checked``, the last result, and ``mend_by``, the term in force. What was
        checked before a review changed the conclusion says nothing of what the unit has to mend since.
        """
        talk, asked = self._last("talks", "on"), self._last("reviewrequests", "pk")
        conclusion, check = self._last("conclusions", "pk"), self._last("mendingchecks", "pk")
        decided = self._last("reviewdecisions", "pk")
        changed = self._standing("reviewdecisions").filter(item=OuterRef("item"), result=ReviewResult.CHANGED)
        of_this = check.filter(~Exists(changed.filter(recorded_at__gte=OuterRef("recorded_at"))))
        return self.annotate(
            talked_on=Subquery(talk.values("on")[:1]), promised_by=Subquery(talk.values("promised_by")[:1]),
            concluded_on=Subquery(conclusion.values("delivered_on")[:1]),
            decide_by=Case(When(Exists(decided), then=None), default=Subquery(asked.values("decide_by")[:1])),
            checked=Subquery(of_this.values("result")[:1]),
            mend_by=Coalesce(
                Subquery(of_this.values("again_by")[:1]), Subquery(decided.values("mend_due_on")[:1]),
                Subquery(check.values("again_by")[:1]), Subquery(conclusion.values("mend_due_on")[:1]),
            ),
        )

    def _last(self, name: str, by: str) -> models.QuerySet:
        """Return the standing followups of one kind, the last one first."""
        return self._standing(name).filter(item=OuterRef("pk")).order_by(f"-{by}", "-pk")

    def _standing(self, name: str) -> models.QuerySet:
        return self.model._meta.get_field(name).related_model.objects.standing()

    def with_steps(self) -> "SupervisionQuerySet":
        """Add ``course``, the steps that stand, in order."""
        steps = self.model._meta.get_field("steps").related_model.objects.standing().order_by("pk")
        return self.prefetch_related(Prefetch("steps", steps.select_related("recorded_by"), to_attr="course"))

    def live(self) -> "SupervisionQuerySet":
        """Keep what is neither settled nor taken back."""
        return self.filter(status__in=LIVE)

    def awaited(self, first: date | None, last: date) -> "SupervisionQuerySet":
        """Keep that of which the unit owes something from ``first`` to ``last``, both included."""
        rows = self.with_course().filter(status__in=AWAITED, next_due__lte=last)
        return rows.filter(next_due__gte=first) if first else rows

    def late(self, on: date) -> "SupervisionQuerySet":
        """Keep that of which something was due before the day; the day itself is in time."""
        return self.awaited(None, on - timedelta(days=1))

    def to_talk(self, on: date) -> "SupervisionQuerySet":
        """Keep what is still late after a bulletin has named it, without a talk since."""
        rows = self.late(on).filter(Q(answer_by=None) | Q(answer_by__lt=on), listed=True)
        return rows.filter(Q(talked_on=None) | Q(talked_on__lt=F("listed_on")))

    def to_conclude(self) -> "SupervisionQuerySet":
        """Keep the 督查 matters that were answered and have no conclusion."""
        rows = self.with_course().filter(method=SupervisionMethod.INSPECT, status=SupervisionStatus.FEEDBACK)
        return rows.filter(concluded_on=None)

    def to_check(self, first: date | None, last: date) -> "SupervisionQuerySet":
        """Keep that of which the mending is due from ``first`` to ``last`` and not found settled."""
        rows = self.with_course().filter(Q(checked=None) | Q(checked=CheckResult.OPEN), status__in=RUNNING)
        rows = rows.filter(mend_by__lte=last)
        return rows.filter(mend_by__gte=first) if first else rows

    def to_review(self, first: date | None, last: date) -> "SupervisionQuerySet":
        """Keep that of which a review is to be decided from ``first`` to ``last``."""
        rows = self.with_course().filter(status__in=RUNNING, decide_by__lte=last)
        return rows.filter(decide_by__gte=first) if first else rows

    def to_accept(self) -> "SupervisionQuerySet":
        """Keep what was answered and may be decided: 督查 only when its check has found it settled."""
        rows = self.with_course().filter(status=SupervisionStatus.FEEDBACK, decide_by=None)
        return rows.filter(~Q(method=SupervisionMethod.INSPECT) | Q(checked=CheckResult.SETTLED))

    def stood_at(self, scope: Scope) -> "SupervisionQuerySet":
        """Add ``stood`` (the last step by the day, as known at the cut-off) and ``owed_on`` (what was due next)."""
        steps = self.model._meta.get_field("steps").related_model.objects.counted(scope).filter(item=OuterRef("pk"))
        longer = self.model._meta.get_field("extensions").related_model.objects.filter(
            item=OuterRef("pk"), status=MoreTime.APPROVED, decided_on__gt=scope.as_of
        )
        rows = self.annotate(
            stood=Subquery(steps.order_by("-pk").values("code")[:1]),
            was_fed=Exists(steps.filter(code=SupervisionStatus.FEEDBACK)),
            was_due_on=Coalesce(
                Subquery(longer.order_by("decided_on", "pk").values("former_due_on")[:1]), F("due_on")
            ),
        )
        return rows.annotate(owed_on=Least(
            Case(When(stood=SupervisionStatus.ISSUED, then="receipt_due_on"), default="was_due_on"),
            Case(When(was_fed=False, then="feedback_due_on"), default="was_due_on"),
            "was_due_on",
        ))

    def stepped_in_year(self, scope: Scope, code: str) -> "SupervisionQuerySet":
        """Keep what took the step from the first of January to the day."""
        steps = self.model._meta.get_field("steps").related_model.objects.counted(scope)
        return self.filter(Exists(steps.filter(item=OuterRef("pk"), code=code, on__year=scope.year)))

    def of_paper(self, document: Any) -> "SupervisionQuerySet":
        """Keep what a paper is about, in the order of the paper."""
        return self.filter(letters__document=document).order_by("letters__pk")

    def to_hand_over(self) -> "SupervisionQuerySet":
        """Keep what stands in an issued paper (``paper``) and has not been entered as handed over."""
        letters = self.model._meta.get_field("letters").related_model.objects
        out = letters.filter(item=OuterRef("pk"), purpose=LetterPurpose.FIRST,
                             document__status__in=OUT - {DocumentStatus.WITHDRAWN})
        rows = self.annotate(paper=Subquery(out.order_by("pk").values("document")[:1]))
        return rows.filter(paper__isnull=False, status=SupervisionStatus.DRAFTED)


class SupervisionStepQuerySet(HappeningQuerySet):
    """Steps in the order in which they were entered."""


class MoreTimeQuerySet(OpenRequests, OfficeQuerySet):
    """Requests for more time for supervised matters."""


def repeated(rows: models.QuerySet, names: Sequence[str]) -> models.QuerySet:
    """Return the values of ``names`` that stand in more than one row; what is empty repeats nothing."""
    stated = rows.order_by().filter(**{f"{name}__isnull": False for name in names})
    return stated.values_list(*names).alias(rows_alike=Count("pk")).filter(rows_alike__gt=1).order_by(*names)


def sizes(rows: models.QuerySet, key: str, amount: str) -> dict[int, tuple[int, Any]]:
    """Return ``key`` → how many rows it has, and what their ``amount`` adds up to."""
    found = rows.order_by().values_list(key).annotate(n=Count("pk"), total=Sum(amount))
    return {pk: (count, total) for pk, count, total in found}


def exceeding(rows: models.QuerySet, key: str, amount: str, limit: str) -> list[tuple[int, Any, Any]]:
    """Return (``key``, Σ ``amount``, ``limit``) where the rows of one key add up to more than it allows."""
    found = rows.order_by().values_list(key, limit).annotate(total=Sum(amount)).filter(total__gt=F(limit))
    return [(pk, total, most) for pk, most, total in found.order_by(key)]
