"""Measured areas from a list: row by row like the form, what was before is kept, oddities must be explained."""
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit.errors import ServiceError
from housing_portal.registry.models import Building, Estate
from tests.transactions.lists import sheet
from transactions.imports.batches import commit_import, plan_import
from transactions.imports.kinds import KINDS
from transactions.imports.plan import Given, Plan
from transactions.models import ImportBatch, Room, RoomArea
from transactions.services.rooms import Measured, add_room, measure_rooms

pytestmark = pytest.mark.usefixtures("may_20")

HEAD = ["楼幢", "单元", "房号", "预测建筑面积", "实测建筑面积", "套内", "分摊"]
SURVEY = {"surveyed_on": date(2026, 5, 18), "report_no": "测2026-31"}
GOOD = ["7", "1单元", "1502", 96.35, 97.1, 76.9, 20.2]
Ask = Callable[..., dict[str, object]]


@pytest.fixture
def homes(building: Building, clerk: User) -> list[Room]:
    return [
        add_room(actor=clerk, building=building, section="1", floor=15, floor_label="15", number=number, use="home",
                 place=place, area=Decimal("96.35"))
        for place, number in enumerate(("1501", "1502"), 1)
    ]


@pytest.fixture
def ask(clerk: User, estate: Estate, homes: list[Room]) -> Ask:
    """Return the arguments of an import of ``rows``."""

    def of(*rows: Sequence[object], **facts: object) -> dict[str, object]:
        return {"actor": clerk, "kind": "areas", "content": sheet([HEAD, *rows]), "name": "7#楼实测.xlsx",
                "given": Given(clerk, **{"estate": estate, **SURVEY, **facts})}

    return of


def faults(plan: Plan) -> list[tuple[int, str, str]]:
    return [(error.row, error.column_letter, error.reason) for error in plan.errors]


def test_preview_shows_how_the_building_changes_and_writes_nothing(ask: Ask) -> None:
    plan = plan_import(**ask(GOOD, ["7#楼", "1", "1501", None, 96, None, None]))
    assert (plan.errors, plan.added, RoomArea.objects.filter(is_measured=True).count()) == ([], 2, 0)
    assert plan.tables[0][2] == [("7#楼", "2", "192.70", "193.10", "0.40")]


def test_history_is_kept_as_when_typed(ask: Ask, homes: list[Room], clerk: User) -> None:
    other, home = homes
    measure_rooms(actor=clerk, found=[Measured(other, Decimal("97.10"), Decimal("76.90"), Decimal("20.20"))], **SURVEY)
    batch = commit_import(**ask(GOOD))
    kept = [
        list(RoomArea.objects.filter(room=room).order_by("pk").values_list(
            "is_measured", "area", "inner_area", "shared_area", "surveyed_on", "report_no", "reason"))
        for room in homes
    ]
    assert kept[0] == kept[1] == [
        (False, Decimal("96.35"), None, None, None, "", ""),
        (True, Decimal("97.10"), Decimal("76.90"), Decimal("20.20"), date(2026, 5, 18), "测2026-31", ""),
    ]
    typed, imported = (Entry.objects.about(room).order_by("-pk").first() for room in homes)
    assert (typed.action, typed.before, typed.after) == (imported.action, imported.before, imported.after)
    home.refresh_from_db()
    assert (home.is_measured, home.area, batch.added, str(batch)) == (
        True, Decimal("97.10"), 1, "实测面积 7#楼实测.xlsx"
    )


def test_same_file_twice_is_one_batch_and_another_report_is_not(ask: Ask) -> None:
    first, second = commit_import(**ask(GOOD)), commit_import(**ask(GOOD))
    assert (first, RoomArea.objects.filter(is_measured=True).count()) == (second, 1)
    plan = plan_import(**ask([*GOOD[:3], None, *GOOD[4:]], report_no="测2026-32"))
    assert (plan.errors, plan.added, plan.unchanged) == ([], 0, 1)


