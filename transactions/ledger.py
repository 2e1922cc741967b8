"""Sums of events by month, and of the rooms that are left: everything the market page adds up, in few queries.

What was known at a scope is what the months hold, less what happened or was entered later. The months come from an
tallies of its events and from the few events after them; what came later is little, and has indexes of its own.
"""
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Aggregate, Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value

from housing_portal.kit.scope import Scope
from housing_portal.registry.models import Building, Estate, PermitBuilding
from transactions.enums import (
    ENDED,
    MORTGAGES,
    RESIDENTIAL,
    UNFILED,
    ContractStatus,
    EventKind,
    PriceBasis,
    ResaleEventKind,
    ResaleStatus,
    RestrictionKind,
)
from transactions.models import (
    ContractEvent,
    ContractParty,
    EventTally,
    ExistingHomeContract,
    ExistingHomeParty,
    Room,
    RoomRestriction,
)
from transactions.models.contract import FULL_SHARE
from transactions.months import last_day, month_of
from transactions.querysets import BLOCKING

ZERO = Decimal("0.00")
COLUMNS = ("month", "kind", "was_filed", "is_residential")
NOT_RESTRICTED = (Value(False), Value(False), Value(False))
MOVING = (EventKind.FILE, EventKind.CHANGE, EventKind.CANCEL)  # what filings are made of
SELLING = (*MOVING, EventKind.SIGN, EventKind.VOID)  # and signings


@dataclass(frozen=True)
class Sales:
    """Homes (套), area (㎡) and money (元)."""

    sets: int = 0
    area: Decimal = ZERO
    amount: Decimal = ZERO

    def __add__(self, other: "Sales") -> "Sales":
        return Sales(self.sets + other.sets, self.area + other.area, self.amount + other.amount)

    def times(self, sign: int) -> "Sales":
        return Sales(self.sets * sign, self.area * sign, self.amount * sign)


@dataclass(frozen=True)
class Turnover:
    """Filed sales by (month, kind, residential)."""

    sums: dict[tuple[int, str, bool], Sales]

    def net(self, months: Iterable[int], *, homes: bool | None = None) -> Sales:
        """Return filings with changes, less cancellations, in the months of their days."""
        return self._added(months, MOVING, homes)

    def gross(self, months: Iterable[int]) -> Sales:
        return self._added(months, (EventKind.FILE,), None)

    def cancelled(self, months: Iterable[int]) -> Sales:
        """Return what ended in these months, as the negative numbers that events carry."""
        return self._added(months, (EventKind.CANCEL,), None)

    def _added(self, months: Iterable[int], kinds: Sequence[str], homes: bool | None) -> Sales:
        wanted, total = set(months), Sales()
        for (month, kind, residential), sales in self.sums.items():
            if month in wanted and kind in kinds and homes in (None, residential):
                total += sales
        return total


class Moved(NamedTuple):
    """What events of one kind add up to in a month."""

    month: int
    kind: str
    was_filed: bool
    residential: bool
    events: int
    sets: int
    area: Decimal
    amount: Decimal

    @property
    def files(self) -> bool:
        """Tell whether it moves the figures of filings."""
        return self.kind == EventKind.FILE or (self.was_filed and self.kind in MOVING)


def movements(scope: Scope, months: Sequence[int], kinds: Sequence[str]) -> list[Moved]:
    """Return what events added up to in ``months``, in the month of the as-of date only up to that day."""
    wanted, upto = Q(month__in=months, kind__in=kinds), EventTally.objects.last_event()
    events, end = ContractEvent.objects.filter(wanted), last_day(month_of(scope.as_of))
    entered_later = events.filter(recorded_at__gt=scope.cutoff, occurred_on__lte=scope.as_of)
    happened_later = events.filter(occurred_on__gt=scope.as_of, occurred_on__lte=end)
    parts = _tallied(upto).filter(wanted).union(
        # not only the wanted ones: few as they are, the database could otherwise look for them by their months
        _grouped(ContractEvent.objects.filter(pk__gt=upto), 1), _grouped(entered_later, -1),
        _grouped(happened_later, -1), all=True,
    )
    return [row for row in _signed(parts) if row.month in months and row.kind in kinds]


