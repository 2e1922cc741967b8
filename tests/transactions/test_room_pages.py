"""The pages of building tables, rooms, restrictions, prices and imports."""
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from housing_portal.accounts.models import User
from housing_portal.registry.models import Building, Estate
from tests.transactions import builders
from tests.transactions.lists import sheet
from transactions.models import ImportBatch, PriceFiling, Room, RoomRestriction
from transactions.services.prices import PriceLine, confirm_prices, file_prices
from transactions.services.restrictions import release_restriction, restrict_rooms
from transactions.services.rooms import Measured, add_room, measure_rooms

pytestmark = pytest.mark.usefixtures("may_20")

DAY = date(2026, 1, 5)
COURT = {"authority": "云岭县人民法院", "case_no": "（2026）云执12号"}


@pytest.fixture
def pen(clerk: User, client_of: object) -> Client:
    return client_of(clerk)


def at(name: str, *args: object, query: str = "") -> str:
    return reverse(f"transactions:{name}", args=args) + query


def test_estate_table_counts_states_per_building(pen: Client, estate: Estate, room: Room, clerk: User) -> None:
    builders.room(room.building, "1503", contract_layer="filed")
    builders.building(estate, "10#楼")
    page = pen.get(at("estate_table", estate.pk))
    words = [state.label for state, _count in page.context["states"]]
    rows = [(str(building), dict(zip(words, counts, strict=True)), str(tally.share))
            for building, tally, counts in page.context["tables"]]
    assert [(name, counts["可售"], counts["已备案"], share) for name, counts, share in rows] == [
        ("7#楼", 1, 1, "50.00"), ("10#楼", 0, 0, "—")
    ]


def test_estate_list_states_the_share_sold(pen: Client, room: Room) -> None:
    builders.room(room.building, "1503", contract_layer="signed")
    page = pen.get(at("estate_list"))
    [row] = page.context["table"].rows
    names = ("building_count", "room_count", "sold_count", "offered_count", "share")
    assert [row.get_cell(name) for name in names] == ["1", "2", "1", "1", "50.00"]


def test_grid_names_every_room_by_colour_and_character(pen: Client, room: Room) -> None:
    page = pen.get(at("building_table", room.building.pk)).content.decode()
    cell = (f'<a class="room st-sale" href="?room={room.pk}" title="1 单元 1502　100.00 ㎡　可售">1502'
            "<small>100.00</small><i>售</i></a>")
    assert page.count(cell) == 1


def test_chosen_room_stands_beside_the_grid_with_masked_buyers(pen: Client, room: Room, clerk: User) -> None:
    buyers = [builders.buyer("周小静", 1, "50"), builders.buyer("马强", 2, "50")]
    contract = builders.signed(room, clerk, buyers=buyers)
    page = pen.get(at("building_table", room.building.pk, query=f"?room={room.pk}"))
    panel = page.context["panel"]
    assert (panel.contract, panel.buyers, panel.payments) == (
        contract, "周*静、马*（各 50 %）", [("一次性付款", contract.total_price)]
    )
    assert "周小静" not in page.content.decode()


@pytest.mark.parametrize("query", ["?room=abc", "?room=999999", "?state=nonsense"])
def test_nonsense_opens_the_building_as_it_is(pen: Client, room: Room, query: str) -> None:
    page = pen.get(at("building_table", room.building.pk, query=query))
    assert (page.status_code, page.context["panel"]) == (200, None)


def test_full_building_costs_no_more_questions_than_a_room(pen: Client, room: Room) -> None:
    url = at("building_table", room.building.pk)
    pen.get(url)
    with CaptureQueriesContext(connection) as one:
        pen.get(url)
    for floor in range(1, 11):
        builders.room(room.building, f"{floor}01", floor)
    with CaptureQueriesContext(connection) as many:
        pen.get(url)
    assert len(many) == len(one)


def test_life_of_a_room_stands_in_one_line_of_time(
    pen: Client, building: Building, permit: object, clerk: User, chief: User
) -> None:
    room = add_room(actor=clerk, building=building, section="1", number="1502", floor=15, floor_label="15", use="home",
                    area=Decimal(100))
    [seal] = restrict_rooms(actor=clerk, rooms=[room], kind="sealed", from_on=DAY, **COURT)
    release_restriction(actor=clerk, restriction=seal, released_on=date(2026, 1, 9), document_no="解 1")
    line = PriceLine(room, Decimal(6000), Decimal(600000))
    filing = file_prices(actor=clerk, estate=building.estate, batch="首批", filed_on=date(2026, 2, 1), lines=[line])
    confirm_prices(actor=chief, filing=filing)
    contract = builders.signed(room, clerk, on=date(2026, 3, 1))
    found = [Measured(room, Decimal("101.00"))]
    measure_rooms(actor=clerk, found=found, surveyed_on=date(2026, 4, 1), report_no="测 7")
    page = pen.get(room.get_absolute_url())
    assert [(str(m.on), m.what, m.text) for m in page.context["parts"]["life"]] == [
        ("2026-05-20", "预测面积", "建筑面积 100.00 ㎡"),
        ("2026-04-01", "实测面积", "建筑面积 101.00 ㎡，报告号 测 7"),
        ("2026-03-01", "网签", f"合同 {contract}，买受人 周*静，总价 600,000.00 元"),
        ("2026-02-01", "备案价", "第 1 版 6,000.00 元/㎡，总价 600,000.00 元（首批，已备案）"),
        ("2026-01-09", "解除限制", "查封，文书号 解 1"),
        ("2026-01-05", "登记限制", "查封，云岭县人民法院，（2026）云执12号"),
    ]


