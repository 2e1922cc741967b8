from datetime import date
from typing import Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from affordable.enums import IN_CARE, FamilyStatus, Relation, ReviewStatus
from affordable.querysets.base import OwnedHappeningQuerySet, UnitOwnedQuerySet
from housing_portal.accounts.models import Unit
from housing_portal.kit.scope import Scope
from housing_portal.kit.secrecy import Sealed, blind_indexes, normal


class RentalOwnedQuerySet(UnitOwnedQuerySet):
    permission = "rental.view"


class FamilyQuerySet(RentalOwnedQuerySet):
    def entered(self, scope: Scope) -> "FamilyQuerySet":
        """Keep the families that are in the housing security system by the day."""
        return self.filter(entered_system_on__lte=scope.as_of, entered_at__lte=scope.cutoff)

    def not_entered(self, scope: Scope) -> "FamilyQuerySet":
        """Keep the others."""
        return self.exclude(entered_system_on__lte=scope.as_of, entered_at__lte=scope.cutoff)

    def at(self, scope: Scope, *statuses: str) -> "FamilyQuerySet":
        """Keep the families that stood in one of the states by the day, as far as it had been entered by the cut-off.

        A family without a step is a draft and stands nowhere.
        """
        steps = self.model._meta.get_field("steps").related_model.objects.counted(scope)
        last = steps.filter(family=OuterRef("pk")).order_by("-pk").values("code")[:1]
        return self.annotate(stood=Subquery(last)).filter(stood__in=statuses)

    def waiting(self) -> "FamilyQuerySet":
        return self.filter(status=FamilyStatus.WAITING).order_by("waiting_since", "pk")

    def ahead_of(self, family: Any) -> "FamilyQuerySet":
        """Keep the waiting families that stand before ``family`` in the queue."""
        return self.waiting().filter(
            Q(waiting_since__lt=family.waiting_since) | Q(waiting_since=family.waiting_since, pk__lt=family.pk)
        )

    def ready(self, day: date) -> "FamilyQuerySet":
        """Keep the families that may be approved on ``day``: the notice is over and no objection stands."""
        published = self.filter(status=FamilyStatus.PUBLISHED, notice__ends_on__lt=day)
        objections = self.model._meta.get_field("objections").related_model.objects
        standing = objections.exclude(is_upheld=False).filter(family=OuterRef("pk"))
        return published.exclude(Exists(standing))

    def to_take_over(self) -> "FamilyQuerySet":
        """Keep what waits for somebody to confirm its approval of former days."""
        return self.filter(status=FamilyStatus.DRAFT, former_approval_on__isnull=False)

    def of_person(self, words: str) -> "FamilyQuerySet":
        """Keep the families that somebody of exactly this name or document number belongs to or has left."""
        members = self.model._meta.get_field("members").related_model.objects
        return self.filter(pk__in=members.named_or_numbered(words).values("family"))

    def subsidized_on(self, day: date, scope: Scope) -> "FamilyQuerySet":
        """Keep the families with a grant in force on ``day``, as far as it had been confirmed by the cut-off."""
        grants = self.model._meta.get_field("grants").related_model.objects.confirmed().filter(
            Q(to_on=None) | Q(to_on__gte=day), family=OuterRef("pk"), from_on__lte=day, confirmed_at__lte=scope.cutoff,
        )
        return self.filter(Exists(grants))


class FamilyStepQuerySet(OwnedHappeningQuerySet):
    permission = "rental.view"
    owner = "family"


class CheckQuerySet(OwnedHappeningQuerySet):
    permission = "rental.view"
    owner = "family"

    def newest_first(self) -> "CheckQuerySet":
        return self.standing().order_by("-on", "-pk")


class MemberQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "MemberQuerySet":
        if not user.can("rental.view"):
            return self.none()
        seen = Unit.objects.visible_to(user).values("pk")
        return self if user.sees_everything else self.filter(family__unit__in=seen)

    def current(self) -> "MemberQuerySet":
        return self.filter(is_current=True)

    def numbered(self, number: str | Sealed) -> "MemberQuerySet":
        """Keep who has this document number, with whichever key it was indexed."""
        plain = number if isinstance(number, str) else number.reveal()
        return self.filter(identity_index__in=blind_indexes("identity", plain))

    def named_or_numbered(self, words: str) -> "MemberQuerySet":
        """Keep who has exactly this name or document number."""
        found = self.filter(name=words.strip())
        return found | self.numbered(words) if normal(words) else found


class ObjectionQuerySet(RentalOwnedQuerySet):
    def about(self, notice: Any) -> "ObjectionQuerySet":
        """Keep the objections that were raised against the families of a notice since it was put up."""
        return self.filter(family__notice=notice, received_on__gte=notice.starts_on)


class BenefitQuerySet(models.QuerySet):
    def on(self, day: date) -> "BenefitQuerySet":
        """Keep what ran on a day."""
        return self.filter(Q(to_on=None) | Q(to_on__gte=day), from_on__lte=day)

    def current(self) -> "BenefitQuerySet":
        return self.filter(is_current=True)


class ReviewQuerySet(RentalOwnedQuerySet):
    def decided(self, scope: Scope) -> "ReviewQuerySet":
        return self.filter(decided_on__lte=scope.as_of, decided_at__lte=scope.cutoff)

    def of_tenants(self, scope: Scope) -> "ReviewQuerySet":
        """Keep the reviews of tenants that were decided in the year of the scope."""
        return self.decided(scope).filter(was_tenant=True, decided_on__year=scope.year)

    def open(self) -> "ReviewQuerySet":
        """Keep what is to be decided now."""
        return self.filter(decided_on=None, family__status__in=IN_CARE)

    def needless(self) -> "ReviewQuerySet":
        """Keep what will not be decided: the family has left care before."""
        return self.filter(decided_on=None).exclude(family__status__in=IN_CARE)

    def handed_in(self) -> "ReviewQuerySet":
        """Keep what has its papers and waits for the decision."""
        return self.filter(status=ReviewStatus.SUBMITTED)

    def overdue(self, scope: Scope) -> "ReviewQuerySet":
        """Keep what was not decided by its day; a family that has left care needs no review any more."""
        in_care = self.model._meta.get_field("family").related_model.objects.at(scope, *IN_CARE)
        known = self.filter(due_on__lt=scope.as_of, recorded_at__lte=scope.cutoff)
        undecided = known.exclude(decided_on__lte=scope.as_of, decided_at__lte=scope.cutoff)
        return undecided.filter(family__in=in_care.values("pk"))


# -- what a list borrows from other tables ----------------------------------------------------------------


def applicant_name(members: models.QuerySet, family: str = "pk") -> Subquery:
    """Return the name of the applicant: of a family that has ended, of the last one."""
    applicants = members.filter(family=OuterRef(family), relation=Relation.APPLICANT)
    return Subquery(applicants.order_by("-is_current", "-pk").values("name")[:1])


def person_count(members: models.QuerySet, family: str = "pk") -> Coalesce:
    """Return how many belong to the family now."""
    return _count(members.filter(family=OuterRef(family), is_current=True))


def place_in_queue(families: models.QuerySet) -> Any:
    """Return the place of a waiting family in the whole queue, whatever the list shows of it."""
    earlier = Q(waiting_since__lt=OuterRef("waiting_since")) | Q(
        waiting_since=OuterRef("waiting_since"), pk__lt=OuterRef("pk")
    )
    return _count(families.filter(earlier, status=FamilyStatus.WAITING)) + Value(1)


def family_count(families: models.QuerySet) -> Coalesce:
    """Return how many families a notice lists."""
    return _count(families.filter(notice=OuterRef("pk")))


def _count(rows: models.QuerySet) -> Coalesce:
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=models.IntegerField()), 0)
