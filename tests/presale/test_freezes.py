"""Freezes: they hold from the first entry on, and two persons alone let go; those in line step in by themselves."""
from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from presale.enums import EntryKind, FreezeStatus
from presale.filters.freezes import FreezeFilter
from presale.models import EscrowAccount, Freeze
from presale.services import endings, freezes
from presale.services.position import frozen, position
from tests.conftest import Window
from tests.material import pdf_bytes
from tests.presale import builders
from tests.presale.builders import yuan

PROOF = [("文书.pdf", pdf_bytes("文书"))]
LAID = date(2026, 3, 2)
Lay = Callable[..., Freeze]
Sign = Callable[[User], Window]
S = FreezeStatus


@pytest.fixture
def funded(account: EscrowAccount, clerk: User) -> EscrowAccount:
    builders.received(account, "1000.00", by=clerk, kind=EntryKind.INTEREST)
    account.refresh_from_db()
    return account


@pytest.fixture
def lay(funded: EscrowAccount, clerk: User) -> Lay:
    def make(cap: str | None, case: str = "（2026）执1号", **facts: Any) -> Freeze:
        return freezes.lay_freeze(
            actor=clerk, account=funded, court="云岭县人民法院", case_no=case, doc_no="协执1号", evidence=PROOF,
            cap_amount=None if cap is None else yuan(cap), **{"from_on": LAID, "to_on": None, **facts},
        )

    return make


@pytest.fixture
def laid(lay: Lay, chief: User) -> Lay:
    """Lay freezes that another person has confirmed."""
    return lambda *cap_and_case, **facts: freezes.confirm_freeze(actor=chief, freeze=lay(*cap_and_case, **facts))


@pytest.fixture
def end(clerk: User, chief: User) -> Callable[[Freeze], Freeze]:
    """End freezes as two persons do."""
    def make(freeze: Freeze) -> Freeze:
        return freezes.confirm_release(actor=chief, freeze=entered_end(freeze, clerk))

    return make


def entered_end(freeze: Freeze, by: User) -> Freeze:
    return freezes.release_freeze(
        actor=by, freeze=freeze, released_on=clock.today(), release_doc="解1号", evidence=PROOF)


def days(number: int) -> date:
    return clock.today() + timedelta(days=number)


# -- two persons -----------------------------------------------------------------------------------------


def test_a_freeze_holds_before_anybody_has_confirmed_it(lay: Lay, funded: EscrowAccount) -> None:
    assert lay("300").state == S.PROPOSED
    assert (frozen(funded), position(funded).usable) == (yuan(300), yuan(700))


def test_another_confirms_what_was_entered(lay: Lay, funded: EscrowAccount, clerk: User, chief: User) -> None:
    freeze = lay("300")
    Freeze.objects.update(recorded_by=chief)
    with pytest.raises(ServiceError, match="不能复核自己登记的冻结，请由另一位同事复核。"):
        freezes.confirm_freeze(actor=chief, freeze=freeze)
    Freeze.objects.update(recorded_by=clerk)
    freeze = freezes.confirm_freeze(actor=chief, freeze=freeze)
    assert (freeze.state, freeze.confirmed_by, frozen(funded)) == (S.EFFECTIVE, chief, yuan(300))


def test_a_mistaken_entry_is_struck_out_by_another_with_a_reason(
    lay: Lay, funded: EscrowAccount, clerk: User, chief: User
) -> None:
    mistaken, behind = lay(None), lay("200", "（2026）执2号")
    with pytest.raises(ServiceError, match="请写明撤销的原因。"):
        freezes.reject_freeze(actor=chief, freeze=mistaken, reason=" ")
    with pytest.raises(ServiceError, match="您没有“登记有误，撤销”的权限"):
        freezes.reject_freeze(actor=clerk, freeze=mistaken, reason="重复")
    Freeze.objects.filter(pk=mistaken.pk).update(recorded_by=chief)
    with pytest.raises(ServiceError, match="不能复核自己登记的冻结"):
        freezes.reject_freeze(actor=chief, freeze=mistaken, reason="重复")
    Freeze.objects.filter(pk=mistaken.pk).update(recorded_by=clerk)
    assert frozen(funded) == yuan(1000)
    struck = freezes.reject_freeze(actor=chief, freeze=mistaken, reason="户名看错")
    behind.refresh_from_db()
    assert (struck.state, behind.is_waiting, frozen(funded)) == (S.REJECTED, False, yuan(200))
    assert Entry.objects.get(action="撤销误登冻结").reason == "户名看错"


