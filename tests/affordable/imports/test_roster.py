"""征收花名册: yards and households of one project; what is registered is compared, never changed."""
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from affordable.imports.roster import RosterSheet
from affordable.models import AffordableProject, Compound, RelocationHousehold
from affordable.services import projects
from housing_portal.accounts.models import User
from housing_portal.registry.imports import commit_sheet, plan_sheet, template_of
from tests.conftest import Office

HEADS = (
    "院号", "院落地址", "院落类型", "权利人", "产权面积（平方米）", "实测面积（平方米）", "未登记面积（平方米）",
    "未登记建筑认定结论",
)
FIRST = ("17号院", "东关街 17 号", "私房院", "周小静", 90, 102.5, None, None)
SECOND = ("17号院", "东关街 17 号", "私房院", "郑大伟", 80, 80, 12, "认定为违法建筑")


@pytest.fixture
def project(office: Office, clerk: User) -> AffordableProject:
    return projects.create_project(
        actor=clerk, unit=office.townships[0], kind="shantytown", name="东关片区", plan_year=2026, households_planned=3
    )


def table(*rows: tuple) -> bytes:
    book, out = Workbook(), BytesIO()
    for line, cells in enumerate([HEADS, *rows], 1):
        for column, cell in enumerate(cells, 1):
            book.active.cell(line, column, cell)
    book.save(out)
    return out.getvalue()


def sent(clerk: User, project: AffordableProject, data: bytes) -> dict[str, object]:
    return {"actor": clerk, "sheet": RosterSheet(project), "data": data, "filename": "花名册.xlsx"}


def faults(clerk: User, project: AffordableProject, *rows: tuple) -> list[str]:
    found = plan_sheet(**sent(clerk, project, table(*rows)))
    return [error.sentence for error in found.errors]


def test_households_come_with_their_yards(clerk: User, project: AffordableProject) -> None:
    given = sent(clerk, project, table(FIRST, SECOND))
    assert ([label for _row, label in plan_sheet(**given).added], Compound.objects.count()) == (
        ["17号院 周*静", "17号院 郑*伟"], 0
    )
    commit_sheet(**given)
    assert list(RelocationHousehold.objects.order_by("pk").values_list(
        "compound__no", "compound__yard_kind", "owner", "actual_area", "unregistered_area", "status"
    )) == [
        ("17号院", "private", "周小静", Decimal("102.50"), Decimal("0.00"), "surveyed"),
        ("17号院", "private", "郑大伟", Decimal("80.00"), Decimal("12.00"), "surveyed"),
    ]
    again = commit_sheet(**given)
    assert (again.added, again.unchanged, Compound.objects.count()) == ([], 2, 1)


def test_what_is_wrong_is_told_at_its_cell(clerk: User, project: AffordableProject) -> None:
    commit_sheet(**sent(clerk, project, table(FIRST)))
    assert faults(
        clerk, project, (*FIRST[:4], 91, *FIRST[5:]), (*SECOND[:2], "单位院", *SECOND[3:]),
        (*SECOND[:2], "四合院", *SECOND[3:]), (*SECOND[:7], None), (*SECOND[:3], None, *SECOND[4:]),
    ) == [
        "第 2 行 E 列「产权面积（平方米）」：“91.00”与台账不同（“17号院 周*静”已登记为“90.00”）；"
        "请改成一致，或先在台账中修改。",
        "第 3 行 C 列「院落类型」：“单位院”与台账不同（17号院已登记为“私房院”），请改成一致；请改正后重新导入。",
        "第 4 行 C 列「院落类型」：“四合院”不在可选范围内，可填：私房院、单位院、楼栋；请改正后重新导入。",
        "第 5 行 A 列「院号」：“17号院”有未登记建筑的须先有认定结论；请改正后重新导入。",
        "第 6 行 D 列「权利人」：没有填写；请补填，这一列每行必填。",
    ]


def test_more_than_planned_is_not_taken_over(clerk: User, project: AffordableProject) -> None:
    rows = [(*FIRST[:3], name, *FIRST[4:]) for name in ("周小静", "郑大伟", "吴小川", "王大山")]
    assert faults(clerk, project, *rows) == [
        "第 5 行 A 列「院号」：“17号院”“东关片区”征收户将有 4 户，超过计划 3 户；请核对；属实的，请在页面登记并说明。"
    ]


def test_the_template_is_read_back(clerk: User, project: AffordableProject) -> None:
    book = load_workbook(BytesIO(template_of(RosterSheet())))
    heads = next(row for row in book.active.iter_rows() if row[0].value == "院号")
    for cell, value in zip(heads, FIRST, strict=False):
        book.active.cell(cell.row + 1, cell.column, value)
    out = BytesIO()
    book.save(out)
    found = plan_sheet(**sent(clerk, project, out.getvalue()))
    assert ([error.sentence for error in found.errors], len(found.added)) == ([], 1)


def test_the_page_shows_first_and_takes_over_then(
    clerk: User, project: AffordableProject, client_of: Callable[[User], Client]
) -> None:
    client, url = client_of(clerk), reverse("affordable:roster_import")

    def send(**more: str) -> object:
        return client.post(url, {
            "project": project.pk, "file": SimpleUploadedFile("花名册.xlsx", table(FIRST, SECOND)), **more
        })

    looked = send()
    assert (len(looked.context["plan"].added), RelocationHousehold.objects.count()) == (2, 0)
    assert "周小静" not in looked.content.decode()
    assert send(deed="commit").url == project.get_absolute_url()
    assert RelocationHousehold.objects.count() == 2
