"""The list of rural houses as 民政 sends it: new households are listed, nothing that is on record is changed."""
from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from affordable.imports.rural import RuralSheet
from affordable.models import RuralHouse
from housing_portal.accounts.models import User
from housing_portal.registry.imports import RegisterPlan, commit_sheet, plan_sheet
from tests.affordable.families import identity
from tests.conftest import Office
from tests.transactions.lists import sheet

HEADS = ["责任单位", "乡镇、村组", "户主姓名", "证件号码", "对象类别", "认定名单文号", "联系电话", "说明"]
DOC = "云民发〔2026〕8号"


def row(serial: int, unit: str = "城关镇", kind: str = "低保户", name: str | None = "周小川", number: str = "",
        why: str | None = None) -> list[object]:
    return [unit, "柳树村三组", name, number or identity(serial), kind, DOC, None, why]


def sent(actor: User, *rows: list[object], year: int = 2026) -> dict[str, object]:
    data = sheet([["2026年农村危房改造名单"], HEADS, *rows])
    return {"actor": actor, "sheet": RuralSheet(actor, year), "data": data, "filename": "名单.xlsx"}


def looked(actor: User, *rows: list[object], year: int = 2026) -> RegisterPlan:
    return plan_sheet(**sent(actor, *rows, year=year))


def test_new_households_are_listed_and_known_ones_stay(office: Office, clerk: User) -> None:
    commit_sheet(**sent(clerk, row(1), row(2, "东屏镇", "其他脱贫户", "吴大山")))
    assert list(RuralHouse.objects.order_by("pk").values_list("unit__name", "target_kind", "plan_year", "name")) == [
        ("城关镇", "minimum", 2026, "周小川"), ("东屏镇", "escaped", 2026, "吴大山"),
    ]
    again = looked(clerk, row(1), row(3))
    assert (again.added, again.unchanged) == ([(4, "周*川　低保户（城关镇，2026 年）")], 1)
    assert RuralHouse.objects.count() == 2


def test_everything_wrong_is_told_at_its_cell(office: Office, clerk: User) -> None:
    commit_sheet(**sent(clerk, row(1)))
    found = looked(
        clerk, row(1, kind="其他脱贫户"), row(2, unit="无此镇"), row(3, kind="贫困户"), row(4, name=None),
        row(5, number="620799"), row(6), row(6), row(1, name="周大川"),
    )
    assert [(error.row, error.head, error.value) for error in found.errors] == [
        (3, "对象类别", "其他脱贫户"), (4, "责任单位", "无此镇"), (5, "对象类别", "贫困户"), (6, "户主姓名", ""),
        (7, "证件号码", "***799"), (10, "户主姓名", "周*川"),
    ]
    assert (len(found.added), found.unchanged) == (1, 1)


def test_helped_in_an_earlier_year(office: Office, clerk: User) -> None:
    commit_sheet(**sent(clerk, row(1), year=2025))
    assert [error.sentence for error in looked(clerk, row(1)).errors] == [
        "第 3 行 H 列「说明」：周*川（620799********0015）2025 年已列入危房改造；请核对；属实的，在说明栏写明原因。"
    ]
    assert len(looked(clerk, row(1, why="2025 年只修缮，今年拆建")).added) == 1


def test_listed_by_another_township(office: Office, clerk: User, township_clerk: User) -> None:
    commit_sheet(**sent(clerk, row(1, "东屏镇")))
    assert [error.reason for error in looked(township_clerk, row(1), row(2, "东屏镇")).errors] == [
        "本年度已由其他单位列入，请与县级核对", "不是您管理范围内的责任单位，请核对名称"
    ]


def test_page(office: Office, clerk: User, client_of: Callable[[User], Client]) -> None:
    client, url = client_of(clerk), reverse("affordable:rural_import")
    assert url in client.get(reverse("affordable:rural_list")).content.decode()
    file = SimpleUploadedFile("名单.xlsx", sent(clerk, row(1))["data"])
    done = client.post(url, {"file": file, "plan_year": "2025", "deed": "commit"}, follow=True)
    assert "已导入，新增 1 户，已有未变 0 户。" in done.content.decode()
    assert RuralHouse.objects.get().plan_year == 2025