@pytest.mark.parametrize(("row", "fault"), [
    (["8#楼", *GOOD[1:]], (2, "A", "“锦川云栖里”没有这幢楼")),
    ([*GOOD[:2], "1599", *GOOD[3:]], (2, "C", "楼盘表里没有这户")),
    ([*GOOD[:3], 96, *GOOD[4:]], (2, "D", "楼盘表登记的是 96.35 ㎡")),
    ([*GOOD[:4], None, None, None], (2, "E", "没有填写")),
    ([*GOOD[:4], 0, None, None], (2, "E", "建筑面积应大于 0")),
    ([*GOOD[:4], 97.105, None, None], (2, "E", "超过两位小数")),
    ([*GOOD[:4], 99.25, None, None], (2, "E", "差异超过 3%，预测为 96.35 ㎡")),
    ([*GOOD[:5], 98, None], (2, "F", "套内面积不能大于建筑面积")),
    ([*GOOD[:6], 21], (2, "G", "套内 76.90 加分摊 21.00 等于 97.90 ㎡，与建筑面积 97.10 ㎡ 不符")),
])
def test_each_fault_is_named_by_its_cell(ask: Ask, row: list[object], fault: tuple[int, str, str]) -> None:
    assert faults(plan_import(**ask(row))) == [fault]
    with pytest.raises(ServiceError):
        commit_import(**ask(row))
    assert (ImportBatch.objects.count(), RoomArea.objects.filter(is_measured=True).count()) == (0, 0)


def test_one_room_stands_once_and_lost_rooms_are_not_measured(ask: Ask, homes: list[Room]) -> None:
    Room.objects.filter(number="1501").update(demolished_on=date(2026, 5, 1))
    plan = plan_import(**ask(GOOD, ["7#楼", "1", "1501", None, 96, None, None], GOOD))
    assert faults(plan) == [(3, "C", "这户已于 2026-05-01 灭失"), (4, "C", "与第 2 行是同一户")]


def test_what_is_odd_comes_in_with_a_reason(ask: Ask, homes: list[Room]) -> None:
    odd = [*GOOD[:4], 105, None, None]
    commit_import(**ask(odd, reason="阳台计算规则改变"))
    again = plan_import(**ask([*odd[:3], None, 106, None, None]))
    assert faults(again) == [(2, "E", "已实测为 105.00 ㎡")]
    assert RoomArea.objects.get(is_measured=True).reason == "阳台计算规则改变"


@pytest.mark.parametrize(("facts", "said"), [
    ({"estate": None}, {"estate": ["请填写这份测绘成果属于哪个楼盘。"]}),
    ({"surveyed_on": None}, {"surveyed_on": ["请填写测绘日期。"]}),
    ({"report_no": " "}, {"report_no": ["请填写测绘报告号。"]}),
    ({"surveyed_on": date(2026, 5, 21)}, {"surveyed_on": ["2026-05-21 晚于今天，请填写今天或以前的日期。"]}),
])
def test_survey_must_be_named(ask: Ask, facts: dict[str, object], said: dict[str, list[str]]) -> None:
    with pytest.raises(ServiceError) as error:
        plan_import(**ask(GOOD, **facts))
    assert error.value.message_dict == said


def test_empty_template_is_understood(ask: Ask) -> None:
    plan = plan_import(**{**ask(), "content": KINDS["areas"].template("实测面积导入模板")})
    assert [error.reason for error in plan.errors] == ["没有一行数据"]


def test_page_asks_for_the_survey_and_takes_the_list_over(
    ask: Ask, clerk: User, estate: Estate, client_of: Callable[[User], Client]
) -> None:
    client, url = client_of(clerk), reverse("transactions:import")
    building = client.get(reverse("transactions:building_table", args=[estate.buildings.get().pk]))
    [link] = [button.url for button in building.context["buttons"] if button.label == "导入实测面积"]
    form = client.get(link).context["form"]
    assert (form["kind"].value(), form["estate"].value()) == ("areas", "锦川云栖里")
    content = ask(GOOD)["content"]
    sent = {"kind": "areas", "estate": "锦川云栖里", "surveyed_on": "2026-05-18", "report_no": "测2026-31"}
    answer = client.post(url, {**sent, "deed": "commit", "file": SimpleUploadedFile("实测.xlsx", content)})
    assert answer.url == ImportBatch.objects.get().get_absolute_url()
