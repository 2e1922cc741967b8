"""Subsidies through their pages: a quarter from the standard to the bank's receipt."""
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from affordable.enums import BatchStatus, FamilyCategory
from affordable.models import SubsidyBatch, SubsidyGrant, SubsidyRule
from housing_portal.accounts.models import Unit, User
from housing_portal.accounts.office import office_names
from tests.affordable import families
from tests.affordable import subsidies as made
from tests.affordable.subsidies import Treasury
from tests.conftest import Office, Window
from tests.material import pdf_bytes
from tests.pages.records import Writers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("may_20")]
Sign = Callable[[User], Window]


@pytest.fixture
def who(clerk: User, chief: User) -> Treasury:
    return made.treasury(clerk, chief)


def place(name: str, *args: object) -> str:
    return reverse(f"affordable:{name}", args=args)


def scan(name: str = "依据.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf_bytes(name))


def step(client: Client, batch: SubsidyBatch, code: str, **data: object) -> str:
    """Take a step on its page; return the state of the batch afterwards."""
    client.post(place(f"subsidy_batch_{code}", batch.pk), data)
    return SubsidyBatch.objects.get(pk=batch.pk).status


def test_a_standard_is_entered_with_its_coefficients(pen: Client, seal: Client) -> None:
    coefficients = {f"coefficient_{one}": "1.00" for one in FamilyCategory}
    pen.post(place("subsidy_rule_create"), {
        "effective_on": "2026-01-01", "standard": "8", "guaranteed_area": "15", "most_persons": "4",
        "policy": "云政办发〔2025〕88号", "evidence": scan(), **coefficients, "coefficient_lower_middle": "0.5",
    })
    rule = SubsidyRule.objects.get()
    assert (rule.coefficients["lower_middle"], rule.status) == ("0.50", "recorded")
    assert "收入系数" in seal.get(rule.get_absolute_url()).content.decode()
    seal.post(place("subsidy_rule_confirm", rule.pk))
    assert SubsidyRule.objects.get().status == "confirmed"


def test_the_working_stands_on_the_form_and_on_the_page(by: Writers, pen: Client, seal: Client, town: Unit) -> None:
    made.rule(by.clerk, by.chief)
    family = families.approved(by, town, count=3)
    line = "月补贴额＝8.00 元/㎡·月×8.50 ㎡×3 人×系数 1＝204.00 元（分以下舍去）"
    address = f"{place('grant_create')}?family={family.number}"
    assert line in pen.get(address).content.decode()
    data = {"family": "BZ0-1", "from_on": "2026-05-20", "reason": "符合条件", "evidence": scan()}
    assert "没有编号为“BZ0-1”的保障对象，请核对。" in pen.post(address, data).content.decode()
    pen.post(address, {**data, "family": family.number, "evidence": scan()})
    grant = SubsidyGrant.objects.get()
    assert (grant.monthly_amount, grant.reason) == (Decimal("204.00"), "符合条件")
    assert line in seal.get(place("grant_confirm", grant.pk)).content.decode()
    seal.post(place("grant_confirm", grant.pk))
    assert SubsidyGrant.objects.get().status == "active"
    pen.post(place("grant_adjust", grant.pk), {
        "from_on": "2026-07-01", "category": "minimum", "own_area": "5.00", "reason": "住房变化", "evidence": scan(),
    })
    assert SubsidyGrant.objects.get(version=2).monthly_amount == Decimal("240.00")


def test_a_quarter_on_its_pages(who: Treasury, town: Unit, client_of: Sign) -> None:
    first, second = made.granted(who.clerk, who.chief, town, 2)
    pen, chief = client_of(who.clerk), client_of(who.chief)
    pen.post(place("subsidy_batch_create"), {"unit": town.pk, "year": "2026", "quarter": "1"})
    batch = SubsidyBatch.objects.get()
    assert batch.planned_on == date(2026, 4, 30)
    assert "列入 2 户，共 2,880.00 元。" in pen.get(place("subsidy_batch_compute", batch.pk)).content.decode()
    assert step(pen, batch, "compute") == BatchStatus.COMPUTED
    assert step(chief, batch, "check") == BatchStatus.CHECKED

    leader, cash = client_of(who.deputy), client_of(who.finance)
    assert step(leader, batch, "approve") == BatchStatus.CHECKED  # not without the own password
    leader.sign(place("subsidy_batch_approve", batch.pk))
    money = {"funded_on": "2026-05-20", "funded_doc": "财拨2026-18", "evidence": scan()}
    assert step(cash, batch, "fund", **money) == BatchStatus.FUNDED
    wish = {"file_format": "csv", "reason": "代发"}
    assert step(cash, batch, "export", **wish) == BatchStatus.FUNDED
    cash.sign(place("subsidy_batch_export", batch.pk), wish)
    assert step(cash, batch, "send", sent_on="2026-05-20") == BatchStatus.SENT

    batch = SubsidyBatch.objects.get()
    address = place("subsidy_batch_receipt", batch.pk)
    bad = made.receipt(batch, changes={0: {"金额": "1.00"}})
    page = cash.post(address, {"file": SimpleUploadedFile("回单.csv", bad), "deed": "look"}).content.decode()
    assert "与送银行的金额 1,440.00 元不同" in page
    good = made.receipt(batch, {1: ("退票", "卡号错误")})
    cash.post(address, {"file": SimpleUploadedFile("回单.csv", good), "deed": "look"})
    assert SubsidyBatch.objects.get().status == BatchStatus.SENT
    cash.post(address, {"file": SimpleUploadedFile("回单.csv", good), "deed": "commit"})
    assert SubsidyBatch.objects.get().status == BatchStatus.PART_RETURNED
    back = batch.payments.get(status="returned")
    assert (back.family, back.return_reason) == (second, "number")
    body = cash.get(batch.get_absolute_url()).content.decode()
    assert [word in body for word in ("退票（笔）", "已到账（笔）", "回单.csv")] == [True, True, True]
    made.new_card(second, who.clerk, 93_000)
    pen.post(place("payment_ready", back.pk), {})
    assert batch.payments.get(pk=back.pk).is_ready is True
    cash.post(place("payment_clawback", batch.payments.get(status="paid").pk), {
        "on": "2026-05-20", "note": "家庭已购房", "evidence": scan(),
    })
    assert list(batch.payments.order_by("pk").values_list("family", "status")) == [
        (first.pk, "clawback"), (second.pk, "returned"),
    ]


def test_names_and_cards_stand_nowhere_in_clear(who: Treasury, town: Unit, client_of: Sign) -> None:
    family, = made.granted(who.clerk, who.chief, town, 1)
    batch = made.sent(who, town)
    name, card = family.members.get().name, made.card_number(int(family.number[-5:]))
    client = client_of(who.chief)
    pages = [place("payment_list"), place("grant_list"), batch.get_absolute_url(),
             batch.payments.get().get_absolute_url()]
    bodies = [client.get(page).content.decode() for page in pages]
    assert [(name in body, card in body) for body in bodies] == [(False, False)] * 4


def test_who_is_not_in_the_batch_stands_on_its_page(who: Treasury, town: Unit, client_of: Sign) -> None:
    halted, _paid = made.granted(who.clerk, who.chief, town, 2)
    made.suspended(who, halted, date(2025, 12, 31))
    batch = made.computed(who, town)
    page = client_of(who.clerk).get(batch.get_absolute_url())
    (title, table), _receipts = page.context["parts"]["details"]
    assert (title, [str(column.header) for column in table.columns]) == (
        "未列入的家庭（补贴已暂停发放 1 户；最多列 200 户）", ["序号", "保障对象", "未列入原因", "说明"]
    )
    assert ("应发期限", "2026-04-30，已逾期") in [(label, str(text)) for label, text in page.context["parts"]["facts"]]


def test_the_sheet_for_the_notice_board(who: Treasury, town: Unit, client_of: Sign) -> None:
    family, = made.granted(who.clerk, who.chief, town, 1)
    batch = made.computed(who, town)
    content = client_of(who.clerk).get(place("subsidy_batch_publication", batch.pk)).content
    sheet = load_workbook(BytesIO(content)).active
    masked = f"周{'*' * (len(family.members.get().name) - 2)}{family.members.get().name[-1]}"
    assert sheet["A1"].value == "2026 年第 1 季度租赁补贴发放公示表"
    assert [cell.value for cell in sheet[3]] == [
        1, family.number, masked, "低收入", 1, "2026 年第 1 季度", 480, 3, 1440,
    ]
    assert [sheet["B4"].value, sheet["C4"].value, sheet["I4"].value] == ["合　计", "1 户", 1440]
    assert sheet["B6"].value.startswith("公示单位（盖章）：")


def test_the_leader_reads_how_far_the_quarter_is(who: Treasury, office: Office, town: Unit, client_of: Sign) -> None:
    made.granted(who.clerk, who.chief, town, 3)
    made.answered(who, made.sent(who, office.whole), returned=(0,))
    page = client_of(who.chief).get(reverse("reports:dashboard"))
    assert page.context["subsidy_title"] == "第 2 季度租赁补贴还没有批准的批次"
    assert [(one["quarter"], [value for _key, value, _places in one["cells"]]) for one in page.context["quarters"]] == [
        (1, [3, 2, Decimal("66.67")]), (2, [0, 0, None])
    ]
    key = page.context["quarters"][0]["cells"][1][0]
    assert f"{reverse('reports:figure', args=[key])}?as_of=2026-05-20" in page.content.decode()
    before = client_of(who.chief).get(reverse("reports:dashboard"), {"as_of": "2026-02-01"}).context
    assert (before["subsidy_title"], len(before["quarters"])) == ("第 1 季度租赁补贴还没有批准的批次", 1)


def test_the_form_of_the_quarter(who: Treasury, office: object, town: Unit, client_of: Sign) -> None:
    made.granted(who.clerk, who.chief, town, 3)
    batch = made.answered(who, made.sent(who, office.whole), returned=(0,))
    content = client_of(who.clerk).get(place("subsidy_batch_form", batch.pk)).content
    assert load_workbook(BytesIO(content)).active["A2"].value == f"填报单位（盖章）：{office_names()[0]}"
    rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(content)).active.iter_rows()]
    assert [row[1:] for row in rows if row[0] == 1] == [["城关镇", 3, 4320, 2, 2880, 1, 1440, "66.67"]]
    assert [row[2:] for row in rows if row[0] == "合　计"] == [[3, 4320, 2, 2880, 1, 1440, "66.67"]]
    assert [row[1] for row in rows if isinstance(row[0], int)] == [unit.name for unit in office.townships]
