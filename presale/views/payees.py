from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.journal.history import attachments_of, history_of
from housing_portal.kit.pages import ActionPage, Attachment, Button, CreatePage, DetailPage, HistoryLine, ListPage
from housing_portal.kit.workflow import Step
from presale.enums import PayeeStatus
from presale.filters.payees import PayeeFilter
from presale.forms.payees import PayeeForm
from presale.models import Payee
from presale.services import payees as services
from presale.tables.payees import PayeeTable
from presale.views.accounts import VIEW, OfAccount
from presale.workflow import CONFIRM, RECORD

CONFIRM_PAYEE = Step("confirm", "复核，列入名单", frozenset({PayeeStatus.PROPOSED}), "", CONFIRM)
REMOVE = Step(
    "remove", "移出名单", frozenset({PayeeStatus.PROPOSED, PayeeStatus.LISTED}), "", CONFIRM, needs_reason=True,
    danger=True,
)


class PayeeList(ListPage):
    permission = VIEW
    title = "收款人"
    model = Payee
    table_class = PayeeTable
    filterset_class = PayeeFilter

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("account__estate")


class PayeeCreate(OfAccount, CreatePage):
    permission = RECORD
    title = "登记收款人"
    model = Payee
    form_class = PayeeForm
    done = "已登记，由另一位同事复核后才能收款。"

    def perform(self, form: PayeeForm) -> Payee:
        return services.propose_payee(actor=self.request.user, account=self.account, **form.cleaned_data)


class PayeePage(DetailPage):
    permission = VIEW
    model = Payee
    facts = (
        "kind", "name", "bank_name", "payee_account", "contract_doc", "contract_amount", "recorded_by", "recorded_at",
        "confirmed_by",
    )

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("account__estate", "recorded_by", "confirmed_by")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.object.account), self.object.account.get_absolute_url())]

    def get_chips(self) -> list[Any]:
        return [PayeeStatus(self.object.status)]

    def get_buttons(self) -> list[Button]:
        payee, user = self.object, self.request.user
        fits = [step for step in (CONFIRM_PAYEE, REMOVE) if payee.status in step.sources and user.can(step.permission)]
        return [
            Button(step.label, reverse(f"presale:payee_{step.code}", args=[payee.pk]),
                   style="danger-line" if step.danger else "primary")
            for step in fits
        ]

    def get_attachments(self) -> list[Attachment]:
        return attachments_of(self.object)

    def get_history(self) -> list[HistoryLine]:
        return history_of(self.object)


class PayeeStep(ActionPage):
    model = Payee

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("account__estate")

    def get_blocked(self) -> str:
        payee = self.object
        if payee.status in self.step.sources:
            return ""
        return f"这个收款人{payee.get_status_display()}，不能“{self.step.label}”。"


class PayeeConfirm(PayeeStep):
    step = CONFIRM_PAYEE
    done = "已列入名单，可以收款。"

    def get_effects(self) -> Sequence[str]:
        payee = self.object
        return [f"{payee.account} 可以向 {payee.name}（{payee.bank_name} {payee.payee_account}）付款。",
                f"依据：{payee.contract_doc}。请与备案合同核对户名和账号。"]

    def perform(self, form: Any) -> Payee:
        return services.list_payee(actor=self.request.user, payee=self.object)


class PayeeRemove(PayeeStep):
    step = REMOVE
    done = "已移出名单。"

    def get_effects(self) -> Sequence[str]:
        return ["不再向它付款；账号有变的，请另行登记新的收款人。"]

    def perform(self, form: Any) -> Payee:
        return services.remove_payee(actor=self.request.user, payee=self.object, reason=form.reason)
