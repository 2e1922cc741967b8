from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from housing_portal.kit.pages import ActionPage, CreatePage, ListPage
from presale.enums import PayeeStatus
from presale.filters.payees import PayeeFilter
from presale.forms.payees import PayeeForm
from presale.models import Payee
from presale.services import payees as services
from presale.services.refusals import noted
from presale.tables.payees import SHOWN, PayeeTable
from presale.views.of_account import VIEW, AccountRecord, OfAccount
from presale.views.seconds import SecondPerson
from presale.workflow import PAYEE, RECORD


class PayeeList(ListPage):
    permission = VIEW
    title = "收款人"
    model = Payee
    table_class = PayeeTable
    shown = SHOWN
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


class PayeePage(AccountRecord):
    model = Payee
    workflow = PAYEE
    related = ("account__estate", "recorded_by", "confirmed_by")
    facts = (
        "kind", "name", "bank_name", "payee_account", "contract_doc", "contract_amount", "recorded_by", "recorded_at",
        "confirmed_by",
    )

    def get_chips(self) -> list[Any]:
        return [PayeeStatus(self.object.status)]


class PayeeStep(ActionPage):
    model = Payee
    workflow = PAYEE

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("account__estate")


class PayeeConfirm(SecondPerson, PayeeStep):
    step = PAYEE.steps["confirm"]
    what = "收款人"
    done = "已列入名单，可以收款。"

    def get_effects(self) -> Sequence[str]:
        payee = self.object
        return [f"{payee.account} 可以向 {payee.name}（{payee.bank_name} {payee.payee_account}）付款。",
                f"依据：{payee.contract_doc}。请与备案合同核对户名和账号。"]

    def perform(self, form: Any) -> Payee:
        with noted(self.request.user, self.step.label, self.object):
            return services.list_payee(actor=self.request.user, payee=self.object)


class PayeeRemove(PayeeStep):
    step = PAYEE.steps["remove"]
    done = "已移出名单。"

    def get_effects(self) -> Sequence[str]:
        return ["不再向它付款；账号有变的，请另行登记新的收款人。"]

    def perform(self, form: Any) -> Payee:
        return services.remove_payee(actor=self.request.user, payee=self.object, reason=form.reason)
