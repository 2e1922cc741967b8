"""Rent: every month once, paid in parts, never too much, taken back by a second row; arrears as of any day."""
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from affordable.measures.rental import MEASURES, RATES
from affordable.models import Lease, RentBill, RentPayment
from affordable.services import bills, leases
from housing_portal.accounts.models import Unit, User
from housing_portal.kit import clock
from housing_portal.kit.scope import current
from tests.affordable.families import said
from tests.pages import records_rental as rental
from tests.pages.records import Writers

RENT = Decimal("80.88")
RENT_FIGURES = ("rent_due", "rent_paid", "rent_arrears")
Sign = Callable[[User], Client]


def on(day: str) -> time_machine.travel:
    moment = datetime.fromisoformat(day).replace(hour=10, tzinfo=clock.SHANGHAI)
    return time_machine.travel(moment, tick=False)


@pytest.fixture
def lease(by: Writers, town: Unit) -> Lease:
    """A lease from 2026-06-01 on."""
    return rental.lease(by, town)


def make(by: Writers, *months: int) -> list[int]:
    """Make the bills of several months, late in the last of them."""
    with on(f"{months[-1] // 100}-{months[-1] % 100:02}-28"):
        return [bills.make_bills(actor=by.clerk, month=month) for month in months]


def pay(finance: User, bill: RentBill, amount: object, serial: str, day: str = "2026-08-28") -> RentPayment:
    with on(day):
        return bills.pay_bill(
            actor=finance, bill=bill, on=clock.today(), amount=Decimal(amount), serial=serial
        )


def figures(day: str) -> dict[str, object]:
    asked = current(date.fromisoformat(day), datetime(2027, 1, 1, tzinfo=clock.SHANGHAI))
    found = {one.key: one.evaluate(asked, None) for one in MEASURES if one.key in RENT_FIGURES}
    rate = RATES[0].evaluate(found["rent_paid"], found["rent_due"]).total.value
    return {**{key: value.total.value for key, value in found.items()}, "rate": rate}


def test_every_month_once(by: Writers, lease: Lease) -> None:
    assert make(by, 202605, 202606, 202606, 202607) == [0, 1, 0, 1]
    assert list(lease.bills.order_by("month").values_list("month", "amount", "due_on")) == [
        (202606, RENT, date(2026, 6, 25)), (202607, RENT, date(2026, 7, 25)),
    ]


def test_begun_late_in_a_month(by: Writers, town: Unit) -> None:
    entries = [rental.offered(by, town) for _ in range(2)]
    for entry, day in zip(entries, (15, 16), strict=True):
        rental.signed(by, entry, from_on=date(2026, 6, day))
    assert make(by, 202606, 202607) == [1, 2]


def test_no_rent_no_bill(by: Writers, town: Unit) -> None:
    rental.signed(by, rental.offered(by, town), reduction=Decimal(0))
    assert make(by, 202607) == [0]


@pytest.mark.parametrize(("month", "sentence"), [
    (202613, "请填写年份和月份，例如 202605。"), (5, "请填写年份和月份，例如 202605。"),
    (202606, "202606 还没有到，请在当月或以后生成。"),
])
def test_refused_months(by: Writers, month: int, sentence: str) -> None:
    assert said(bills.make_bills, actor=by.clerk, month=month) == {"month": [sentence]}


def test_the_month_of_the_end_is_billed_and_no_later_one(by: Writers, lease: Lease) -> None:
    make(by, 202606)
    with on("2026-07-10"):
        facts = {"actor": by.chief, "lease": lease, "end_reason": "own_wish", "note": "已购住房"}
        leases.end_lease(**facts, on=date(2026, 7, 3))
    assert make(by, 202607, 202608) == [1, 0]


def test_it_does_not_end_before_a_month_with_a_bill(by: Writers, lease: Lease) -> None:
    make(by, 202606, 202607)
    with on("2026-07-30"):
        facts = {"actor": by.chief, "lease": lease, "end_reason": "own_wish", "note": "已购住房"}
        assert said(leases.end_lease, **facts, on=date(2026, 6, 30)) == {
            "on": ["已生成 202607 的租金账单，终止日期不能早于该月。"]
        }


def test_paid_in_parts_never_too_much(by: Writers, lease: Lease, finance: User) -> None:
    make(by, 202606, 202607, 202608)
    first = lease.bills.get(month=202606)
    pay(finance, first, "30.00", "A1")
    assert said(pay, finance=finance, bill=first, amount="50.89", serial="A2") == {
        "amount": ["本账单还剩 50.88 元未缴，不能多收；多缴的请登记到其他月份的账单。"]
    }
    assert said(pay, finance=finance, bill=first, amount="1", serial="A1") == {
        "serial": ["凭证 A1 已登记在本账单，请核对。"]
    }
    assert said(pay, finance=finance, bill=first, amount="0", serial="A2") == {"__all__": ["实收应大于 0。"]}
    assert said(pay, finance=by.clerk, bill=first, amount="1", serial="A2")[0].startswith("您没有")
    pay(finance, first, "50.88", "A2")
    assert RentBill.objects.with_paid(current(date(2026, 8, 28), _late())).get(pk=first.pk).open == Decimal("0.00")