def test_the_end_of_a_freeze_frees_nothing_until_another_has_seen_it(
    laid: Lay, funded: EscrowAccount, clerk: User, chief: User
) -> None:
    freeze = entered_end(laid("300"), clerk)
    assert (freeze.state, frozen(funded)) == (S.RELEASING, yuan(300))
    held = "云岭县人民法院冻结（（2026）执1号）尚未解除。"
    assert held in endings.end_obstacles(funded)
    Freeze.objects.update(release_recorded_by=chief)
    with pytest.raises(ServiceError, match="不能复核自己登记的解除冻结，请由另一位同事复核。"):
        freezes.confirm_release(actor=chief, freeze=freeze)
    assert frozen(funded) == yuan(300)
    Freeze.objects.update(release_recorded_by=clerk)
    freeze = freezes.confirm_release(actor=chief, freeze=freeze)
    assert (freeze.state, freeze.release_confirmed_by, frozen(funded)) == (S.RELEASED, chief, yuan(0))
    assert held not in endings.end_obstacles(funded)


def test_a_freeze_that_is_not_to_end_stands(laid: Lay, funded: EscrowAccount, clerk: User, chief: User) -> None:
    freeze = entered_end(laid("300"), clerk)
    with pytest.raises(ServiceError, match="请写明不予解除的理由。"):
        freezes.refuse_release(actor=chief, freeze=freeze, reason="")
    freeze = freezes.refuse_release(actor=chief, freeze=freeze, reason="文书是另案的")
    assert (freeze.state, freeze.released_on, freeze.release_doc, freeze.release_recorded_by, frozen(funded)) == (
        S.EFFECTIVE, None, "", None, yuan(300)
    )


def test_a_freeze_ends_once_and_with_a_document(lay: Lay, clerk: User, chief: User) -> None:
    done = {"actor": clerk, "freeze": lay("300"), "released_on": clock.today(), "release_doc": "解1号"}
    with pytest.raises(ServiceError, match="当前状态是“冻结待复核”，不能“解除冻结”"):
        freezes.release_freeze(**done, evidence=PROOF)
    freezes.confirm_freeze(actor=chief, freeze=done["freeze"])
    with pytest.raises(ServiceError, match="请上传解除冻结的文书"):
        freezes.release_freeze(**done, evidence=[])
    freezes.confirm_release(actor=chief, freeze=freezes.release_freeze(**done, evidence=PROOF))
    with pytest.raises(ServiceError, match="当前状态是“已解除”，不能“解除冻结”"):
        freezes.release_freeze(**done, evidence=PROOF)


def test_a_term_that_nobody_has_confirmed_frees_nothing(lay: Lay, funded: EscrowAccount, chief: User) -> None:
    freeze = lay("300", to_on=days(-1))
    assert (freeze.state, frozen(funded)) == (S.PROPOSED, yuan(300))
    assert (freezes.confirm_freeze(actor=chief, freeze=freeze).state, frozen(funded)) == (S.EXPIRED, yuan(0))


def test_a_freeze_without_a_term_is_given_none(laid: Lay, funded: EscrowAccount, clerk: User) -> None:
    with pytest.raises(ServiceError, match="这项冻结没有期限，不需要续冻"):
        freezes.extend_freeze(actor=clerk, freeze=laid("300"), to_on=clock.today(), doc_no="续1", evidence=PROOF)
    assert frozen(funded) == yuan(300)


