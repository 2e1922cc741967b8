"""存量房 from verification to transfer."""
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse

from housing_portal.journal.history import attachments_of, history_of
from housing_portal.kit.figures import grouped
from housing_portal.kit.pages import (
    ActionPage,
    Attachment,
    Button,
    CreatePage,
    DetailPage,
    EditPage,
    HistoryLine,
    KeyFigure,
    ListPage,
)
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from housing_portal.registry.views.personal import RevealPage
from transactions.enums import EscrowChoice, FundStatus, ResaleStatus
from transactions.filters.resale import ResaleFilter
from transactions.forms.resale import CancelForm, FileForm, SignForm, TransferForm, VerifyForm
from transactions.models import ExistingHomeContract
from transactions.services import resale as services
from transactions.services.funds import MAY_OPEN
from transactions.tables.resale import SHOWN, ResaleEventTable, ResaleTable, SideTable
from transactions.workflow import RECORD, RESALE

VIEW, REVEAL = "transactions.view", "personal.reveal"
VIEWS = [("全部", ""), *((f"{status.label}", status.value) for status in ResaleStatus)]


def diary(obj: Model) -> list[HistoryLine]:
    """Return the diary of a record; of the entry that made it the facts of the page tell all."""
    lines = history_of(obj)
    return [*lines[:-1], *(replace(first, changes=()) for first in lines[-1:])]


class ResaleList(ListPage):
    permission = VIEW
    title = "存量房合同"
    model = ExistingHomeContract
    table_class = ResaleTable
    filterset_class = ResaleFilter
    template_name = "kit/list_views.html"
    shown = SHOWN
    create_url, create_label, write_permission = "transactions:resale_create", "房源核验", RECORD

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("broker")

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.sums("area", "total_price")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(views=VIEWS, state=self.query.get("status", ""), **kwargs)


class VerifyPage:
    """The form of 核验, for a new home and for one that is being corrected."""

    permission = RECORD
    model = ExistingHomeContract
    form_class = VerifyForm
    template_name = "transactions/resale_form.html"


class ResaleCreate(VerifyPage, CreatePage):
    title = "房源核验"
    list_url = "transactions:resale_list"
    submit_label = "核验通过"
    done = "已核验，核验码已生成。"

    def perform(self, form: VerifyForm) -> ExistingHomeContract:
        return services.verify_home(actor=self.request.user, **form.cleaned_data)


class ResaleEdit(VerifyPage, EditPage):
    title = "更正核验"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "parties": list(self.object.parties.order_by("side", "order"))}

    def perform(self, form: VerifyForm) -> ExistingHomeContract:
        return services.amend_verification(actor=self.request.user, contract=self.object, **form.cleaned_data)


def answers(contract: ExistingHomeContract) -> str:
    """Return what was verified, in one line."""
    mortgage = f"有抵押（{contract.mortgage_note}）" if contract.has_mortgage else "无抵押"
    return f"权属一致、无查封、共有人同意、{mortgage}"


def facts_of(contract: ExistingHomeContract) -> list[tuple[str, Any]]:
    return [
        ("合同编号", contract.contract_no), ("备案号", contract.filing_no), ("房源核验码", contract.verify_code),
        ("不动产单元号", contract.estate_unit_no), ("不动产权证号", contract.title_no), ("坐落", contract.address),
        ("用途", contract.get_use_display()), ("核验", answers(contract)),
        ("资金监管", contract.get_escrow_choice_display()), ("经纪机构", contract.broker),
        ("经纪人员", contract.broker_person), ("特殊交易", contract.get_special_display()), ("备注", contract.note),
    ]


def sides_of(contract: ExistingHomeContract) -> SideTable:
    return SideTable(contract.parties.order_by("-side", "order"), orderable=False)


