"""退款."""
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property

from housing_portal.accounts.signing import Signed
from housing_portal.kit.figures import grouped
from housing_portal.kit.pages import (
    Button,
    KeyFigure,
    ListPage,
)
from housing_portal.kit.secrecy import mask_names, mask_number
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from presale.enums import RefundStatus
from presale.filters.refunds import RefundFilter
from presale.filters.releases import FLIGHT, MINE
from presale.forms.refunds import RefundForm
from presale.forms.releases import OpinionForm, ReasonedForm, ReceiptForm
from presale.models import Refund
from presale.services import refunds as services
from presale.services.position import position
from presale.services.refusals import noted
from presale.tables.refunds import SHOWN, RefundTable
from presale.tables.releases import DecisionTable, WorkingTable
from presale.views.money import MoneyCreate, MoneyEdit, MoneyStep
from presale.views.of_account import VIEW, AccountRecord, linked
from presale.views.releases import ReleaseStart
from presale.workflow import RECORD, REFUND

VIEWS = [("全部", ""), ("待我办", MINE), ("在途", FLIGHT), ("已退款", RefundStatus.PAID.value)]
RELATED = (
    "account__estate", "account__rules", "account__bank__organization", "contract", "lender", "checked_by",
    "approved_by", "recorded_by",
)


def facts_of(refund: Refund, *, plain: bool) -> list[tuple[str, Any]]:
    """Return what is asked for; the receiver's name and number stand in full only before whoever acts on it."""
    it, account = refund, refund.account
    receiver, number = it.receiver, it.receiver_account
    if not plain:
        receiver, number = mask_names(receiver), mask_number(number)
    return [
        ("监管账户", linked(account)), ("监管银行", account.bank), ("类型", it.get_kind_display()),
        ("网签合同", linked(it.contract)),
        ("退款金额（元）", grouped(it.amount, 2)), ("收款人", receiver), ("收款开户行", it.receiver_bank),
        ("收款账号", number), ("贷款银行", it.lender), ("退款事由", it.reason), ("申请日期", str(it.applied_on)),
    ]


def working_table(refund: Refund) -> WorkingTable:
    """Return the working of now; only what is approved before counts against a refund."""
    return WorkingTable(position(refund.account, approving=True).lines(), orderable=False)


class RefundList(ListPage):
    permission = VIEW
    title = "退款"
    model = Refund
    table_class = RefundTable
    shown = SHOWN
    filterset_class = RefundFilter
    template_name = "kit/list_views.html"
    create_url, create_label, write_permission = "presale:refund_start", "登记退款", RECORD

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("account__estate", "contract")

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.sums("amount")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(views=VIEWS, state=self.query.get("status", ""), **kwargs)


class RefundStart(ReleaseStart):
    title = "登记退款"
    list_url = "presale:refund_list"
    done = "请填写退款内容。"

    def get_success_url(self) -> str:
        return reverse("presale:refund_create", args=[self.object.pk])


class RefundCreate(MoneyCreate):
    title = "登记退款"
    model = Refund
    form_class = RefundForm

    def perform(self, form: RefundForm) -> Refund:
        with noted(self.request.user, "登记退款", self.account):
            return services.draft_refund(actor=self.request.user, account=self.account, **form.cleaned_data)


class RefundEdit(MoneyEdit):
    model = Refund
    form_class = RefundForm
    related = RELATED
    editable = (RefundStatus.DRAFT,)
    working = working_table

    def perform(self, form: RefundForm) -> Refund:
        with noted(self.request.user, "修改退款", self.object):
            return services.edit_refund(
                actor=self.request.user, refund=self.object, revision=self.object.revision, **form.cleaned_data
            )


