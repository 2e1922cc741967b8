from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse

from housing_portal.journal.pages import RecordPage
from housing_portal.kit import clock
from housing_portal.kit.forms import Form
from housing_portal.kit.pages import ActionPage, CreatePage, ListPage
from housing_portal.kit.workflow import Step
from housing_portal.registry.models import SalePermit
from presale.alert_rules import RULES
from presale.enums import AlertLevel, AlertStatus
from presale.filters.alerts import UNCLOSED, AlertFilter
from presale.forms.alerts import ClueForm
from presale.models import EscrowAlert, Freeze, GuaranteeLetter, LedgerEntry, Reconciliation
from presale.services import alerts as services
from presale.tables.alerts import SHOWN, AlertTable
from presale.views.of_account import linked
from presale.workflow import ALERT
from transactions.models import SaleContract

VIEW, WRITE = "presale.view", "presale.record"
# as the rules name what they have found
CAUSES: dict[str, type[Model]] = {
    "contract": SaleContract, "deduction": LedgerEntry, "freeze": Freeze, "letter": GuaranteeLetter,
    "permit": SalePermit, "reconciliation": Reconciliation,
}


class AlertList(ListPage):
    permission = VIEW
    title = "风险预警"
    model = EscrowAlert
    table_class = AlertTable
    filterset_class = AlertFilter
    shown = SHOWN
    template_name = "kit/list_views.html"
    create_url, create_label, write_permission = "presale:alert_create", "登记账外收款线索", WRITE

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("estate", "account", "handled_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        views = [("全部", ""), ("未关闭", UNCLOSED), *((state.label, state.value) for state in AlertStatus)]
        return super().get_context_data(views=views, state=self.query.get("status", ""), **kwargs)


class AlertPage(RecordPage):
    permission = VIEW
    model = EscrowAlert
    related = ("account__estate", "estate", "handled_by", "closed_by")
    workflow = ALERT
    template_name = "presale/alert.html"
    facts = ("found_at", "handled_by", "handling", "closed_by", "closed_on")

    def get_title(self) -> str:
        return RULES[self.object.rule].label

    def get_chips(self) -> list[Any]:
        return [AlertLevel(self.object.level), AlertStatus(self.object.status)]

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        days = 0 if it.status == AlertStatus.CLOSED else (clock.today() - it.found_on).days
        since = f"{it.found_on}（已 {days} 天）" if days else str(it.found_on)
        return [
            ("监管账户", linked(it.account)), ("楼盘", it.estate), ("相关记录", linked(_cause(it))),
            ("发现日期", since), *super().get_facts(),
        ]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"presale:alert_{step.code}", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tone = "" if self.object.status == AlertStatus.CLOSED else {"red": "red"}.get(self.object.level, "amber")
        return super().get_context_data(tone=tone, **kwargs)


def _cause(alert: EscrowAlert) -> Model | None:
    """Return the record of which the alert speaks, if it has a page besides that of the account."""
    noun, _colon, rest = alert.subject.partition(":")
    return CAUSES[noun].objects.filter(pk=rest.partition(":")[0]).first() if noun in CAUSES else None


class ClueCreate(CreatePage):
    permission = WRITE
    title = "登记账外收款线索"
    model = EscrowAlert
    form_class = ClueForm
    list_url = "presale:alert_list"
    done = "已登记线索，生成预警。"

    def perform(self, form: ClueForm) -> EscrowAlert:
        return services.report_clue(actor=self.request.user, **form.cleaned_data)


class AlertStep(ActionPage):
    model = EscrowAlert
    workflow = ALERT

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("account__estate", "estate")

    def get_title(self) -> str:
        return f"{self.step.label}：{RULES[self.object.rule].label}"


class AlertConfirm(AlertStep):
    step = ALERT.steps["confirm"]

    def perform(self, form: Form) -> EscrowAlert:
        return services.confirm_alert(actor=self.request.user, alert=self.object)


class AlertHandle(AlertStep):
    step = ALERT.steps["handle"]

    def get_effects(self) -> list[str]:
        return ["处置情况由另一位同事复核后关闭。"]

    def perform(self, form: Form) -> EscrowAlert:
        return services.handle_alert(actor=self.request.user, alert=self.object, reason=form.reason)


class AlertReopen(AlertStep):
    step = ALERT.steps["reopen"]

    def perform(self, form: Form) -> EscrowAlert:
        return services.reopen_alert(actor=self.request.user, alert=self.object, reason=form.reason)


class AlertClose(AlertStep):
    step = ALERT.steps["close"]

    def get_effects(self) -> list[str]:
        return [f"处置：{self.object.handling}", "关闭后一段时间内同一情形不再提示；情形未消除的，到期会重新预警。"]

    def perform(self, form: Form) -> EscrowAlert:
        return services.close_alert(actor=self.request.user, alert=self.object)
