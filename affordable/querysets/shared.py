from decimal import Decimal

from django.db.models import Exists, Min, OuterRef, Q, Subquery, Sum

from affordable.querysets.base import OwnedHappeningQuerySet, UnitOwnedQuerySet
from housing_portal.kit.scope import Scope
from housing_portal.kit.secrecy import blind_indexes, normal


class SharedHomeQuerySet(UnitOwnedQuerySet):
    permission = "rental.view"

    def known(self, scope: Scope) -> "SharedHomeQuerySet":
        """Keep the homes built by the year of the day."""
        return self.filter(build_year__lte=scope.as_of.year, recorded_at__lte=scope.cutoff)

    def sold(self, scope: Scope) -> "SharedHomeQuerySet":
        """Keep the homes that somebody had a share in on the day."""
        sales = self.model._meta.get_field("sales").related_model.objects.in_force(scope)
        return self.known(scope).filter(Exists(sales.filter(home=OuterRef("pk"))))

    def of_person(self, words: str) -> "SharedHomeQuerySet":
        """Keep the homes that somebody of exactly this name or document number has bought."""
        sales = self.model._meta.get_field("sales").related_model.objects
        return self.filter(pk__in=sales.named_or_numbered(words).values("home"))

    def first_year(self) -> int | None:
        return self.aggregate(first=Min("build_year"))["first"]


class SharedSaleQuerySet(UnitOwnedQuerySet):
    permission = "rental.view"

    def standing(self) -> "SharedSaleQuerySet":
        """Keep what has not been taken back as entered in error."""
        return self.filter(withdrawn_at=None)

    def running(self) -> "SharedSaleQuerySet":
        """Keep the sales whose buyer holds a share now."""
        return self.standing().filter(bought_back_on=None)

    def in_force(self, scope: Scope) -> "SharedSaleQuerySet":
        """Keep the sales that had not been bought back by the day, as known at the cut-off."""
        back = Q(bought_back_on__lte=scope.as_of, buyback_at__lte=scope.cutoff)
        known = self.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=scope.cutoff), recorded_at__lte=scope.cutoff)
        return known.filter(~back | Q(bought_back_on=None), sold_on__lte=scope.as_of)

    def certified(self, scope: Scope) -> "SharedSaleQuerySet":
        return self.in_force(scope).filter(cert_on__lte=scope.as_of, cert_at__lte=scope.cutoff)

    def uncertified(self, scope: Scope) -> "SharedSaleQuerySet":
        return self.in_force(scope).exclude(pk__in=self.certified(scope).values("pk"))

    def first_of_buyers(self, scope: Scope) -> "SharedSaleQuerySet":
        """Keep one sale of each household: who holds shares in two homes is one household."""
        earlier = self.in_force(scope).filter(identity_index=OuterRef("identity_index"), pk__lt=OuterRef("pk"))
        return self.in_force(scope).filter(~Exists(earlier))

    def named_or_numbered(self, words: str) -> "SharedSaleQuerySet":
        """Keep whose buyer has exactly this name or document number."""
        found = self.filter(name=words.strip())
        return found | self.filter(identity_index__in=blind_indexes("identity", words)) if normal(words) else found


OF_LATEST = {"owner": "name", "sold": "sold_on", "certificate": "cert_on"}


def latest_sale(sales: SharedSaleQuerySet, name: str) -> Subquery:
    """Return a fact of the sale that is in force for a home now."""
    return Subquery(sales.running().filter(home=OuterRef("pk")).values(OF_LATEST[name])[:1])


class SharePurchaseQuerySet(OwnedHappeningQuerySet):
    permission = "rental.view"
    owner = "sale"

    def share(self) -> Decimal:
        """Return how many percent they add up to."""
        return self.aggregate(total=Sum("share"))["total"] or Decimal(0)
