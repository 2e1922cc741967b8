from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.journal.pages import RecordPage
from housing_portal.kit.pages import ActionPage, CreatePage, EditPage, ListPage
from housing_portal.kit.workflow import Step
from presale.enums import BankStatus
from presale.filters.banks import BankFilter
from presale.forms.banks import BankEditForm, BankForm
from presale.models import EscrowBank
from presale.services import banks as services
from presale.tables.banks import BankTable
from presale.workflow import BANK, RULE

VIEW = "presale.view"


class BankList(ListPage):
    permission = VIEW
    title = "监管银行"
    model = EscrowBank
    table_class = BankTable
    filterset_class = BankFilter
    create_url, create_label, write_permission = "presale:bank_create", "登记监管银行", RULE

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_accounts().select_related("organization", "layout")


class BankPage(RecordPage):
    permission = VIEW
    model = EscrowBank
    has_files = True
    workflow = BANK
    edit_url, edit_permission = "presale:bank_edit", RULE
    facts = ("batch", "selected_on", "valid_to", "interface_online_on", "layout", "note", "recorded_by", "recorded_at")

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_accounts().select_related("organization", "layout", "recorded_by")

    def get_chips(self) -> list[Any]:
        return [BankStatus(self.object.status)]

    def get_facts(self) -> list[tuple[str, Any]]:
        return [("银行全称", self.object.organization.name), *super().get_facts(),
                ("未销户账户（个）", self.object.account_count)]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"presale:bank_{step.code}", args=[self.object.pk])


class BankCreate(CreatePage):
    permission = RULE
    title = "登记监管银行"
    model = EscrowBank
    form_class = BankForm
    list_url = "presale:bank_list"
    done = "已登记，可以在这家银行开立监管账户。"

    def perform(self, form: BankForm) -> EscrowBank:
        return services.list_bank(actor=self.request.user, **form.cleaned_data)


class BankEdit(EditPage):
    permission = RULE
    model = EscrowBank
    form_class = BankEditForm

    def perform(self, form: BankEditForm) -> EscrowBank:
        return services.amend_bank(actor=self.request.user, bank=self.object, **form.cleaned_data)


class BankStep(ActionPage):
    model = EscrowBank
    workflow = BANK

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_accounts().select_related("organization")

    def perform(self, form: Any) -> EscrowBank:
        return services.step_bank(
            actor=self.request.user, bank=self.object, code=self.step.code, reason=form.reason
        )


class BankSuspend(BankStep):
    step = BANK.steps["suspend"]
    done = "已暂停，这家银行不能新开监管账户。"

    def get_effects(self) -> list[str]:
        return [f"现有 {self.object.account_count} 个未销户账户照常监管；恢复之前不能在这家银行新开监管账户。"]


class BankResume(BankStep):
    step = BANK.steps["resume"]
    done = "已恢复。"

    def get_effects(self) -> list[str]:
        return ["恢复后可以在这家银行新开监管账户。"]


class BankRemove(BankStep):
    step = BANK.steps["remove"]
    done = "已退出名录。"

    def get_effects(self) -> list[str]:
        return [f"现有 {self.object.account_count} 个未销户账户继续监管到解除；不能在这家银行新开监管账户。"]
