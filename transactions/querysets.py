"""Which market records count at a given scope. Every figure starts here.

Market records belong to the bureau as a whole: whoever holds ``transactions.view``, its own people alone, sees all.
"""
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Sum
from django.db.models.functions import Cast, Coalesce

from housing_portal.kit.scope import Scope
from housing_portal.kit.secrecy import Sealed, blind_indexes
from housing_portal.registry.models import Building, PermitBuilding
from transactions.enums import (
    LIVE,
    MORTGAGES,
    RESALE_LIVE,
    RESIDENTIAL,
    UNFILED,
    ContractLayer,
    ContractStatus,
    EventKind,
    FundStatus,
    RestrictionKind,
    RestrictionStatus,
)
from transactions.filed.querysets import ValuedByPrices
from transactions.tallies.querysets import CountedByEvents

A_YEAR = 100  # from 202505 to 202605
A_THOUSAND = 1000
STARTS, ENDS = (EventKind.SIGN,), (EventKind.VOID, EventKind.CANCEL)
DAILY_MEASURES = (
    "signed_sets", "signed_area", "signed_amount", "filed_sets", "filed_area", "filed_amount",
    "ended_sets", "ended_area", "ended_amount", "changed_area", "changed_amount",
)
# what keeps a room from being sold whoever consents; mortgages may be consented to
BLOCKING = tuple(kind for kind in RestrictionKind if kind not in MORTGAGES)


class MarketQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "MarketQuerySet":
        return self if user.can("transactions.view") else self.none()

    def sums(self, *columns: str) -> dict[str, Any]:
        """Return column → sum for the foot of a list; None where no row states it."""
        found = self.aggregate(**{f"sum_{name}": Sum(name) for name in columns})
        return {name: found[f"sum_{name}"] for name in columns}


class RestrictionQuerySet(MarketQuerySet):
    def active(self) -> "RestrictionQuerySet":
        return self.filter(status=RestrictionStatus.ACTIVE)

    def in_force(self, scope: Scope) -> "RestrictionQuerySet":
        """Keep what restricted a room at the end of the day; a term that ran out releases nothing by itself."""
        released = Q(released_on__lte=scope.as_of, released_at__lte=scope.cutoff)
        return self.exclude(released).filter(from_on__lte=scope.as_of, recorded_at__lte=scope.cutoff)


class PriceFilingQuerySet(MarketQuerySet):
    def with_room_count(self) -> "PriceFilingQuerySet":
        """Annotate ``room_count``: how many rooms the filing is about."""
        rows = self.model._meta.get_field("prices").related_model.objects.filter(filing=OuterRef("pk")).order_by()
        return self.annotate(room_count=_count(rows))


