"""What the records know about the rooms of a file, fetched in a few queries however long the file is."""
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

from django.db.models import QuerySet

from housing_portal.kit.secrecy import blind_indexes
from housing_portal.registry.enums import OrganizationKind
from housing_portal.registry.models import Building, Estate, Organization, PermitBuilding
from transactions.enums import ContractStatus, PriceStatus
from transactions.imports.among import in_parts
from transactions.imports.contracts_sheet import Statement, folded
from transactions.models import ContractParty, PriceFiling, Room, RoomPrice, RoomRestriction, SaleContract

Door = tuple[int, str, str]


@dataclass
class Known:
    """Look-ups by what a file states. Rooms bring building, estate and developer."""

    estates: dict[str, Estate] = field(default_factory=dict)
    buildings: dict[tuple[int, str], Building] = field(default_factory=dict)
    rooms: dict[Door, Room] = field(default_factory=dict)
    banks: dict[str, Organization] = field(default_factory=dict)
    permits: dict[int, list[PermitBuilding]] = field(default_factory=lambda: defaultdict(list))
    restrictions: dict[int, list[RoomRestriction]] = field(default_factory=lambda: defaultdict(list))
    prices: dict[int, list[RoomPrice]] = field(default_factory=lambda: defaultdict(list))
    contracts: dict[int, list[SaleContract]] = field(default_factory=lambda: defaultdict(list))
    by_number: dict[str, SaleContract] = field(default_factory=dict)
    buyers: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    filing_numbers: set[str] = field(default_factory=set)
    priced_estates: frozenset[int] = frozenset()

    def building_of(self, values: Any) -> Building | None:
        estate = self.estates.get(folded(values["estate"]))
        return estate and self.buildings.get((estate.pk, folded(values["building"])))

    def room_of(self, values: Any) -> Room | None:
        building = self.building_of(values)
        return building and self.rooms.get((building.pk, section(values.get("section")), folded(values["number"])))

    def price_on(self, room: int, on: date) -> RoomPrice | None:
        """Return the price on file on a day: the highest version of those filed by then."""
        return next((price for price in self.prices.get(room, ()) if price.filing.filed_on <= on), None)

    def restrictions_on(self, room: int, on: date) -> list[RoomRestriction]:
        found = self.restrictions.get(room, ())
        return [one for one in found if one.from_on <= on and (one.released_on is None or one.released_on > on)]


def section(stated: object) -> str:
    """Return a section as it is compared: 1单元 and 1 are the same."""
    return folded(stated).removesuffix("单元") if stated else ""


def look_up(found: Sequence[Statement]) -> Known:
    """Fetch everything that the contracts of a file are judged by."""
    known = Known()
    _places(known, [one.values for one in found if one.values["estate"] and one.values["building"]])
    rooms = sorted({room.pk for one in found if _has_door(one) and (room := known.room_of(one.values))})
    _circumstances(known, rooms)
    _contracts(known, rooms, found)
    return known


def _has_door(one: Statement) -> bool:
    return all(one.values[key] for key in ("estate", "building", "number"))


def _places(known: Known, stated: Sequence[Any]) -> None:
    wanted = {(folded(values["estate"]), folded(values["building"])) for values in stated}
    names = {name for name, _ in wanted}
    for estate in Estate.objects.current().select_related("developer"):
        if (name := folded(estate.record_name)) in names:
            known.estates[name] = estate
    of_pk = {estate.pk: estate for estate in known.estates.values()}
    for building in _each(Building.objects.current(), "estate", list(of_pk)):
        estate = of_pk[building.estate_id]
        key = (folded(estate.record_name), folded(building.number))
        if key in wanted:
            building.estate = estate
            known.buildings[estate.pk, key[1]] = building
    by_pk = {building.pk: building for building in known.buildings.values()}
    for room in _each(Room.objects.all(), "building", list(by_pk)):
        room.building = by_pk[room.building_id]
        known.rooms[room.building_id, section(room.section), folded(room.number)] = room
    for scope in _each(PermitBuilding.objects.select_related("permit"), "building", list(by_pk)):
        known.permits[scope.building_id].append(scope)
    for bank in Organization.objects.current().filter(roles__kind=OrganizationKind.BANK):
        known.banks |= {folded(name): bank for name in (bank.name, bank.short_name) if name}


def _circumstances(known: Known, rooms: Sequence[int]) -> None:
    for one in _each(RoomRestriction.objects.select_related("creditor"), "room", rooms):
        known.restrictions[one.room_id].append(one)
    for price in _each(RoomPrice.objects.in_force().select_related("filing"), "room", rooms):
        known.prices[price.room_id].append(price)
    filed = PriceFiling.objects.filter(status=PriceStatus.FILED)
    known.priced_estates = frozenset(filed.values_list("estate", flat=True))


def _contracts(known: Known, rooms: Sequence[int], found: Sequence[Statement]) -> None:
    signed = SaleContract.objects.exclude(status=ContractStatus.DRAFT)
    for contract in _each(signed, "room", rooms):
        known.contracts[contract.room_id].append(contract)
    numbers = [one.values["contract_no"] for one in found if one.values["contract_no"]]
    for contract in _each(signed, "contract_no", numbers):
        known.by_number[contract.contract_no] = contract
    pks = [contract.pk for contract in known.by_number.values()]
    for contract, index in _each(
        ContractParty.objects.in_force().values_list("contract", "identity_index"), "contract", pks
    ):
        known.buyers[contract].add(index)
    filings = [one.values["filing_no"] for one in found if one.values.get("filing_no")]
    known.filing_numbers = set(_each(signed.values_list("filing_no", flat=True), "filing_no", filings))


def same_people(numbers: Iterable[str], stored: set[str]) -> bool:
    """Return whether these document numbers have exactly the stored indices, each by the key of its day."""
    found = [stored.intersection(blind_indexes("identity", number)) for number in numbers]
    return all(found) and set().union(*found) == stored


def _each(rows: QuerySet, column: str, keys: Sequence[Any]) -> Iterator[Any]:
    return chain.from_iterable(in_parts(rows, column, keys))