def turnover(scope: Scope, months: Sequence[int]) -> Turnover:
    """Return the filed sales of ``months``, of the month of the as-of date only up to that day."""
    return _gathered(movements(scope, months, MOVING))


def rest_of_month(scope: Scope, day: date) -> Turnover:
    """Return what was filed in the month of ``day`` after it, so that two years are compared to the same day."""
    rest = (day + timedelta(days=1), last_day(month_of(day)))
    events = ContractEvent.objects.filter(kind__in=MOVING, occurred_on__range=rest, recorded_at__lte=scope.cutoff)
    return _gathered(_signed(_grouped(events, 1)))


def _grouped(events: QuerySet, sign: int) -> QuerySet:
    return _summed(events, sign, Count("pk"))


def _tallied(upto: int) -> QuerySet:
    """Return what the events as far as ``upto`` add up to; it stays so when more are tallied meanwhile."""
    return _summed(EventTally.objects.filter(upto__lte=upto), 1, Sum("events"))


def _summed(rows: QuerySet, sign: int, number: Aggregate) -> QuerySet:
    sums = {f"sum_{name}": Sum(name) for name in ("sets", "area", "amount")}
    return rows.order_by().values_list(*COLUMNS).annotate(sign=Value(sign), number=number, **sums)


def _signed(rows: QuerySet) -> list[Moved]:
    return [Moved(*row[:4], *(row[4] * value for value in row[5:])) for row in rows]


def _gathered(rows: Iterable[Moved]) -> Turnover:
    found: dict[tuple[int, str, bool], Sales] = defaultdict(Sales)
    for row in rows:
        if row.files:
            found[row.month, row.kind, row.residential] += Sales(row.sets, row.area, row.amount)
    return Turnover(dict(found))


def first_filing(scope: Scope) -> date | None:
    """Return the day of the first filing that was known."""
    filed = ContractEvent.objects.filter(kind=EventKind.FILE).known(scope)
    return filed.order_by("occurred_on").values_list("occurred_on", flat=True).first()


def best_sellers(scope: Scope, since: date, most: int) -> list[tuple[str, int, Decimal]]:
    """Return (estate, its key, net area) of the estates that sold most since ``since``."""
    events = ContractEvent.objects.known(scope).filings().filter(occurred_on__gte=since)
    rows = events.order_by().values_list("contract__estate").annotate(sold=Sum("area"))
    sold = [(key, area) for key, area in rows.order_by("-sold", "contract__estate")[:most] if area > 0]
    return _named(sold)


def _named(areas: Sequence[tuple[int, Decimal]]) -> list[tuple[str, int, Decimal]]:
    """Return (estate, its key, area) for each (key, area): few are named, and none is sorted by its name."""
    estates = Estate.objects.filter(pk__in=[key for key, _ in areas]).order_by("pk")
    names = dict(estates.values_list("pk", "record_name"))
    return [(names[key], key, area) for key, area in areas]


# -- rooms that are left --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Left:
    """Rooms without a contract, summed up by what keeps them from being sold or lets them."""

    estate: int
    residential: bool
    permitted: bool
    blocked: bool
    unsellable: bool
    pledged: bool
    completed: bool
    sets: int
    area: Decimal

    @property
    def saleable(self) -> bool:
        return self.permitted and not self.blocked

    @property
    def pledged_stock(self) -> bool:
        """Tell whether it is mortgaged and may be sold with the creditor's consent: a part of the stock."""
        return self.saleable and self.pledged

    @property
    def held(self) -> bool:
        """Tell whether a court, a bank or an office keeps it from being sold: stated apart, not in stock."""
        return self.permitted and self.blocked and not self.unsellable

    @property
    def unsold_completed(self) -> bool:
        """Tell whether the statistics bureau counts it as 待售: completed and unsold, permit or not."""
        return self.completed and not self.unsellable


