"""租金账单与缴纳."""
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from affordable.filters.bills import BillFilter
from affordable.forms.bills import BillsForm, PayForm
from affordable.models import Lease, RentBill, RentPayment
from affordable.services import bills as services
from affordable.tables.bills import BillTable
from affordable.workflow import ENTER, FINANCE
from housing_portal.kit import scope
from housing_portal.kit.figures import grouped
from housing_portal.kit.forms import Form
from housing_portal.kit.pages import ActionPage, Button, CreatePage, ListPage
from housing_portal.kit.workflow import Step

VIEW = "rental.view"
PAY = Step("pay", "登记缴款", frozenset(), "", FINANCE)
UNDO = Step("undo", "撤回缴款", frozenset(), "", FINANCE, needs_reason=True, danger=True)


class BillList(ListPage):
    permission = VIEW
    title = "租金账单"
    model = RentBill
    table_class = BillTable
    filterset_class = BillFilter

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_paid(scope.current()).select_related("lease__home", "lease__unit")

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.sums("amount", "paid", "open")

    def get_buttons(self) -> list[Button]:
        user, buttons = self.request.user, []
        if user.can(ENTER):
            buttons.append(Button("生成本月账单", reverse("affordable:bill_make"), "plus", "primary"))
        if user.can(FINANCE):
            buttons.append(Button("批量登记缴款", reverse("affordable:rent_month"), "plus", "primary"))
            buttons.append(Button("导入缴款", reverse("affordable:rent_import"), "up"))
        return buttons


class BillMake(CreatePage):
    """The bills of a month for all leases at once; what is there already stays."""

    permission = ENTER
    title = "生成租金账单"
    model = RentBill
    form_class = BillsForm
    list_url = "affordable:bill_list"
    submit_label = "生成"

    def perform(self, form: BillsForm) -> RentBill | None:
        self.month = form.cleaned_data["month"]
        made = services.make_bills(actor=self.request.user, month=self.month)
        self.done = f"新生成 {made} 份 {self.month} 的账单。" if made else f"{self.month} 的账单都已生成，没有新增。"
        return None

    def get_success_url(self) -> str:
        return f"{reverse(self.list_url)}?month={self.month}"


class BillPay(ActionPage):
    model = RentBill
    step = PAY
    form_class = PayForm
    done = "已登记缴款。"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_paid(scope.current()).select_related("lease__unit")

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "amount": self.object.open}

    def get_effects(self) -> list[str]:
        it = self.object
        return [f"{it.lease} {it.month} 应收 {grouped(it.amount, 2)} 元，已缴 {grouped(it.paid, 2)} 元，"
                f"还剩 {grouped(it.open, 2)} 元。"]

    def perform(self, form: PayForm) -> Lease:
        return services.pay_bill(actor=self.request.user, bill=self.object, **form.cleaned_data).bill.lease


class RentUndo(ActionPage):
    """A payment is taken back by a second row; both stay."""

    model = RentPayment
    step = UNDO
    done = "已撤回，账单恢复未缴。"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().standing().select_related("bill__lease__unit")

    def get_cancel_url(self) -> str:
        return self.object.bill.get_absolute_url()

    def get_effects(self) -> list[str]:
        it = self.object
        return [f"凭证 {it.serial} 的 {grouped(it.amount, 2)} 元不再计入已缴；原来的登记保留。"]

    def perform(self, form: Form) -> Lease:
        return services.undo_payment(actor=self.request.user, payment=self.object, reason=form.reason).bill.lease
