"""Rental homes: registered once, dated states, counted as of any day, taken over from a list."""
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from affordable.imports.homes import HomeSheet
from affordable.measures.rental import MEASURES
from affordable.models import HomeStep, RentalHome
from affordable.services import homes
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.kit.errors import NeedsReason
from housing_portal.kit.scope import current
from housing_portal.registry.imports import commit_sheet, plan_sheet, template_of
from tests.affordable.families import said
from tests.conftest import Office
from tests.pages import records_rental as rental
from tests.pages.records import Writers
from tests.transactions.lists import sheet

HEADS = [
    "责任单位", "小区", "楼栋", "房号", "建筑面积（平方米）", "权属", "下达年度", "租金标准（每平方米每月元）",
    "接收日期",
]


def figure(key: str, day: date | None = None) -> object:
    measure = next(one for one in MEASURES if one.key == key)
    return measure.evaluate(current(day), None).total.value


def step(by: Writers, home: RentalHome, code: str, on: date, actor: User | None = None, reason: str = "排查登记"
         ) -> RentalHome:
    return homes.take_home_step(actor=actor or by.clerk, home=home, code=code, on=on, reason=reason)


def test_a_place_is_the_same_in_full_width(by: Writers, town: Unit) -> None:
    home = rental.home(by, town, room="１０１")
    assert home.room == "101"
    assert said(rental.home, by=by, unit=town, building="１号楼", room="101") == {"__all__": ["这套房源已登记。"]}


def test_register(by: Writers, town: Unit) -> None:
    home = rental.home(by, town, entered_system_on=date(2024, 7, 1))
    assert (str(home), home.status, home.entered_system_on) == ("福安苑 1号楼 101", "available", date(2024, 7, 1))
    assert Entry.objects.about(home).get().action == "登记公租房房源"


def test_refused(by: Writers, town: Unit, town2: Unit) -> None:
    rental.home(by, town)
    assert said(rental.home, by=by, unit=town2, room="101") == {"__all__": ["这套房源已登记。"]}
    assert said(rental.home, by=by, unit=town, received_on=date(2026, 5, 21)) == {
        "received_on": ["2026-05-21 晚于今天，请填写今天或以前的日期。"]
    }
    assert said(rental.home, by=by, unit=town, source_plan_year=1889) == {
        "source_plan_year": ["1889 年不在 1990—2027 年之间，请核对年份。"]
    }
    assert said(rental.home, by=by, unit=town, area=Decimal(0)) == {"__all__": ["面积应大于 0，租金标准不能是负数。"]}


def test_states_of_a_past_day(by: Writers, town: Unit) -> None:
    home = rental.home(by, town)
    rental.home(by, town)
    step(by, home, "idle", date(2024, 9, 1))
    step(by, home, "repair", date(2025, 3, 1))
    step(by, home, "free", date(2025, 6, 1))
    step(by, home, "lose", date(2026, 2, 1), actor=by.chief, reason="滑坡灭失")
    days = [date(*day) for day in (
        (2024, 5, 31), (2024, 8, 31), (2024, 9, 1), (2025, 4, 1), (2025, 6, 1), (2026, 3, 1),
    )]
    keys = ("rental_homes_held", "rental_homes_available", "rental_homes_idle")
    assert [tuple(figure(key, day) for key in keys) for day in days] == [
        (0, 0, 0), (2, 2, 0), (2, 1, 1), (2, 1, 0), (2, 2, 0), (1, 1, 0),
    ]
    home.refresh_from_db()
    assert (home.status, home.idle_since, home.ended_on) == ("lost", None, date(2026, 2, 1))


def test_states_are_entered_in_order(by: Writers, town: Unit) -> None:
    home = rental.idle(by, town)
    assert said(step, by=by, home=home, code="free", on=date(2024, 8, 1)) == {
        "on": ["2024-08-01 早于“闲置” 2024-09-01，请核对。"]
    }
    assert said(step, by=by, home=home, code="dispose", on=date(2025, 1, 1), actor=by.chief, reason="") == {
        "reason": ["请写明原因。"]
    }
    assert said(step, by=by, home=home, code="dispose", on=date(2025, 1, 1)) == [
        "您没有“盘活处置”的权限，请联系有此权限的同事办理。"
    ]
    assert HomeStep.objects.count() == 1


def test_idle_for_three_years(by: Writers, town: Unit) -> None:
    rental.idle(by, town, on=date(2024, 9, 1))
    assert [figure("rental_homes_long_idle", day) for day in (date(2027, 8, 31), date(2027, 9, 1))] == [0, 1]
    with time_machine.travel(datetime(2027, 9, 1, 10, tzinfo=clock.SHANGHAI), tick=False):
        assert RentalHome.objects.long_idle(clock.today(), 3).count() == 1


def test_entry_progress(by: Writers, town: Unit) -> None:
    home = rental.home(by, town)
    homes.enter_home_system(actor=by.clerk, home=home, on=date(2026, 4, 30))
    assert [figure("rent_units_in", day) for day in (date(2026, 4, 29), date(2026, 4, 30))] == [0, 1]
    with pytest.raises(NeedsReason):
        homes.enter_home_system(actor=by.clerk, home=home, on=date(2026, 5, 1))
    homes.enter_home_system(actor=by.clerk, home=home, on=date(2026, 5, 1), reason="日期登错")
    assert figure("rent_units_in", date(2026, 4, 30)) == 0


