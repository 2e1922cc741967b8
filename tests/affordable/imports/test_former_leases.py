"""原有租约: families and homes are named, leases taken over whole, and compared when they are known."""
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from affordable.imports.former_leases import FormerLeaseSheet
from affordable.models import Lease
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.models import Entry
from housing_portal.registry.imports import commit_sheet, plan_sheet, template_of
from tests.affordable.families import identity, said
from tests.pages import records_rental as rental
from tests.pages.records import Writers
from tests.transactions.lists import sheet

HEADS = [
    "保障编号", "申请人证件号码", "小区", "楼栋", "房号", "合同编号", "签约日期", "租期起", "租期止", "月租金（元）",
    "计租面积（平方米）", "租金标准（每平方米每月元）", "减免系数", "入住日期", "说明",
]
NAME = "原有租约.xlsx"
DAYS = [date(2024, 7, 1), date(2024, 7, 1), date(2027, 6, 30)]


@pytest.fixture
def rows(by: Writers, town: Unit) -> list[list[object]]:
    """Two families of former days and two homes, with what the list says of them."""
    one = rental.former_family(by, town, serial=1)
    rental.former_family(by, town, serial=11)
    places = [[home.estate, home.building, home.room] for home in (rental.home(by, town), rental.home(by, town))]
    return [
        [one.number, None, *places[0], "公租2024-1", *DAYS, 161.75, None, None, None, None, None],
        [None, identity(11), *places[1], "公租2024-2", *DAYS, "75", 50, "3.00", 0.5, date(2024, 7, 2), None],
    ]


def sent(by: Writers, *rows: list[object]) -> dict[str, object]:
    return {"actor": by.clerk, "sheet": FormerLeaseSheet(by.clerk), "data": sheet([HEADS, *rows]), "filename": NAME}


def faults(by: Writers, *rows: list[object]) -> list[str]:
    return [error.sentence for error in plan_sheet(**sent(by, *rows)).errors]


def changed(row: list[object], **cells: object) -> list[object]:
    return list({**dict(zip(HEADS, row, strict=True)), **cells}.values())


def test_leases_as_a_whole(by: Writers, rows: list[list[object]]) -> None:
    before = Entry.objects.count()
    plan = plan_sheet(**sent(by, *rows))
    assert ([label for _row, label in plan.added], plan.errors) == ([
        f"公租2024-1　福安苑 1号楼 101（{rows[0][0]}，月租金 161.75 元）",
        "公租2024-2　福安苑 1号楼 102（BZ2026-0002，月租金 75.00 元）",
    ], [])
    assert (Lease.objects.count(), Entry.objects.count()) == (0, before)
    commit_sheet(**sent(by, *rows))
    found = Lease.objects.order_by("pk").values_list(
        "contract_no", "family__status", "home__status", "monthly_rent", "area", "reduction", "occupied_on"
    )
    assert list(found) == [
        ("公租2024-1", "allocated", "allocated", Decimal("161.75"), Decimal("51.35"), Decimal(1), None),
        ("公租2024-2", "allocated", "allocated", Decimal("75.00"), Decimal(50), Decimal("0.50"), date(2024, 7, 2)),
    ]


def test_again_nothing_and_never_a_change(by: Writers, rows: list[list[object]]) -> None:
    commit_sheet(**sent(by, rows[0]))
    again = commit_sheet(**sent(by, *rows))
    assert (len(again.added), again.unchanged, Lease.objects.count()) == (1, 1, 2)
    wrong = changed(rows[0], 保障编号="BZ2026-0002", 房号="102", **{"月租金（元）": 150})
    told = "请改成一致，或先在台账中修改。"
    assert faults(by, wrong) == [
        f"第 2 行 A 列「保障编号」：“BZ2026-0002”与台账不同（“公租2024-1”已登记为“{rows[0][0]}”）；{told}",
        f"第 2 行 E 列「房号」：“102”与台账不同（“公租2024-1”已登记为“福安苑 1号楼 101”）；{told}",
        f"第 2 行 J 列「月租金（元）」：“150”与台账不同（“公租2024-1”已登记为“161.75”）；{told}",
    ]


