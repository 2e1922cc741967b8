"""借款使用: the list, the application, and each step with the allocation's figures before one's eyes."""
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.journal import stages
from housing_portal.journal.forms import ProvedDayForm, ReturnForm
from housing_portal.journal.pages import RecordPage, ReviewPage
from housing_portal.kit.figures import grouped
from housing_portal.kit.forms import Form, ReasonForm
from housing_portal.kit.pages import Button, CreatePage, EditPage, KeyFigure, ListPage
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from presale.delivery.enums.loans import UseStatus
from presale.delivery.filters.loans import UseFilter
from presale.delivery.forms.loans import PaidForm, UseForm
from presale.delivery.models.loans import LoanAllocation, LoanUse
from presale.delivery.services import uses as services
from presale.delivery.services.loans import figures
from presale.delivery.tables.loans import UseStepTable, UseTable
from presale.delivery.views.loans import OfParent
from presale.delivery.workflow import APPLY, CONFIRM, LOAN_USE, VIEW
from presale.views.of_account import linked

RELATED = (
    "allocation__estate__estate", "allocation__loan", "payee", "recorded_by", "checked_by", "approved_by", "paid_by",
)
AUDIT = Step("audit", "列入专项审计", frozenset(), "", CONFIRM, needs_reason=True)


class UseList(ListPage):
    permission = VIEW
    title = "借款使用"
    empty_text = "没有符合条件的用款；请打开一个项目的借款额度，申请用款"
    model = LoanUse
    table_class = UseTable
    filterset_class = UseFilter
    shown = ("number", "estate", "purpose", "payee", "amount", "applied_on", "paid_on", "status")

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("allocation__estate__estate", "payee")

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.sums("amount")


class UseCreate(OfParent, CreatePage):
    permission = APPLY
    title = "申请借款使用"
    model = LoanUse
    form_class = UseForm
    parent_model = LoanAllocation
    parent_related = ("estate__estate", "loan")
    submit_label = "提交"
    done = "已提交，等待财务核验。"

    def perform(self, form: UseForm) -> LoanUse:
        return services.apply_use(actor=self.request.user, allocation=self.parent, **form.cleaned_data)


class UseResubmit(EditPage):
    permission = APPLY
    title = "修改后重报"
    model = LoanUse
    form_class = UseForm
    submit_label = "重新提交"
    done = "已重新提交，等待财务核验。"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().filter(status=UseStatus.RETURNED)

    def perform(self, form: UseForm) -> LoanUse:
        return services.resubmit_use(actor=self.request.user, use=self.object, **form.cleaned_data)


class UsePage(RecordPage):
    permission = VIEW
    model = LoanUse
    workflow = LOAN_USE
    has_files = True
    related = RELATED
    facts = (
        "applied_on", "purpose", "progress_basis", "payee", "payee_bank", "payee_account", "recorded_by",
        "checked_by", "approved_by", "paid_by", "paid_on", "voucher", "audit_flag",
    )

    def get_title(self) -> str:
        return f"借款使用 {self.object}"

    def get_crumbs(self) -> list[tuple[str, str]]:
        allocation = self.object.allocation
        return [(str(allocation), allocation.get_absolute_url())]

    def get_chips(self) -> list[Any]:
        return [UseStatus(self.object.status)]

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        now = figures(it.allocation)
        return [
            KeyFigure("申请金额（元）", grouped(it.amount, 2), main=True),
            KeyFigure("额度已到账（元）", grouped(now.arrived, 2)), KeyFigure("额度已拨付（元）", grouped(now.paid, 2)),
            KeyFigure("账上余额（元）", grouped(now.left, 2), f"其中在途 {grouped(now.flight, 2)}"),
        ]

    def get_facts(self) -> list[tuple[str, Any]]:
        return [("项目", linked(self.object.allocation.estate)), ("额度", linked(self.object.allocation)),
                *super().get_facts()]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"delivery:use_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        buttons = super().get_buttons()
        if self.request.user.can(CONFIRM) and not self.object.audit_flag:
            buttons.append(Button(AUDIT.label, reverse("delivery:use_audit", args=[self.object.pk])))
        return buttons

    def get_tables(self) -> list[tuple[str, Table]]:
        steps = self.object.steps.standing().select_related("recorded_by").order_by("-pk")
        return [("办理进度", UseStepTable(steps, orderable=False, empty_text="已提交，还没有核验"))]


