"""Building tables and prices from lists: all or nothing, every fault named by its cell, the second time nothing."""
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

import pytest

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit.errors import ServiceError
from housing_portal.registry.models import Building, Estate
from tests.transactions import builders
from tests.transactions.lists import sheet
from transactions.imports.batches import commit_import, plan_import
from transactions.imports.kinds import KINDS
from transactions.imports.plan import Given, Plan
from transactions.models import ImportBatch, PriceFiling, Room, RoomArea

pytestmark = pytest.mark.usefixtures("may_20")

HEAD = ["楼幢", "单元", "名义层", "实际层", "房号", "用途", "建筑面积（㎡）", "套内", "分摊", "不动产单元号"]
GOOD = ["7#楼", "1", "15", 15, "1502", "成套住宅", 96.35, 76.12, 20.23, None]
UNIT_NO = "620799001001GB00001F00010001"
Ask = dict[str, object]


def but(**changes: object) -> list[object]:
    """Return a good row with other cells; names are those of the columns."""
    names = ["building", "section", "label", "floor", "number", "use", "area", "inner", "shared", "unit_no"]
    return [changes.get(name, cell) for name, cell in zip(names, GOOD, strict=True)]


@pytest.fixture
def ask(clerk: User, estate: Estate, building: Building) -> Callable[..., Ask]:
    """Return the arguments of an import of ``rows``."""

    def of(*rows: Sequence[object], kind: str = "rooms", head: Sequence[str] = HEAD, **facts: object) -> Ask:
        return {"actor": clerk, "kind": kind, "content": sheet([head, *rows]), "name": "楼盘表.xlsx",
                "given": Given(clerk, estate=estate, **facts)}

    return of


def faults(plan: Plan) -> list[tuple[int, str, str, str]]:
    return [(error.row, error.column_letter, error.value, error.reason) for error in plan.errors]


def test_plan_shows_the_size_and_writes_nothing(ask: Callable[..., Ask]) -> None:
    plan = plan_import(**ask(GOOD, but(number="1501", area=118.26, inner=None, shared=None)))
    assert (plan.errors, plan.rows, plan.added, Room.objects.count()) == ([], 2, 2, 0)
    assert plan.tables[0][2] == [("7#楼", "1", "1", "2", "214.61")]


def test_rooms_come_in_with_area_place_and_one_diary_entry(ask: Callable[..., Ask], clerk: User) -> None:
    lot = but(number="1503", use="车位", section="2单元", floor=-1, label="负一", unit_no=UNIT_NO, area=13.2,
              inner=None, shared=None)
    batch = commit_import(**ask(GOOD, lot))
    home, lot = Room.objects.order_by("section")
    assert (home.section, home.floor, home.place, home.area, home.shared_area, home.use) == (
        "1", 15, 1, Decimal("96.35"), Decimal("20.23"), "home"
    )
    assert (lot.section, lot.floor, lot.floor_label, lot.use, lot.estate_unit_no) == (
        "2", -1, "负一", "parking", UNIT_NO
    )
    assert (RoomArea.objects.filter(is_measured=False).count(), batch.added, batch.status) == (2, 2, "done")
    assert Entry.objects.about(batch).get().label == "导入楼盘表：楼盘表.xlsx"


def test_rooms_without_a_place_stand_in_the_order_of_the_list(ask: Callable[..., Ask]) -> None:
    commit_import(**ask(but(number="1502"), but(number="1501"), but(number="1402", floor=14)))
    assert list(Room.objects.order_by("pk").values_list("number", "place")) == [("1502", 1), ("1501", 2), ("1402", 1)]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (but(building="8#楼"), (3, "A", "8#楼", "“锦川云栖里”没有这幢楼")),
        (but(floor=19), (3, "D", "19", "实际层 19 不在楼幢层数内：地上 18 层，地下 1 层（填负数）；"
                                       "请核对，或先更正楼幢层数")),
        (but(floor=1.5), (3, "D", "1.5", "不是整数")),
        (but(use="别墅"), (3, "F", "别墅", "不是已知的用途")),
        (but(area="九十六"), (3, "G", "九十六", "不是数字")),
        (but(area=96.355), (3, "G", "96.355", "超过两位小数")),
        (but(area=None), (3, "G", "", "没有填写")),
        (but(inner=120), (3, "H", "120", "套内面积不能大于建筑面积")),
        (but(shared=21), (3, "I", "21", "套内 76.12 加分摊 21.00 等于 97.12 ㎡，与建筑面积 96.35 ㎡ 不符")),
        (but(number="1502"), (3, "E", "1502", "与第 2 行是同一户")),
    ],
)
def test_each_fault_is_named_by_its_cell(
    ask: Callable[..., Ask], row: list[object], fault: tuple[int, str, str, str]
) -> None:
    row = [*row[:4], "1501" if fault[1] != "E" else row[4], *row[5:]]
    call = ask(GOOD, row)
    assert faults(plan_import(**call)) == [fault]
    with pytest.raises(ServiceError) as error:
        commit_import(**call)
    assert error.value.message_dict == {"file": ["文件中有 1 处错误，没有导入任何内容；请先预览并更正。"]}
    assert (Room.objects.count(), ImportBatch.objects.count()) == (0, 0)


