"""对账 as pages: both sides of a day, what stands on one side alone, and how a difference is closed."""
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.journal.pages import RecordPage
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.figures import grouped
from housing_portal.kit.filters import clean_query
from housing_portal.kit.pages import ActionPage, Button, CreatePage, KeyFigure, ListPage
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from presale.enums import ReconciliationStatus
from presale.filters.reconciliations import ReconciliationFilter
from presale.forms.reconciliations import ExplainForm, ReconcileForm
from presale.models import Reconciliation
from presale.services import reconciliations as services
from presale.services.refusals import noted
from presale.tables.reconciliations import ItemTable, ReconciliationTable, SidesTable, UnpairedTable
from presale.workflow import RECONCILIATION, VERIFY

VIEW = "presale.view"
SHOWN = 100  # movements on one side alone; with more of them a statement is missing altogether
SIDES = (("笔数", "count", 0), ("发生额（元）", "amount", 2), ("余额（元）", "balance", 2))


class ReconciliationList(ListPage):
    permission = VIEW
    title = "对账"
    model = Reconciliation
    table_class = ReconciliationTable
    filterset_class = ReconciliationFilter
    create_url, create_label, write_permission = "presale:reconciliation_create", "对账", VERIFY

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("account__estate")


class ReconciliationCreate(CreatePage):
    permission = VERIFY
    title = "办理对账"
    model = Reconciliation
    form_class = ReconcileForm
    list_url = "presale:reconciliation_list"
    submit_label = "对账"
    done = "已对账。"

    def get_initial(self) -> dict[str, Any]:
        query = clean_query(self.request.GET)
        return {**super().get_initial(), **{name: query[name] for name in ("account", "day") if query.get(name)}}

    def perform(self, form: ReconcileForm) -> Reconciliation | None:
        account, day = form.cleaned_data["account"], form.cleaned_data["day"]
        if account is not None:
            with noted(self.request.user, "对账", account):
                return services.reconcile(actor=self.request.user, account=account, day=day)
        done = services.reconcile_all(actor=self.request.user, day=day)
        if not done.rows:
            raise ServiceError({"day": list(dict.fromkeys(done.left)) or "这一天还没有监管账户，请核对日期。"})
        messages.info(self.request, f"{day}：对账 {len(done.rows)} 个账户，{done.different} 个有差异。")
        for sentence in done.left:
            messages.warning(self.request, sentence)
        return None

    def get_success_url(self) -> str:
        return self.object.get_absolute_url() if self.object else reverse(self.list_url)


class ReconciliationPage(RecordPage):
    permission = VIEW
    model = Reconciliation
    related = ("account__estate", "explained_by", "closed_by", "recorded_by")
    workflow = RECONCILIATION

    def get_crumbs(self) -> list[tuple[str, str]]:
        account = self.object.account
        return [(str(account), account.get_absolute_url())]

    def get_chips(self) -> list[Any]:
        return [ReconciliationStatus(self.object.status)]

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        return [
            KeyFigure("差额（元）", grouped(it.difference, 2), "银行余额减系统余额", main=True),
            KeyFigure("已说明（元）", grouped(it.explained, 2)),
            KeyFigure("系统余额（元）", grouped(it.ledger_balance, 2)),
            KeyFigure("银行余额（元）", grouped(it.bank_balance, 2)),
        ]

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        people = [("对账人", it.recorded_by), ("说明人", it.explained_by), ("复核人", it.closed_by)]
        return [("对账日期", str(it.day)), *people]

    def get_tables(self) -> list[tuple[str, Table]]:
        it = self.object
        items = it.items.select_related("line", "recorded_by").order_by("pk")
        return [
            ("两边合计", SidesTable([_side(it, *side) for side in SIDES], orderable=False)),
            (f"到当日只在一边的流水（最多列 {SHOWN} 笔）", UnpairedTable(_unpaired(it))),
            ("差异说明", ItemTable(items, orderable=False, empty_text="没有差异说明")),
        ]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"presale:reconciliation_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        it, own = self.object, super().get_buttons()
        if not self.request.user.can(VERIFY):
            return own
        again = f"{reverse('presale:reconciliation_create')}?account={it.account_id}&day={it.day}"
        return [*own, Button("重新对账", again)]


def _side(row: Reconciliation, label: str, name: str, places: int) -> dict[str, str]:
    ledger, bank = getattr(row, f"ledger_{name}"), getattr(row, f"bank_{name}")
    return {"what": label, "ledger": grouped(ledger, places), "bank": grouped(bank, places),
            "between": grouped(bank - ledger, places)}


def _unpaired(row: Reconciliation) -> list[dict[str, Any]]:
    lines = row.account.lines.stated().filter(entry=None, booked_on__lte=row.day).order_by("booked_on", "pk")[:SHOWN]
    entries = row.account.entries.moved().filter(line=None, booked_on__lte=row.day).order_by("booked_on", "pk")[:SHOWN]
    return [
        *({"side": "只在银行", "booked_on": line.booked_on, "serial": line.serial, "amount": line.amount,
           "words": line.get_status_display(), "url": line.get_absolute_url()} for line in lines),
        *({"side": "只在系统", "booked_on": entry.booked_on, "serial": entry.bank_serial, "amount": entry.amount,
           "words": f"第 {entry.seq} 笔 {entry.get_kind_display()}", "url": entry.get_absolute_url()}
          for entry in entries),
    ]


class ReconciliationStep(ActionPage):
    model = Reconciliation
    workflow = RECONCILIATION

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("account__estate")


class ReconciliationExplain(ReconciliationStep):
    step = RECONCILIATION.steps["explain"]
    form_class = ExplainForm
    done = "已登记说明。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "reconciliation": self.object}

    def get_effects(self) -> list[str]:
        whole, part = grouped(self.object.difference, 2), grouped(self.object.explained, 2)
        return [
            f"差额 {whole} 元，已说明 {part} 元；全部说明后由另一位同事复核关闭。",
            "说明登记后不能修改；写错的，再登记一条相反金额的说明。",
        ]

    def perform(self, form: ExplainForm) -> Reconciliation:
        return services.explain(actor=self.request.user, reconciliation=self.object, **form.cleaned_data)


class ReconciliationClose(ReconciliationStep):
    step = RECONCILIATION.steps["close"]
    done = "已复核关闭。"

    def get_effects(self) -> list[str]:
        return ["差异全部说明，这一日视为对平；账户恢复拨付由审批人另行办理。"]

    def get_blocked(self) -> str:
        return super().get_blocked() or services.why_open(self.object, self.request.user)

    def perform(self, form: Any) -> Reconciliation:
        with noted(self.request.user, "复核关闭对账", self.object):
            return services.close_difference(actor=self.request.user, reconciliation=self.object)
