"""One room, many clerks: one contract, and a sentence for everybody else."""
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial

import pytest
from django.db.models import QuerySet

from housing_portal.accounts.models import User
from housing_portal.journal.services import take_number
from tests.concurrency.conftest import Meeting
from tests.material import pdf_bytes
from tests.races import Deed, at_once
from tests.transactions import builders
from transactions.enums import ContractLayer, ContractStatus, EndReason, EventKind
from transactions.models import ContractEvent, Room, SaleContract
from transactions.services import changes, contracts, endings, filing
from transactions.services.buyers import in_force

CLERKS = 20
TODAY = date(2026, 5, 20)  # as the meetings of this folder have it
TAKEN = "这户已有有效合同 6207992026052000001（已签未备案，买受人 周*静），须先撤销或注销才能再次签约。"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room(clerk: User) -> Room:
    building = builders.building(builders.estate())
    builders.permit(building, by=clerk)
    return builders.room(building)


def signings(room: Room, clerk: User, people: int) -> list[Deed]:
    """Return the signings of ``people`` drafts on one room."""
    drafts = [builders.drafted(room, clerk) for _one in range(people)]
    return [partial(contracts.sign_contract, actor=clerk, contract=draft, reason="未实行一房一价") for draft in drafts]


def held(room: Room) -> tuple[int, int, str]:
    """Return the live contracts of a room, its events, and its layer."""
    live = SaleContract.objects.live().filter(room=room).count()
    return live, ContractEvent.objects.filter(room=room).count(), Room.objects.get(pk=room.pk).contract_layer


def test_twenty_clerks_sign_one_room(room: Room, clerk: User) -> None:
    assert at_once(*signings(room, clerk, CLERKS)) == ["", *[TAKEN] * (CLERKS - 1)]
    assert held(room) == (1, 1, ContractLayer.SIGNED)


@pytest.mark.usefixtures("no_locks")
def test_without_the_lock_the_constraint_still_holds_and_says_so(
    room: Room, clerk: User, meeting: Meeting
) -> None:
    """Both have found the room free before either writes. Of two days, so that their numbers do not collide."""
    drafts = [builders.drafted(room, clerk, on=on) for on in (TODAY, date(2026, 5, 19))]
    meeting(SaleContract)
    answers = at_once(*(
        partial(contracts.sign_contract, actor=clerk, contract=draft, reason="未实行一房一价") for draft in drafts
    ))
    number = SaleContract.objects.live().get().contract_no
    assert answers == ["", TAKEN.replace("6207992026052000001", number)]
    assert held(room) == (1, 1, ContractLayer.SIGNED)


@pytest.fixture
def chiefs(person: Callable[..., User]) -> list[User]:
    return [person("chief"), person("chief")]


def test_two_chiefs_file_one_contract(room: Room, clerk: User, chiefs: list[User], meeting: Meeting) -> None:
    contract = filing.submit_filing(actor=clerk, contract=builders.signed(room, clerk))
    meeting(SaleContract)
    deeds = [partial(filing.file_contract, actor=chief, contract=contract) for chief in chiefs]
    assert at_once(*deeds) == [
        "", "当前状态是“已备案”，不能“备案”（须为：备案审核中）。请刷新页面查看最新状态。"
    ]
    assert ContractEvent.objects.filter(kind=EventKind.FILE).count() == 1
    assert SaleContract.objects.get().filing_no == "620799BA2026000001"


def test_a_contract_is_not_changed_while_it_ends(
    room: Room, clerk: User, chiefs: list[User], meeting: Meeting
) -> None:
    contract = endings.request_cancel(
        actor=clerk, contract=builders.filed(room, clerk, chiefs[0]), end_reason=EndReason.AGREED, reason="协商",
        evidence=[("申请.pdf", pdf_bytes("申请"))],
    )
    meeting(SaleContract)
    answers = at_once(
        partial(endings.approve_cancel, actor=chiefs[1], contract=contract),
        partial(endings.refuse_cancel, actor=chiefs[0], contract=contract, reason="缺签字"),
    )
    stored = SaleContract.objects.get()
    went = {
        ContractStatus.CANCELLED: "当前状态是“已注销”，不能“不予注销”（须为：注销审核中）。请刷新页面查看最新状态。",
        ContractStatus.FILED: "当前状态是“已备案”，不能“同意注销”（须为：注销审核中）。请刷新页面查看最新状态。",
    }
    assert answers == ["", went[stored.status]]


def test_a_change_and_a_void_at_once(room: Room, clerk: User, meeting: Meeting) -> None:
    contract = builders.signed(room, clerk)
    change = partial(
        changes.change_contract, actor=clerk, contract=contract, buyers=[builders.buyer("李大山", 2)],
        terms=builders.terms(), changed_on=TODAY, reason="换人", evidence=[("协议.pdf", pdf_bytes("协议"))],
    )
    void = partial(
        endings.void_contract, actor=clerk, contract=contract, end_reason=EndReason.AGREED, reason="协商"
    )
    meeting(SaleContract)
    answers = at_once(change, void)
    stored = SaleContract.objects.get()
    late = "当前状态是“网签已撤销”，不能变更（须为：已签未备案、备案退回、已备案）。"
    assert (answers, stored.version) in [(["", ""], 2), (["", late], 1)]
    assert (stored.status, [party.version for party in in_force(stored)]) == (
        ContractStatus.VOIDED, [stored.version]
    )
    assert sum(ContractEvent.objects.values_list("amount", flat=True).order_by("pk")) == 0


@pytest.fixture
def meeting_after_the_first_lock(monkeypatch: pytest.MonkeyPatch, patience: float) -> None:
    """Let each thread hold its first lock until the other has one too, or stands at it."""
    place, locks, lock = threading.Barrier(2), Counter(), QuerySet.select_for_update

    def wait(rows: QuerySet, **options: object) -> QuerySet:
        locks[threading.get_ident()] += 1
        if locks[threading.get_ident()] == 2:
            with suppress(threading.BrokenBarrierError):
                place.wait(patience)
        return lock(rows, **options)

    monkeypatch.setattr(QuerySet, "select_for_update", wait)


def test_two_drafts_exchange_their_rooms(
    room: Room, clerk: User, request: pytest.FixtureRequest
) -> None:
    rooms = [room, builders.room(room.building, "1503")]
    drafts = [builders.drafted(one, clerk) for one in rooms]
    request.getfixturevalue("meeting_after_the_first_lock")
    assert at_once(*(
        partial(
            contracts.amend_draft, actor=clerk, contract=draft, room=other, buyers=[builders.buyer()],
            terms=builders.terms(), signed_on=TODAY,
        )
        for draft, other in zip(drafts, reversed(rooms), strict=True)
    )) == ["", ""]
    assert list(SaleContract.objects.order_by("pk").values_list("room", flat=True)) == [rooms[1].pk, rooms[0].pk]


def test_two_takers_get_two_numbers() -> None:
    taken: list[int] = []

    def take() -> None:
        taken.append(take_number(prefix="网签20260520", year=2026))

    assert at_once(*[take] * 8) == [""] * 8
    assert sorted(taken) == list(range(1, 9))
