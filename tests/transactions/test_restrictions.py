"""Seals, mortgages and other restrictions: laid, renewed, released, waiting."""
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.registry.models import Building
from tests.transactions import builders
from transactions.enums import RoomState
from transactions.models import Room, RoomRestriction
from transactions.rooms import card_of
from transactions.services.restrictions import (
    next_waiting,
    release_restriction,
    renew_restriction,
    restrict_rooms,
    seal_from_waiting,
)

pytestmark = pytest.mark.usefixtures("may_20")

DAY = date(2026, 1, 5)
Lay = Callable[..., RoomRestriction]
COURT = {"authority": "云岭县人民法院", "case_no": "（2026）云执12号"}


@pytest.fixture
def lay(clerk: User, room: Room) -> Lay:
    def make(kind: str = "sealed", on: date = DAY, **facts: object) -> RoomRestriction:
        given = COURT if kind in ("sealed", "pre_sealed", "waiting_seal") else {}
        return restrict_rooms(actor=clerk, rooms=[room], kind=kind, from_on=on, **{**given, **facts})[0]

    return make


def refused(error: pytest.ExceptionInfo[ServiceError]) -> dict[str, list[str]]:
    return error.value.message_dict


def test_several_rooms_are_restricted_at_once(clerk: User, building: Building) -> None:
    rooms = [builders.room(building, f"150{n}") for n in (1, 2, 3)]
    laid = restrict_rooms(actor=clerk, rooms=rooms, kind="restricted", from_on=DAY, authority="云岭县住建局")
    assert [(lien.room, lien.kind) for lien in laid] == [(room, "restricted") for room in rooms]


@pytest.mark.parametrize(
    ("kind", "facts", "expected"),
    [
        ("sealed", {"authority": "", "case_no": ""},
         {"authority": ["查封、预查封、轮候查封须填写法院。"], "case_no": ["查封、预查封、轮候查封须填写案号。"]}),
        ("unsellable", {}, {"unsellable_reason": ["不可售的须选择原因。"]}),
        ("restricted", {"unsellable_reason": "kept"},
         {"unsellable_reason": ["只有“不可售”才填不可售原因，请清空或改选类型。"]}),
        ("cip_mortgage", {}, {"creditor": ["抵押须填写抵押权人。"]}),
        ("restricted", {"creditor_consents": True}, {"creditor_consents": ["只有抵押才有“抵押权人同意销售”。"]}),
        ("restricted", {"until_on": date(2026, 1, 4)}, {"until_on": ["期限止早于起始日期，请核对。"]}),
        ("waiting_seal", {}, {"kind": ["7#楼1单元1502没有生效的查封，不需要轮候，请登记为查封。"]}),
    ],
)
def test_each_kind_needs_its_facts(
    lay: Lay, kind: str, facts: dict[str, object], expected: dict[str, list[str]]
) -> None:
    with pytest.raises(ServiceError) as error:
        lay(kind, **facts)
    assert (refused(error), RoomRestriction.objects.count()) == (expected, 0)


def test_second_seal_waits(lay: Lay) -> None:
    lay()
    with pytest.raises(ServiceError) as error:
        lay("pre_sealed")
    assert refused(error) == {"kind": [
        "7#楼1单元1502已有查封（云岭县人民法院 （2026）云执12号，2026-01-05 起），后来的请登记为轮候查封。"
    ]}
    assert lay("waiting_seal").kind == "waiting_seal"


def test_day_after_today_is_refused(lay: Lay) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(ServiceError) as error:
        lay(on=tomorrow)
    assert refused(error) == {"from_on": [f"{tomorrow} 晚于今天，请填写今天或以前的日期。"]}


def test_expiry_releases_nothing(lay: Lay, room: Room) -> None:
    lay(until_on=date(2026, 1, 6))
    assert card_of(room).state == RoomState.SEALED


def test_renewal_follows_without_a_gap(clerk: User, lay: Lay, room: Room) -> None:
    old = lay(until_on=date(2026, 2, 1))
    new = renew_restriction(actor=clerk, restriction=old, from_on=date(2026, 1, 30), until_on=date(2027, 1, 29),
                            document_no="（2026）云执12号之一")
    old.refresh_from_db()
    assert (old.status, old.released_on, new.renews, new.case_no) == (
        "renewed", date(2026, 1, 30), old, "（2026）云执12号"
    )
    assert card_of(room).restrictions == [new]


def test_what_has_ended_is_not_touched_again(clerk: User, lay: Lay) -> None:
    lien = lay()
    release_restriction(actor=clerk, restriction=lien, released_on=date(2026, 1, 9), document_no="解 1")
    with pytest.raises(ServiceError) as error:
        release_restriction(actor=clerk, restriction=lien, released_on=date(2026, 1, 9), document_no="解 2")
    assert error.value.messages == ["这条限制已解除（2026-01-09），不能再办理；请刷新页面查看。"]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"document_no": " "}, {"document_no": ["请填写解除限制的文书号。"]}),
        ({"released_on": date(2026, 1, 4)}, {"released_on": ["2026-01-04 早于起始日期 2026-01-05，请核对。"]}),
    ],
)
def test_release_needs_its_document_and_day(
    clerk: User, lay: Lay, facts: dict[str, object], expected: dict[str, list[str]]
) -> None:
    given = {"released_on": date(2026, 1, 9), "document_no": "解 1", **facts}
    with pytest.raises(ServiceError) as error:
        release_restriction(actor=clerk, restriction=lay(), **given)
    assert refused(error) == expected


def test_waiting_seal_steps_in_by_a_clerk_alone(clerk: User, lay: Lay, room: Room) -> None:
    first, second, third = lay(), lay("waiting_seal", case_no="13"), lay("waiting_seal", case_no="14")
    with pytest.raises(ServiceError) as error:
        seal_from_waiting(actor=clerk, restriction=second, from_on=DAY)
    assert error.value.messages == ["在先的查封（云岭县人民法院 （2026）云执12号）尚未解除，轮候查封不能生效。"]
    release_restriction(actor=clerk, restriction=first, released_on=date(2026, 1, 9), document_no="解 1")
    assert (next_waiting(room), card_of(room).state) == (second, RoomState.SEALED)
    seal = seal_from_waiting(actor=clerk, restriction=second, from_on=date(2026, 1, 9))
    second.refresh_from_db()
    assert (seal.kind, seal.case_no, seal.renews, second.status) == ("sealed", "13", second, "renewed")
    assert next_waiting(room) == third


def test_only_a_waiting_seal_steps_in(clerk: User, lay: Lay) -> None:
    with pytest.raises(ServiceError) as error:
        seal_from_waiting(actor=clerk, restriction=lay(), from_on=DAY)
    assert error.value.messages == ["只有轮候查封才能转为查封。"]


def test_auditor_restricts_nothing(auditor: User, room: Room) -> None:
    with pytest.raises(ServiceError):
        restrict_rooms(actor=auditor, rooms=[room], kind="restricted", from_on=DAY)
    assert RoomRestriction.objects.count() == 0
