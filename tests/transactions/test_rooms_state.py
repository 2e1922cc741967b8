"""The shown state of a room, from all combinations of its four layers that matter."""
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from housing_portal.accounts.models import User
from housing_portal.kit import clock, scope
from housing_portal.registry.models import Building, SalePermit
from tests.transactions import builders
from transactions.enums import ContractLayer, RestrictionKind, RoomState
from transactions.models import Room
from transactions.rooms import Layers, Tally, card_of, cards_by_building, cards_of, state_of
from transactions.services.restrictions import restrict_rooms

pytestmark = pytest.mark.usefixtures("may_20")

SEAL, WAITING = (RestrictionKind.SEALED, False), (RestrictionKind.WAITING_SEAL, False)
PRE_SEAL, LIMIT = (RestrictionKind.PRE_SEALED, False), (RestrictionKind.ADMINISTRATIVE, False)
AGREED, REFUSED = (RestrictionKind.BUILDING_MORTGAGE, True), (RestrictionKind.LAND_MORTGAGE, False)
UNSELLABLE, OBJECTION = (RestrictionKind.UNSELLABLE, False), (RestrictionKind.OBJECTION, False)
NONE, SIGNED = ContractLayer.NONE, ContractLayer.SIGNED
FILED, TITLED = ContractLayer.FILED, ContractLayer.TITLED


@pytest.mark.parametrize(
    ("contract", "permitted", "liens", "shown"),
    [
        (NONE, True, (), "可售"), (NONE, False, (), "未许可"),
        (NONE, True, (AGREED,), "抵押可售"), (NONE, False, (AGREED,), "未许可"),
        (NONE, True, (REFUSED,), "限制"), (NONE, False, (REFUSED,), "限制"),
        (NONE, True, (AGREED, REFUSED), "限制"),
        (NONE, True, (LIMIT,), "限制"), (NONE, True, (UNSELLABLE,), "限制"), (NONE, True, (OBJECTION,), "限制"),
        (NONE, True, (SEAL,), "查封"), (NONE, False, (SEAL,), "查封"), (NONE, True, (PRE_SEAL,), "查封"),
        (NONE, True, (WAITING,), "查封"), (NONE, True, (AGREED, SEAL), "查封"),
        (SIGNED, True, (), "已网签"), (SIGNED, False, (), "已网签"), (SIGNED, True, (LIMIT,), "已网签"),
        (SIGNED, True, (REFUSED,), "已网签"), (SIGNED, True, (SEAL,), "查封"),
        (FILED, True, (), "已备案"), (FILED, True, (AGREED,), "已备案"), (FILED, False, (SEAL, WAITING), "查封"),
        (TITLED, True, (), "已办产权"), (TITLED, False, (SEAL, LIMIT), "已办产权"),
    ],
)
def test_first_layer_that_speaks_is_shown(
    contract: str, permitted: bool, liens: tuple[tuple[str, bool], ...], shown: str
) -> None:
    state = state_of(Layers(contract=contract, permitted=permitted, liens=frozenset(liens)))
    assert state.label == shown


@pytest.mark.parametrize("contract", ContractLayer.values)
def test_what_is_gone_is_nothing_else(contract: str) -> None:
    assert state_of(Layers(standing=False, contract=contract, liens=frozenset({SEAL}))) == RoomState.GONE


def test_every_state_has_its_own_mark() -> None:
    marks = [state.mark for state in RoomState]
    assert (len(set(marks)), {len(mark) for mark in marks}) == (len(RoomState), {1})


def test_layers_are_read_from_the_records(building: Building, permit: SalePermit, room: Room, clerk: User) -> None:
    bank = builders.organization("云岭县农商银行", "bank")
    restrict_rooms(actor=clerk, rooms=[room], kind="cip_mortgage", from_on=date(2025, 1, 2), creditor=bank,
                   creditor_consents=True)
    card = card_of(room)
    assert (card.layers.liens, card.state) == (frozenset({AGREED}), RoomState.PLEDGED)
    before = scope.current(date(2025, 1, 1))
    assert cards_of([room], before)[0].state == RoomState.ON_SALE
    assert cards_of([room], scope.current(date(2024, 1, 9)))[0].state == RoomState.NOT_PERMITTED


def test_permit_ends_at_its_floor(building: Building, clerk: User) -> None:
    builders.permit(building, by=clerk, up_to_floor=16)
    rooms = [builders.room(building, f"{floor}01", floor) for floor in (-1, 16, 17)]
    assert [card.state.label for card in cards_of(rooms)] == ["可售", "可售", "未许可"]


def test_building_costs_three_questions_however_full(building: Building, permit: SalePermit, clerk: User) -> None:
    rooms = [builders.room(building, f"{floor}0{n}", floor) for floor in range(1, 6) for n in range(1, 5)]
    restrict_rooms(actor=clerk, rooms=rooms[:4], kind="restricted", from_on=clock.today())
    with CaptureQueriesContext(connection) as asked:
        cards = cards_by_building([building])[building.pk]
    assert (len(asked), len(cards)) == (3, 20)
    assert Tally(cards).states == {RoomState.ON_SALE: 16, RoomState.RESTRICTED: 4}


def test_share_sold_is_of_what_has_come_to_market(building: Building, clerk: User) -> None:
    builders.permit(building, by=clerk, up_to_floor=2)
    layers = [(1, FILED), (1, SIGNED), (2, NONE), (3, NONE)]
    rooms = [builders.room(building, f"{n}01", floor, contract_layer=layer) for n, (floor, layer) in enumerate(layers)]
    gone = builders.room(building, "901", 2, demolished_on=date(2026, 1, 5))
    tally = Tally(cards_of([*rooms, gone]))
    assert (tally.rooms, tally.sold, tally.offered, tally.share.percent) == (4, 2, 3, Decimal("66.67"))
