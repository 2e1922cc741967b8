"""存量房资金监管."""
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from housing_portal.journal.history import attachments_of
from housing_portal.kit import clock
from housing_portal.kit.figures import grouped
from housing_portal.kit.pages import (
    ActionPage,
    Attachment,
    CreatePage,
    DetailPage,
    HistoryLine,
    KeyFigure,
    ListPage,
)
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from transactions.enums import FundStatus
from transactions.filters.funds import OVERDUE, FundFilter
from transactions.forms.funds import DepositForm, OpenForm, PayForm, RefundForm
from transactions.models import ExistingHomeContract, ExistingHomeFund
from transactions.services import funds as services
from transactions.tables.funds import FundEntryTable, FundTable
from transactions.views.resale import diary
from transactions.workflow import FUND, RECORD

VIEW = "transactions.view"
VIEWS = [("全部", ""), *((status.label, status.value) for status in FundStatus), ("逾期未划付", OVERDUE)]


class FundList(ListPage):
    permission = VIEW
    title = "存量房资金监管"
    model = ExistingHomeFund
    table_class = FundTable
    filterset_class = FundFilter
    template_name = "kit/list_views.html"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_balance().select_related("contract", "bank")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(views=VIEWS, state=self.query.get("status", ""), **kwargs)


class FundOpen(CreatePage):
    permission = RECORD
    title = "开立资金监管"
    model = ExistingHomeFund
    form_class = OpenForm
    done = "已开立监管，协议号已生成。"

    def get_contract(self) -> ExistingHomeContract:
        visible = ExistingHomeContract.objects.visible_to(self.request.user)
        return get_object_or_404(visible, pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "contract": self.get_contract()}

    def get_cancel_url(self) -> str:
        return self.get_contract().get_absolute_url()

    def perform(self, form: OpenForm) -> ExistingHomeFund:
        return services.open_fund(actor=self.request.user, contract=self.get_contract(), **form.cleaned_data)


class FundPage(DetailPage):
    permission = VIEW
    model = ExistingHomeFund
    workflow = FUND
    facts = ("agreement_no", "bank", "opened_on", "recorded_by")

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_balance().select_related("contract", "bank", "recorded_by")

    def get_crumbs(self) -> list[tuple[str, str]]:
        contract = self.object.contract
        return [(str(contract), contract.get_absolute_url())]

    def get_chips(self) -> list[Any]:
        return [FundStatus(self.object.status)]

    def get_figures(self) -> list[KeyFigure]:
        it, due = self.object, services.payout_due(self.object)
        waiting = it.status == FundStatus.TRANSFER_DONE
        late = "已逾期，请尽快划付" if waiting and due < clock.today() else ""
        held = it.balance or 0
        return [
            KeyFigure("余额（元）", grouped(held, 2), main=True),
            KeyFigure("应监管（元）", grouped(it.due_amount, 2)),
            KeyFigure("成交价（元）", grouped(it.contract.total_price, 2), url=it.contract.get_absolute_url()),
            KeyFigure("过户日期", str(it.transferred_on or "——")),
            KeyFigure("划付期限", str(due or "——"), late),
        ]

    def get_facts(self) -> list[tuple[str, Any]]:
        contract = self.object.contract
        return [("存量房合同", contract), ("坐落", contract.address), *super().get_facts()]

    def get_tables(self) -> list[tuple[str, Table]]:
        entries = self.object.entries.select_related("returns", "recorded_by").order_by("pk")
        return [("资金流水", FundEntryTable(entries, orderable=False, empty_text="还没有存入"))]

    def get_attachments(self) -> list[Attachment]:
        return attachments_of(self.object)

    def get_history(self) -> list[HistoryLine]:
        return diary(self.object)

    def get_step_url(self, step: Step) -> str:
        return reverse(f"transactions:fund_{step.code}", args=[self.object.pk])


class FundStep(ActionPage):
    model = ExistingHomeFund
    workflow = FUND

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_balance().select_related("contract", "bank")

    def held(self) -> str:
        return grouped(self.object.balance or 0, 2)


class FundDeposit(FundStep):
    step = FUND.steps["fund"]
    form_class = DepositForm
    done = "已登记存入。"

    def get_form_kwargs(self) -> dict[str, Any]:
        # the form is of the entry, not of the fund
        return {**super().get_form_kwargs(), "instance": None}

    def get_effects(self) -> Sequence[str]:
        due = grouped(self.object.due_amount, 2)
        return [f"应监管 {due} 元，已存 {self.held()} 元；存足后状态转为“资金到位”，才能登记过户。"]

    def perform(self, form: DepositForm) -> ExistingHomeFund:
        return services.deposit(actor=self.request.user, fund=self.object, **form.cleaned_data)


class FundTransfer(FundStep):
    step = FUND.steps["transfer"]
    done = "已确认过户，等待划付卖方。"

    def get_effects(self) -> Sequence[str]:
        return ["以合同登记的过户日期为准；划付期限自该日起按工作日计算。"]

    def perform(self, form: Any) -> ExistingHomeFund:
        return services.confirm_transfer(actor=self.request.user, fund=self.object)


class FundPay(FundStep):
    step = FUND.steps["pay"]
    form_class = PayForm
    done = "已划付卖方，余额为零。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "contract": self.object.contract}

    def get_effects(self) -> Sequence[str]:
        return [f"全部余额 {self.held()} 元划付给出卖方；开立监管或登记存入的经办人不能办理。"]

    def perform(self, form: PayForm) -> ExistingHomeFund:
        return services.pay_out(actor=self.request.user, fund=self.object, **form.cleaned_data)


class FundCancel(FundStep):
    step = FUND.steps["cancel"]
    done = "已撤销监管，等待退还买方。"

    def get_effects(self) -> Sequence[str]:
        return ["合同须已注销；撤销后不再收存，余额原路退还各付款人。"]

    def perform(self, form: Any) -> ExistingHomeFund:
        return services.cancel_fund(actor=self.request.user, fund=self.object, reason=form.reason)


class FundRefund(FundStep):
    step = FUND.steps["refund"]
    form_class = RefundForm
    done = "已退还，余额为零。"

    def get_effects(self) -> Sequence[str]:
        lines = [
            f"退还 {deposit.occurred_on} 存入的 {grouped(deposit.amount, 2)} 元，原付款账号末四位 {deposit.account}。"
            for deposit in services.deposits_of(self.object)
        ]
        return [*lines, f"合计 {self.held()} 元，逐笔原路退回付款人本人；登记存入的经办人不能办理。"]

    def perform(self, form: RefundForm) -> ExistingHomeFund:
        return services.refund(actor=self.request.user, fund=self.object, **form.cleaned_data)