@pytest.mark.parametrize(("cells", "sentence"), [
    ({"保障编号": None}, "A 列「保障编号」：没有填写，请填写保障编号或申请人证件号码；请改正后重新导入。"),
    ({"保障编号": "BZ1"}, "A 列「保障编号」：“BZ1”没有编号为“BZ1”的保障对象，请核对；请改正后重新导入。"),
    ({"申请人证件号码": identity(99)},
     f"B 列「申请人证件号码」：“{identity(99)[:6]}********{identity(99)[-4:]}”没有这位申请人的保障对象，请核对，"
     "或先登记家庭并确认原批准；请改正后重新导入。"),
    ({"申请人证件号码": identity(11)},
     f"B 列「申请人证件号码」：“{identity(11)[:6]}********{identity(11)[-4:]}”与保障编号不符，这位申请人的家庭是"
     " BZ2026-0002，请核对；请改正后重新导入。"),
    ({"房号": "999"},
     "E 列「房号」：“999”没有登记“福安苑 1号楼 999”这套房源，请核对小区、楼栋、房号，或先登记房源；请改正后重新导入。"),
    ({"签约日期": None}, "G 列「签约日期」：没有填写；请补填，这一列每行必填。"),
    ({"签约日期": date(2024, 6, 1)},
     "G 列「签约日期」：“2024-06-01”2024-06-01 早于批准日期 2024-06-03，请核对；请改正后重新导入。"),
    ({"月租金（元）": 160},
     "O 列「说明」：合同月租金 160.00 元，按计租面积 × 租金标准 × 减免系数为 161.75 元；"
     "请核对；属实的，在说明栏写明原因。"),
    ({"月租金（元）": "面议"}, "J 列「月租金（元）」：“面议”请填写金额，例如 1,234.56；请改正后重新导入。"),
    ({"减免系数": "半"}, "M 列「减免系数」：“半”请填写系数，例如 1,234.56；请改正后重新导入。"),
])
def test_cell_by_cell(by: Writers, rows: list[list[object]], cells: dict[str, object], sentence: str) -> None:
    assert faults(by, changed(rows[0], **cells)) == [f"第 2 行 {sentence}"]


def test_one_wrong_row_stops_the_list(by: Writers, rows: list[list[object]]) -> None:
    twice = changed(rows[1], 申请人证件号码=None, 保障编号=rows[0][0])
    sentence = (
        f"第 3 行 A 列「保障编号」：“{rows[0][0]}”当前状态是“实物配租在保”，不能“登记原有租约”"
        "（须为：已批准、轮候中）。请刷新页面查看最新状态；请改正后重新导入。"
    )
    assert said(commit_sheet, **sent(by, rows[0], twice)) == [sentence]
    assert Lease.objects.count() == 0


def test_contract_rent_with_a_word(by: Writers, rows: list[list[object]]) -> None:
    commit_sheet(**sent(by, changed(rows[0], 说明="原合同按整元计", **{"月租金（元）": 160})))
    assert Lease.objects.get().monthly_rent == Decimal(160)


def test_the_template_is_read_back(by: Writers, rows: list[list[object]]) -> None:
    book = load_workbook(BytesIO(template_of(FormerLeaseSheet(by.clerk))))
    heads = next(row for row in book.active.iter_rows() if row[0].value == HEADS[0])
    assert [cell.value for cell in heads] == HEADS
    for cell, value in zip(heads, rows[0], strict=True):
        book.active.cell(cell.row + 1, cell.column, value)
    out = BytesIO()
    book.save(out)
    assert len(plan_sheet(**{**sent(by), "data": out.getvalue()}).added) == 1


def test_page(
    by: Writers, rows: list[list[object]], pen: Client, client_of: Callable[[User], Client]
) -> None:
    url, listed = reverse("affordable:lease_import"), reverse("affordable:lease_list")
    shown = [url in client.get(listed).content.decode() for client in (pen, client_of(by.chief))]
    assert shown == [True, False]
    upload = {"file": SimpleUploadedFile(NAME, sheet([HEADS, *rows])), "deed": "commit"}
    assert "已导入，新增 2 份，已有未变 0 份。" in pen.post(url, upload, follow=True).content.decode()
    assert Lease.objects.count() == 2