class RoomQuerySet(ValuedByPrices, MarketQuerySet):
    def covering(self, scope: Scope) -> models.QuerySet:
        """Return the permits of the day for a room of the outer query, suspended ones included."""
        return PermitBuilding.objects.in_force(scope.as_of, scope.cutoff).filter(
            Q(up_to_floor=None) | Q(up_to_floor__gte=OuterRef("floor")),
            building=OuterRef("building"),
        )

    def permitted(self, scope: Scope) -> "RoomQuerySet":
        """Keep the rooms that a permit of the day covers; their buildings are said first, for there is an index."""
        buildings = PermitBuilding.objects.in_force(scope.as_of, scope.cutoff).values("building")
        return self.filter(Exists(self.covering(scope)), building__in=buildings)

    def unpermitted(self, scope: Scope) -> "RoomQuerySet":
        """Keep the standing rooms without a contract that no permit of the day covers."""
        return self.filter(~Exists(self.covering(scope)), contract_layer=ContractLayer.NONE, demolished_on=None)

    def without_contract(self, scope: Scope) -> "RoomQuerySet":
        """Keep the rooms that no contract held at the end of the day.

        The present is what the rooms say. A past day is judged by the dates of the contracts, and rooms of which
        something was entered after the cut-off by their events: those are few.
        """
        events = self._records("events")
        if not events.since(scope).exists():
            return self.filter(contract_layer=ContractLayer.NONE)
        over = self._records("contracts").filter(
            room=OuterRef("pk"), ended_on__gt=scope.as_of, signed_on__lte=scope.as_of
        )
        late = events.filter(recorded_at__gt=scope.cutoff)
        if not late.exists():
            return self.filter(~Exists(over), free_until__gt=scope.as_of)
        settled = self.model.objects.filter(
            ~Exists(over), ~Exists(late.filter(room=OuterRef("pk"))), free_until__gt=scope.as_of
        )
        # added up and not the last one looked for: of two contracts on one day the order of entry says nothing
        turns = events.known(scope).filter(room=OuterRef("pk"), kind__in=(*STARTS, *ENDS)).order_by().values("room")
        held = models.Subquery(turns.annotate(held=Sum("sets")).values("held"))
        moved = self.model.objects.filter(pk__in=late.order_by().values("room"))
        unheld = moved.annotate(held=Coalesce(held, 0)).filter(held__lte=0)
        return self.filter(pk__in=settled.order_by().values("pk").union(unheld.order_by().values("pk")))

    def perhaps_free(self, scope: Scope) -> "RoomQuerySet":
        """Keep the rooms among which the free ones of the day are, and some more."""
        events = self._records("events")
        if not events.since(scope).exists():
            return self.filter(contract_layer=ContractLayer.NONE)
        late = events.filter(recorded_at__gt=scope.cutoff)
        if not late.exists():
            return self.filter(free_until__gt=scope.as_of)
        return self.filter(Q(free_until__gt=scope.as_of) | Q(pk__in=late.order_by().values("room")))

    def standing(self, scope: Scope) -> "RoomQuerySet":
        """Keep what was on record and not demolished, as far as either had been entered."""
        gone, known = Q(demolished_on__lte=scope.as_of), self
        if self.model.objects.filter(demolished_at__gt=scope.cutoff).exists():
            gone &= Q(demolished_at=None) | Q(demolished_at__lte=scope.cutoff)
        areas = self._records("areas")
        if (late := areas.filter(recorded_at__gt=scope.cutoff)).exists():
            earlier = areas.filter(room=OuterRef("pk"), recorded_at__lte=scope.cutoff)
            known = self.filter(~Exists(late.filter(room=OuterRef("pk"))) | Exists(earlier))
        return known.exclude(gone)

    def with_area(self, scope: Scope) -> "RoomQuerySet":
        """Annotate ``area_then``: the area in force on the day; a later survey does not reach back."""
        areas, later = self._records("areas"), Q(surveyed_on__gt=scope.as_of) | Q(recorded_at__gt=scope.cutoff)
        if not areas.filter(later).exists():
            return self.annotate(area_then=F("area"))
        own = areas.filter(room=OuterRef("pk"))
        then = models.Subquery(own.exclude(later).order_by("-pk").values("area")[:1])
        return self.annotate(area_then=models.Case(
            models.When(Exists(own.filter(later)), then=Coalesce(then, F("area"))), default=F("area"),
        ))

    def _records(self, name: str) -> models.QuerySet:
        """Return all records that lie on rooms under ``name``."""
        return self.model._meta.get_field(name).related_model.objects.all()

    def saleable(self, scope: Scope) -> "RoomQuerySet":
        """Keep the stock: permitted, standing, without contract, and unrestricted or mortgaged with consent."""
        restrictions = self._records("restrictions").in_force(scope)
        blocked = restrictions.filter(Q(kind__in=BLOCKING) | Q(creditor_consents=False), room=OuterRef("pk"))
        return self.unsold(scope).filter(~Exists(blocked))

    def stock(self) -> dict[str, Any]:
        """Return how many of the free rooms there are and how large, and 住宅 among them; none have the area None."""
        homes = Q(use__in=RESIDENTIAL)
        return self.aggregate(
            stock_sets=Count("pk"), stock_area=Sum("area_then"),
            stock_home_sets=Count("pk", filter=homes), stock_home_area=Sum("area_then", filter=homes),
        )

    def unsold(self, scope: Scope) -> "RoomQuerySet":
        """Keep what is permitted, standing and without contract, whatever restricts it."""
        return self.permitted(scope).free(scope)

    def free(self, scope: Scope) -> "RoomQuerySet":
        """Keep what is standing and without contract, with a permit or not, each with its area of that day."""
        return self.without_contract(scope).standing(scope).with_area(scope)

    def held(self, scope: Scope) -> "RoomQuerySet":
        """Keep what could be sold but for a court, a creditor or an office: stated apart from the stock."""
        restrictions = self._records("restrictions").in_force(scope)
        lying = restrictions.filter(room=OuterRef("pk"))
        blocked = lying.filter(Q(kind__in=BLOCKING) | Q(creditor_consents=False))
        return self.unsold(scope).filter(Exists(blocked), ~Exists(lying.filter(kind=RestrictionKind.UNSELLABLE)))

    def pledged(self, scope: Scope) -> "RoomQuerySet":
        """Keep the part of the stock that is mortgaged and may be sold with the creditor's consent."""
        restrictions = self._records("restrictions").in_force(scope)
        return self.saleable(scope).filter(Exists(restrictions.filter(room=OuterRef("pk"), kind__in=MORTGAGES)))

    def unsold_completed(self, scope: Scope) -> "RoomQuerySet":
        """Keep what the statistics bureau calls 待售: completed and not sold, with a permit or not."""
        restrictions = self._records("restrictions").in_force(scope)
        kept = restrictions.filter(room=OuterRef("pk"), kind=RestrictionKind.UNSELLABLE)
        return self.free(scope).filter(~Exists(kept), building__completed_on__lte=scope.as_of)


