"""住房保障家庭: one row per person, families whole or not at all; what is registered is compared, never changed."""
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from affordable.imports.families import FamilySheet
from affordable.models import Family, Member
from affordable.services import families
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.models import Entry
from housing_portal.kit.excel.errors import error_workbook
from housing_portal.registry.imports import commit_sheet, plan_sheet, template_of
from reports.rules.family import FAMILY_RULES
from tests.affordable.families import identity, said
from tests.conftest import Office
from tests.pages.records import Writers
from tests.transactions.lists import sheet

HEADS = [
    "申请人证件号码", "与申请人关系", "姓名", "证件类型", "证件号码", "联系电话", "责任单位", "家庭类别", "申请方式",
    "申请日期", "现住址", "人均月收入（元）", "人均住房面积（平方米）", "受理日期", "原批准日期", "原批准文号",
    "录入系统日期", "备注",
]
NAME = "保障家庭.xlsx"
FAMILY = ["城关镇", "低收入", "实物配租", date(2026, 3, 2), "北街 12 号", 780.5, 6.5]
ACCEPTED = [*FAMILY, date(2026, 3, 9), None, None, None, None]


def person(applicant: int, serial: int, relation: str, name: str, of_family: list[object] | None = None
           ) -> list[object]:
    family = of_family if of_family is not None else []
    return [identity(applicant), relation, name, None, identity(serial), None, *family, *[None] * (12 - len(family))]


FIRST = [
    person(1, 2, "配偶", "李小梅"),
    person(1, 1, "申请人", "周大山", ACCEPTED),
]
SECOND = [person(3, 3, "申请人", "吴静", FAMILY)]


def sent(by: Writers, *rows: list[object]) -> dict[str, object]:
    return {"actor": by.clerk, "sheet": FamilySheet(by.clerk), "data": sheet([HEADS, *rows]), "filename": NAME}


def faults(by: Writers, *rows: list[object]) -> list[str]:
    return [error.sentence for error in plan_sheet(**sent(by, *rows)).errors]


def changed(row: list[object], **cells: object) -> list[object]:
    by_head = dict(zip(HEADS, row, strict=True))
    return list({**by_head, **cells}.values())


def test_families_as_a_whole(by: Writers, town: Unit) -> None:
    before = Entry.objects.count()
    plan = plan_sheet(**sent(by, *FIRST, *SECOND))
    assert ([label for _row, label in plan.added], plan.errors) == (
        ["周*山家庭 2 人（低收入，城关镇，已受理）", "吴*家庭 1 人（低收入，城关镇，草稿）"], []
    )
    assert (Family.objects.count(), Entry.objects.count()) == (0, before)
    commit_sheet(**sent(by, *FIRST, *SECOND))
    assert list(Family.objects.order_by("pk").values_list("status", "income_pc", "house_area_pc", "applied_on")) == [
        ("accepted", Decimal("780.50"), Decimal("6.50"), date(2026, 3, 2)),
        ("draft", Decimal("780.50"), Decimal("6.50"), date(2026, 3, 2)),
    ]
    assert list(Member.objects.order_by("pk").values_list("name", "relation", "family__steps__on")) == [
        ("周大山", "applicant", date(2026, 3, 9)), ("李小梅", "spouse", date(2026, 3, 9)), ("吴静", "applicant", None),
    ]
    assert [Member.objects.numbered(identity(serial)).count() for serial in (1, 2, 3)] == [1, 1, 1]
    assert [sentence for rule in FAMILY_RULES.values() for sentence in rule()] == []


def test_again_nothing_and_never_a_change(by: Writers, town: Unit) -> None:
    commit_sheet(**sent(by, *FIRST))
    again = commit_sheet(**sent(by, *reversed(FIRST), *SECOND))
    assert (len(again.added), again.unchanged, Family.objects.count()) == (1, 1, 2)
    number = Family.objects.order_by("pk").values_list("number", flat=True)[0]
    mask = f"{identity(1)[:6]}********{identity(1)[-4:]}"
    assert faults(by, FIRST[0], changed(FIRST[1], 家庭类别="低保", 受理日期=date(2026, 3, 10))) == [
        f"第 3 行 H 列「家庭类别」：“低保”与台账不同（“{number}”已登记为“低收入”）；请改成一致，或先在台账中修改。",
        f"第 3 行 N 列「受理日期」：“2026-03-10”与台账不同（“{number}”已登记为“2026-03-09”）；"
        "请改成一致，或先在台账中修改。",
    ]
    assert faults(by, FIRST[1], person(1, 9, "子女", "周小宝")) == [
        f"第 2 行 A 列「申请人证件号码」：“{mask}”与台账不同（“{number}”已登记为“周*山（申请人）、李*梅（配偶）”）；"
        "请改成一致，或先在台账中修改。"
    ]


