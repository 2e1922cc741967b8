"""专项借款: contracts, what estates may use of them, what has arrived and was paid back."""
from functools import cached_property
from typing import Any

from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from housing_portal.journal.pages import RecordPage, ReviewPage
from housing_portal.kit import scope
from housing_portal.kit.figures import grouped
from housing_portal.kit.forms import Form, ReasonForm
from housing_portal.kit.pages import Button, CreatePage, KeyFigure, ListPage
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from presale.delivery.filters.loans import AllocationFilter, LoanFilter
from presale.delivery.forms.loans import AllocationForm, DrawForm, LoanForm, RepaymentForm
from presale.delivery.models.loans import LoanAllocation, LoanDraw, Repayment, SpecialLoan
from presale.delivery.services import loans as services
from presale.delivery.tables.loans import AllocationTable, DrawTable, LoanTable, RepaymentTable, UseTable
from presale.delivery.workflow import APPLY, CONFIRM, FINANCE, VIEW
from presale.views.of_account import linked

BACK = Step("reverse", "撤回", frozenset(), "", CONFIRM, needs_reason=True, danger=True)
FOUR = "批准、到账、拨付、使用是四个数：批准是可以用多少，到账是进了专户，拨付是付给收款单位（累计），使用是本年拨付。"
LAST_IN = "项目回款进政府托管账户，先还专项借款（后进先出）。"


class LoanList(ListPage):
    permission = VIEW
    empty_text = "没有符合条件的借款；借款合同由财务在这里登记"
    title = "专项借款"
    model = SpecialLoan
    table_class = LoanTable
    filterset_class = LoanFilter
    shown = ("contract_no", "lender", "borrower", "amount", "approved", "arrived", "paid", "due_on")
    create_url, create_label, write_permission = "delivery:loan_create", "登记借款", FINANCE

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_figures(scope.current()).select_related("lender", "borrower")

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.sums("amount", "approved", "arrived", "paid", "principal")


class LoanCreate(CreatePage):
    permission = FINANCE
    title = "登记专项借款"
    model = SpecialLoan
    form_class = LoanForm
    list_url = "delivery:loan_list"

    def perform(self, form: LoanForm) -> SpecialLoan:
        return services.register_loan(actor=self.request.user, **form.cleaned_data)


class LoanPage(RecordPage):
    permission = VIEW
    model = SpecialLoan
    has_files = True
    related = ("lender", "borrower", "recorded_by")
    facts = ("contract_no", "lender", "borrower", "amount", "rate", "signed_on", "due_on", "note", "recorded_by")

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_figures(scope.current())

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        return [
            KeyFigure("借款金额（元）", grouped(it.amount, 2), main=True),
            KeyFigure("已批准给项目（元）", grouped(it.approved, 2), f"未分配 {grouped(it.amount - it.approved, 2)}"),
            KeyFigure("已到账（元）", grouped(it.arrived, 2)),
            KeyFigure("已拨付（元）", grouped(it.paid, 2), "累计"),
            KeyFigure("已还本金（元）", grouped(it.principal, 2)),
        ]

    def get_buttons(self) -> list[Button]:
        own = [Button("分配给项目", reverse("delivery:allocation_create", args=[self.object.pk]), "plus", "primary")]
        return [*(own if self.request.user.can(FINANCE) else []), *super().get_buttons()]

    def get_tables(self) -> list[tuple[str, Table]]:
        rows = self.object.allocations.standing().with_figures(scope.current()).select_related("estate__estate", "loan")
        return [("各项目的额度", AllocationTable(rows, orderable=False, empty_text="还没有分配给项目"))]


class AllocationList(ListPage):
    """What each estate may use, has got, has paid out and owes: standing allocations alone."""

    permission = VIEW
    title = "项目借款额度"
    empty_text = "没有符合条件的额度；请打开一笔专项借款，分配给项目"
    model = LoanAllocation
    table_class = AllocationTable
    filterset_class = AllocationFilter
    shown = ("estate", "loan", "on", "amount", "arrived", "paid", "left", "owed")

    def get_queryset(self) -> QuerySet:
        rows = super().get_queryset().standing().with_figures(scope.current())
        return rows.select_related("estate__estate", "loan")

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.sums("amount", "arrived", "paid", "left", "flight", "owed")


class OfParent:
    """A new record of the one in the address."""

    parent_model: type[Model]
    parent_related: tuple[str, ...] = ()

    @cached_property
    def parent(self) -> Any:
        visible = self.parent_model._default_manager.visible_to(self.request.user)
        return get_object_or_404(visible.select_related(*self.parent_related), pk=self.kwargs["pk"])

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.parent), self.parent.get_absolute_url())]

    def get_cancel_url(self) -> str:
        return self.parent.get_absolute_url()


class AllocationCreate(OfParent, CreatePage):
    permission = FINANCE
    title = "分配专项借款"
    model = LoanAllocation
    form_class = AllocationForm
    parent_model = SpecialLoan

    def perform(self, form: AllocationForm) -> LoanAllocation:
        return services.allocate(actor=self.request.user, loan=self.parent, **form.cleaned_data)