class ContractQuerySet(CountedByEvents, MarketQuerySet):
    def live(self) -> "ContractQuerySet":
        return self.filter(status__in=LIVE)

    def held_at(self, scope: Scope) -> "ContractQuerySet":
        """Keep what had been signed and had not ended at the end of the day."""
        held = Q(status__in=LIVE) | Q(ended_on__gt=scope.as_of)
        return self.filter(held, signed_on__lte=scope.as_of, recorded_at__lte=scope.cutoff)

    def price_by_building(self) -> models.QuerySet:
        """Return (building, sum of the total prices in 元)."""
        return self.order_by().values_list("building").annotate(total=Sum("total_price"))

    def unfiled(self) -> "ContractQuerySet":
        return self.filter(status__in=UNFILED)

    def of_person(self, words: str) -> "ContractQuerySet":
        """Keep the contracts with a buyer of exactly this name or document number, in the version in force."""
        parties = self.model._meta.get_field("parties").related_model.objects.in_force()
        return self.filter(pk__in=parties.named_or_numbered(words).values("contract"))

    def unfiled_at(self, scope: Scope) -> "ContractQuerySet":
        """Keep what was signed and neither filed nor ended at the end of the day, as far as it had been entered."""
        unfiled, late = Q(*self._ways_unfiled(scope), _connector=Q.OR), self._entered_late(scope)
        if not late.exists():  # of the present: an OR with a subquery would keep the indexes from being used
            return self.filter(unfiled, signed_on__lte=scope.as_of)
        unfiled |= Q(pk__in=late.filter(kind__in=(EventKind.FILE, EventKind.VOID)).values("contract"))
        unsigned = late.filter(kind=EventKind.SIGN).values("contract")
        return self.filter(unfiled, signed_on__lte=scope.as_of).exclude(pk__in=unsigned)

    def overdue_at(self, scope: Scope, signed_before: date) -> "ContractQuerySet":
        return self.unfiled_at(scope).filter(signed_on__lt=signed_before)

    def count_overdue_at(self, scope: Scope, signed_before: date) -> int:
        """Count what overdue_at keeps: one way to be unfiled after the other, each from its index alone."""
        if self._entered_late(scope).exists():
            return self.overdue_at(scope, signed_before).count()
        signed = self.filter(signed_on__lt=signed_before).order_by()
        return sum(signed.filter(way).count() for way in self._ways_unfiled(scope))

    def _ways_unfiled(self, scope: Scope) -> tuple[Q, Q, Q]:
        """Return the ways to have been unfiled, of which none is another; whatever ended unfiled is 撤销."""
        voided = Q(status=ContractStatus.VOIDED, ended_on__gt=scope.as_of)
        return Q(status__in=UNFILED), Q(filed_on__gt=scope.as_of), voided

    def _entered_late(self, scope: Scope) -> models.QuerySet:
        return self.model._meta.get_field("events").related_model.objects.filter(recorded_at__gt=scope.cutoff)

    def drafts(self) -> "ContractQuerySet":
        return self.filter(status=ContractStatus.DRAFT)

    def without_drafts(self) -> "ContractQuerySet":
        return self.exclude(status=ContractStatus.DRAFT)

    def signed_before(self, day: date) -> "ContractQuerySet":
        """Keep what was signed earlier and is not filed yet: with the day that the term leaves, what is overdue."""
        return self.unfiled().filter(signed_on__lt=day)

    def numbered(self, number: str) -> "ContractQuerySet":
        """Keep the contract whose number, or filing number, is exactly this."""
        return self.filter(Q(contract_no=number) | Q(filing_no=number))

    def waiting(self, overdue_before: date) -> dict[str, int]:
        """Return how many contracts wait for somebody, by view of the list; all of them found by their state."""
        overdue = Q(status__in=UNFILED, signed_on__lt=overdue_before)
        states = (ContractStatus.DRAFT, *UNFILED, ContractStatus.CANCELLING)
        return self.filter(status__in=states).order_by().aggregate(
            draft=Count("pk", filter=Q(status=ContractStatus.DRAFT)),
            unfiled=Count("pk", filter=Q(status__in=UNFILED)),
            overdue=Count("pk", filter=overdue),
            file_failed=Count("pk", filter=Q(status=ContractStatus.FILE_FAILED)),
            cancelling=Count("pk", filter=Q(status=ContractStatus.CANCELLING)),
        )