def test_what_the_list_says_wrongly(by: Writers, town: Unit) -> None:
    mask = [f"{identity(serial)[:6]}********{identity(serial)[-4:]}" for serial in range(6)]
    assert faults(
        by,
        person(1, 2, "配偶", "李小梅", ["东屏镇"]), FIRST[1],
        person(3, 3, "户主", "吴静", FAMILY), person(3, 2, "申请人", "李小梅"),
        person(4, 5, "配偶", "郑伟"),
        person(5, 5, "申请人", "郑伟", ["城关镇"]),
    ) == [
        f"第 2 行 E 列「证件号码」：“{mask[2]}”出现在第 2、5 行，一个人只能填一次，请核对；请改正后重新导入。",
        "第 2 行 G 列「责任单位」：“东屏镇”与申请人一行不同，请改成一致或留空；请改正后重新导入。",
        "第 4 行 B 列「与申请人关系」：“户主”应为“申请人”，证件号码与“申请人证件号码”相同；请改正后重新导入。",
        "第 5 行 B 列「与申请人关系」：“申请人”"
        "只能填给证件号码与“申请人证件号码”相同的一人，请核对；请改正后重新导入。",
        f"第 5 行 E 列「证件号码」：“{mask[2]}”出现在第 2、5 行，一个人只能填一次，请核对；请改正后重新导入。",
        f"第 6 行 A 列「申请人证件号码」：“{mask[4]}”名册中没有申请人本人的一行，请补上，或更正申请人证件号码；"
        "请改正后重新导入。",
        f"第 7 行 E 列「证件号码」：“{mask[5]}”出现在第 6、7 行，一个人只能填一次，请核对；请改正后重新导入。",
        *(f"第 7 行 {column} 列「{head}」：没有填写，申请人一行须填写家庭情况；请改正后重新导入。"
          for column, head in zip("HIJKLM", HEADS[7:13], strict=True)),
    ]


@pytest.mark.parametrize(("cells", "sentence"), [
    ({"姓名": None}, "C 列「姓名」：没有填写；请补填，这一列每行必填。"),
    ({"责任单位": "北海市"}, "G 列「责任单位」：“北海市”不是您管理范围内的责任单位，请核对名称；请改正后重新导入。"),
    ({"责任单位": "云岭县全域"},
     "G 列「责任单位」：“云岭县全域”不是您管理范围内的责任单位，请核对名称；请改正后重新导入。"),
    ({"家庭类别": "贫困"},
     "H 列「家庭类别」：“贫困”不在可选范围内，可填：低保、低收入、中等偏下收入、新就业无房职工、外来务工人员；"
     "请改正后重新导入。"),
    ({"人均月收入（元）": "八百"}, "L 列「人均月收入（元）」：“八百”请填写金额，例如 1,234.56；请改正后重新导入。"),
    ({"证件类型": "学生证"},
     "D 列「证件类型」：“学生证”不在可选范围内，可填：居民身份证、户口簿、军官证、护照、港澳居民来往内地通行证、"
     "台湾居民来往大陆通行证、港澳台居民居住证、外国人永久居留身份证；请改正后重新导入。"),
    ({"联系电话": "12"},
     "F 列「联系电话」：“*2”联系电话“12”不对：请填写 11 位手机号，或带区号的座机号；请改正后重新导入。"),
    ({"申请日期": date(2026, 5, 21)},
     "J 列「申请日期」：“2026-05-21”2026-05-21 晚于今天，请填写今天或以前的日期；请改正后重新导入。"),
    ({"受理日期": date(2026, 3, 1)},
     "N 列「受理日期」：“2026-03-01”2026-03-01 早于申请日期 2026-03-02，请核对；请改正后重新导入。"),
    ({"原批准文号": "云住建〔2019〕3号"},
     "O 列「原批准日期」：请填写原批准日期，或清空原批准文号；请改正后重新导入。"),
])
def test_cell_by_cell(by: Writers, town: Unit, cells: dict[str, object], sentence: str) -> None:
    assert faults(by, changed(SECOND[0], **cells)) == [f"第 2 行 {sentence}"]


def test_what_is_wrong_with_a_column_that_is_left_out(by: Writers, town: Unit) -> None:
    place = HEADS.index("原批准日期")
    row = changed(SECOND[0], 原批准文号="云住建〔2019〕3号")
    data = sheet([HEADS[:place] + HEADS[place + 1:], row[:place] + row[place + 1:]])
    plan = plan_sheet(**{**sent(by), "data": data})
    assert [error.sentence for error in plan.errors] == [
        "第 2 行「原批准日期」：请填写原批准日期，或清空原批准文号；请改正后重新导入。"
    ]
    told = load_workbook(BytesIO(error_workbook(data, plan.errors)))["错误清单"]
    assert [cell.value for cell in told[2]][2:5] == [2, None, "原批准日期"]