def test_a_freeze_is_extended_under_a_new_document(laid: Lay, clerk: User) -> None:
    freeze = laid("300", to_on=date(2026, 9, 1))
    with pytest.raises(ServiceError, match="早于"):
        freezes.extend_freeze(actor=clerk, freeze=freeze, to_on=date(2026, 8, 1), doc_no="续1", evidence=PROOF)
    with pytest.raises(ServiceError, match="请上传续冻的协助执行通知书。"):
        freezes.extend_freeze(actor=clerk, freeze=freeze, to_on=date(2027, 9, 1), doc_no="续1", evidence=[])
    freeze = freezes.extend_freeze(actor=clerk, freeze=freeze, to_on=date(2027, 9, 1), doc_no="续1", evidence=PROOF)
    assert (freeze.state, freeze.to_on, freeze.doc_no) == (S.EFFECTIVE, date(2027, 9, 1), "续1")


def test_a_freeze_needs_its_order_and_a_day_that_has_come(lay: Lay) -> None:
    with pytest.raises(ServiceError, match="晚于今天"):
        lay("1", from_on=days(1))
    with pytest.raises(ServiceError, match="早于开户日期"):
        lay("1", from_on=date(2023, 1, 1))
    assert Freeze.objects.count() == 0


ALONE = {
    "a freeze that nobody confirmed": "status = 'effective'",
    "a mistake that nobody saw": "status = 'rejected'",
    "an own confirmation": "status = 'effective', confirmed_by_id = recorded_by_id",
    "an own striking out": "status = 'rejected', confirmed_by_id = recorded_by_id",
    "an end without a day": "status = 'releasing', release_recorded_by_id = recorded_by_id",
    "an end that nobody entered": "status = 'releasing', released_on = '2026-05-01'",
    "an end of one person":
        "status = 'released', released_on = '2026-05-01', release_recorded_by_id = recorded_by_id",
    "an own end": "status = 'released', released_on = '2026-05-01', release_recorded_by_id = recorded_by_id, "
                  "release_confirmed_by_id = recorded_by_id",
    "a state that is not stored": "status = 'expired'",
    "a place in line as a state": "status = 'waiting'",
}


@pytest.mark.parametrize("change", ALONE.values(), ids=ALONE)
def test_no_hand_in_the_database_lets_go_alone(lay: Lay, change: str) -> None:
    lay("300")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE presale_freeze SET {change}")


def test_ends_of_one_person_on_file_wait_for_a_second(lay: Lay, chief: User, funded: EscrowAccount) -> None:
    ended, standing = lay("300"), lay("200")
    Freeze.objects.filter(pk=ended.pk).update(released_on=LAID, release_doc="解1号")
    Entry.objects.create(actor=chief, actor_name=chief.name, unit=chief.unit, action="解除冻结", label="解除冻结",
                         object_type="presale.freeze", object_id=ended.pk)
    import_module("presale.migrations.0004_freezes_by_two").wait_for_another(apps, None)
    ended.refresh_from_db()
    assert (ended.state, ended.release_recorded_by, standing.state) == (S.RELEASING, chief, S.PROPOSED)
    assert frozen(funded) == yuan(500)
    stands = freezes.refuse_release(actor=chief, freeze=ended, reason="没有文书")
    assert (stands.state, stands.confirmed_by) == (S.EFFECTIVE, chief)


# -- in line ---------------------------------------------------------------------------------------------


def test_a_second_freeze_has_room_beside_the_first_and_a_third_waits(laid: Lay, funded: EscrowAccount) -> None:
    states = [laid("600", "甲").state, laid("600", "乙").state, laid("100", "丙").state, laid("1", "丁").state]
    assert states == [S.EFFECTIVE, S.EFFECTIVE, S.WAITING, S.WAITING]
    assert frozen(funded) == yuan(1000)


def test_behind_a_full_freeze_everything_waits_and_is_not_counted_twice(laid: Lay, funded: EscrowAccount) -> None:
    assert [laid(None).state, laid(None, "乙").state] == [S.EFFECTIVE, S.WAITING]
    assert frozen(funded) == yuan(1000)


