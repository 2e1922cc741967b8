"""租金缴纳 from a list: the open bills with three columns filled in, as downloaded here or exported from their list."""
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS

from affordable.models import RentBill, RentPayment
from affordable.services.bills import pay_bill
from affordable.workflow import FINANCE
from housing_portal.accounts.models import User
from housing_portal.kit import scope
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.excel.columns import ColumnSpec
from housing_portal.kit.excel.reader import RowRead
from housing_portal.registry.imports import Facts, Sheet, amount, columns, given

PAID = ("amount", "on", "serial")
# what the exported list says besides: read past
BESIDES = {"home": "房源", "unit": "责任单位", "due": "应收（元）", "due_on": "应缴日期", "paid": "已缴（元）",
           "open": "未缴（元）"}


class RentSheet(Sheet):
    """One row per payment; rows that say nothing of a payment are bills that stay open."""

    label = "租金缴纳"
    permission = FINANCE
    specs = (
        *columns(("month", "月份", "text"), ("contract", "租约", "text")),
        *(ColumnSpec(key, (head,), required=False) for key, head in BESIDES.items()),
        *columns(
            ("amount", "实缴金额（元）", "text"), ("on", "缴款日期", "date"), ("serial", "缴款凭证号", "text"),
        ),
        ColumnSpec("note", ("说明",), required=False),
    )
    needed = ("month", "contract", *PAID)
    notes = {
        "month": "例如 202605", "contract": "租约合同编号",
        **dict.fromkeys(PAID, "没有缴款的，这三列都留空"),
    }

    def __init__(self, actor: User) -> None:
        self.actor = actor

    def prefilled(self) -> Iterable[dict[str, Any]]:
        bills = RentBill.objects.visible_to(self.actor).with_paid(scope.current()).filter(open__gt=0)
        for bill in bills.select_related("lease__home", "lease__unit").order_by("month", "lease__contract_no"):
            lease = bill.lease
            yield {
                "month": str(bill.month), "contract": str(lease), "home": str(lease.home), "unit": str(lease.unit),
                "due": bill.amount, "due_on": str(bill.due_on), "paid": bill.paid, "open": bill.open,
            }

    def records(self, rows: Sequence[RowRead]) -> list[list[RowRead]]:
        return [[row] for row in rows if any(row.values[key] is not None for key in PAID)]

    def facts(self, values: Any) -> Facts:
        if not re.fullmatch(r"\d{6}", values["month"], re.ASCII):
            raise ServiceError({"month": "请填写年份和月份，例如 202605。"})
        bills = RentBill.objects.visible_to(self.actor).select_related("lease")
        bill = bills.filter(lease__contract_no=values["contract"], month=int(values["month"])).first()
        if bill is None:
            raise ServiceError({"contract": f"没有这份租约 {values['month']} 的账单，请核对合同编号和月份。"})
        said = {key: values[key] for key in ("on", "serial", "note")}
        return given({**said, "bill": bill, "amount": amount("amount", values["amount"])})

    def cell(self, name: str) -> tuple[int, str]:
        return 0, "amount" if name == NON_FIELD_ERRORS else name

    def known(self, facts: Facts) -> RentPayment | None:
        same = RentPayment.objects.standing().filter(bill=facts["bill"], serial=facts["serial"])
        return same.select_related("bill__lease").first()

    def register(self, actor: User, facts: Facts) -> RentPayment:
        return pay_bill(actor=actor, **facts)