class PartyQuerySet(models.QuerySet):
    def in_force(self) -> "PartyQuerySet":
        """Keep the parties of each contract's present version."""
        return self.filter(version=F("contract__version"))

    def with_identity(self, number: str | Sealed) -> "PartyQuerySet":
        return self.filter(_has_identity(number))

    def named_or_numbered(self, words: str) -> "PartyQuerySet":
        """Keep the parties of exactly this name or document number."""
        return self.filter(Q(name=words) | _has_identity(words))


class EventQuerySet(MarketQuerySet):
    def known(self, scope: Scope) -> "EventQuerySet":
        """Keep what had happened by the day and had been entered by the cut-off."""
        return self.filter(occurred_on__lte=scope.as_of, recorded_at__lte=scope.cutoff)

    def since(self, scope: Scope) -> "EventQuerySet":
        """Keep what was not yet known: later by its day or by its entry."""
        return self.filter(Q(occurred_on__gt=scope.as_of) | Q(recorded_at__gt=scope.cutoff))

    def of_day(self, day: date) -> "EventQuerySet":
        return self.filter(occurred_on=day)

    def added_up(self, *keys: str) -> models.QuerySet:
        """Return one row per ``keys`` and kind of event with what its events add up to."""
        sums = {f"all_{name}": Sum(name) for name in ("sets", "area", "amount")}
        return self.values(*keys, "kind").annotate(**sums).order_by(*keys, "kind")

    def filings(self) -> "EventQuerySet":
        """Keep what moves the figures of filings: filed, changed after it, ended after it."""
        return self.filter(Q(kind=EventKind.FILE) | Q(was_filed=True, kind__in=(EventKind.CHANGE, EventKind.CANCEL)))

    def by_price_group(self) -> models.QuerySet:
        """Return (estate, use, 住宅, lowest and highest price filed, amount, area, events) of contracts alike.

        Prices are whole 0.001 元 per ㎡, rounded down: the columns hold hundredths, and their quotient is whole.
        """
        amount, area = (Cast(name, models.BigIntegerField()) for name in ("amount", "area"))
        price, filed = amount * A_THOUSAND / area, Q(kind=EventKind.FILE)
        return self.order_by().values_list("contract__estate", "contract__use", "is_residential").annotate(
            low=Min(price, filter=filed), high=Max(price, filter=filed),
            all_amount=Sum("amount"), all_area=Sum("area"), events=Count("pk"),
        )

    def signings(self) -> "EventQuerySet":
        """Keep what moves the figures of online signings."""
        return self.filter(kind__in=(EventKind.SIGN, EventKind.CHANGE, EventKind.VOID, EventKind.CANCEL))


