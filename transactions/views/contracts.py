from dataclasses import replace
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from housing_portal.journal.history import attachments_of, history_of
from housing_portal.kit import clock
from housing_portal.kit.figures import grouped
from housing_portal.kit.filters import clean_query
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
from transactions.enums import ContractStatus
from transactions.filters.contracts import OVERDUE, UNFILED, ContractFilter, overdue_before
from transactions.forms.contracts import ContractForm, room_names
from transactions.forms.places import key_of
from transactions.models import Room, RoomPrice, SaleContract
from transactions.services import contracts as services
from transactions.services.buyers import in_force
from transactions.services.filing import filing_clock, filing_term
from transactions.services.reading import obstacles, room_obstacles
from transactions.tables.contracts import SHOWN, ContractTable, EventTable, PartyTable, VersionTable
from transactions.workflow import CHANGEABLE, CONTRACT, next_steps

PERMISSION, WRITE, REVEAL = "transactions.view", "transactions.record", "personal.reveal"
DISCARD = Step("discard", "删除草稿", frozenset(), "", WRITE, danger=True)
PLACE = "building__estate__developer"

# what the columns of the list are made of: a row has twice as many
READ = (
    "contract_no", "filing_no", "room_label", "buyer_names", "use", "kind", "area_priced",
    "price_basis", "unit_price", "total_price", "pay_method", "down_payment", "loan_amount", "signed_on", "filed_on",
    "delivery_on", "special", "ended_on", "end_reason", "titled_on", "version", "status",
    "submitted_by",
)


class ContractList(ListPage):
    permission = PERMISSION
    title = "网签合同"
    model = SaleContract
    table_class = ContractTable
    filterset_class = ContractFilter
    template_name = "transactions/contracts.html"
    shown = SHOWN
    create_url, write_permission, unmasked_permission = "transactions:contract_create", WRITE, "personal.export"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().only(*READ)

    def build(self) -> None:
        super().build()
        self.table.filing_term = self.term = filing_term()
        self.table.steps, self.table.reader = next_steps(self.request.user), self.request.user.pk

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.live().sums("area_priced", "total_price")

    def get_views(self) -> list[tuple[str, str, int | None, bool]]:
        """Return (label, query, count, whether it alarms) of the views above the list."""
        waiting = SaleContract.objects.visible_to(self.request.user).waiting(overdue_before(self.term))
        return [
            ("全部", "", None, False),
            ("待网签", ContractStatus.DRAFT, waiting["draft"], False),
            ("已签未备案", UNFILED, waiting["unfiled"], False),
            (f"超 {self.term} 日未备案", OVERDUE, waiting["overdue"], True),
            ("已退回", ContractStatus.FILE_FAILED, waiting["file_failed"], False),
            ("注销审核", ContractStatus.CANCELLING, waiting["cancelling"], False),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"views": [] if self.is_part else self.get_views(), "state": self.query.get("status"),
               "year": clock.today().year, "is_default": self.filterset.is_default}
        return super().get_context_data(**own, **kwargs)