class RefundPage(AccountRecord):
    model = Refund
    related = RELATED
    workflow = REFUND

    def get_title(self) -> str:
        return f"退款 {self.object.number}"

    def get_chips(self) -> list[Any]:
        return [RefundStatus(self.object.status)]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"presale:refund_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        own = []
        if self.object.status == RefundStatus.DRAFT and self.request.user.can(RECORD):
            own.append(Button("修改", reverse("presale:refund_edit", args=[self.object.pk])))
        if self.object.notice_no is not None:
            own.append(Button("退款通知书", reverse("reports:refund_notice", args=[self.object.pk]), "print"))
        return [*own, *super().get_buttons()]

    @cached_property
    def working(self) -> Any:
        return position(self.object.account, approving=True)

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        came, gone = services.left(it)
        over, within = services.sources(self.working, it.amount)
        waiting = it.status in (RefundStatus.DRAFT, RefundStatus.SUBMITTED, RefundStatus.CHECKED)
        source = [KeyFigure("用超过额度的资金（元）", grouped(over, 2)),
                  KeyFigure("用额度内资金（元）", grouped(within, 2))]
        return [
            KeyFigure("退款金额（元）", grouped(it.amount, 2), main=True),
            KeyFigure("净入账（元）", grouped(came, 2), f"已退或在退 {grouped(gone, 2)}"),
            *(source if waiting else []),
            KeyFigure("退款通知书号", it.notice_no or "——"),
            KeyFigure("退款日期", str(it.paid_on or "——"), it.fail_reason),
        ]

    def get_facts(self) -> list[tuple[str, Any]]:
        it, names = self.object, Refund._meta.get_field
        persons = [(names(name).verbose_name, getattr(it, name)) for name in (
            "recorded_by", "checked_by", "approved_by",
        )]
        return [*facts_of(it, plain=False), *persons]

    def get_tables(self) -> list[tuple[str, Table]]:
        steps = self.object.decisions.select_related("by").order_by("pk")
        return [
            ("可拨付测算（现在）", WorkingTable(self.working.lines(), orderable=False)),
            ("办理环节", DecisionTable(steps, orderable=False, empty_text="还没有提交")),
        ]


class RefundStep(MoneyStep):
    model = Refund
    workflow = REFUND
    related = RELATED
    noun = "退款"
    refusal = services.refusal_of
    facts = partial(facts_of, plain=True)
    working = working_table


class RefundSubmit(RefundStep):
    step = REFUND.steps["submit"]
    service = services.submit_refund
    done = "已提交，等待财务核额。"


class RefundCheck(RefundStep):
    step = REFUND.steps["check"]
    form_class = OpinionForm
    service = services.check_refund
    done = "已核额，等待审批。"


class RefundApprove(Signed, RefundStep):
    step = REFUND.steps["approve"]
    form_class = OpinionForm
    service = services.approve_refund
    done = "已批准，资金已预留。"

    def get_effects(self) -> Sequence[str]:
        over, within = services.sources(position(self.object.account, approving=True), self.object.amount)
        return [f"批准后预留 {grouped(self.object.amount, 2)} 元：先用超过额度的资金 {grouped(over, 2)} 元，"
                f"再用额度内资金 {grouped(within, 2)} 元。金额、收款人不能再改。"]


class RefundReturn(RefundStep):
    step = REFUND.steps["return"]
    form_class = ReasonedForm
    service = services.return_refund
    done = "已退回，修改后重新提交。"


class RefundReturnFinance(RefundReturn):
    step = REFUND.steps["return_finance"]
    service = partial(services.return_refund, code="return_finance")


class RefundReturnDeputy(RefundReturn):
    step = REFUND.steps["return_deputy"]
    service = partial(services.return_refund, code="return_deputy")


class RefundReject(RefundStep):
    step = REFUND.steps["reject"]
    form_class = ReasonedForm
    service = services.reject_refund
    done = "已登记不予批准。"


class RefundInstruct(RefundStep):
    step = REFUND.steps["instruct"]
    service = services.instruct_refund
    done = "已生成退款通知书号，送银行办理。"

    def get_effects(self) -> Sequence[str]:
        return ["首次办理时按年度连续取一个退款通知书号；退票重发仍用原号。"]


class RefundPay(RefundStep):
    step = REFUND.steps["pay"]
    form_class = ReceiptForm
    service = services.pay_refund
    done = "已登记回单并入账。"

    def get_effects(self) -> Sequence[str]:
        return [f"回单金额须正好是 {grouped(self.object.amount, 2)} 元，记入监管流水后不能更改。"]


class RefundFail(RefundStep):
    step = REFUND.steps["fail"]
    form_class = ReasonedForm
    service = services.fail_refund
    done = "已登记退票，可重新送银行或撤销。"


class RefundCancel(RefundStep):
    step = REFUND.steps["cancel"]
    form_class = ReasonedForm
    service = services.cancel_refund
    done = "已撤销，预留的资金已释放。"