class ResalePage(DetailPage):
    permission = VIEW
    model = ExistingHomeContract
    workflow = RESALE

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("broker", "submitted_by", "confirmed_by", "recorded_by", "fund")

    def get_chips(self) -> list[Any]:
        fund = getattr(self.object, "fund", None)
        return [ResaleStatus(self.object.status), *([FundStatus(fund.status)] if fund else [])]

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        days = [("核验日期", it.verified_on), ("签订日期", it.signed_on), ("备案日期", it.filed_on)]
        last = ("注销日期", it.ended_on) if it.ended_on else ("过户日期", it.transferred_on)
        price = f"{grouped(it.total_price / it.area, 2)} 元/㎡"
        return [
            KeyFigure("成交价（元）", grouped(it.total_price, 2), price, main=True),
            KeyFigure("建筑面积（㎡）", grouped(it.area, 2)),
            *(KeyFigure(label, str(day or "——")) for label, day in [*days, last]),
        ]

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        ended = [("注销原因", it.get_end_reason_display()), ("注销说明", it.end_note)] if it.ended_on else []
        people = [("核验人", it.recorded_by), ("网签经办人", it.submitted_by), ("备案人", it.confirmed_by)]
        return [*facts_of(it), *ended, *people]

    def get_tables(self) -> list[tuple[str, Table]]:
        events = self.object.events.select_related("recorded_by").order_by("pk")
        return [("买卖双方", sides_of(self.object)), ("统计事项", ResaleEventTable(events, orderable=False))]

    def get_attachments(self) -> list[Attachment]:
        return attachments_of(self.object)

    def get_history(self) -> list[HistoryLine]:
        return diary(self.object)

    def get_step_url(self, step: Step) -> str:
        return reverse(f"transactions:resale_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        it, user, fund = self.object, self.request.user, getattr(self.object, "fund", None)
        own = []
        if user.can(REVEAL):
            own.append(Button("查看完整证件", reverse("transactions:resale_reveal", args=[it.pk])))
        if user.can(RECORD) and it.status == ResaleStatus.VERIFIED:
            own.append(Button("更正", reverse("transactions:resale_edit", args=[it.pk])))
        if fund:
            own.append(Button("资金监管", fund.get_absolute_url()))
        elif user.can(RECORD) and it.status in MAY_OPEN and it.escrow_choice == EscrowChoice.SUPERVISED:
            own.append(Button("开立监管", reverse("transactions:fund_open", args=[it.pk])))
        return [*own, *super().get_buttons()]


class ResaleStep(ActionPage):
    """A step taken with the contract before one's eyes."""

    model = ExistingHomeContract
    workflow = RESALE
    template_name = "transactions/resale_step.html"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("broker")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        it = self.object
        price = [("建筑面积（㎡）", grouped(it.area, 2)), ("成交价（元）", grouped(it.total_price, 2))]
        days = [("签订日期", it.signed_on), ("备案日期", it.filed_on)]
        facts = [*facts_of(it)[:6], *price, *((label, str(day)) for label, day in days if day), *facts_of(it)[7:9]]
        own = {"parts": {"facts": facts, "attachments": attachments_of(it)}, "parties": sides_of(it)}
        return super().get_context_data(**{**own, **kwargs})


class ResaleSign(ResaleStep):
    step = RESALE.steps["sign"]
    form_class = SignForm
    done = "已网签，合同编号已生成。"

    def get_effects(self) -> Sequence[str]:
        return ["生成合同编号，计入签订当日的存量房网签；内容不能再改。", "再次核对楼盘表中的查封、限制。"]

    def perform(self, form: SignForm) -> ExistingHomeContract:
        return services.sign_resale(actor=self.request.user, contract=self.object, **form.cleaned_data)


class ResaleFile(ResaleStep):
    step = RESALE.steps["file"]
    form_class = FileForm
    done = "已备案，备案号已生成。"

    def get_effects(self) -> Sequence[str]:
        return ["生成备案号，计入备案当日的存量房备案。"]

    def get_blocked(self) -> str:
        if self.request.user.is_person(self.object.submitted_by_id):
            return "这份合同由您本人网签，须由另一位同事备案。"
        return super().get_blocked()

    def perform(self, form: FileForm) -> ExistingHomeContract:
        return services.file_resale(actor=self.request.user, contract=self.object, **form.cleaned_data)


class ResaleTransfer(ResaleStep):
    step = RESALE.steps["transfer"]
    form_class = TransferForm
    done = "已登记过户。"

    def get_effects(self) -> Sequence[str]:
        if self.object.escrow_choice == EscrowChoice.SUPERVISED:
            return ["监管资金须已足额到位；过户后到资金监管页确认，由另一位同事划付卖方。"]
        return ["合同约定自行划转，过户后合同办结。"]

    def perform(self, form: TransferForm) -> ExistingHomeContract:
        return services.transfer_resale(actor=self.request.user, contract=self.object, **form.cleaned_data)


class ResaleCancel(ResaleStep):
    step = RESALE.steps["cancel"]
    form_class = CancelForm
    done = "已注销。"

    def get_effects(self) -> Sequence[str]:
        return [
            "注销按注销日期计入当日，不改签订、备案当日的日报；编号不再使用。",
            "已存入的监管资金随后在资金监管页撤销监管、原路退还买方。",
        ]

    def perform(self, form: CancelForm) -> ExistingHomeContract:
        return services.cancel_resale(actor=self.request.user, contract=self.object, **form.cleaned_data)


class ResaleReveal(RevealPage):
    model = ExistingHomeContract

    def get_persons(self) -> list[Any]:
        return list(self.object.parties.order_by("-side", "order"))
