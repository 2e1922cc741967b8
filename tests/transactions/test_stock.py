"""可售库存 of any past day, against a plain replay of the same facts."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import accumulate

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.scope import Scope
from housing_portal.registry.models import Building, SalePermit
from tests.transactions import builders
from transactions import ledger
from transactions.enums import ContractLayer
from transactions.models import ContractEvent, Room, RoomArea, RoomRestriction, SaleContract

pytestmark = pytest.mark.usefixtures("may_20")

FIRST = date(2026, 3, 1)
LAST = 20  # days after FIRST, the day of the latest fact
SETS = {"void": -1, "cancel": -1}  # what ends takes away


def day(n: int) -> date:
    return FIRST + timedelta(days=n)


def at(n: int) -> Scope:
    return Scope(day(n), clock.end_of(day(n)))


def free(*days: int) -> list[bool]:
    """Return for each day whether the only room is on sale."""
    return [Room.objects.saleable(at(n)).exists() for n in days]


def happen(room: Room, by: User, *turns: tuple[str, int, int]) -> None:
    """Write contracts with their events (kind, day, days until it was entered), and what they leave in the room."""
    for kind, on, delay in turns:
        if kind == "sign":
            contract = SaleContract.objects.create(
                kind="presale", room=room, estate=room.building.estate, building=room.building,
                seller=room.building.estate.developer, room_label=room.label, use=room.use, is_residential=True,
                contract_no=f"HT{SaleContract.objects.count():03}", status="voided", signed_on=day(on),
                ended_on=day(LAST), recorded_by=by, recorded_at=clock.end_of(day(on + delay)), buyer_names="周小静",
                **builders.terms(),
            )
        ContractEvent.objects.create(
            contract=contract, room=room, kind=kind, was_filed=kind == "cancel", occurred_on=day(on), month=202603,
            sale_kind="presale", is_residential=True, special="none", sets=SETS.get(kind, 1), area=Decimal(100),
            amount=Decimal(1),
            recorded_by=by, recorded_at=clock.end_of(day(on + delay)),
        )
        if kind in SETS:
            SaleContract.objects.filter(pk=contract.pk).update(ended_on=day(on))
    if turns and turns[-1][0] in ("sign", "file"):
        SaleContract.objects.filter(pk=contract.pk).update(status="signed", ended_on=None)
        Room.objects.filter(pk=room.pk).update(contract_layer=ContractLayer.SIGNED, free_until=contract.signed_on)


def restrict(room: Room, by: User, kind: str, start: int, end: int | None = None, **facts: object) -> None:
    released = {} if end is None else {
        "status": "released", "released_on": day(end), "released_at": clock.end_of(day(end)),
    }
    seal = {"authority": "法院", "case_no": "1"} if kind == "sealed" else {}
    RoomRestriction.objects.create(
        room=room, kind=kind, from_on=day(start), recorded_by=by, recorded_at=clock.end_of(day(start)),
        **{**seal, **released, **facts},
    )


def test_room_is_in_stock_from_the_permit_on(building: Building, clerk: User) -> None:
    builders.room(building)
    builders.permit(building, by=clerk, issued_on=day(5))
    assert free(4, 5, 6) == [False, True, True]


def test_room_leaves_with_the_signature_and_comes_back_with_the_end(room: Room, clerk: User) -> None:
    happen(room, clerk, ("sign", 3, 0), ("file", 4, 0), ("cancel", 8, 0))
    assert free(2, 3, 7, 8) == [True, False, False, True]


def test_of_two_contracts_on_one_day_the_one_entered_first_may_be_the_later(room: Room, clerk: User) -> None:
    """History comes in any order: the second sale is on record when the end of the first one is entered."""
    happen(room, clerk, ("sign", 5, 0))
    happen(room, clerk, ("sign", 1, 6), ("cancel", 5, 2))
    assert [Room.objects.saleable(Scope(day(n), clock.end_of(day(9)))).exists() for n in (0, 1, 4, 5, 6)] == [
        True, False, False, False, False
    ]


def test_late_entry_changes_nothing_that_was_reported(room: Room, clerk: User) -> None:
    happen(room, clerk, ("sign", 3, 2))
    known = [Room.objects.saleable(Scope(day(3), clock.end_of(day(n)))).exists() for n in (3, 4, 5)]
    assert known == [True, True, False]


def test_seal_takes_a_room_out_until_its_release(room: Room, clerk: User) -> None:
    restrict(room, clerk, "sealed", 3, 6)
    assert free(2, 3, 5, 6) == [True, False, False, True]


def test_release_entered_late_changes_nothing_that_was_reported(room: Room, clerk: User) -> None:
    restrict(room, clerk, "sealed", 3, 6)
    RoomRestriction.objects.update(released_at=clock.end_of(day(8)))
    known = [Room.objects.saleable(Scope(day(6), clock.end_of(day(n)))).exists() for n in (6, 7, 8)]
    assert known == [False, False, True]


def test_permit_ended_late_changes_nothing_that_was_reported(permit: SalePermit, room: Room) -> None:
    SalePermit.objects.filter(pk=permit.pk).update(status="revoked", ended_on=day(6), ended_at=clock.end_of(day(8)))
    known = [Room.objects.saleable(Scope(day(6), clock.end_of(day(n)))).exists() for n in (6, 7, 8)]
    assert known == [True, True, False]


def test_mortgage_counts_only_without_consent(room: Room, clerk: User) -> None:
    restrict(room, clerk, "cip_mortgage", 3, creditor_consents=True)
    restrict(room, clerk, "land_mortgage", 5)
    assert free(2, 3, 5) == [True, True, False]


def test_rooms_that_are_not_for_sale_are_no_stock(room: Room, clerk: User) -> None:
    restrict(room, clerk, "unsellable", 3, 9, unsellable_reason="show_flat")
    assert free(2, 3, 9) == [True, False, True]


def test_permit_up_to_a_floor_leaves_the_floors_above(building: Building, clerk: User) -> None:
    builders.permit(building, by=clerk, up_to_floor=16)
    low, _high = builders.room(building, "1601", 16), builders.room(building, "1701", 17)
    assert list(Room.objects.saleable(at(1))) == [low]


def test_revoked_permit_keeps_the_days_before(building: Building, permit: SalePermit, room: Room) -> None:
    SalePermit.objects.filter(pk=permit.pk).update(status="revoked", ended_on=day(6), ended_at=clock.end_of(day(6)))
    assert free(5, 6) == [True, False]


def test_suspended_permit_is_still_stock(building: Building, permit: SalePermit, room: Room) -> None:
    SalePermit.objects.filter(pk=permit.pk).update(status="suspended")
    assert free(6) == [True]


def test_room_that_perished_was_stock_before(room: Room) -> None:
    Room.objects.filter(pk=room.pk).update(demolished_on=day(6))
    assert free(5, 6) == [True, False]


def test_demolition_entered_late_changes_nothing_that_was_reported(room: Room) -> None:
    Room.objects.filter(pk=room.pk).update(demolished_on=day(6), demolished_at=clock.end_of(day(8)))
    known = [Room.objects.saleable(Scope(day(6), clock.end_of(day(n)))).exists() for n in (6, 7, 8)]
    assert known == [True, True, False]


# -- areas of that day ------------------------------------------------------------------------------------


def area(room: Room, by: User, size: int, entered: int, surveyed: int | None = None) -> None:
    RoomArea.objects.create(
        room=room, area=Decimal(size), is_measured=surveyed is not None, recorded_by=by,
        recorded_at=clock.end_of(day(entered)), surveyed_on=None if surveyed is None else day(surveyed),
    )
    Room.objects.filter(pk=room.pk).update(area=Decimal(size), is_measured=surveyed is not None)


def size(on: int, known: int) -> Decimal | None:
    """Return the area of the stock of day ``on`` as it was known at the end of day ``known``, said in both ways."""
    scope = Scope(day(on), clock.end_of(day(known)))
    found = ledger.stock(scope).of("saleable").area
    assert found == (Room.objects.saleable(scope).stock()["stock_area"] or 0)
    return found


def test_a_survey_does_not_reach_back(room: Room, clerk: User) -> None:
    area(room, clerk, 100, 1)
    area(room, clerk, 103, 9, surveyed=5)
    assert [size(n, LAST) for n in (0, 4, 5, LAST)] == [100, 100, 103, 103]


def test_a_survey_entered_late_changes_nothing_that_was_reported(room: Room, clerk: User) -> None:
    area(room, clerk, 100, 1)
    area(room, clerk, 103, 9, surveyed=5)
    assert [size(5, n) for n in (5, 8, 9)] == [100, 100, 103]


def test_of_two_surveys_the_day_has_its_own(room: Room, clerk: User) -> None:
    area(room, clerk, 100, 1)
    area(room, clerk, 103, 4, surveyed=3)
    area(room, clerk, 102, 8, surveyed=7)
    assert [size(n, LAST) for n in (2, 3, 6, 7)] == [100, 103, 103, 102]


def test_a_room_is_stock_from_its_entry_on(room: Room, clerk: User) -> None:
    area(room, clerk, 100, 4)
    assert [size(3, n) for n in (3, 4)] == [0, 100]


# -- any history, any day ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class History:
    """The facts of one room, in days after FIRST.

    ``turns`` are (kind, day, delay), ``liens`` (kind, from, to, consent).
    """

    floor: int
    turns: tuple[tuple[str, int, int], ...]
    liens: tuple[tuple[str, int, int | None, bool], ...]
    gone: int | None


days = st.integers(0, LAST)
later = st.none() | days


@st.composite
def histories(draw: st.DrawFn) -> History:
    when = sorted(draw(st.lists(days, max_size=5)))
    kinds = ("sign", "void", "sign", "cancel", "sign")
    entered = accumulate((on + draw(st.integers(0, 4)) for on in when), max)  # no end before its beginning
    turns = tuple((kind, on, at - on) for kind, on, at in zip(kinds, when, entered, strict=False))
    kind = st.sampled_from(["sealed", "cip_mortgage", "unsellable", "restricted"])
    lien = st.tuples(kind, days, later, st.booleans())
    liens = tuple(
        (kind, start, end if end is None or end >= start else None, consents and kind == "cip_mortgage")
        for kind, start, end, consents in draw(st.lists(lien, max_size=2))
    )
    return History(draw(st.sampled_from([-1, 16, 17])), turns, liens, draw(later))


def replay(history: History, n: int, cutoff: datetime, permit: tuple[int, int | None, int | None]) -> bool:
    """Say in plain words whether the room was on sale at the end of day ``n``, as known at ``cutoff``."""
    issued, ended, top = permit
    covered = issued <= n and (ended is None or ended > n) and (top is None or history.floor <= top)
    known = clock.end_of(day(issued)) <= cutoff
    turns = [kind for kind, on, delay in history.turns if on <= n and clock.end_of(day(on + delay)) <= cutoff]
    held = bool(turns) and turns[-1] == "sign"
    stopped = any(
        start <= n and (end is None or end > n) and not consents and clock.end_of(day(start)) <= cutoff
        for _kind, start, end, consents in history.liens
    )
    standing = history.gone is None or history.gone > n
    return covered and known and standing and not held and not stopped


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rooms=st.lists(histories(), min_size=1, max_size=3), n=days, known=st.integers(0, 3),
    permit=st.tuples(st.integers(0, 8), later, st.sampled_from([None, 16])),
)
def test_stock_of_any_day_is_what_a_replay_finds(
    building: Building, clerk: User, rooms: Sequence[History], n: int, known: int,
    permit: tuple[int, int | None, int | None],
) -> None:
    issued, ended, top = permit
    permit = (issued, ended if ended is None or ended >= issued else None, top)
    cutoff = clock.end_of(day(n + known))
    with transaction.atomic():
        made = _make(building, clerk, rooms, permit)
        scope = Scope(day(n), cutoff)
        found = set(Room.objects.saleable(scope).values_list("pk", flat=True))
        summed = ledger.stock(scope).of("saleable").sets
        expected = {pk for pk, history in made.items() if replay(history, n, cutoff, permit)}
        transaction.set_rollback(True)
    assert (found, summed) == (expected, len(expected))


def _make(
    building: Building, by: User, rooms: Sequence[History], permit: tuple[int, int | None, int | None]
) -> dict[int, History]:
    issued, ended, top = permit
    row = builders.permit(building, by=by, issued_on=day(issued), up_to_floor=top)
    if ended is not None:
        SalePermit.objects.filter(pk=row.pk).update(
            status="revoked", ended_on=day(ended), ended_at=clock.end_of(day(ended))
        )
    made = {}
    for number, history in enumerate(rooms):
        gone = None if history.gone is None else day(history.gone)
        room = builders.room(building, f"{number}01", history.floor, demolished_on=gone)
        happen(room, by, *history.turns)
        for kind, start, end, consents in history.liens:
            reason = {"unsellable_reason": "kept"} if kind == "unsellable" else {}
            restrict(room, by, kind, start, end, creditor_consents=consents, **reason)
        made[room.pk] = history
    return made