def test_an_end_lets_the_next_in_line_step_in(
    lay: Lay, laid: Lay, funded: EscrowAccount, end: Callable[[Freeze], Freeze]
) -> None:
    first, second, third = laid(None, "甲"), laid("200", "乙"), lay(None, "丙")
    end(first)
    second.refresh_from_db()
    third.refresh_from_db()
    # the second leaves room beside itself, so the third steps in as well
    assert (second.state, third.state, third.is_waiting) == (S.EFFECTIVE, S.PROPOSED, False)
    assert frozen(funded) == yuan(1000)
    actions = Entry.objects.filter(action="轮候冻结生效").order_by("pk").values_list("object_id", flat=True)
    assert list(actions) == [second.pk, third.pk]


def test_who_waits_holds_from_the_day_on_which_the_term_before_has_run_out(
    laid: Lay, funded: EscrowAccount, clerk: User
) -> None:
    first, second = laid(None, "甲"), laid("200", "乙")
    with pytest.raises(ServiceError, match="在先的冻结已占用全部余额，轮候冻结不能生效。"):
        freezes.effect_freeze(actor=clerk, freeze=second)
    Freeze.objects.filter(pk=first.pk).update(to_on=days(-1))
    # nobody has written anything yet
    second.refresh_from_db()
    assert (first.state, second.is_waiting, second.state, frozen(funded)) == (S.EXPIRED, True, S.EFFECTIVE, yuan(200))
    second = freezes.effect_freeze(actor=clerk, freeze=second)
    assert (second.is_waiting, second.state, frozen(funded)) == (False, S.EFFECTIVE, yuan(200))
    with pytest.raises(ServiceError, match="这项冻结已经生效，不在轮候。"):
        freezes.effect_freeze(actor=clerk, freeze=second)


def test_who_waits_holds_what_comes_in_beyond_those_before(laid: Lay, funded: EscrowAccount, clerk: User) -> None:
    _first, second = laid("1000", "甲"), laid("200", "乙")
    assert second.state == S.WAITING
    builders.received(funded, "500.00", by=clerk, kind=EntryKind.INTEREST)
    funded.refresh_from_db()
    assert (second.state, frozen(funded), position(funded).usable) == (S.EFFECTIVE, yuan(1200), yuan(300))


def test_a_term_may_run_out_in_line(laid: Lay, clerk: User) -> None:
    laid(None, "甲")
    waiting = laid("200", "乙", to_on=days(1))
    Freeze.objects.filter(pk=waiting.pk).update(to_on=days(-1))
    with pytest.raises(ServiceError, match=f"这项冻结已于 {days(-1)} 到期，请先续冻。"):
        freezes.effect_freeze(actor=clerk, freeze=waiting)


def test_the_list_finds_each_freeze_by_what_it_is(
    lay: Lay, laid: Lay, end: Callable[[Freeze], Freeze], clerk: User, chief: User
) -> None:
    end(laid("1"))
    freezes.reject_freeze(actor=chief, freeze=lay("2"), reason="误登")
    entered_end(laid("3"), clerk)
    laid("4", to_on=days(-1))
    laid("900")
    lay("5")
    laid(None)
    laid("7")
    rows = Freeze.objects.stated(clock.today()).order_by("pk")
    found = {state: list(FreezeFilter(QueryDict(f"status={state}"), rows).qs) for state in S}
    assert found == {state: [one for one in Freeze.objects.order_by("pk") if one.state == state] for state in S}
    assert [one.state for one in rows] == [
        S.RELEASED, S.REJECTED, S.RELEASING, S.EXPIRED, S.EFFECTIVE, S.PROPOSED, S.EFFECTIVE, S.WAITING,
    ]