def test_unit_number_stands_once_in_the_file_and_on_file(ask: Callable[..., Ask], building: Building) -> None:
    builders.room(building, "101", 1, estate_unit_no=UNIT_NO)
    plan = plan_import(**ask(but(unit_no=UNIT_NO), but(number="1501", unit_no=UNIT_NO)))
    assert faults(plan) == [
        (3, "J", UNIT_NO, "与第 2 行的不动产单元号相同"), (2, "J", UNIT_NO, "已登记给 7#楼1单元101")
    ]


def test_same_file_twice_is_one_batch(ask: Callable[..., Ask]) -> None:
    first, second = commit_import(**ask(GOOD)), commit_import(**ask(GOOD))
    assert (first, Room.objects.count(), Entry.objects.filter(action="导入").count()) == (second, 1, 1)


def test_rooms_on_file_are_counted_and_never_overwritten(ask: Callable[..., Ask]) -> None:
    commit_import(**ask(GOOD))
    plan = plan_import(**ask(GOOD, but(number="1501")))
    assert (plan.errors, plan.unchanged, plan.added) == ([], 1, 1)
    plan = plan_import(**ask(but(area=97, inner=None, shared=None)))
    [error] = plan.errors
    assert (error.reason, error.remedy) == (
        "已登记 96.35 ㎡（预测）", "面积变化请在该户页面“登记实测面积”，不能用导入覆盖"
    )


def test_twin_estate_may_have_the_same_list(ask: Callable[..., Ask], clerk: User) -> None:
    commit_import(**ask(GOOD))
    twin = builders.estate("锦川云栖里二期")
    builders.building(twin)
    commit_import(**{**ask(GOOD), "given": Given(clerk, estate=twin)})
    assert Room.objects.count() == 2


def test_file_without_a_head_or_estate_is_refused(ask: Callable[..., Ask], clerk: User) -> None:
    with pytest.raises(ServiceError) as error:
        plan_import(**ask(head=["甲", "乙"]))
    assert list(error.value.message_dict) == ["file"]
    with pytest.raises(ServiceError) as error:
        plan_import(**{**ask(GOOD), "given": Given(clerk)})
    assert error.value.message_dict == {"estate": ["请填写这份楼盘表属于哪个楼盘。"]}


def test_empty_template_has_a_head_and_no_rows(ask: Callable[..., Ask]) -> None:
    plan = plan_import(**{**ask(), "content": KINDS["rooms"].template("楼盘表导入模板")})
    assert [error.reason for error in plan.errors] == ["没有一行数据"]


def test_chief_imports_nothing(ask: Callable[..., Ask], chief: User) -> None:
    with pytest.raises(ServiceError) as error:
        commit_import(**{**ask(GOOD), "actor": chief})
    assert error.value.sentence.startswith("您没有“导入楼盘表与历史合同”的权限")


PRICES = ["楼幢", "单元", "房号", "建筑面积", "备案单价", "备案总价"]
ASKED = {"batch": "首批", "filed_on": date(2026, 1, 5)}


def test_prices_become_a_filing_that_waits_for_a_second_person(ask: Callable[..., Ask], room: Room) -> None:
    row = ["7#楼", "1", "1502", 100, 6180, 618000]
    commit_import(**ask(row, kind="prices", head=PRICES, **ASKED))
    filing = PriceFiling.objects.get()
    price = filing.prices.get()
    assert (filing.status, filing.batch, price.room, price.unit_price, price.total_price) == (
        "submitted", "首批", room, Decimal("6180.00"), Decimal("618000.00")
    )


def test_faulty_prices_are_named_by_their_cells(ask: Callable[..., Ask], room: Room) -> None:
    rows = [["7#楼", "1", "1599", 100, 6180, 618000], ["7#楼", "1", "1502", 99, 6180, 618000],
            ["9#楼", "1", "1502", 100, 6180, 618000], ["7#楼", "1", "1502", 100, 6180, 618002]]
    plan = plan_import(**ask(*rows, kind="prices", head=PRICES, **ASKED))
    assert [(row, letter, reason) for row, letter, _value, reason in faults(plan)] == [
        (2, "C", "楼盘表里没有这户"), (3, "D", "楼盘表登记的是 100.00 ㎡"), (4, "A", "“锦川云栖里”没有这幢楼"),
        (5, "C", "与第 3 行是同一户"),
    ]
    plan = plan_import(**ask(rows[3], kind="prices", head=PRICES, **ASKED))
    assert faults(plan) == [
        (2, "E", "6180", "7#楼1单元1502单价 6180.00 × 面积 100.00 = 618000.00 元，与总价 618002.00 元相差超过 1 元")
    ]
