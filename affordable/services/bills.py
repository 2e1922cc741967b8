"""租金: one bill per lease and month, made for all at once; payments are rows, taken back by a second row."""
from datetime import date
from decimal import Decimal

from django.db import transaction

from affordable.models import Lease, RentBill, RentPayment
from affordable.services.checks import lock_record, lock_units
from affordable.workflow import ENTER, FINANCE
from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.entry import FIRST_YEAR, must, not_before, not_in_future
from housing_portal.journal.services import record
from housing_portal.journal.stages import happen, take_back
from housing_portal.kit import clock, text
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.periods import month_end
from housing_portal.registry import parameters


@transaction.atomic
def make_bills(*, actor: User, month: int) -> int:
    """Make the bills of a month (202605) for every lease that owes it and return how many; made twice, none is new.

    Whole months are billed: the first one when the term begins by the day of the parameter, the last one always.
    """
    must(actor, ENTER)
    year, number = _checked(month)
    lock_units(Unit.objects.filter(kind=UnitKind.WHOLE))  # one run at a time
    last = month_end(year, number)
    first = date(year, number, min(parameters.number("rent_whole_month_day"), last.day))
    due_on = date(year, number, parameters.number("rent_due_day"))
    owing = Lease.objects.visible_to(actor).owing_rent(first, last).exclude(bills__month=month)
    new = [
        RentBill(lease_id=pk, month=month, amount=rent, due_on=due_on, made_at=clock.now())
        for pk, rent in owing.order_by("pk").values_list("pk", "monthly_rent")
    ]
    if new:
        RentBill.objects.bulk_create(new, batch_size=500)
        total = sum(bill.amount for bill in new)
        record(actor=actor, action="生成租金账单", label=f"生成租金账单 {month}：{len(new)} 份",
               after={"月份": month, "份数": len(new), "应收（元）": str(total)})
    return len(new)


@transaction.atomic
def pay_bill(
    *, actor: User, bill: RentBill, on: date, amount: Decimal, serial: str, note: str = ""
) -> RentPayment:
    """Enter what was paid of a bill; more than is left is refused. Rows of one lease follow one another."""
    must(actor, FINANCE)
    lease = lock_record(actor, bill.lease)
    not_in_future("on", on)
    not_before("on", on, lease.signed_on, "租约签订日期")
    standing = bill.payments.standing()
    number = text.clean(serial)
    if standing.filter(serial=number).exists():
        raise ServiceError({"serial": f"凭证 {number} 已登记在本账单，请核对。"})
    if amount > (left := bill.amount - standing.total()):
        raise ServiceError({"amount": f"本账单还剩 {left:,} 元未缴，不能多收；多缴的请登记到其他月份的账单。"})
    payment = happen(actor, RentPayment(bill=bill, on=on, amount=amount, serial=number, note=note))
    record(actor=actor, action="登记租金缴纳", label=f"登记租金缴纳：{bill} {amount:,} 元", obj=lease,
           after={"月份": bill.month, "金额（元）": str(amount), "凭证号": number, "日期": str(on)})
    return payment


@transaction.atomic
def undo_payment(*, actor: User, payment: RentPayment, reason: str) -> RentPayment:
    """Take a payment back that was entered wrongly or has bounced."""
    must(actor, FINANCE)
    lease = lock_record(actor, payment.bill.lease)
    if not RentPayment.objects.standing().filter(pk=payment.pk).exists():
        raise ServiceError("这笔缴纳已撤回，请刷新页面。")
    if not text.clean(reason):
        raise ServiceError({"reason": "请写明撤回的原因。"})
    undone = take_back(actor, payment, reason)
    record(actor=actor, action="撤回租金缴纳", label=f"撤回租金缴纳：{payment}", obj=lease, reason=reason)
    return undone


def _checked(month: int) -> tuple[int, int]:
    """Return year and month; a month to come has no bill yet."""
    year, number = divmod(month, 100)
    if not (1 <= number <= 12 and year >= FIRST_YEAR):
        raise ServiceError({"month": "请填写年份和月份，例如 202605。"})
    today = clock.today()
    if month > today.year * 100 + today.month:
        raise ServiceError({"month": f"{month} 还没有到，请在当月或以后生成。"})
    return year, number
