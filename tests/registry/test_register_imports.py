"""Lists of enterprises, estates, buildings and permits as Excel files."""
import io
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.registry.imports import SHEETS, RegisterPlan, commit_import, plan_import, template
from housing_portal.registry.models import Building, Estate, Organization, SalePermit
from tests.registry.test_services import refusal

FIRST = 4
COMPANIES = [
    ("清溪建设有限公司", "开发企业、施工单位", "91350100M000100Y43", "清溪建设", "张三", 2000, None,
     "0939-1234567", None, "二级", "GS123", date(2027, 1, 31)),
    ("云岭农商银行", "银行"),
]
ESTATES = [
    ("清溪雅苑", "雅苑", "清溪建设", None, "清溪镇滨河路", "住宅", 32000.5, 300),
    ("东屏新城", None, "清溪建设有限公司"),
]
BUILDINGS = [
    ("清溪雅苑", "1#楼", "S1", None, 2, 18, 1, "毛坯", "9,000.00", None, "2024年3月1日", date(2025, 1, 5)),
    ("雅苑", 2, None, None, 1, 6, 0, "全装修", 3000),
]
PERMITS = [
    ("预售许可", "（云）房预售证第2025001号", "云岭县住房和城乡建设局", "清溪雅苑", "1号楼、2（至3层）",
     10000, 500, None, 10500, 90, 80, date(2025, 3, 1), None, date(2027, 3, 1), "只批到三层"),
]
ALL = {"organization": COMPANIES, "estate": ESTATES, "building": BUILDINGS, "permit": PERMITS}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI), tick=False):
        yield