def test_room_is_entered_by_names_alone(pen: Client, building: Building) -> None:
    typed = {"estate": "锦川云栖里", "building": "7号楼", "section": "1", "number": "1502", "floor": "15", "place": "2",
             "use": "home", "area": "96.35", "estate_unit_no": ""}
    answer = pen.post(at("room_create"), typed)
    room = Room.objects.get()
    assert (answer.url, room.building, room.floor_label, room.estate_unit_no) == (
        room.get_absolute_url(), building, "15", None
    )


def test_form_says_which_estate_and_building_it_did_not_find(pen: Client, building: Building) -> None:
    typed = {"estate": "云栖", "building": "9#楼", "number": "1502", "floor": "15", "place": "1", "use": "home",
             "area": "1"}
    form = pen.post(at("room_create"), typed).context["form"]
    assert form.errors["estate"] == ["没有找到楼盘“云栖”，是不是“锦川云栖里”。"]
    form = pen.post(at("room_create"), {**typed, "estate": "锦川云栖里"}).context["form"]
    assert form.errors["building"] == ["“锦川云栖里”没有楼幢“9#楼”（现有：7#楼）。"]


def test_building_page_leads_to_a_form_that_is_filled_in(pen: Client, room: Room) -> None:
    form = pen.get(at("restriction_create", query=f"?room={room.pk}")).context["form"]
    assert [form[name].value() for name in ("estate", "building", "rooms")] == ["锦川云栖里", "7#楼", "1单元1502"]


def test_survey_beyond_three_per_cent_asks_and_takes_the_reason(pen: Client, room: Room) -> None:
    typed = {"area": "104.00", "surveyed_on": "2026-05-01", "report_no": "测 7"}
    page = pen.post(at("room_measure", room.pk), typed)
    assert page.context["form"].warning.code == "area_change"
    pen.post(at("room_measure", room.pk), {**typed, "reason": "阳台改为全封闭"})
    room.refresh_from_db()
    assert (room.area, room.is_measured) == (Decimal("104.00"), True)


def test_restriction_for_several_rooms_is_typed_in_one_box(pen: Client, room: Room) -> None:
    other = builders.room(room.building, "1503", section="2")
    typed = {"estate": "锦川云栖里", "building": "7#楼", "rooms": "1单元1502、2-1503", "kind": "sealed",
             "from_on": "2026-05-20", **COURT}
    pen.post(at("restriction_create"), typed)
    assert sorted(RoomRestriction.objects.values_list("room", flat=True)) == sorted([room.pk, other.pk])


def test_rooms_that_do_not_exist_are_named(pen: Client, room: Room) -> None:
    builders.room(room.building, "1502", section="2")
    typed = {"estate": "锦川云栖里", "building": "7#楼", "rooms": "1502 1599", "kind": "restricted",
             "from_on": "2026-05-20"}
    form = pen.post(at("restriction_create"), typed).context["form"]
    assert form.errors["rooms"] == ["7#楼：“1502”在几个单元都有，请写成 1单元1502；“1599”没有登记。"]


def test_release_says_which_seal_steps_in(pen: Client, room: Room, clerk: User) -> None:
    [first] = restrict_rooms(actor=clerk, rooms=[room], kind="sealed", from_on=DAY, **COURT)
    restrict_rooms(actor=clerk, rooms=[room], kind="waiting_seal", from_on=date(2026, 2, 1), **COURT)
    effects = pen.get(at("restriction_release", first.pk)).context["effects"]
    assert effects[1] == (
        "还有轮候查封：云岭县人民法院 （2026）云执12号（2026-02-01 登记）。解除后由它接续，"
        "请随即到该条限制办理“轮候转查封”；办理之前房屋仍不可售。"
    )


def test_views_of_terms_that_end(pen: Client, room: Room, clerk: User) -> None:
    ends = {"soon": date(2026, 6, 19), "over": date(2026, 5, 19), "later": date(2026, 6, 20)}
    made = {name: restrict_rooms(actor=clerk, rooms=[room], kind="restricted", from_on=DAY, until_on=until)[0]
            for name, until in ends.items()}
    found = {term: [row.record for row in pen.get(at("restriction_list", query=f"?term={term}")).context["table"].rows]
             for term in ("soon", "over")}
    assert found == {"soon": [made["soon"]], "over": [made["over"]]}


