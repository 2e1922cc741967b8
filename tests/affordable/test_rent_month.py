"""批量登记租金: many tenants on one page or from a list, all or nothing, each refusal at its row."""
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from affordable.imports.rents import RentSheet
from affordable.models import RentBill, RentPayment
from affordable.services.bills import pay_bill
from affordable.services.rent_month import Received, record_rents
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.models import Entry
from housing_portal.registry.imports import commit_sheet, plan_sheet
from tests.affordable.families import said
from tests.pages import records_rental as rental
from tests.pages.records import Writers
from tests.transactions.lists import sheet

PAGE, FILE, DAY = reverse("affordable:rent_month"), reverse("affordable:rent_import"), date(2026, 5, 20)
RENT = Decimal("80.88")
HEADS = ["租约", "月份", "实缴金额（元）", "缴款日期", "缴款凭证号", "说明"]


@pytest.fixture
def bills(by: Writers, town: Unit) -> list[RentBill]:
    return [rental.bill(by, town) for _ in range(3)]


@pytest.fixture
def till(finance: User, client_of: object) -> Client:
    return client_of(finance)


def send(till: Client, **boxes: object) -> HttpResponse:
    return till.post(PAGE, {"on": "2026-05-20", "serial": "", **boxes}, follow=True)


def paid() -> list[tuple[int, Decimal, str]]:
    return list(RentPayment.objects.order_by("bill").values_list("bill", "amount", "serial"))


def test_several_at_once(bills: list[RentBill], till: Client) -> None:
    first, second, third = bills
    answer = send(till, serial="D0520", **{
        f"amount_{first.pk}": "80.88", f"amount_{third.pk}": "30", f"serial_{third.pk}": "现金 7"
    })
    assert "已登记 2 笔缴款，共 110.88 元。" in answer.content.decode()
    assert paid() == [(first.pk, RENT, "D0520"), (third.pk, Decimal("30.00"), "现金 7")]
    assert [(bill.pk, bill.open) for bill, _name, _boxes in answer.context["form"].rows] == [
        (second.pk, RENT), (third.pk, Decimal("50.88"))
    ]


def test_all_but_the_exceptions(bills: list[RentBill], till: Client) -> None:
    first, second, third = bills
    send(till, serial="D0520", all_paid="on", **{f"amount_{second.pk}": "0", f"amount_{third.pk}": "10"})
    assert paid() == [(first.pk, RENT, "D0520"), (third.pk, Decimal("10.00"), "D0520")]


def test_all_or_nothing(bills: list[RentBill], till: Client) -> None:
    first, second, third = bills
    answer = send(till, serial="D0520", **{
        f"amount_{first.pk}": "80.88", f"amount_{second.pk}": "80.89", f"amount_{third.pk}": "八十",
    })
    assert answer.context["form"].errors == {f"amount_{third.pk}": ["请填写金额，例如 1,234.56。"]}
    answer = send(till, serial="D0520", **{f"amount_{first.pk}": "80.88", f"amount_{second.pk}": "80.89"})
    sentence = "本账单还剩 80.88 元未缴，不能多收；多缴的请登记到其他月份的账单。"
    assert answer.context["form"].errors == {f"amount_{second.pk}": [sentence]}
    assert ("80.89" in answer.content.decode(), paid()) == (True, [])


def test_nothing_is_lost_without_a_word(bills: list[RentBill], till: Client) -> None:
    first, second, _third = bills
    answer = send(till, **{f"amount_{first.pk}": "10", f"serial_{second.pk}": "P9"})
    assert answer.context["form"].errors == {
        f"serial_{first.pk}": ["请填写凭证号，或在上面填写本页共用的凭证号。"],
        f"amount_{second.pk}": ["填了凭证号，请填写实缴金额。"],
    }
    assert send(till, serial="D1").context["form"].errors == {"__all__": ["还没有填写缴款金额。"]}
    assert send(till, serial="D1", on="2026-05-21", all_paid="on").context["form"].errors == {
        "on": ["2026-05-21 晚于今天，请填写今天或以前的日期。"]
    }


def test_a_page_out_of_date(bills: list[RentBill], till: Client, finance: User) -> None:
    seen = till.get(PAGE).context["seen"]
    pay_bill(actor=finance, bill=bills[0], on=DAY, amount=Decimal(50), serial="P1")
    answer = send(till, seen=seen, serial="D0520", all_paid="on")
    assert list(answer.context["form"].errors) == ["__all__"]
    assert paid() == [(bills[0].pk, Decimal("50.00"), "P1")]


def test_who_and_which(bills: list[RentBill], till: Client, pen: Client, by: Writers) -> None:
    assert [bill.pk for bill, _name, _boxes in till.get(PAGE + "?month=202604").context["form"].rows] == []
    names = {name for _bill, name, _boxes in till.get(PAGE + "?month=").context["form"].rows}
    assert [name[1] for name in names] == ["*"] * len(names)
    links = [(PAGE in page, FILE in page) for page in (
        client.get(reverse("affordable:bill_list")).content.decode() for client in (till, pen)
    )]
    assert links == [(True, True), (False, False)]
    assert said(record_rents, actor=by.clerk, on=DAY, rows=[Received(bills[0], RENT, "A")])[0].startswith("您没有")


