"""逐套交付: sold rooms alone, each once; without 竣工备案 it is 违规交房 and not delivered; many at once, or none."""
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from housing_portal.journal.models import Entry
from housing_portal.kit import clock, scope
from housing_portal.registry.models import Building
from presale.delivery.measures import handover as measures
from presale.delivery.measures.estates import LEDGER
from presale.delivery.models.estates import SoldStatement, TroubledEstate
from presale.delivery.models.handover import HandoverStep, UnitDelivery
from presale.delivery.services import facts, readiness, tasks
from presale.delivery.services import handover as services
from reports.rules import loan as loan_rules
from tests.affordable.test_communities import said
from tests.delivery import homes, loans
from tests.delivery.loans import People
from tests.pages.records import PROOF
from tests.transactions import builders as market
from transactions.models import Room, SaleContract

FILED, DAY, LATER = date(2026, 3, 31), date(2026, 4, 10), date(2026, 5, 1)
CHECKS = {"water": "passed", "power": "passed", "gas": "none", "heat": "passed", "fire": "passed"}


@pytest.fixture
def building(who: People) -> Building:
    """A building of the ledger, completed on the last day of March, with five rooms sold."""
    troubled = loans.troubled(who.clerk)
    made = market.building(troubled.estate, completed_on=FILED)
    homes.sold(made, 5, who.clerk)
    return made


@pytest.fixture
def rooms(building: Building) -> list[Room]:
    return list(building.rooms.order_by("pk"))


def take(who: People, room: Room, code: str = "hand", on: date = DAY) -> UnitDelivery:
    return services.take_step(actor=who.clerk, room=room, code=code, on=on)


def figures(as_of: date = LATER) -> dict[str, object]:
    """Return the figures that are not 0."""
    now = scope.current(as_of)
    found = {one.key: one.evaluate(now, None).total.value for one in measures.MEASURES}
    return {key.removeprefix("handover_"): value for key, value in found.items() if value}


def test_a_sold_room_goes_its_way(who: People, rooms: list[Room]) -> None:
    take(who, rooms[0], "notice", date(2026, 4, 1))
    take(who, rooms[0], "hand")
    row = take(who, rooms[0], "title", LATER)
    assert (row.noticed_on, row.handed_on, row.titled_on, row.status) == (date(2026, 4, 1), DAY, LATER, "titled")
    assert figures() == {
        "sets": 1, "area": Decimal("100.00"), "year_sets": 1, "noticed_sets": 1, "titled_sets": 1,
    }
    assert figures(date(2026, 4, 9)) == {"noticed_sets": 1}


def test_a_room_is_handed_over_once(who: People, rooms: list[Room]) -> None:
    take(who, rooms[0])
    assert said(take, who=who, room=rooms[0], on=LATER) == [
        "这套房已于 2026-04-10 交付，不能重复登记；原登记有误的，请先由另一位同事撤回。"
    ]
    assert HandoverStep.objects.count() == 1


def test_nothing_is_handed_over_before_it_is_sold(who: People, building: Building) -> None:
    free = market.room(building, "1801", 18)
    assert said(take, who=who, room=free) == [
        "这套房在 2026-04-10 没有有效的网签合同，不能登记交付；请先核对合同或在交易网签中登记。"
    ]
    late = homes.sold(building, 1, who.clerk, on=date(2026, 4, 11), first=40)[0]
    assert said(take, who=who, room=late) == [
        "这套房在 2026-04-10 没有有效的网签合同，不能登记交付；请先核对合同或在交易网签中登记。"
    ]
    assert UnitDelivery.objects.count() == 0


def test_without_filing_it_is_wrongful_and_not_delivered(who: People, building: Building, rooms: list[Room]) -> None:
    early, unfiled = rooms[0], homes.sold(market.building(building.estate, "8#楼"), 1, who.clerk)[0]
    assert take(who, early, on=date(2026, 3, 30)).is_wrongful is True
    assert take(who, unfiled).is_wrongful is True
    assert take(who, rooms[1], on=FILED).is_wrongful is False
    assert figures() == {"sets": 1, "area": Decimal("100.00"), "year_sets": 1, "wrongful_sets": 2}