def test_the_night_writes_down_who_has_stepped_in(
    laid: Lay, funded: EscrowAccount, clerk: User, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = laid(None, "甲"), laid("200", "乙")
    assert freezes.step_in_all(actor=clerk) == []
    Freeze.objects.filter(pk=first.pk).update(to_on=days(-1))
    for _night in range(2):
        call_command("escrow_alerts", by=clerk.username)
    said = [line for line in capsys.readouterr().out.splitlines() if line.startswith("轮候冻结生效")]
    assert said == [f"轮候冻结生效　{funded}　乙"]
    second.refresh_from_db()
    told = Entry.objects.about(second).filter(action="轮候冻结生效").values_list("actor", flat=True)
    assert (second.is_waiting, list(told)) == (False, [clerk.pk])


# -- pages -----------------------------------------------------------------------------------------------


def buttons(client: Client, freeze: Freeze) -> list[str]:
    steps = ("confirm", "reject", "effect", "extend", "release", "confirm_release", "refuse_release")
    page = client.get(freeze.get_absolute_url()).content.decode()
    return [step for step in steps if f'href="{url(freeze, step)}"' in page]


def url(freeze: Freeze, step: str) -> str:
    return reverse(f"presale:freeze_{step}", args=[freeze.pk])


def test_a_freeze_goes_its_whole_way_over_the_pages(
    lay: Lay, funded: EscrowAccount, clerk: User, chief: User, client_of: Sign,
    evidence: Callable[[str], Any],
) -> None:
    freeze, mine, theirs = lay("300"), client_of(clerk), client_of(chief)
    assert (buttons(mine, freeze), buttons(theirs, freeze)) == ([], ["confirm", "reject"])
    theirs.post(url(freeze, "confirm"))
    assert (buttons(mine, freeze), buttons(theirs, freeze)) == (["release"], [])
    typed = {"released_on": clock.today(), "release_doc": "解1号", "evidence": evidence("解除.pdf")}
    mine.post(url(freeze, "release"), typed)
    assert (buttons(mine, freeze), buttons(theirs, freeze)) == ([], ["confirm_release", "refuse_release"])
    page = theirs.get(url(freeze, "confirm_release")).content.decode()
    assert (f"{clock.today()} 由 解1号 解除，请与文书核对" in page, "300.00 元" in page) == (True, True)
    theirs.sign(url(freeze, "confirm_release"))
    freeze.refresh_from_db()
    assert (freeze.state, frozen(funded), buttons(theirs, freeze)) == (S.RELEASED, yuan(0), [])


def test_an_own_confirmation_is_refused_on_the_page_and_leaves_a_trace(
    lay: Lay, funded: EscrowAccount, chief: User, client_of: Sign
) -> None:
    freeze, client = lay("300"), client_of(chief)
    Freeze.objects.update(recorded_by=chief)
    said = "不能复核自己登记的冻结，请由另一位同事复核。"
    assert said in client.get(url(freeze, "confirm")).content.decode()
    assert said in client.post(url(freeze, "confirm")).content.decode()
    freeze.refresh_from_db()
    traces = Entry.objects.about(freeze).filter(action="复核冻结被拒").values_list("reason", flat=True)
    assert (freeze.state, list(traces)) == (S.PROPOSED, [said])


def test_steps_without_sense_have_no_button(laid: Lay, clerk: User, client_of: Sign) -> None:
    first, second = laid(None, "甲", to_on=days(30)), laid("200", "乙")
    client = client_of(clerk)
    assert (buttons(client, first), buttons(client, second)) == (["extend", "release"], ["release"])
    assert "没有期限，不需要续冻" in client.get(url(second, "extend")).content.decode()
    Freeze.objects.filter(pk=first.pk).update(to_on=days(-1))
    assert buttons(client, second) == ["effect", "release"]


def test_the_page_tells_the_place_in_line_beside_what_is_to_be_confirmed(
    lay: Lay, laid: Lay, clerk: User, client_of: Sign
) -> None:
    laid(None, "甲")
    page = client_of(clerk).get(lay("200", "乙").get_absolute_url()).content.decode()
    assert [words in page for words in ("冻结待复核", "轮候", "复核之前一直冻结")] == [True] * 3