def test_taken_back_by_a_second_row(by: Writers, lease: Lease, finance: User) -> None:
    make(by, 202606)
    bill = lease.bills.get()
    payment = pay(finance, bill, RENT, "A1", "2026-06-28")
    with on("2026-06-29"):
        assert said(bills.undo_payment, actor=finance, payment=payment, reason=" ") == {
            "reason": ["请写明撤回的原因。"]
        }
        bills.undo_payment(actor=finance, payment=payment, reason="银行退票")
        assert said(bills.undo_payment, actor=finance, payment=payment, reason="再撤") == [
            "这笔缴纳已撤回，请刷新页面。"
        ]
    pay(finance, bill, RENT, "A1", "2026-06-30")
    assert RentPayment.objects.count() == 3
    assert figures("2026-06-29")["rent_arrears"] == RENT
    assert figures("2026-06-30")["rent_arrears"] == 0


def test_arrears_and_collection_as_of_any_day(by: Writers, lease: Lease, finance: User) -> None:
    make(by, 202606, 202607, 202608)
    pay(finance, lease.bills.get(month=202606), RENT, "A1", "2026-07-05")
    pay(finance, lease.bills.get(month=202607), "40.00", "A2", "2026-08-28")
    assert figures("2026-06-24") == {"rent_due": 0, "rent_paid": 0, "rent_arrears": 0, "rate": None}
    assert figures("2026-06-25") == {
        "rent_due": RENT, "rent_paid": 0, "rent_arrears": RENT, "rate": Decimal("0.00")
    }
    assert figures("2026-07-31") == {
        "rent_due": 2 * RENT, "rent_paid": RENT, "rent_arrears": RENT, "rate": Decimal("50.00")
    }
    assert figures("2026-08-28") == {
        "rent_due": 3 * RENT, "rent_paid": RENT + 40, "rent_arrears": 2 * RENT - 40, "rate": Decimal("49.82")
    }
    one = Lease.objects.with_rent(current(date(2026, 8, 28), _late())).get(pk=lease.pk)
    assert (one.due, one.paid, one.arrears, one.months_behind) == (3 * RENT, RENT + 40, 2 * RENT - 40, 2)


def test_six_months_behind(by: Writers, lease: Lease, client_of: Sign) -> None:
    make(by, 202606, 202607, 202608, 202609, 202610)
    url = reverse("affordable:lease_list") + "?watched=behind"
    with on("2026-11-01"):
        assert len(client_of(by.clerk).get(url).context["table"].paginated_rows) == 0
    make(by, 202611)
    with on("2026-11-28"):
        pen = client_of(by.clerk)
        assert [row.record.months_behind for row in pen.get(url).context["table"].paginated_rows] == [6]
        assert "已达 6 个月，可解除租约" in pen.get(lease.get_absolute_url()).content.decode()


def test_no_rent_is_paid_before_the_lease_is_signed(by: Writers, finance: User, lease: Lease) -> None:
    make(by, 202606)
    with on("2026-08-28"):
        said_of = said(bills.pay_bill, actor=finance, bill=RentBill.objects.get(), on=date(2020, 1, 1),
                       amount=RENT, serial="K1")
    assert said_of == {"on": [f"2020-01-01 早于租约签订日期 {lease.signed_on}，请核对。"]}


def test_command(by: Writers, lease: Lease) -> None:
    out = StringIO()
    with on("2026-06-01"):
        call_command("rent_bills", by=by.clerk.username, stdout=out)
        call_command("rent_bills", by=by.clerk.username, month=202606, stdout=out)
    assert out.getvalue().splitlines() == ["生成租金账单 1 份。", "生成租金账单 0 份。"]
    with pytest.raises(CommandError, match="没有用户“nobody”。"):
        call_command("rent_bills", by="nobody")


def test_pages(by: Writers, town: Unit, pen: Client, finance: User, client_of: Sign) -> None:
    bill, till = rental.bill(by, town), client_of(finance)
    again = pen.post(reverse("affordable:bill_make"), {"month": "202605"}, follow=True)
    assert "202605 的账单都已生成，没有新增。" in again.content.decode()
    paying = {"on": "2026-05-20", "amount": "80.88", "serial": "A1"}
    assert pen.post(reverse("affordable:bill_pay", args=[bill.pk]), paying).status_code == 403
    till.post(reverse("affordable:bill_pay", args=[bill.pk]), paying)
    payment = RentPayment.objects.get()
    page = till.get(bill.get_absolute_url()).content.decode()
    assert ("撤回" in page, "缴款</a>" in page) == (True, False)
    till.post(reverse("affordable:rent_undo", args=[payment.pk]), {"reason": "银行退票"})
    assert RentPayment.objects.filter(undoes=payment).count() == 1
    listed = pen.get(reverse("affordable:bill_list") + "?is_paid=false&month=202605")
    assert listed.context["table"].totals == {"amount": RENT, "paid": Decimal("0.00"), "open": RENT}
    assert till.get(reverse("affordable:rent_undo", args=[payment.pk])).status_code == 404


def _late() -> datetime:
    return datetime(2027, 1, 1, tzinfo=clock.SHANGHAI)