def test_a_home_on_a_list_keeps_its_name_and_state(by: Writers, town: Unit) -> None:
    home = rental.drafted(by, town).places.get().home
    assert said(homes.edit_home, actor=by.clerk, home=home, room="999") == {
        "estate": [f"{home}已列入分配批次的名单，小区、楼栋、房号不能再改。"]
    }
    assert said(step, by=by, home=home, code="repair", on=date(2026, 5, 1)) == [
        "这套房源在分配批次中，办结或作废该批次后再变更状态。"
    ]
    assert homes.edit_home(actor=by.clerk, home=home, rent_standard=Decimal("4.00")).rent_standard == Decimal("4.00")


def row(unit: Unit, room: str, area: object = 48.5) -> list[object]:
    return [unit.name, "安居苑", "2号楼", room, area, "政府投资", 2021, 3.2, date(2022, 5, 1)]


def test_import(by: Writers, town: Unit) -> None:
    data = sheet([HEADS, row(town, "201"), row(town, "202")])
    given = {"actor": by.clerk, "sheet": HomeSheet(by.clerk), "data": data, "filename": "房源.xlsx"}
    assert (len(plan_sheet(**given).added), RentalHome.objects.count()) == (2, 0)
    commit_sheet(**given)
    assert list(RentalHome.objects.order_by("room").values_list("room", "area", "rent_standard", "unit")) == [
        ("201", Decimal("48.50"), Decimal("3.20"), town.pk), ("202", Decimal("48.50"), Decimal("3.20"), town.pk),
    ]
    again = commit_sheet(**given)
    assert (len(again.added), again.unchanged, RentalHome.objects.count()) == (0, 2, 2)


def test_import_refuses_whole(by: Writers, town: Unit) -> None:
    data = sheet([HEADS, row(town, "201"), ["东海市", *row(town, "202")[1:]], row(town, "201", 50)])
    given = {"actor": by.clerk, "sheet": HomeSheet(by.clerk), "data": data, "filename": "房源.xlsx"}
    plan = plan_sheet(**given)
    assert [error.sentence for error in plan.errors] == [
        "第 3 行 A 列「责任单位」：“东海市”不是您管理范围内的责任单位，请核对名称；请改正后重新导入。",
        "第 4 行 E 列「建筑面积（平方米）」：“50.00”与台账不同（“安居苑 2号楼 201”已登记为“48.50”）；"
        "请改成一致，或先在台账中修改。",
    ]
    assert len(said(commit_sheet, **given)) == 2
    assert RentalHome.objects.count() == 0


def test_template_has_the_heads(by: Writers, town: Unit) -> None:
    cells = [cell.value for line in load_workbook(BytesIO(template_of(HomeSheet(by.clerk)))).active for cell in line]
    assert [head for head in HEADS if head in cells] == HEADS


def test_pages(by: Writers, town: Unit, office: Office, pen: Client, seal: Client) -> None:
    typed = {
        "unit": town.pk, "estate": "福安苑", "building": "1号楼", "room": "101", "area": "51.35",
        "ownership": "government", "source_plan_year": "2023", "received_on": "2024-06-01", "rent_standard": "3.15",
    }
    answer = pen.post(reverse("affordable:home_create"), typed)
    home = RentalHome.objects.get()
    assert answer.headers["Location"] == home.get_absolute_url()
    pen.post(reverse("affordable:home_idle", args=[home.pk]), {"on": "2024-09-01", "reason": "位置偏远"})
    pen.post(reverse("affordable:home_enter", args=[home.pk]), {"on": "2024-07-01"})
    home.refresh_from_db()
    assert (home.status, home.idle_since, home.entered_system_on) == ("idle", date(2024, 9, 1), date(2024, 7, 1))
    page = pen.get(home.get_absolute_url()).content.decode()
    assert ("恢复待分配" in page, "退租收回" in page, "盘活处置" in page) == (True, False, False)
    assert "盘活处置" in seal.get(home.get_absolute_url()).content.decode()
    pen.post(reverse("affordable:home_edit", args=[home.pk]), {**typed, "rent_standard": "3.50"})
    home.refresh_from_db()
    assert home.rent_standard == Decimal("3.50")
    answer = pen.post(reverse("affordable:home_create"), {**typed, "received_on": ""})
    assert "请填写接收日期。" in answer.content.decode()


def test_filters(by: Writers, town: Unit, pen: Client) -> None:
    rental.idle(by, town, on=date(2024, 9, 1))
    rental.home(by, town)

    def rooms(query: str) -> list[str]:
        table = pen.get(reverse("affordable:home_list") + query).context["table"]
        return [row.record.room for row in table.paginated_rows]

    assert rooms("?long_idle=true") == []
    assert rooms("?status=idle") == ["101"]
    assert rooms("?is_entered=false&q=102") == ["102"]


def test_import_page(by: Writers, town: Unit, pen: Client, client_of: Callable[[User], Client]) -> None:
    def send(deed: str, rows: list[list[object]]) -> object:
        file = SimpleUploadedFile("房源.xlsx", sheet([HEADS, *rows]))
        return pen.post(reverse("affordable:home_import"), {"file": file, "deed": deed})

    assert "将新增（条）" in send("look", [row(town, "201")]).content.decode()
    assert send("errors", [row(town, "201", "很大")]).headers["Content-Type"].startswith("application/vnd")
    assert send("commit", [row(town, "201")]).headers["Location"] == reverse("affordable:home_list")
    assert RentalHome.objects.get().room == "201"
