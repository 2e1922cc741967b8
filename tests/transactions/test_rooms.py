"""Adding, correcting, measuring and losing rooms."""
from datetime import date, timedelta
from decimal import Decimal

import pytest

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.registry.models import Building
from tests.transactions import builders
from transactions.enums import ContractLayer
from transactions.models import Room, RoomArea
from transactions.services.rooms import Measured, add_room, add_rooms, demolish_room, edit_room, measure_rooms

pytestmark = pytest.mark.usefixtures("may_20")

UNIT_NO = "620799001001GB00001F00010001"
NO_FLOOR = "不在楼幢层数内：地上 18 层，地下 1 层（填负数）；请核对，或先更正楼幢层数。"


def facts(**changes: object) -> dict[str, object]:
    return {"section": "1", "number": "1502", "floor": 15, "floor_label": "15", "use": "home", "area": Decimal("96.35"),
            "inner_area": Decimal("76.12"), **changes}


def unsaved(number: str = "1502", **changes: object) -> Room:
    return Room(**facts(number=number, **changes))


def refusal(error: pytest.ExceptionInfo[ServiceError]) -> dict[str, list[str]]:
    return error.value.message_dict


def test_room_begins_with_its_predicted_area(clerk: User, building: Building) -> None:
    room = add_room(actor=clerk, building=building, **facts())
    [area] = RoomArea.objects.filter(room=room)
    assert (area.is_measured, area.area, area.inner_area, area.recorded_by) == (
        False, Decimal("96.35"), Decimal("76.12"), clerk
    )
    assert Entry.objects.about(room).get().label == "登记房屋：7#楼1单元1502"


def test_many_rooms_are_one_deed(clerk: User, building: Building) -> None:
    rooms = add_rooms(actor=clerk, building=building, rooms=[unsaved("1501"), unsaved("1502")])
    assert [room.building for room in rooms] == [building, building]
    entry = Entry.objects.about(building).get()
    assert (entry.label, entry.after) == ("登记房屋：7#楼 2 户", {"房屋户数": 2, "建筑面积（㎡）": "192.70"})
    assert RoomArea.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"floor": 19}, "floor", f"实际层 19 {NO_FLOOR}"), ({"floor": 0}, "floor", f"实际层 0 {NO_FLOOR}"),
        ({"area": Decimal(0)}, "area", "建筑面积应大于 0。"),
        ({"inner_area": Decimal("96.36")}, "inner_area", "套内面积不能大于建筑面积。"),
        ({"shared_area": Decimal("20.21")}, "shared_area",
         "套内 76.12 加分摊 20.21 等于 96.33 ㎡，与建筑面积 96.35 ㎡ 不符。"),
    ],
)
def test_room_that_does_not_fit_is_refused(
    clerk: User, building: Building, changes: dict[str, object], field: str, sentence: str
) -> None:
    with pytest.raises(ServiceError) as error:
        add_room(actor=clerk, building=building, **facts(**changes))
    assert refusal(error) == {field: [sentence]}
    assert Room.objects.count() == 0


def test_number_stands_once_per_section(clerk: User, building: Building) -> None:
    add_room(actor=clerk, building=building, **facts())
    with pytest.raises(ServiceError) as error:
        add_rooms(actor=clerk, building=building, rooms=[unsaved("1503"), unsaved("1502")])
    assert refusal(error) == {"number": ["7#楼已有 1单元1502，请核对单元和房号。"]}
    assert Room.objects.count() == 1


def test_unit_number_stands_once(clerk: User, building: Building) -> None:
    add_room(actor=clerk, building=building, **facts(estate_unit_no=UNIT_NO))
    with pytest.raises(ServiceError) as error:
        add_room(actor=clerk, building=building, **facts(number="1503", estate_unit_no=UNIT_NO))
    assert refusal(error) == {"estate_unit_no": [f"不动产单元号 {UNIT_NO} 已登记给另一户。"]}


def test_building_that_is_gone_takes_no_rooms(clerk: User, building: Building) -> None:
    Building.objects.filter(pk=building.pk).update(demolished_on=date(2026, 1, 5))
    with pytest.raises(ServiceError) as error:
        add_room(actor=clerk, building=building, **facts())
    assert refusal(error) == {"building": ["楼幢“7#楼”已于 2026-01-05 灭失，不能再登记房屋。"]}


