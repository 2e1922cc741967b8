"""The state of a room: derived from four layers, stored nowhere, changed by nothing but its layers."""
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from housing_portal.kit import scope
from housing_portal.kit.figures import Ratio
from housing_portal.kit.scope import Scope
from housing_portal.registry.models import Building, PermitBuilding
from transactions.enums import MORTGAGES, SEALS, ContractLayer, RestrictionKind, RoomState
from transactions.models import Room, RoomRestriction

SOLD = frozenset({ContractLayer.SIGNED, ContractLayer.FILED, ContractLayer.TITLED})


@dataclass(frozen=True)
class Layers:
    """What the four layers say. ``liens`` are (kind, whether the creditor consents to a sale)."""

    standing: bool = True
    permitted: bool = True
    contract: str = ContractLayer.NONE
    liens: frozenset[tuple[str, bool]] = frozenset()

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(kind for kind, _consents in self.liens)

    @property
    def blocked(self) -> bool:
        """Tell whether something other than a seal keeps the room from being sold."""
        return any(kind not in SEALS and not (kind in MORTGAGES and consents) for kind, consents in self.liens)


def state_of(layers: Layers) -> RoomState:
    """Return what is shown: the first of the agreed order (dossier §3.4) that the layers bear out.

    A seal that waits counts as a seal: when the first one goes, the room is not free. Whoever may sell at all needs a
    permit, so a mortgage with consent only shows where there is one.
    """
    order = (
        (not layers.standing, RoomState.GONE),
        (layers.contract == ContractLayer.TITLED, RoomState.TITLED),
        (bool(layers.kinds & SEALS), RoomState.SEALED),
        (layers.contract == ContractLayer.FILED, RoomState.FILED),
        (layers.contract == ContractLayer.SIGNED, RoomState.SIGNED),
        (layers.blocked, RoomState.RESTRICTED),
        (not layers.permitted, RoomState.NOT_PERMITTED),
        (bool(layers.liens), RoomState.PLEDGED),
    )
    return next((state for holds, state in order if holds), RoomState.ON_SALE)


@dataclass(frozen=True)
class Card:
    """A room with what its layers say now; ``restrictions`` are those in force."""

    room: Room
    layers: Layers
    restrictions: Sequence[RoomRestriction] = ()

    @property
    def state(self) -> RoomState:
        return state_of(self.layers)

    @property
    def is_sold(self) -> bool:
        return self.layers.contract in SOLD

    @property
    def is_offered(self) -> bool:
        """Tell whether the room has come to market: sold, or covered by a permit."""
        return self.layers.standing and (self.is_sold or self.layers.permitted)


class Tally:
    """Rooms by state; 去化 is what was sold of what has come to market."""

    def __init__(self, cards: Iterable[Card]) -> None:
        cards = list(cards)
        self.states = Counter(card.state for card in cards)
        self.sold = sum(card.is_sold for card in cards)
        self.offered = sum(card.is_offered for card in cards)

    @property
    def rooms(self) -> int:
        return self.states.total() - self.states[RoomState.GONE]

    @property
    def share(self) -> Ratio:
        return Ratio(self.sold, self.offered)


def cards_of(rooms: Iterable[Room], at: Scope | None = None) -> list[Card]:
    """Return the rooms with their states, in two queries however many they are.

    The contract layer is the one of now; for a past day ask ``Room.objects.saleable``.
    """
    rooms, at = list(rooms), at or scope.current()
    tops, liens = _permitted_floors({room.building_id for room in rooms}, at), _liens(rooms, at)
    return [Card(room, _layers(room, tops, liens[room.pk], at), liens[room.pk]) for room in rooms]


def cards_by_building(buildings: Sequence[Building]) -> dict[int, list[Card]]:
    """Return the rooms of several buildings by the building's key, in three queries."""
    found: dict[int, list[Card]] = {building.pk: [] for building in buildings}
    for card in cards_of(Room.objects.filter(building__in=buildings).select_related("building")):
        found[card.room.building_id].append(card)
    return found


def card_of(room: Room) -> Card:
    """Return one room with its state."""
    return cards_of([room])[0]


def _permitted_floors(buildings: set[int], at: Scope) -> dict[int, list[int | None]]:
    """Return building → up to which floors its permits go; None means all."""
    covering = PermitBuilding.objects.in_force(at.as_of, at.cutoff).filter(building__in=buildings)
    tops: dict[int, list[int | None]] = defaultdict(list)
    for building, top in covering.values_list("building", "up_to_floor"):
        tops[building].append(top)
    return tops


def _liens(rooms: Sequence[Room], at: Scope) -> dict[int, list[RoomRestriction]]:
    found: dict[int, list[RoomRestriction]] = defaultdict(list)
    buildings = {room.building_id for room in rooms}
    # one room is asked for by its key, many by their buildings: a list of thousands of keys is no query
    which = {"room": rooms[0]} if len(rooms) == 1 else {"room__building__in": buildings}
    for lien in RoomRestriction.objects.in_force(at).filter(**which).order_by("from_on", "pk"):
        found[lien.room_id].append(lien)
    return found


def _layers(room: Room, tops: dict[int, list[int | None]], liens: Sequence[RoomRestriction], at: Scope) -> Layers:
    return Layers(
        standing=room.demolished_on is None or room.demolished_on > at.as_of,
        permitted=any(top is None or room.floor <= top for top in tops.get(room.building_id, ())),
        contract=room.contract_layer,
        liens=frozenset((RestrictionKind(lien.kind), lien.creditor_consents) for lien in liens),
    )