def test_a_filing_that_was_entered_late_is_judged_anew(who: People, building: Building, rooms: list[Room]) -> None:
    other = market.building(building.estate, "8#楼")
    room = homes.sold(other, 1, who.clerk)[0]
    row = take(who, room)
    judge = partial(services.judge_again, building=other, reason="备案证明 4 月已取得，台账补登")
    assert said(judge, actor=who.chief) == [
        "这幢楼没有需要重新认定的交付：没有违规交房，或者竣工备案日期仍晚于签收日期。"
    ]
    before = clock.now()
    Building.objects.filter(pk=other.pk).update(completed_on=DAY)
    assert figures() == {"wrongful_sets": 1}
    assert said(judge, actor=who.clerk) == [
        "您没有“复核保交房台账、问题销号与交付”的权限，请联系有此权限的同事办理。"
    ]
    with time_machine.travel(before + timedelta(minutes=1), tick=False):
        who.clerk.role_grants.create(role="chief", reason="代理")
        both = type(who.clerk).objects.get(pk=who.clerk.pk)
        assert said(judge, actor=both) == ["其中有交付由您本人登记，须由另一位同事重新认定。"]
        assert judge(actor=who.chief) == 1
        row.refresh_from_db()
        assert (row.is_wrongful, row.status, row.handed_on) == (False, "handed", DAY)
        assert figures() == {"sets": 1, "area": Decimal("100.00"), "year_sets": 1}
    now = scope.Scope(before.date(), before)
    assert [list(UnitDelivery.objects.formal(now)), list(UnitDelivery.objects.wrongful(now))] == [[], [row]]
    assert list(loan_rules.wrongful_is_what_the_step_says()) == []


def test_pre_handing_is_not_delivery(who: People, rooms: list[Room]) -> None:
    take(who, rooms[0], "pre_hand", date(2026, 3, 1))
    assert figures() == {"pre_sets": 1}
    take(who, rooms[0], "hand")
    assert figures() == {"sets": 1, "area": Decimal("100.00"), "year_sets": 1}
    assert figures(date(2026, 4, 9)) == {"pre_sets": 1}


def test_a_parking_place_is_handed_over_and_is_no_set(who: People, building: Building, rooms: list[Room]) -> None:
    before = figures()
    [place] = homes.sold(building, 1, who.clerk, first=90)
    for rows in (Room.objects.filter(pk=place.pk), SaleContract.objects.filter(room=place)):
        rows.update(use="parking")
    assert services.take_step(actor=who.clerk, room=place, code="hand", on=LATER).status == "handed"
    assert figures() == before


def test_refused_rooms_may_still_be_taken(who: People, rooms: list[Room]) -> None:
    take(who, rooms[0], "notice", date(2026, 4, 1))
    assert take(who, rooms[0], "refuse", DAY).status == "refused"
    assert figures() == {"noticed_sets": 1, "refused_sets": 1}
    assert take(who, rooms[0], "hand", LATER).status == "handed"


def test_steps_follow_each_other_in_time(who: People, rooms: list[Room]) -> None:
    take(who, rooms[0], "notice", DAY)
    assert said(take, who=who, room=rooms[0], on=date(2026, 4, 9)) == [
        "2026-04-09 早于上一步的日期 2026-04-10，请核对。"
    ]
    assert said(take, who=who, room=rooms[0], on=date(2026, 5, 21)) == {
        "on": ["2026-05-21 晚于今天，请填写今天或以前的日期。"]
    }
    assert said(take, who=who, room=rooms[0], code="title") == [
        "当前状态是“已通知”，不能“登记办证”（须为：已交付）。请刷新页面查看最新状态。"
    ]


def test_a_step_is_taken_back_by_another_person(who: People, rooms: list[Room]) -> None:
    take(who, rooms[0], "notice", date(2026, 4, 1))
    row = take(who, rooms[0])
    clerk = who.clerk
    clerk.role_grants.create(role="chief", reason="代理")
    clerk = type(clerk).objects.get(pk=clerk.pk)
    assert said(services.undo_step, actor=clerk, delivery=row, reason="登记错") == [
        "这一步由您本人登记，撤回须由另一位同事进行。"
    ]
    row = services.undo_step(actor=who.chief, delivery=row, reason="登记到邻户")
    assert (row.status, row.handed_on, row.noticed_on, figures()) == (
        "noticed", None, date(2026, 4, 1), {"noticed_sets": 1}
    )
    assert take(who, rooms[0], on=LATER).handed_on == LATER


def test_the_diary_tells_what_a_step_changed(who: People, rooms: list[Room]) -> None:
    take(who, rooms[0], "notice", date(2026, 4, 1))
    row = take(who, rooms[0])
    entry = Entry.objects.about(row).first()
    assert (entry.label, entry.before, entry.after) == (
        f"登记交付：{row} 2026-04-10", {"状态": "已通知", "业主签收日期": None},
        {"状态": "已交付", "业主签收日期": "2026-04-10"},
    )