@dataclass(frozen=True)
class Stock:
    rows: Sequence[Left]

    def of(self, wanted: str, residential: bool | None = None) -> Sales:
        """Return sets and area of the rows that are ``wanted``: saleable, held, pledged_stock or unsold_completed."""
        rows = [row for row in self.rows if getattr(row, wanted) and residential in (None, row.residential)]
        return Sales(sum(row.sets for row in rows), sum((row.area for row in rows), ZERO))

    @property
    def pledged(self) -> Sales:
        return self.of("pledged_stock")

    def by_estate(self, most: int) -> list[tuple[str, int, Decimal]]:
        """Return (estate, its key, area) of the estates with the largest stock."""
        found: dict[int, Decimal] = defaultdict(lambda: ZERO)
        for row in self.rows:
            if row.saleable:
                found[row.estate] += row.area
        return _named(sorted(found.items(), key=lambda item: (-item[1], item[0]))[:most])


def stock(scope: Scope) -> Stock:
    """Return the rooms, permitted or completed, that no contract held at the end of the day, by what lies on them.

    Few of them are restricted, and few stand in buildings that are permitted in part: only those are asked one by one.
    The buildings are named, not described: the database would misjudge how few of their rooms are left.
    """
    restrictions = RoomRestriction.objects.in_force(scope)
    lying = restrictions.filter(room=OuterRef("pk"))
    covered, rooms = Exists(Room.objects.covering(scope)), Room.objects.free(scope).order_by()
    whole, part = buildings_on_sale(scope)
    clear = rooms.filter(~Exists(lying))
    return Stock([
        *_left(rooms.filter(pk__in=restrictions.order_by().values("room")), scope, covered,
               Exists(lying.filter(Q(kind__in=BLOCKING) | Q(creditor_consents=False))),
               Exists(lying.filter(kind=RestrictionKind.UNSELLABLE)), Exists(lying.filter(kind__in=MORTGAGES))),
        *_left(clear.filter(building__in=whole), scope, Value(True), *NOT_RESTRICTED),
        *_left(clear.filter(building__in=part), scope, covered, *NOT_RESTRICTED),
    ])


def buildings_on_sale(scope: Scope) -> tuple[set[int], set[int]]:
    """Return the buildings in which rooms may be left: those permitted as a whole; permitted in part or completed."""
    left = Exists(Room.objects.perhaps_free(scope).filter(building=OuterRef("pk")))
    found = dict(Building.objects.filter(left).order_by().values_list("pk", "completed_on"))
    permits = PermitBuilding.objects.in_force(scope.as_of, scope.cutoff).order_by()
    scopes = [(building, top) for building, top in permits.values_list("building", "up_to_floor") if building in found]
    whole = {building for building, top in scopes if top is None}
    completed = {building for building, on in found.items() if on is not None and on <= scope.as_of}
    return whole, ({building for building, _ in scopes} | completed) - whole


def _left(rooms: QuerySet, scope: Scope, *flags: Exists | Value) -> list[Left]:
    """Return ``rooms`` grouped by estate and use, and by what is known of all of them or found out of each."""
    named = dict(zip(("has_permit", "is_blocked", "is_unsellable", "is_pledged"), flags, strict=True))
    found = rooms.annotate(
        is_home=Q(use__in=RESIDENTIAL), **named,
        is_completed=Q(building__completed_on__isnull=False, building__completed_on__lte=scope.as_of),
    )
    grouped = found.values_list("building__estate", "is_home", *named, "is_completed")
    return [Left(*row) for row in grouped.annotate(sets=Count("pk"), sum_area=Sum("area_then"))]


# -- what must come out even ----------------------------------------------------------------------------