def test_prices_are_pasted_and_confirmed_by_another(
    pen: Client, room: Room, chief: User, client_of: object
) -> None:
    lines = "7#楼\t1\t1502\t6,180\t618,000"
    typed = {"estate": "锦川云栖里", "batch": "首批", "filed_on": "2026-05-20", "lines": lines}
    answer = pen.post(at("price_create"), typed)
    filing = PriceFiling.objects.get()
    assert answer.url == filing.get_absolute_url()
    seal = client_of(chief)
    assert [button.label for button in seal.get(answer.url).context["buttons"]] == ["复核备案", "退回"]
    seal.post(at("price_confirm", filing.pk))
    filing.refresh_from_db()
    assert (filing.status, filing.confirmed_by) == ("filed", chief)


def test_stock_filter_keeps_what_is_on_sale(pen: Client, room: Room, clerk: User) -> None:
    builders.room(room.building, "1503", contract_layer="filed")
    blocked = builders.room(room.building, "1504")
    restrict_rooms(actor=clerk, rooms=[blocked], kind="restricted", from_on=DAY)
    open_air = builders.room(builders.building(room.building.estate, "8#楼"), "101", 1)
    found = {sale: [row.record for row in pen.get(at("room_list", query=f"?sale={sale}")).context["table"].rows]
             for sale in ("yes", "permitted", "unpermitted")}
    assert found == {"yes": [room], "permitted": [room, blocked], "unpermitted": [open_air]}


def test_file_is_looked_at_first_and_then_taken_over(pen: Client, building: Building) -> None:
    def sent(deed: str, area: object) -> dict[str, object]:
        rows = [["楼幢", "单元", "实际层", "房号", "用途", "建筑面积"], ["7#楼", "1", 15, "1502", "住宅", area]]
        file = SimpleUploadedFile("楼盘表.xlsx", sheet(rows))
        return {"kind": "rooms", "estate": "锦川云栖里", "file": file, "deed": deed}

    plan = pen.post(at("import"), sent("look", 96.35)).context["plan"]
    assert (plan.added, Room.objects.count()) == (1, 0)
    refused = pen.post(at("import"), sent("commit", "九十六"))
    assert refused.context["form"].errors["file"] == ["文件中有 1 处错误，没有导入任何内容；请先预览并更正。"]
    errors = pen.post(at("import"), sent("errors", "九十六"))
    assert "九十六" in errors.content.decode("utf-8-sig").splitlines()[1]
    answer = pen.post(at("import"), sent("commit", 96.35))
    batch = ImportBatch.objects.get()
    assert (answer.url, batch.added, Room.objects.count()) == (batch.get_absolute_url(), 1, 1)
    assert pen.post(at("import"), sent("commit", 96.35)).url == answer.url


def test_template_of_an_unknown_kind_does_not_exist(pen: Client) -> None:
    assert pen.get(at("import_template", "nonsense")).status_code == 404


def test_rooms_are_listed_and_exported_as_people_count(pen: Client, estate: Estate) -> None:
    for number in ("10#楼", "9#楼", "附属楼"):
        home = builders.building(estate, number)
        for section, door in (("10", "101"), ("2", "1002"), ("2", "302"), ("", "B1-10"), ("", "B1-9")):
            builders.room(home, door, 1, section)
    other = builders.building(builders.estate("安和苑"), "1#楼")
    builders.room(other, "101", 1)
    doors = ["B1-9", "B1-10", "2单元302", "2单元1002", "10单元101"]
    wanted = [f"{number}{door}" for number in ("9#楼", "10#楼", "附属楼") for door in doors]
    table = pen.get(at("room_list"), {"estate": "锦川"}).context["table"]
    assert [row.record.label for row in table.paginated_rows] == wanted
    everything = pen.get(at("room_list"), {"page": "last", "size": "20"}).context["table"]
    assert [row.record.label for row in everything.paginated_rows] == [
        *(f"{number}{door}" for number in ("10#楼", "9#楼", "附属楼") for door in doors), "1#楼1单元101"
    ]
    book = load_workbook(BytesIO(b"".join(pen.get(at("room_list"), {"estate": "锦川", "export": "xlsx"}))))
    rows = [[str(cell or "") for cell in row] for row in book.active.iter_rows(values_only=True)]
    head = next(row for row in rows if "房号" in row)
    places = [head.index(name) for name in ("楼幢", "单元", "房号")]
    found = [[row[place] for place in places] for row in rows[rows.index(head) + 1 :]]
    assert [f"{building}{section + '单元' if section else ''}{number}" for building, section, number in found
            if number] == wanted


def test_buildings_stand_in_the_order_of_their_numbers(pen: Client, estate: Estate) -> None:
    made = [builders.building(estate, number) for number in ("10#楼", "2#楼", "1#楼")]
    page = pen.get(at("building_table", made[0].pk))
    assert [str(building) for building, _rooms in page.context["tabs"]] == ["1#楼", "2#楼", "10#楼"]
    table = pen.get(reverse("registry:building_list"), {"sort": "-number"}).context["table"]
    assert [str(row.record) for row in table.paginated_rows] == ["10#楼", "2#楼", "1#楼"]
