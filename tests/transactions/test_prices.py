"""Prices on file: one line per room, two persons, versions."""
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from housing_portal.accounts.models import User
from housing_portal.kit.errors import ServiceError
from housing_portal.registry.models import Building, Estate
from tests.transactions import builders
from transactions.models import PriceFiling, Room, RoomPrice
from transactions.price_lines import read_lines
from transactions.services.prices import PriceLine, confirm_prices, file_prices, return_prices

pytestmark = pytest.mark.usefixtures("may_20")

DAY = date(2026, 1, 5)
File = Callable[..., PriceFiling]


def line(room: Room, unit_price: str = "6180.00", total: str = "618000.00") -> PriceLine:
    return PriceLine(room, Decimal(unit_price), Decimal(total))


@pytest.fixture
def file(clerk: User, estate: Estate) -> File:
    def make(*lines: PriceLine, **facts: object) -> PriceFiling:
        wanted = {"batch": "首批", "filed_on": DAY, **facts}
        return file_prices(actor=clerk, estate=estate, lines=lines, **wanted)

    return make


def in_force(room: Room) -> tuple[int, Decimal] | None:
    price = RoomPrice.objects.in_force().filter(room=room).first()
    return price and (price.version, price.unit_price)


def test_price_is_in_force_once_a_second_person_confirmed(file: File, room: Room, clerk: User, chief: User) -> None:
    filing = file(line(room))
    assert (filing.developer, filing.is_adjustment, in_force(room)) == (room.building.estate.developer, False, None)
    confirm_prices(actor=chief, filing=filing)
    assert in_force(room) == (1, Decimal("6180.00"))


def test_nobody_confirms_his_own_filing(file: File, room: Room, clerk: User) -> None:
    clerk.role_grants.create(role="chief", reason="代理")
    filing = file(line(room))
    with pytest.raises(ServiceError) as error:
        confirm_prices(actor=clerk, filing=filing)
    assert error.value.messages == ["复核人不能是录入人本人，请由另一位同事复核。"]
    filing.refresh_from_db()
    assert filing.status == "submitted"


def test_adjustment_needs_a_reason_and_makes_a_version(file: File, room: Room, chief: User) -> None:
    confirm_prices(actor=chief, filing=file(line(room)))
    with pytest.raises(ServiceError) as error:
        file(line(room, "6000.00", "600000.00"), batch="调价")
    assert error.value.message_dict == {"reason": ["其中有已备案价格的房屋，属于调价，请填写调价原因。"]}
    second = file(line(room, "6000.00", "600000.00"), batch="调价", reason="建材降价")
    assert (second.is_adjustment, in_force(room)) == (True, (1, Decimal("6180.00")))
    confirm_prices(actor=chief, filing=second)
    assert in_force(room) == (2, Decimal("6000.00"))
    former = RoomPrice.objects.with_former().order_by("version")
    assert [price.former_price for price in former] == [None, Decimal("6180.00")]


def test_returned_prices_never_come_in_force_and_keep_their_version(file: File, room: Room, chief: User) -> None:
    filing = file(line(room))
    with pytest.raises(ServiceError) as error:
        return_prices(actor=chief, filing=filing, reason=" ")
    assert error.value.message_dict == {"reason": ["请写明退回原因，以便申报企业更正。"]}
    return_prices(actor=chief, filing=filing, reason="单价与申报表不符")
    confirm_prices(actor=chief, filing=file(line(room)))
    assert in_force(room) == (2, Decimal("6180.00"))


def test_room_stands_in_one_open_filing(file: File, room: Room) -> None:
    file(line(room))
    with pytest.raises(ServiceError) as error:
        file(line(room), batch="再报")
    assert error.value.message_dict == {"lines": [
        "7#楼1单元1502在另一份待复核的备案（锦川云栖里 首批（2026-01-05））中，请先复核或退回那一份。"
    ]}


@pytest.mark.parametrize("total", ["617999.00", "618000.00", "618001.00"])
def test_one_yuan_of_rounding_is_allowed(file: File, room: Room, total: str) -> None:
    assert file(line(room, total=total)).prices.get().total_price == Decimal(total)


@pytest.mark.parametrize(
    ("unit_price", "total", "sentence"),
    [
        ("6180.00", "618001.01",
         "7#楼1单元1502单价 6180.00 × 面积 100.00 = 618000.00 元，与总价 618001.01 元相差超过 1 元。"),
        ("0.00", "0.00", "7#楼1单元1502的单价和总价应大于 0。"),
    ],
)
def test_wrong_arithmetic_is_refused(file: File, room: Room, unit_price: str, total: str, sentence: str) -> None:
    with pytest.raises(ServiceError) as error:
        file(line(room, unit_price, total))
    assert error.value.message_dict == {"lines": [sentence]}


def test_room_twice_and_room_of_another_estate_are_refused(file: File, room: Room) -> None:
    with pytest.raises(ServiceError) as error:
        file(line(room), line(room))
    assert error.value.message_dict == {"lines": ["7#楼1单元1502出现 2 次，每户只填一行。"]}
    stranger = builders.room(builders.building(builders.estate("东屏花园"), "1#楼"), "101", 1)
    with pytest.raises(ServiceError) as error:
        file(line(stranger))
    assert error.value.message_dict == {"lines": ["1#楼1单元101不在楼盘“锦川云栖里”内，请分开申报。"]}


def test_pasted_lines_are_read(estate: Estate, building: Building, room: Room) -> None:
    shop = builders.room(building, "S01", 1, section="", use="shop")
    lines = read_lines(estate, "7#楼\t1\t1502\t6,180.00\t618,000.00\n\n７号楼 - S01 9000 900000\n")
    assert lines == [line(room), line(shop, "9000", "900000")]


def test_pasted_faults_name_their_line(estate: Estate, room: Room) -> None:
    with pytest.raises(ServiceError) as error:
        read_lines(estate, "\n".join([
            "7#楼 1 1502 6180 618000", "7#楼 1 1599 6180 618000", "8#楼 1 101 1 1", "7#楼 1502", "7#楼 1 1502 六千 1"
        ]))
    assert error.value.messages == [
        "第 2 行：7#楼没有登记 1单元1599。", "第 3 行：“锦川云栖里”没有楼幢“8#楼”（现有：7#楼）。",
        "第 4 行：应有 5 项（楼幢、单元、房号、单价、总价），现有 2 项。", "第 5 行：请填写金额，例如 1,234.56。",
    ]