def test_all_that_is_wrong_with_a_family_at_once(by: Writers, town: Unit) -> None:
    wrong = identity(2)[:-1] + ("1" if identity(2)[-1] == "0" else "0")
    child = changed(person(1, 2, "侄子", "周小宝"), 证件号码=wrong, 联系电话="12")
    cells = {"责任单位": "城关", "家庭类别": "贫困", "人均月收入（元）": "八百"}
    found = plan_sheet(**sent(by, changed(FIRST[1], **cells), child))
    assert [(error.row, error.column_letter) for error in found.errors] == [
        (2, "G"), (2, "H"), (2, "L"), (3, "B"), (3, "E"), (3, "F")
    ]
    assert found.errors[0].reason == "不是您管理范围内的责任单位，请改为“城关镇”"


def test_who_is_in_another_family_is_refused(by: Writers, town: Unit) -> None:
    commit_sheet(**sent(by, *FIRST))
    number = Family.objects.get().number
    row, mask = person(7, 7, "申请人", "王强", FAMILY), f"{identity(2)[:6]}********{identity(2)[-4:]}"
    given = sent(by, row, person(7, 2, "子女", "李小梅"), *SECOND)
    sentence = (
        f"第 3 行 E 列「证件号码」：“{mask}”李*梅（{mask}）已在保障对象 {number} 中（已受理），"
        "一个人只能属于一个在办或在保的家庭。请核对证件，或先在该家庭登记离开；请改正后重新导入。"
    )
    assert [error.sentence for error in plan_sheet(**given).errors] == [sentence]
    assert said(commit_sheet, **given) == [sentence]
    assert Family.objects.count() == 1


def test_approved_in_former_days(by: Writers, town: Unit) -> None:
    cells = {"申请日期": date(2019, 3, 1), "原批准日期": date(2019, 5, 6), "原批准文号": "云住建〔2019〕3号"}
    row = changed(SECOND[0], **cells)
    assert faults(by, changed(row, 受理日期=date(2019, 4, 1))) == [
        "第 2 行 N 列「受理日期」：“2019-04-01”已有原批准的家庭不填受理日期，导入后由另一位同事确认原批准；"
        "请改正后重新导入。"
    ]
    commit_sheet(**sent(by, row))
    family = families.take_over_family(actor=by.chief, family=Family.objects.get())
    assert (family.status, family.steps.get().on) == ("approved", date(2019, 5, 6))
    assert commit_sheet(**sent(by, row)).unchanged == 1


def test_entered_into_the_system(by: Writers, town: Unit) -> None:
    day = {"录入系统日期": date(2026, 4, 1)}
    assert faults(by, changed(SECOND[0], **day)) == [
        "第 2 行 Q 列「录入系统日期」：“2026-04-01”草稿不能登记录入，请一并填写受理日期或原批准日期；"
        "请改正后重新导入。"
    ]
    former = {"申请日期": date(2019, 3, 1), "原批准日期": date(2019, 5, 6), "原批准文号": "云住建〔2019〕3号", **day}
    rows = [changed(SECOND[0], **former), FIRST[0], changed(FIRST[1], **day)]
    assert faults(by, changed(rows[0], 录入系统日期=date(2026, 5, 21))) == [
        "第 2 行 Q 列「录入系统日期」：“2026-05-21”2026-05-21 晚于今天，请填写今天或以前的日期；请改正后重新导入。"
    ]
    commit_sheet(**sent(by, *rows))
    entered = Family.objects.filter(entered_system_on=date(2026, 4, 1), entered_at__isnull=False)
    assert (sorted(entered.values_list("status", flat=True)), commit_sheet(**sent(by, *rows)).unchanged) == (
        ["accepted", "draft"], 2
    )


def test_permission(by: Writers, town: Unit) -> None:
    given = {**sent(by, *FIRST), "actor": by.chief}
    assert said(plan_sheet, **given)[0].startswith("您没有“受理保障申请")


def test_the_template_is_read_back(by: Writers, town: Unit) -> None:
    book = load_workbook(BytesIO(template_of(FamilySheet(by.clerk))))
    heads = next(row for row in book.active.iter_rows() if row[0].value == HEADS[0])
    assert [cell.value for cell in heads] == HEADS
    for cell, value in zip(heads, SECOND[0], strict=True):
        book.active.cell(cell.row + 1, cell.column, value)
    out = BytesIO()
    book.save(out)
    assert len(plan_sheet(**{**sent(by), "data": out.getvalue()}).added) == 1


def test_page(by: Writers, office: Office, pen: Client, client_of: Callable[[User], Client]) -> None:
    url, data = reverse("affordable:family_import"), sheet([HEADS, *FIRST, *SECOND])
    assert url in pen.get(reverse("affordable:family_list")).content.decode()
    assert url not in client_of(by.chief).get(reverse("affordable:family_list")).content.decode()
    looked = pen.post(url, {"file": SimpleUploadedFile(NAME, data)})
    page = looked.content.decode()
    assert (len(looked.context["plan"].added), "周大山" in page, identity(1) in page) == (2, False, False)
    done = pen.post(url, {"file": SimpleUploadedFile(NAME, data), "deed": "commit"}, follow=True)
    assert "已导入，新增 2 户，已有未变 0 户。" in done.content.decode()
    assert Family.objects.count() == 2