class ContractPage(DetailPage):
    permission = PERMISSION
    model = SaleContract
    workflow = CONTRACT
    template_name = "transactions/contract.html"
    facts = (
        "contract_no", "filing_no", "kind", "estate", "room_label", "use", "seller", "permit", "special", "signed_on",
        "filed_on", "price_basis", "pay_method", "down_payment", "loan_amount", "loan_bank", "delivery_on",
        "submitted_by", "confirmed_by", "origin", "recorded_by", "recorded_at", "note",
    )
    ending = ("ended_on", "end_reason", "end_note")
    title_facts = ("title_no", "titled_on")

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related(
            "estate", "seller", "permit", "loan_bank", "recorded_by", "submitted_by", "confirmed_by", "room__building",
        )

    def get_step_url(self, step: Step) -> str:
        return step_url(self.object, step.code)

    def get_buttons(self) -> list[Button]:
        contract, user = self.object, self.request.user
        more = [
            ("edit", "修改草稿", WRITE, contract.status == ContractStatus.DRAFT),
            ("change", "变更", WRITE, contract.status in CHANGEABLE),
            ("reveal", "查看完整证件", REVEAL, True),
        ]
        own = [Button(label, step_url(contract, code)) for code, label, right, fits in more if fits and user.can(right)]
        buttons = [*own, *super().get_buttons()]
        if contract.status == ContractStatus.DRAFT and user.can(WRITE):
            buttons.append(Button(DISCARD.label, step_url(contract, DISCARD.code), style="danger-line"))
        return buttons

    def get_chips(self) -> list[Any]:
        return [ContractStatus(self.object.status)]

    def get_facts(self) -> list[tuple[str, Any]]:
        contract = self.object
        extra = [*(self.ending if contract.end_reason else ()), *(self.title_facts if contract.titled_on else ())]
        self.facts = (*self.facts, *extra)
        marked = [("先签后证", "是")] if contract.signed_before_permit else []
        return [*super().get_facts(), *marked]

    def get_figures(self) -> list[KeyFigure]:
        contract = self.object
        return [
            KeyFigure("总价（元）", grouped(contract.total_price, 2), main=True),
            KeyFigure("单价（元/㎡）", grouped(contract.unit_price, 2), contract.get_price_basis_display()),
            KeyFigure("计价面积（㎡）", grouped(contract.area_priced, 2)),
            KeyFigure("买受人", contract.masked_buyers),
            KeyFigure("房屋", contract.room_label, contract.estate.record_name, contract.room.get_absolute_url()),
            KeyFigure("版次", f"第 {contract.version} 版"),
        ]

    def get_tables(self) -> list[tuple[str, Table]]:
        contract = self.object
        versions = contract.versions.order_by("-version")
        found = [
            ("买受人（现行版本）", PartyTable(in_force(contract), orderable=False)),
            ("合同事项", EventTable(contract.events.select_related("recorded_by"), orderable=False)),
        ]
        old = [("历史版本", VersionTable(versions, orderable=False))] if contract.version > 1 else []
        return [*found, *old]

    def get_attachments(self) -> list[Attachment]:
        return attachments_of(self.object)

    def get_history(self) -> list[HistoryLine]:
        """Return the diary; of the entry that made the record the facts of the page tell all."""
        lines = history_of(self.object)
        return [*lines[:-1], *(replace(first, changes=()) for first in lines[-1:])]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contract = self.object
        own = {"obstacles": obstacles(contract), "is_draft": contract.status == ContractStatus.DRAFT,
               "clock": filing_clock(contract, filing_term(), clock.today())}
        return super().get_context_data(**own, **kwargs)


def step_url(contract: Model, code: str) -> str:
    return reverse(f"transactions:contract_{code}", args=[contract.pk])


class DraftPage:
    """Both forms of a draft; a saved one leads to its signing."""

    permission = WRITE
    model = SaleContract
    form_class = ContractForm
    template_name = "transactions/contract_form.html"
    submit_label = "保存，去网签"
    done = "草稿已保存，核对无误后网签。"

    def get_success_url(self) -> str:
        return step_url(self.object, "sign")


class ContractCreate(DraftPage, CreatePage):
    title = "新增合同"
    list_url = "transactions:contract_list"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = key_of(clean_query(request.GET), "room")
        self.room = Room.objects.select_related(PLACE).filter(pk=key).first() if key else None
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"signed_on": clock.today(), **(filled_in(self.room) if self.room else {})}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = room_obstacles(self.room) if self.room else []
        return super().get_context_data(obstacles=found, **kwargs)

    def perform(self, form: ContractForm) -> SaleContract:
        return services.draft_contract(actor=self.request.user, **form.cleaned_data)


def filled_in(room: Room) -> dict[str, Any]:
    """Return what is known of a contract on ``room`` beforehand: the room, its area and its price on file."""
    known = {**room_names(room), "area_priced": room.area}
    price = RoomPrice.objects.in_force().filter(room=room).first()
    if price is None:
        return known
    return {**known, "unit_price": price.unit_price, "total_price": price.total_price}


class ContractEdit(DraftPage, EditPage):
    title = "修改草稿"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().drafts().select_related("room__building__estate")

    def get_initial(self) -> dict[str, Any]:
        return room_names(self.object.room)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "parties": in_force(self.object)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(obstacles=[], **kwargs)

    def perform(self, form: ContractForm) -> SaleContract:
        return services.amend_draft(actor=self.request.user, contract=self.object, **form.cleaned_data)


class ContractDiscard(ActionPage):
    model = SaleContract
    step = DISCARD
    done = "草稿已删除。"

    def get_effects(self) -> list[str]:
        return ["草稿和其中填写的买受人一并删除，不能恢复；草稿没有编号，不影响任何统计。"]

    def get_blocked(self) -> str:
        return "" if self.object.status == ContractStatus.DRAFT else "这份合同已网签，不能删除。"

    def perform(self, form: Any) -> Room:
        return services.discard_draft(actor=self.request.user, contract=self.object)

    def get_success_url(self) -> str:
        return reverse("transactions:contract_list")