def test_twice_the_same_voucher_for_a_bill(bills: list[RentBill], finance: User) -> None:
    rows = [Received(bills[0], Decimal(10), "A"), Received(bills[0], Decimal(10), "A")]
    assert said(record_rents, actor=finance, on=DAY, rows=rows) == {
        f"serial_{bills[0].pk}": ["凭证 A 已登记在本账单，请核对。"]
    }


# -- from a list ----------------------------------------------------------------------------------------------


def given(finance: User, *rows: list[object]) -> dict[str, object]:
    data = sheet([HEADS, *[[*row, *[None] * (len(HEADS) - len(row))] for row in rows]])
    return {"actor": finance, "sheet": RentSheet(finance), "data": data, "filename": "代扣.xlsx"}


def line(bill: RentBill, *cells: object) -> list[object]:
    return [str(bill.lease), 202605, *cells]


def test_list(bills: list[RentBill], finance: User) -> None:
    rows = [line(bills[0], 80.88, DAY, "D1"), line(bills[1]), line(bills[2], "30.5", DAY, "D1", "差额下月补")]
    before = Entry.objects.count()
    plan = plan_sheet(**given(finance, *rows))
    assert ([label for _row, label in plan.added], Entry.objects.count()) == (
        [f"{bills[0]} 80.88 元", f"{bills[2]} 30.50 元"], before
    )
    commit_sheet(**given(finance, *rows))
    assert paid() == [(bills[0].pk, RENT, "D1"), (bills[2].pk, Decimal("30.50"), "D1")]
    again = commit_sheet(**given(finance, *rows))
    assert (len(again.added), again.unchanged, len(paid())) == (0, 2, 2)


def test_list_is_refused_whole(bills: list[RentBill], finance: User, by: Writers) -> None:
    rows = [
        line(bills[0], 80.88, DAY, "D1"), line(bills[1], 80.89, DAY, "D1"), line(bills[1], 0, DAY, "D2"),
        [str(bills[2].lease), 202604, 80.88, DAY, "D1"], line(bills[2], 80.88, None, "D1"),
        line(bills[2], 80.88, date(2026, 5, 21), "D1"),
    ]
    assert said(commit_sheet, **given(finance, *rows)) == [
        "第 3 行 C 列「实缴金额（元）」：“80.89”本账单还剩 80.88 元未缴，不能多收；多缴的请登记到其他月份的账单；"
        "请改正后重新导入。",
        "第 4 行 C 列「实缴金额（元）」：“0”实收应大于 0；请改正后重新导入。",
        f"第 5 行 A 列「租约」：“{bills[2].lease}”没有这份租约 202604 的账单，请核对合同编号和月份；请改正后重新导入。",
        "第 6 行 D 列「缴款日期」：没有填写；请补填，这一列每行必填。",
        "第 7 行 D 列「缴款日期」：“2026-05-21”2026-05-21 晚于今天，请填写今天或以前的日期；请改正后重新导入。",
    ]
    assert paid() == []
    refused = said(plan_sheet, **{**given(finance, *rows), "actor": by.clerk})
    assert refused[0].startswith("您没有“登记补贴资金到账")


def filled_in(content: bytes, bill: RentBill, *cells: object) -> bytes:
    """Write what was paid of ``bill`` into its row, in the columns of a payment or in new ones beside the last."""
    book, out = load_workbook(BytesIO(content)), BytesIO()
    page = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    top = next(number for number, row in enumerate(rows) if "租约" in row)
    heads = rows[top] if HEADS[2] in rows[top] else [*rows[top], *HEADS[2:5]]
    place = next(number for number, row in enumerate(rows) if str(bill.lease) in row)
    for head, cell in zip(HEADS[2:5], cells, strict=True):
        page.cell(top + 1, heads.index(head) + 1, head)
        page.cell(place + 1, heads.index(head) + 1, cell)
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("source", [
    reverse("affordable:rent_template"), reverse("affordable:bill_list") + "?export=xlsx",
])
def test_the_downloaded_bills_with_three_columns(
    bills: list[RentBill], till: Client, finance: User, source: str
) -> None:
    answer = till.get(source)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    plan = plan_sheet(**{**given(finance), "data": filled_in(content, bills[1], 80.88, DAY, "D1")})
    assert ([label for _row, label in plan.added], plan.errors) == ([f"{bills[1]} 80.88 元"], [])


def test_page_of_the_list(bills: list[RentBill], till: Client, finance: User) -> None:
    data = given(finance, line(bills[0], 80.88, DAY, "D1"))["data"]
    done = till.post(FILE, {"file": SimpleUploadedFile("代扣.xlsx", data), "deed": "commit"}, follow=True)
    assert "已导入，新增 1 笔，已有未变 0 笔。" in done.content.decode()
    assert paid() == [(bills[0].pk, RENT, "D1")]