# -- many at once -----------------------------------------------------------------------------------------


def test_many_rooms_are_handed_over_or_none(who: People, building: Building, rooms: list[Room]) -> None:
    take(who, rooms[0])
    free = market.room(building, "1801", 18)
    given = {"actor": who.clerk, "code": "hand", "on": LATER}
    assert said(services.take_steps, rooms=[*rooms, free], **given) == {"rooms": [
        f"{rooms[0]}：这套房已于 2026-04-10 交付，不能重复登记；原登记有误的，请先由另一位同事撤回。",
        f"{free}：这套房在 2026-05-01 没有有效的网签合同，不能登记交付；请先核对合同或在交易网签中登记。",
    ]}
    assert UnitDelivery.objects.count() == 1
    assert len(services.take_steps(rooms=rooms[1:], **given)) == 4
    assert figures()["sets"] == 5


def test_a_building_is_handed_over_on_one_page(
    who: People, building: Building, rooms: list[Room], client_of: object
) -> None:
    clerk: Client = client_of(who.clerk)
    page = clerk.post(reverse("delivery:handover_start"), {"building": building.pk})
    take(who, rooms[0])
    url = reverse("delivery:handover_building", args=[building.pk])
    assert page.url == url
    labels = [str(label) for _value, label in clerk.get(url).context["form"].fields["rooms"].choices]
    assert labels[:2] == ["1单元0001（已交付）", "1单元0002（待通知）"]
    form = {"code": "hand", "on": "2026-05-01", "rooms": [room.pk for room in rooms]}
    refused = clerk.post(url, form).context["form"]
    assert refused.errors["rooms"] == [
        f"{rooms[0]}：这套房已于 2026-04-10 交付，不能重复登记；原登记有误的，请先由另一位同事撤回。"
    ]
    assert clerk.post(url, {**form, "rooms": form["rooms"][1:]}).status_code == 302
    assert UnitDelivery.objects.filter(handed_on=LATER).count() == 4


def test_the_page_of_a_building_says_what_is_wrongful(
    who: People, building: Building, rooms: list[Room], client_of: object
) -> None:
    clerk, url = client_of(who.clerk), reverse("delivery:handover_building", args=[building.pk])
    said = clerk.get(url).context["form"].fields["on"].help_text
    assert said == f"竣工备案日期 {FILED}，早于备案的交付列为违规交房，不计入已交付"
    page = clerk.post(url, {"code": "hand", "on": "2026-03-30", "rooms": [room.pk for room in rooms[:2]]}, follow=True)
    words = "登记交付：已登记 2 套。其中 2 套没有竣工备案或早于备案，列为违规交房，不计入已交付。"
    assert words in page.content.decode()


def filled(who: People, client_of: object, rows: list[tuple]) -> bytes:
    """Return the empty list of the page with ``rows`` in it."""
    empty = client_of(who.clerk).get(reverse("delivery:handover_template"))
    book = load_workbook(BytesIO(b"".join(empty)))
    for number, row in enumerate(rows, 4):
        for column, value in enumerate(row, 1):
            book.worksheets[0].cell(number, column, value)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_list_is_taken_over_whole(who: People, building: Building, client_of: object) -> None:
    estate = building.estate.record_name
    good = [(estate, "7#楼", "1", f"{place:04}", "交付", DAY) for place in (1, 2)]
    bad = [(estate, "7#楼", "1", "9999", "交付", DAY), (estate, "7#楼", "1", "0003", "收房", DAY)]
    url, clerk = reverse("delivery:handover_import"), client_of(who.clerk)

    def send(rows: list[tuple], **more: str) -> object:
        return clerk.post(url, {"file": SimpleUploadedFile("交付.xlsx", filled(who, client_of, rows)), **more})

    errors = send([*good, *bad]).context["plan"].errors
    assert [(error.row, error.reason) for error in errors] == [
        (6, "7#楼没有1单元9999这户，请核对单元和房号"), (7, "不在可选范围内，可填：交房通知、预交房、拒收、交付、办证"),
    ]
    assert send(good, deed="commit").status_code == 302
    assert UnitDelivery.objects.filter(handed_on=DAY).count() == 2
    assert send(good, deed="commit").status_code == 302
    assert UnitDelivery.objects.count() == 2


# -- rates ------------------------------------------------------------------------------------------------