class ResaleQuerySet(MarketQuerySet):
    def live(self) -> "ResaleQuerySet":
        return self.filter(status__in=RESALE_LIVE)


class FundQuerySet(MarketQuerySet):
    def with_balance(self) -> "FundQuerySet":
        """Annotate ``balance``: what lies on the account."""
        return self.annotate(balance=Sum("entries__amount"))

    def unpaid_since(self, day: date) -> "FundQuerySet":
        """Keep the funds whose home was transferred by ``day`` and whose seller still waits for the money."""
        return self.filter(status=FundStatus.TRANSFER_DONE, transferred_on__lte=day)


class DailyQuerySet(MarketQuerySet):
    def with_zero(self) -> "DailyQuerySet":
        """Annotate ``is_zero``: nothing happened on that day, as far as the present revision knows."""
        lines = self.model._meta.get_field("lines").related_model.objects
        present = lines.filter(report=OuterRef("pk"), revision=OuterRef("revision"))
        return self.annotate(is_zero=~Exists(present.exclude(**dict.fromkeys(DAILY_MEASURES, 0))))


class IndexQuerySet(MarketQuerySet):
    def latest_revisions(self) -> "IndexQuerySet":
        """Keep of each month and market the revision in force."""
        later = self.model.objects.filter(
            segment=OuterRef("segment"), month=OuterRef("month"), revision__gt=OuterRef("revision")
        )
        return self.filter(~Exists(later))

    def with_year_before(self) -> "IndexQuerySet":
        """Annotate ``level_before``: the level of the same month a year before, in its revision in force."""
        before = self.model.objects.filter(segment=OuterRef("segment"), month=OuterRef("month") - A_YEAR)
        return self.annotate(level_before=models.Subquery(before.order_by("-revision").values("level")[:1]))


class LookupQuerySet(MarketQuerySet):
    """Who asked about whom is itself personal: seen by those who may see personal data, and by nobody else."""

    def visible_to(self, user: Any) -> "LookupQuerySet":
        return self if user.can("personal.reveal") else self.none()

    def of_identity(self, number: str) -> "LookupQuerySet":
        """Keep the lookups of the person with this document number."""
        persons = self.model._meta.get_field("persons").related_model.objects.filter(_has_identity(number))
        return self.filter(pk__in=persons.values("lookup"))


def with_sales(estates: models.QuerySet, rooms: RoomQuerySet, at: Scope) -> models.QuerySet:
    """Annotate estates with the sizes of their building tables: buildings, rooms, sold ones, ones still on offer.

    Free rooms are few and have an index of their own; sold ones are the rest.
    """
    own = rooms.filter(building__estate=OuterRef("pk"), demolished_on=None).order_by()
    free = own.filter(contract_layer=ContractLayer.NONE)
    return estates.annotate(
        building_count=_count(Building.objects.current().filter(estate=OuterRef("pk")).order_by()),
        room_count=_count(own), free_count=_count(free), offered_count=_count(free.permitted(at)),
    ).annotate(sold_count=F("room_count") - F("free_count"))


def _has_identity(number: str | Sealed) -> Q:
    """Find a document number by its index, with whichever key the row was indexed."""
    return Q(identity_index__in=blind_indexes("identity", number if isinstance(number, str) else number.reveal()))


def _count(rows: models.QuerySet) -> models.Subquery:
    """Return the number of ``rows`` as a subquery, 0 for none."""
    counted = rows.annotate(one=models.Value(1)).values("one").annotate(n=Count("pk")).values("n")
    return Coalesce(models.Subquery(counted, output_field=models.IntegerField()), 0)