class AllocationPage(RecordPage):
    """The loan ledger of an estate out of one loan: four figures, four kinds of rows."""

    permission = VIEW
    model = LoanAllocation
    has_files = True
    related = ("loan__borrower", "estate__estate", "recorded_by")

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().filter(undoes=None).with_figures(scope.current()).with_undone()

    def get_crumbs(self) -> list[tuple[str, str]]:
        loan = self.object.loan
        return [("专项借款", reverse("delivery:loan_list")), (str(loan), loan.get_absolute_url())]

    def get_title(self) -> str:
        return f"{self.object.estate} 专项借款"

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        return [
            ("项目", linked(it.estate)), ("专项借款", linked(it.loan)), ("统借统还主体", it.loan.borrower),
            ("批准文号", it.paper), ("批准日期", str(it.on)), ("说明", it.note), ("录入人", it.recorded_by),
            ("状态", "已撤回" if it.is_undone else "有效"), ("口径", FOUR), ("归还顺序", LAST_IN),
        ]

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        year = grouped(it.uses.paid_in_year(scope.current()).total(), 2)
        return [
            KeyFigure("批准（元）", grouped(it.amount, 2), main=True),
            KeyFigure("到账（元）", grouped(it.arrived, 2)),
            KeyFigure("拨付（元）", grouped(it.paid, 2), f"本年使用 {year}"),
            KeyFigure("账上余额（元）", grouped(it.left, 2), f"其中在途 {grouped(it.flight, 2)}"),
            KeyFigure("已还本金（元）", grouped(it.principal, 2), f"利息 {grouped(it.interest, 2)}"),
            KeyFigure("未还本金（元）", grouped(it.owed, 2)),
        ]

    def get_buttons(self) -> list[Button]:
        it, user, buttons = self.object, self.request.user, []
        if it.is_undone:
            return super().get_buttons()
        if user.can(APPLY):
            buttons.append(Button("申请用款", reverse("delivery:use_create", args=[it.pk]), "plus", "primary"))
        if user.can(FINANCE):
            buttons += [
                Button("登记到账", reverse("delivery:draw_create", args=[it.pk]), "plus", "primary"),
                Button("登记归还", reverse("delivery:repayment_create", args=[it.pk]), "plus"),
            ]
        if user.can(CONFIRM):
            buttons.append(Button("撤回分配", reverse("delivery:allocation_reverse", args=[it.pk]), "", "danger-line"))
        return [*buttons, *super().get_buttons()]

    def get_tables(self) -> list[tuple[str, Table]]:
        it, may = self.object, self.request.user.can(CONFIRM)
        draws, back = (rows.filter(undoes=None).with_undone().select_related("recorded_by")
                       for rows in (it.draws, it.repayments))
        arrived = DrawTable(draws, orderable=False, empty_text="还没有到账")
        repaid = RepaymentTable(back, orderable=False, empty_text="还没有归还")
        arrived.may_take_back = repaid.may_take_back = may
        uses = it.uses.select_related("allocation__estate__estate", "payee")
        return [
            ("到账", arrived), ("使用", UseTable(uses, orderable=False, empty_text="还没有申请用款")), ("归还", repaid),
        ]


class DrawCreate(OfParent, CreatePage):
    permission = FINANCE
    title = "登记借款到账"
    model = LoanDraw
    form_class = DrawForm
    parent_model = LoanAllocation
    parent_related = ("estate__estate", "loan")

    def perform(self, form: DrawForm) -> LoanDraw:
        return services.record_draw(actor=self.request.user, allocation=self.parent, **form.cleaned_data)


class RepaymentCreate(OfParent, CreatePage):
    permission = FINANCE
    title = "登记借款归还"
    model = Repayment
    form_class = RepaymentForm
    parent_model = LoanAllocation
    parent_related = ("estate__estate", "loan")

    def perform(self, form: RepaymentForm) -> Repayment:
        return services.record_repayment(actor=self.request.user, allocation=self.parent, **form.cleaned_data)


# -- taking back ---------------------------------------------------------------------------------------


class TakeBack(ReviewPage):
    """A row of money is taken back by another person than whoever entered it."""

    step = BACK
    form_class = ReasonForm
    done = "已撤回。"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().filter(undoes=None)

    def get_blocked(self) -> str:
        return services.cannot_take_back(self.request.user, self.object) or super().get_blocked()

    def get_effects(self) -> list[str]:
        return ["登记一笔指向原记录的撤回，原记录保留；截至日更早、已经取数的报表不变。"]

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        return [("额度分配", str(it.allocation)), ("金额（元）", grouped(it.amount, 2)), ("凭证号", it.voucher),
                ("日期", str(it.on)), ("录入人", it.recorded_by)]


class AllocationReverse(TakeBack):
    title = "撤回借款分配"
    model = LoanAllocation
    related = ("loan", "estate__estate", "recorded_by")

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        return [("项目", it.estate), ("专项借款", it.loan), ("批准金额（元）", grouped(it.amount, 2)),
                ("批准文号", it.paper), ("批准日期", str(it.on)), ("录入人", it.recorded_by)]

    def perform(self, form: Form) -> LoanAllocation:
        return services.take_back_allocation(
            actor=self.request.user, allocation=self.object, reason=form.cleaned_data["reason"]
        )

    def get_success_url(self) -> str:
        return self.object.loan.get_absolute_url()


class DrawReverse(TakeBack):
    title = "撤回借款到账"
    model = LoanDraw
    related = ("allocation__loan", "allocation__estate__estate", "recorded_by")

    def perform(self, form: Form) -> LoanDraw:
        return services.take_back_draw(actor=self.request.user, draw=self.object, reason=form.cleaned_data["reason"])


class RepaymentReverse(TakeBack):
    title = "撤回借款归还"
    model = Repayment
    related = ("allocation__loan", "allocation__estate__estate", "recorded_by")

    def perform(self, form: Form) -> Repayment:
        return services.take_back_repayment(
            actor=self.request.user, repayment=self.object, reason=form.cleaned_data["reason"]
        )