# -- steps -------------------------------------------------------------------------------------------


class UseStep(ReviewPage):
    model = LoanUse
    workflow = LOAN_USE
    form_class = ProvedDayForm
    related = RELATED

    def get_facts(self) -> list[tuple[str, Any]]:
        it, now = self.object, figures(self.object.allocation)
        return [
            ("项目", it.allocation.estate), ("专项借款", it.allocation.loan), ("用途", it.get_purpose_display()),
            ("进度依据", it.progress_basis), ("收款单位", it.payee), ("收款开户行", it.payee_bank),
            ("收款账号", it.payee_account), ("申请金额（元）", grouped(it.amount, 2)), ("申请日期", str(it.applied_on)),
            ("申请人", it.recorded_by), ("核验人", it.checked_by), ("批准人", it.approved_by),
            ("额度已到账（元）", grouped(now.arrived, 2)), ("额度已拨付（元）", grouped(now.paid, 2)),
            ("账上余额（元）", grouped(now.left, 2)), ("其中在途，含本单（元）", grouped(now.flight, 2)),
        ]

    def get_blocked(self) -> str:
        return services.cannot_take(self.request.user, self.object, self.step.code) or super().get_blocked()


class UseCheck(UseStep):
    step = LOAN_USE.steps["check"]
    done = "已核验，等待批准。"

    def perform(self, form: ProvedDayForm) -> LoanUse:
        return services.check_use(actor=self.request.user, use=self.object, **form.cleaned_data)


class UseApprove(UseStep):
    step = LOAN_USE.steps["approve"]
    done = "已批准，等待拨付。"

    def get_effects(self) -> list[str]:
        return ["批准后金额、收款单位和用途不能再改。"]

    def perform(self, form: ProvedDayForm) -> LoanUse:
        return services.approve_use(actor=self.request.user, use=self.object, **form.cleaned_data)


class UsePay(UseStep):
    step = LOAN_USE.steps["pay"]
    form_class = PaidForm
    done = "已登记拨付。"

    def get_effects(self) -> list[str]:
        return [f"{grouped(self.object.amount, 2)} 元计入已拨付，登记后由另一位同事才能撤回。"]

    def perform(self, form: PaidForm) -> LoanUse:
        return services.pay_use(actor=self.request.user, use=self.object, **form.cleaned_data)


class UseSendBack(UseStep):
    step = LOAN_USE.steps["send_back"]
    form_class = ReturnForm
    done = "已退回，占用的资金已释放。"

    def perform(self, form: Form) -> LoanUse:
        return services.send_back_use(
            actor=self.request.user, use=self.object, reason=form.cleaned_data["reason"], code=self.step.code
        )


class UseSendBackDeputy(UseSendBack):
    step = LOAN_USE.steps["send_back_deputy"]


class UseReject(UseStep):
    step = LOAN_USE.steps["reject"]
    form_class = ReasonForm
    done = "已登记不予批准，占用的资金已释放。"

    def perform(self, form: Form) -> LoanUse:
        return services.reject_use(actor=self.request.user, use=self.object, reason=form.cleaned_data["reason"])


class UseCancel(UseStep):
    step = LOAN_USE.steps["cancel"]
    form_class = ReasonForm
    done = "已撤销，占用的资金已释放。"

    def perform(self, form: Form) -> LoanUse:
        return services.cancel_use(actor=self.request.user, use=self.object, reason=form.cleaned_data["reason"])


class UseUndo(UseStep):
    step = LOAN_USE.steps["undo"]
    form_class = ReasonForm
    done = "已撤回拨付登记，恢复为待拨付。"

    def get_blocked(self) -> str:
        return stages.cannot_undo(self.request.user, self.object) or super().get_blocked()

    def perform(self, form: Form) -> LoanUse:
        return services.undo_payment(actor=self.request.user, use=self.object, reason=form.cleaned_data["reason"])


class UseAudit(UseStep):
    step = AUDIT
    workflow = None
    form_class = ReasonForm
    done = "已列入专项审计。"

    def perform(self, form: Form) -> LoanUse:
        return services.flag_audit(actor=self.request.user, use=self.object, reason=form.cleaned_data["reason"])