def events_out_of_step() -> QuerySet:
    """Return (contract number, contract) of those whose events do not add up to what the contract says now."""
    signing = Q(kind__in=(EventKind.SIGN, EventKind.CHANGE, EventKind.VOID, EventKind.CANCEL))
    filing = Q(kind=EventKind.FILE) | Q(was_filed=True, kind__in=(EventKind.CHANGE, EventKind.CANCEL))
    sums = {
        f"{name}_{column}": Sum(column, filter=which, default=nothing)
        for name, which in (("signed", signing), ("filed", filing))
        for column, nothing in (("sets", 0), ("area", ZERO), ("amount", ZERO))
    }
    filed = (ContractStatus.FILED, ContractStatus.CANCELLING, ContractStatus.TITLED)
    agrees = (_whole("signed") & (
        Q(contract__status__in=filed) & _whole("filed") | Q(contract__status__in=UNFILED) & _nothing("filed")
    )) | (Q(contract__status__in=ENDED) & _nothing("signed") & _nothing("filed"))
    rows = ContractEvent.objects.order_by().values_list("contract__contract_no", "contract").annotate(**sums)
    return rows.exclude(agrees).order_by("contract")


def tallies_out_of_step() -> list[tuple[int, str]]:
    """Return (month, kind) where the tallies together are not what the events as far as the last of them add up to."""
    upto = EventTally.objects.last_event()
    found = EventTally.objects.made_of(ContractEvent.objects.filter(pk__lte=upto), upto)
    right = {(row.month, row.kind, row.was_filed, row.is_residential, row.use, row.events, row.sets, row.area,
              row.amount) for row in found}
    return sorted({row[:2] for row in right ^ set(EventTally.objects.all_told())})


def _whole(name: str) -> Q:
    """What is sold is what is priced, or more of it where 套内面积 is priced; filings say what signings say."""
    priced = Q(signed_area=F("contract__area_priced")) | Q(
        contract__price_basis=PriceBasis.INNER, signed_area__gt=F("contract__area_priced")
    )
    whole = {"sets": 1, "area": F("signed_area"), "amount": F("contract__total_price")}
    return priced & Q(**{f"{name}_{column}": value for column, value in whole.items()})


def _nothing(name: str) -> Q:
    return Q(**{f"{name}_sets": 0, f"{name}_area": ZERO, f"{name}_amount": ZERO})


def resales_out_of_step() -> QuerySet:
    """Return (verification code, contract) of existing homes whose events do not add up to what the contract says."""
    signing = Q(events__kind__in=(ResaleEventKind.SIGN, ResaleEventKind.CANCEL))
    filing = Q(events__kind=ResaleEventKind.FILE) | Q(events__was_filed=True, events__kind=ResaleEventKind.CANCEL)
    sums = {
        f"{name}_{column}": Sum(f"events__{column}", filter=which, default=nothing)
        for name, which in (("signed", signing), ("filed", filing))
        for column, nothing in (("sets", 0), ("area", ZERO), ("amount", ZERO))
    }
    whole = {
        name: Q(**{f"{name}_sets": 1, f"{name}_area": F("area"), f"{name}_amount": F("total_price")})
        for name in ("signed", "filed")
    }
    agrees = (
        Q(status__in=(ResaleStatus.FILED, ResaleStatus.TRANSFERRED)) & whole["signed"] & whole["filed"]
        | Q(status=ResaleStatus.SIGNED) & whole["signed"] & _nothing("filed")
        | Q(status__in=(ResaleStatus.VERIFIED, ResaleStatus.CANCELLED)) & _nothing("signed") & _nothing("filed")
    )
    rows = ExistingHomeContract.objects.order_by().values_list("verify_code", "pk").annotate(**sums)
    return rows.exclude(agrees).order_by("pk")


def shares_not_whole() -> list[tuple[str, Decimal]]:
    """Return (contract number, per cent) where the buyers, or one side of an existing home, do not own 100 %."""
    buyers = ContractParty.objects.in_force().exclude(contract__status=ContractStatus.DRAFT).order_by()
    sides = ExistingHomeParty.objects.order_by()
    held = [
        buyers.values_list("contract__contract_no", "contract").annotate(held=Sum("share")),
        sides.values_list("contract__verify_code", "contract", "side").annotate(held=Sum("share")),
    ]
    return [(row[0], row[-1]) for rows in held for row in rows.exclude(held=FULL_SHARE)]
