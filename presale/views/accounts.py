import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.accounts.signing import Signed
from housing_portal.kit.figures import grouped
from housing_portal.kit.pages import ActionPage, Button, CreatePage, EditPage, ListPage
from housing_portal.kit.workflow import Step
from presale.filters.accounts import AccountFilter
from presale.forms.accounts import (
    AccountEditForm,
    AccountForm,
    ActivateForm,
    AgreeForm,
    ApplyEndForm,
    CloseForm,
    SettleForm,
    initial_place,
)
from presale.models import EscrowAccount
from presale.services import accounts as services
from presale.services import endings
from presale.services.refusals import noted
from presale.tables.accounts import SHOWN, AccountTable
from presale.views.of_account import VIEW
from presale.views.watched import Watched
from presale.workflow import ACCOUNT, RECORD, VERIFY

SUMS = ("balance", "reserved", "released", "unidentified")
SETTLE = Step("settle", "转出余额", frozenset(), "", VERIFY, danger=True)
BESIDE = (("presale:freeze_list", "司法冻结"), ("presale:letter_list", "保函"), ("presale:works_list", "工程造价"))


class AccountList(ListPage):
    permission = VIEW
    title = "监管账户"
    model = EscrowAccount
    table_class = AccountTable
    shown = SHOWN
    filterset_class = AccountFilter
    create_url, create_label, write_permission = "presale:account_create", "登记账户", RECORD

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("estate", "developer", "bank__organization")

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.sums(*SUMS)

    def get_buttons(self) -> list[Button]:
        return [*super().get_buttons(), *(Button(label, reverse(name)) for name, label in BESIDE)]


class AccountCreate(CreatePage):
    permission = RECORD
    title = "登记监管账户"
    model = EscrowAccount
    form_class = AccountForm
    list_url = "presale:account_list"
    done = "已登记。请登记三方协议，再由另一位同事启用。"

    def perform(self, form: AccountForm) -> EscrowAccount:
        return services.open_account(actor=self.request.user, **form.cleaned_data)


class AccountEdit(EditPage):
    permission = RECORD
    title = "变更监管账户"
    model = EscrowAccount
    form_class = AccountEditForm
    done = "已变更。"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("estate")

    def get_initial(self) -> dict[str, Any]:
        return initial_place(self.object)

    def perform(self, form: AccountEditForm) -> EscrowAccount:
        facts = {name: value for name, value in form.cleaned_data.items() if name != "estate"}
        return services.amend_account(actor=self.request.user, account=self.object, **facts)


class AccountStep(Watched, ActionPage):
    model = EscrowAccount
    workflow = ACCOUNT

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("estate", "developer", "bank__organization", "rules")


class AccountAgree(AccountStep):
    step = ACCOUNT.steps["agree"]
    form_class = AgreeForm
    done = "已登记三方协议，请另一位同事启用账户。"

    def perform(self, form: AgreeForm) -> EscrowAccount:
        return services.agree(actor=self.request.user, account=self.object, **form.cleaned_data)


class AccountActivate(AccountStep):
    step = ACCOUNT.steps["activate"]
    form_class = ActivateForm
    done = "账户已启用，可以入账。"

    def get_effects(self) -> Sequence[str]:
        return ["启用后可以登记入账；核定额度后才能申请用款。"]

    def perform(self, form: ActivateForm) -> EscrowAccount:
        return services.activate(actor=self.request.user, account=self.object, **form.cleaned_data)


class AccountPause(AccountStep):
    step = ACCOUNT.steps["pause"]
    done = "已暂停拨付。"

    def get_effects(self) -> Sequence[str]:
        return ["这个账户不再受理、批准用款；入账照常登记。"]

    def perform(self, form: Any) -> EscrowAccount:
        return services.pause(actor=self.request.user, account=self.object, reason=form.reason)


class AccountResume(AccountStep):
    step = ACCOUNT.steps["resume"]
    done = "已恢复拨付。"

    def get_effects(self) -> Sequence[str]:
        return [f"暂停原因：{self.object.pause_reason}。恢复后可以申请用款。"]

    def get_blocked(self) -> str:
        return super().get_blocked() or services.why_paused(self.object)

    def perform(self, form: Any) -> EscrowAccount:
        return services.resume(actor=self.request.user, account=self.object, reason=form.reason)


class EndStep(AccountStep):
    def get_blocked(self) -> str:
        return super().get_blocked() or "".join(endings.end_obstacles(self.object))


class AccountApplyRelease(EndStep):
    step = ACCOUNT.steps["apply_release"]
    form_class = ApplyEndForm
    done = "已申请解除监管，等待审批。"

    def get_effects(self) -> Sequence[str]:
        condition = self.object.rules.get_release_condition_display()
        return [f"监管楼幢均已办理{condition}；审批期间不再受理用款。"]

    def perform(self, form: ApplyEndForm) -> EscrowAccount:
        return endings.apply_end(actor=self.request.user, account=self.object, **form.cleaned_data)


class AccountRefuseRelease(AccountStep):
    step = ACCOUNT.steps["refuse_release"]
    done = "不予解除，账户恢复正常。"

    def perform(self, form: Any) -> EscrowAccount:
        return endings.refuse_end(actor=self.request.user, account=self.object, reason=form.reason)


class AccountApproveRelease(Signed, EndStep):
    step = ACCOUNT.steps["approve_release"]
    done = "已同意解除监管，可以出具解除监管通知书。"

    def get_effects(self) -> Sequence[str]:
        return [f"账户不再受监管，余额 {grouped(self.object.balance, 2)} 元由银行按通知书转给开发企业。"]

    def perform(self, form: Any) -> EscrowAccount:
        account = self.object
        with noted(self.request.user, self.step.label, account):
            return endings.approve_end(actor=self.request.user, account=account)


class AccountSettle(Watched, ActionPage):
    model = EscrowAccount
    step = SETTLE
    form_class = SettleForm
    done = "已登记转出，余额为零，可以销户。"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("estate", "developer")

    def get_initial(self) -> dict[str, Any]:
        return {"token": uuid.uuid4().hex}

    def get_effects(self) -> Sequence[str]:
        it = self.object
        return [f"按 {it.end_notice_no} 登记银行转出：{grouped(it.balance, 2)} 元，收款人 {it.developer}。"]

    def get_blocked(self) -> str:
        return "" if endings.can_be_settled(self.object) else "账户未解除监管或已无余额，不需要转出。"

    def perform(self, form: SettleForm) -> EscrowAccount:
        account = self.object
        with noted(self.request.user, self.step.label, account):
            return endings.settle_account(actor=self.request.user, account=account, **form.cleaned_data).account


class AccountClose(AccountStep):
    step = ACCOUNT.steps["close"]
    form_class = CloseForm
    done = "已销户。"

    def get_effects(self) -> Sequence[str]:
        return ["销户后不再记账，账户内的楼幢可以另设监管账户。"]

    def perform(self, form: CloseForm) -> EscrowAccount:
        return endings.close_account(actor=self.request.user, account=self.object, **form.cleaned_data)