def test_auditor_adds_nothing(auditor: User, building: Building) -> None:
    with pytest.raises(ServiceError) as error:
        add_room(actor=auditor, building=building, **facts())
    assert error.value.sentence.startswith("您没有“登记房屋、合同、价格备案、限制、存量房与日报”的权限")


def test_correction_moves_neither_area_nor_state(clerk: User, room: Room) -> None:
    changed = edit_room(actor=clerk, room=room, house_code="H-1", area=Decimal(1), contract_layer="titled")
    changed.refresh_from_db()
    assert (changed.house_code, changed.area, changed.contract_layer) == ("H-1", Decimal("100.00"), "none")


def test_what_a_contract_was_judged_by_is_fixed_while_it_holds(clerk: User, room: Room) -> None:
    Room.objects.filter(pk=room.pk).update(contract_layer=ContractLayer.FILED)
    with pytest.raises(ServiceError) as error:
        edit_room(actor=clerk, room=room, use="shop", number="1503")
    assert error.value.messages == ["这户已备案，不能改房号、用途；确属登错的，先撤销或注销合同再改。"]
    assert edit_room(actor=clerk, room=room, house_code="H-1", number="1502").house_code == "H-1"


def survey(clerk: User, room: Room, area: str, **more: object) -> list[Room]:
    wanted = {"surveyed_on": date(2026, 5, 10), "report_no": "测 2026-7", **more}
    return measure_rooms(actor=clerk, found=[Measured(room, Decimal(area))], **wanted)


def test_measured_area_comes_in_force_and_the_predicted_stays(clerk: User, room: Room) -> None:
    RoomArea.objects.create(room=room, is_measured=False, area=room.area, recorded_by=clerk, recorded_at=clock.now())
    [measured] = survey(clerk, room, "103.00")
    assert (measured.area, measured.is_measured) == (Decimal("103.00"), True)
    areas = RoomArea.objects.filter(room=room).order_by("pk")
    assert [(a.is_measured, a.area, a.report_no) for a in areas] == [
        (False, Decimal("100.00"), ""), (True, Decimal("103.00"), "测 2026-7")
    ]


@pytest.mark.parametrize("area", ["103.01", "96.99"])
def test_more_than_three_per_cent_needs_a_reason(clerk: User, room: Room, area: str) -> None:
    with pytest.raises(NeedsReason) as question:
        survey(clerk, room, area)
    assert question.value.sentence == (
        f"1单元1502 由 100.00 变为 {area} ㎡，差异超过 3% 或已实测过，请确认并说明。"
    )
    assert survey(clerk, room, area, reason="阳台改为全封闭")[0].area == Decimal(area)


def test_second_survey_needs_a_reason(clerk: User, room: Room) -> None:
    survey(clerk, room, "100.50")
    with pytest.raises(NeedsReason):
        survey(clerk, room, "100.60")


def test_survey_of_tomorrow_is_refused(clerk: User, room: Room) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(ServiceError) as error:
        survey(clerk, room, "100.50", surveyed_on=tomorrow)
    assert refusal(error) == {"surveyed_on": [f"{tomorrow} 晚于今天，请填写今天或以前的日期。"]}


def test_contract_keeps_the_area_it_was_signed_with(clerk: User, room: Room) -> None:
    contract = builders.signed(room, clerk)
    survey(clerk, room, "101.00")
    contract.refresh_from_db()
    assert contract.area_priced == Decimal("100.00")


def test_room_perishes_once_and_not_under_a_contract(clerk: User, room: Room) -> None:
    Room.objects.filter(pk=room.pk).update(contract_layer=ContractLayer.SIGNED)
    with pytest.raises(ServiceError) as error:
        demolish_room(actor=clerk, room=room, on=date(2026, 1, 5), reason="拆除")
    assert error.value.messages == ["这户已网签，须先撤销或注销合同才能登记灭失。"]
    Room.objects.filter(pk=room.pk).update(contract_layer=ContractLayer.NONE)
    gone = demolish_room(actor=clerk, room=room, on=date(2026, 1, 5), reason="拆除")
    assert (gone.demolished_on, gone.demolished_at.date()) == (date(2026, 1, 5), date(2026, 5, 20))
    with pytest.raises(ServiceError) as error:
        demolish_room(actor=clerk, room=room, on=date(2026, 1, 6), reason="拆除")
    assert error.value.messages == ["这户已于 2026-01-05 登记灭失。"]