def workbook(kind: str, *rows: tuple[object, ...]) -> bytes:
    """Fill in the portal's own template."""
    book = load_workbook(io.BytesIO(template(kind)))
    for number, row in enumerate(rows, FIRST):
        for column, value in enumerate(row, 1):
            book.worksheets[0].cell(number, column, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def take(actor: User, kind: str, *rows: tuple[object, ...]) -> RegisterPlan:
    return commit_import(actor=actor, kind=kind, data=workbook(kind, *rows), filename="台账.xlsx")


@pytest.fixture
def registered(clerk: User) -> None:
    """All four lists, taken over one after the other."""
    for kind, rows in ALL.items():
        take(clerk, kind, *rows)


def sentences(actor: User, kind: str, *rows: tuple[object, ...]) -> list[str]:
    plan = plan_import(actor=actor, kind=kind, data=workbook(kind, *rows), filename="台账.xlsx")
    return [error.sentence for error in plan.errors]


def test_lists_become_records(registered: None) -> None:
    company = Organization.objects.get(credit_code="91350100M000100Y43")
    assert (company.kinds, company.registered_capital, company.qualification_until) == (
        "开发企业、施工单位", Decimal("20000000.00"), date(2027, 1, 31)
    )
    estate = Estate.objects.get(record_name="清溪雅苑")
    assert (estate.developer, estate.floor_area, estate.planned_sets) == (company, Decimal("32000.50"), 300)
    one, two = Building.objects.order_by("number")
    assert (one.number, one.started_on, one.topped_on, one.area_predicted) == (
        "1#楼", date(2024, 3, 1), date(2025, 1, 5), Decimal("9000.00")
    )
    assert (two.number, two.estate, two.delivery) == ("2", estate, "finished")
    permit = SalePermit.objects.get()
    assert [(str(row.building), row.up_to_floor) for row in permit.scope.order_by("pk")] == [("1#楼", None), ("2", 3)]
    assert (permit.area_total, permit.valid_to) == (Decimal("10500.00"), date(2027, 3, 1))


def test_same_lists_again_change_nothing(registered: None, clerk: User) -> None:
    before = Entry.objects.count()
    plans = [take(clerk, kind, *rows) for kind, rows in ALL.items()]
    assert [(len(plan.added), plan.unchanged) for plan in plans] == [(0, 2), (0, 2), (0, 2), (0, 1)]
    assert Entry.objects.count() == before


def test_looking_leaves_nothing_behind(clerk: User) -> None:
    before = Entry.objects.count()
    plan = plan_import(actor=clerk, kind="organization", data=workbook("organization", *COMPANIES), filename="x.xlsx")
    assert (plan.added, plan.errors) == ([(4, "清溪建设有限公司"), (5, "云岭农商银行")], [])
    assert (Organization.objects.count(), Entry.objects.count()) == (0, before)


def test_what_is_registered_otherwise_is_refused_not_changed(registered: None, clerk: User) -> None:
    assert sentences(clerk, "estate", ("清溪雅苑", "雅苑", "清溪建设", None, None, "商业")) == [
        "第 4 行 F 列「用地性质」：“商业”与台账不同（“清溪雅苑”已登记为“住宅”）；请改成一致，或先在台账中修改。"
    ]


@pytest.mark.parametrize(
    ("kind", "row", "expected"),
    [
        ("organization", ("丙公司", "钱庄"), "第 4 行 B 列「机构类别」：“钱庄”不在可选范围内，可填："),
        ("organization", ("丙公司", None), "第 4 行 B 列「机构类别」：没有填写；请补填，这一列每行必填。"),
        ("organization", ("丙公司", "银行", "91350100M000100Y44"), "第 4 行 C 列「统一社会信用代码」："),
        ("organization", ("丙公司", "银行", *[None] * 9, "明年"), "第 4 行 L 列「资质有效期至」：“明年”不是日期；"),
        ("estate", ("某园", None, "清溪建设公司"),
         "第 4 行 C 列「开发企业」：“清溪建设公司”没有登记开发企业“清溪建设公司”，是否“清溪建设有限公司”？"),
        ("estate", ("某园", None, "清溪建设", "火星"),
         "第 4 行 D 列「所在区划」：“火星”不是已登记的行政区划，请核对名称；"),
        ("building", ("清溪雅苑", "9#楼", None, None, 1, 0), "第 4 行 F 列「地上层数」：“0”"),
        ("building", ("清溪雅苑", "9#楼", None, None, 1, 6, 0, None, 10.555),
         "第 4 行 I 列「预测建筑面积（平方米）」：“10.555”小数超过两位；"),
        ("permit", ("预售许可", "2", "县局", "清溪雅苑", "3#楼", 1, 0, 0, 1, 1, 1, date(2025, 1, 1)),
         "第 4 行 E 列「批准楼幢」：“3#楼”这个楼盘没有“3#楼”（已登记：1#楼、2）；"),
        ("permit", ("预售许可", "2", "县局", "清溪雅苑", "1#楼", 1, 0, 0, 1, 1, 1, date(2025, 1, 1)),
         "第 4 行 E 列「批准楼幢」：“1#楼”“1#楼”已在现行许可 （云）房预售证第2025001号 内"),
    ],
)
def test_error_names_row_column_and_reason(
    registered: None, clerk: User, kind: str, row: tuple[object, ...], expected: str
) -> None:
    [sentence] = sentences(clerk, kind, row)
    assert sentence[:len(expected)] == expected


def test_one_error_keeps_all_out(clerk: User) -> None:
    data = workbook("organization", COMPANIES[0], ("丙公司",))
    assert refusal(commit_import, actor=clerk, kind="organization", data=data, filename="x.xlsx") == [
        "第 5 行 B 列「机构类别」：没有填写；请补填，这一列每行必填。"
    ]
    assert Organization.objects.count() == 0


@pytest.mark.parametrize("kind", SHEETS)
def test_empty_template_is_read_without_errors(clerk: User, kind: str) -> None:
    plan = plan_import(actor=clerk, kind=kind, data=template(kind), filename="模板.xlsx")
    assert (plan.errors, plan.added, plan.unchanged) == ([], [], 0)


def test_template_offers_what_is_registered(registered: None) -> None:
    options = load_workbook(io.BytesIO(template("estate")))["选项"]
    assert [cell.value for cell in options["A"] if cell.value] == ["清溪建设有限公司"]


def test_whoever_may_not_import(clerk: User, sysadmin: User, township_clerk: User) -> None:
    given = {"kind": "organization", "data": workbook("organization", *COMPANIES), "filename": "x.xlsx"}
    sentence = ["您没有“导入楼盘表与历史合同”的权限，请联系有此权限的同事办理。"]
    assert [refusal(commit_import, actor=actor, **given) for actor in (sysadmin, township_clerk)] == [sentence] * 2


# -- page --------------------------------------------------------------------------------------------


def send(client: Client, kind: str, deed: str, data: bytes = b"", **typed: object) -> HttpResponse:
    files = {"file": SimpleUploadedFile("台账.xlsx", data)} if data else {}
    return client.post(reverse("registry:import", args=[kind]), {"deed": deed, **typed, **files})


def test_page_looks_first_and_takes_the_kept_file(clerk: User, client_of: Callable[[User], Client]) -> None:
    pen = client_of(clerk)
    look = send(pen, "organization", "look", workbook("organization", *COMPANIES))
    note = re.search(r'name="file_kept" value="([^"]+)"', look.content.decode())[1]
    assert Organization.objects.count() == 0
    done = send(pen, "organization", "commit", file_kept=note)
    said = [str(message) for message in pen.get(done.url).context["messages"]]
    assert said == ["已导入，新增 2 条，已有未变 0 条。"]
    assert Entry.objects.first().label == "导入单位企业 2 条：台账.xlsx"


def test_page_gives_the_errors_back_marked(clerk: User, client_of: Callable[[User], Client]) -> None:
    answer = send(client_of(clerk), "organization", "errors", workbook("organization", ("丙公司", "钱庄")))
    errors = load_workbook(io.BytesIO(answer.content))["错误清单"]
    rows = [[cell.value for cell in row[2:6]] for row in errors.iter_rows(min_row=2)]
    assert rows == [[4, "B", "机构类别", "钱庄"]]


def test_unknown_list_is_not_found(clerk: User, client_of: Callable[[User], Client]) -> None:
    assert client_of(clerk).get(reverse("registry:import", args=["castle"])).status_code == 404