def test_what_is_due_holds_what_is_delivered(who: People, rooms: list[Room]) -> None:
    for room in rooms[:2]:
        take(who, room)
    said_due = {"estate": TroubledEstate.objects.get(), "sold_area": Decimal(500), "sold_sets": 5, "households": 5}
    less = SoldStatement(**said_due, on=DAY, due_sets=1)
    assert said(facts.record_fact, actor=who.clerk, fact=less) == {
        "due_sets": [f"截至 {DAY} 已交付 2 套，应交付套数含已经交付的，不能少于它。"]
    }
    assert facts.record_fact(actor=who.clerk, fact=SoldStatement(**said_due, on=FILED, due_sets=1)).due_sets == 1


def test_rates_ask_for_what_is_due(who: People, rooms: list[Room]) -> None:
    troubled = TroubledEstate.objects.get()
    SoldStatement.objects.create(
        estate=troubled, on=DAY, sold_area=Decimal(500), sold_sets=5, due_sets=4, households=5, recorded_by=who.clerk,
        recorded_at=scope.current().cutoff,
    )
    for room in rooms[:3]:
        take(who, room)
    unsaid = market.building(loans.troubled(who.clerk).estate, completed_on=FILED)  # nobody has said what is due there
    take(who, homes.sold(unsaid, 1, who.clerk)[0])
    task = tasks.issue_task(actor=who.clerk, year=2026, sets=2, issued_on=date(2026, 1, 5), paper="云房〔2026〕1号")
    now = scope.current(LATER)
    found = {one.key: one.evaluate(now, None) for one in (*measures.MEASURES, *LEDGER)}
    rates = {one.key: str(one.evaluate(found[one.numerator], found[one.denominator]).total.value)
             for one in measures.RATES}
    assert rates == {"handover_rate": "75.00", "handover_year_rate": "200.00", "handover_title_rate": "0.00"}
    assert found["handover_left_sets"].total.value == 1
    given = {"actor": who.clerk, "issued_on": date(2026, 4, 20), "paper": "云房〔2026〕9号"}
    assert said(tasks.revise_task, task=task, sets=6, reason=" ", **given) == {"reason": ["请写明原因。"]}
    tasks.revise_task(task=task, sets=6, reason="市级追加", **given)
    assert (figures()["year_task"], figures(date(2026, 4, 19))["year_task"]) == (6, 2)
    assert said(tasks.issue_task, actor=who.clerk, year=2026, sets=9, issued_on=DAY, paper="云房〔2026〕10号") == {
        "year": ["2026 年全县交付任务已登记；有变动的，请打开原任务调整。"]
    }


# -- readiness --------------------------------------------------------------------------------------------


def test_ready_is_confirmed_by_a_second_person_and_filed(who: People, building: Building, rooms: list[Room]) -> None:
    given = {"actor": who.clerk, "building": building, "on": DAY, **CHECKS}
    assert said(readiness.submit_readiness, **given) == {
        "evidence": ["请上传消防验收、竣工备案或配套移交的证明材料。"]
    }
    found = readiness.submit_readiness(**given, filing_no="云竣备 2026-08", evidence=PROOF)
    assert (figures(), readiness.missing(found)) == ({}, [])
    clerk = who.clerk
    clerk.role_grants.create(role="chief", reason="代理")
    assert said(readiness.confirm_readiness, actor=type(clerk).objects.get(pk=clerk.pk), readiness=found, on=DAY) == [
        readiness.OWN_ENTRY
    ]
    readiness.confirm_readiness(actor=who.chief, readiness=found, on=DAY)
    assert figures() == {"ready_sets": 5}
    Building.objects.filter(pk=building.pk).update(completed_on=None)
    assert figures() == {"ready_sets": 5}  # what was confirmed stands


def test_a_filing_number_needs_the_filing(who: People, building: Building) -> None:
    other = market.building(building.estate, "9#楼")
    given = {"actor": who.clerk, "building": other, "on": DAY, **CHECKS, "evidence": PROOF}
    assert said(readiness.submit_readiness, **given, filing_no="云竣备 1") == {
        "filing_no": ["这幢楼在基础台账中没有竣工备案日期，请先在楼幢页面登记。"]
    }
    found = readiness.submit_readiness(**{**given, "heat": "missing"})
    assert readiness.missing(found) == ["供暖", "竣工备案"]


def test_a_cancelled_contract_shows_on_the_page(who: People, rooms: list[Room], client_of: object) -> None:
    row = take(who, rooms[0])
    SaleContract.objects.filter(pk=row.contract_id).update(
        status="voided", ended_on=LATER, end_reason="mistake"
    )
    page = client_of(who.clerk).get(row.get_absolute_url())
    assert page.context["figures"][0].note == "合同已撤销或注销，请核对交付登记"
