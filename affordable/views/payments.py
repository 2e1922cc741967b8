"""补贴发放明细: every family's amount, and what the bank said of it."""
from typing import Any

from affordable.enums import PaymentStatus
from affordable.filters.payments import PaymentFilter
from affordable.forms.subsidy_batches import ClawBackForm
from affordable.models import SubsidyPayment
from affordable.services import payments as services
from affordable.tables.payments import PaymentTable, ResultTable
from affordable.views.record import LedgerPage, RecordList, ReviewPage
from affordable.workflow import ENTER, FINANCE
from housing_portal.journal.forms import word
from housing_portal.kit.figures import grouped
from housing_portal.kit.forms import Form
from housing_portal.kit.pages import Button, KeyFigure
from housing_portal.kit.secrecy import mask_names
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step

VIEW = "rental.view"
READY = Step("ready", "核对代发账户", frozenset({PaymentStatus.RETURNED}), "", ENTER)
RECOVER = Step("clawback", "登记追回", frozenset({PaymentStatus.PAID}), "", FINANCE, danger=True)


class PaymentList(RecordList):
    permission = VIEW
    unmasked_permission = "personal.export"
    title = "补贴发放明细"
    model = SubsidyPayment
    table_class = PaymentTable
    filterset_class = PaymentFilter
    template_name = "kit/list_views.html"
    related = ("family", "unit")

    def get_totals(self, queryset: Any) -> dict[str, Any]:
        return queryset.sums("amount")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        views = [("全部", ""), *((state.label, state.value) for state in PaymentStatus)]
        return super().get_context_data(views=views, state=self.query.get("status", ""), **kwargs)


def payment_facts(payment: SubsidyPayment) -> list[tuple[str, Any]]:
    """Return what a payment is about, payee and card masked."""
    it = payment
    return [
        ("保障对象", it.family), ("责任单位", it.unit), ("批次", it.batch), ("类别", it.get_kind_display()),
        ("所属季度", f"{it.year} 年第 {it.quarter} 季度"), ("计算过程", it.working),
        ("户名", mask_names(it.payee_name)), ("开户行", it.bank_name), ("卡号", it.card),
        ("到账日期", it.paid_on and str(it.paid_on)),
        ("退票原因", it.get_return_reason_display()), ("可以补发", "是" if it.is_ready else "否"),
    ]


class PaymentPage(LedgerPage):
    permission = VIEW
    model = SubsidyPayment
    related = ("family", "unit", "batch", "grant")

    def get_chips(self) -> list[Any]:
        return [PaymentStatus(self.object.status)]

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        return [
            KeyFigure("金额（元）", grouped(it.amount, 2), main=True), KeyFigure("月数", grouped(it.months)),
            KeyFigure("保障对象", it.family.number, url=it.family.get_absolute_url()),
            KeyFigure("批次", f"{it.batch.year} 年第 {it.batch.quarter} 季度", url=it.batch.get_absolute_url()),
        ]

    def get_facts(self) -> list[tuple[str, Any]]:
        return payment_facts(self.object)

    def get_tables(self) -> list[tuple[str, Table]]:
        results = self.object.results.select_related("receipt", "recorded_by").order_by("-pk")
        return [("银行结果", ResultTable(results, orderable=False, empty_text="还没有银行结果"))]

    def get_buttons(self) -> list[Button]:
        it, user = self.object, self.request.user
        steps = [step for step in (READY, RECOVER) if it.status in step.sources and user.can(step.permission)]
        styles = {True: "danger-line", False: "primary"}
        return [Button(one.label, f"{it.get_absolute_url()}{one.code}/", style=styles[one.danger]) for one in steps]


class PaymentStep(ReviewPage):
    model = SubsidyPayment
    related = ("family", "unit", "batch__unit", "grant")

    def get_facts(self) -> list[tuple[str, Any]]:
        return payment_facts(self.object)

    def get_blocked(self) -> str:
        now = self.object.get_status_display()
        return "" if self.object.status in self.step.sources else f"这笔补贴{now}，不能“{self.step.label}”。"


class ReadyForm(Form):
    reason = word(required=False, help_text="仍用原卡的，写明银行怎样处理了退票原因")
    wide = ("reason",)


class PaymentReady(PaymentStep):
    step = READY
    form_class = ReadyForm
    done = "已核对，列入下一次补发。"

    def get_effects(self) -> list[str]:
        return ["按保障对象现用的代发账户补发；要换卡的请先在保障对象页面登记新卡。",
                "补发由财务的另一位同事办理，仍归原季度。"]

    def perform(self, form: ReadyForm) -> SubsidyPayment:
        return services.ready_payment(actor=self.request.user, payment=self.object, reason=form.reason)


class PaymentClawback(PaymentStep):
    step = RECOVER
    form_class = ClawBackForm
    done = "已登记追回，不再计入已发。"

    def perform(self, form: ClawBackForm) -> SubsidyPayment:
        return services.claw_back(actor=self.request.user, payment=self.object, **form.cleaned_data)
