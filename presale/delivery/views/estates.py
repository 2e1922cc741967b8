"""保交房台账: the list in the columns of the official form, and everything about one estate."""
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from housing_portal.journal.pages import ReviewPage, UndoStep
from housing_portal.kit import scope
from housing_portal.kit.figures import NO_VALUE, Ratio, grouped
from housing_portal.kit.forms import ReasonForm
from housing_portal.kit.pages import Button, CreatePage, EditPage, KeyFigure
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from presale.delivery.enums.estates import EstateStatus, Risk, WorkState
from presale.delivery.filters.estates import EstateFilter
from presale.delivery.forms.estates import EstateEditForm, EstateForm, RemoveForm
from presale.delivery.models import DeliveryProblem, TroubledEstate
from presale.delivery.register import delay_of
from presale.delivery.services import estates as services
from presale.delivery.services import facts
from presale.delivery.stops import halts
from presale.delivery.tables import facts as rows
from presale.delivery.tables.estates import EstateStepTable, EstateTable
from presale.delivery.tables.financing import FinancingTable
from presale.delivery.tables.plans import PlanTable
from presale.delivery.tables.problems import ProblemTable
from presale.delivery.tables.taskforces import MeetingTable
from presale.delivery.views.parts import DeliveryList, DeliveryPage
from presale.delivery.workflow import CONFIRM, ESTATE, RECORD
from transactions.enums import ANCILLARY
from transactions.models import SaleContract

RELATED = ("estate", "developer", "builder_unit", "general_contractor", "taskforce")


class EstateList(DeliveryList):
    title = "保交房台账"
    model = TroubledEstate
    table_class = EstateTable
    filterset_class = EstateFilter
    related = RELATED
    shown = ("developer", "builder_unit", "general_contractor", "total_floor_area", "sold_area", "undelivered", "delay",
             "problems", "state")
    create_url, create_label = "delivery:estate_create", "列入项目"
    empty_text = "没有符合条件的项目；还没有建台账的，请点“列入项目”"

    def get_queryset(self) -> QuerySet:
        left = Prefetch("problems", DeliveryProblem.objects.unclosed().order_by("pk"), to_attr="problems_left")
        return super().get_queryset().with_figures(scope.current()).prefetch_related(left)

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.sums("total_floor_area", "sold_area", "undelivered", "due_sets", "delivered")

    def get_buttons(self) -> list[Button]:
        return [*super().get_buttons(), Button("九列台账（Excel）", reverse("delivery:register"), "down")]


class EstateCreate(CreatePage):
    permission = RECORD
    title = "列入保交房台账"
    model = TroubledEstate
    form_class = EstateForm
    list_url = "delivery:estate_list"

    def perform(self, form: EstateForm) -> TroubledEstate:
        return services.list_estate(actor=self.request.user, **form.cleaned_data)


class EstateEdit(EditPage):
    permission = RECORD
    model = TroubledEstate
    form_class = EstateEditForm

    def perform(self, form: EstateEditForm) -> TroubledEstate:
        return services.edit_estate(actor=self.request.user, troubled=self.object, **form.cleaned_data)


class EstatePage(DeliveryPage):
    model = TroubledEstate
    workflow = ESTATE
    related = (*RELATED, "recorded_by")
    edit_url, edit_permission = "delivery:estate_edit", RECORD
    facts = (
        "estate", "developer", "builder_unit", "general_contractor", "total_floor_area", "contract_delivery_on",
        "listed_on", "annual_year", "taskforce", "lead_county_leader", "is_insolvent", "administrator", "note",
        "recorded_by",
    )

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_figures(scope.current())

    def get_chips(self) -> list[Any]:
        it = self.object
        state = [WorkState(it.state)] if it.state else []
        return [EstateStatus(it.status), *state, Risk(it.risk_level)]

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        return [
            *super().get_facts(), ("清单来源", it.sources), ("施工状态自", it.state_on and str(it.state_on)),
            ("停工情况", self._halts()), ("预计交房日", it.expected_on and str(it.expected_on)),
            ("推迟次数", self._put_off()), ("网签合同核对", self._contracts()),
        ]

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        sold = "" if it.sold_sets is None else f"已售 {it.sold_sets:,} 套、{it.households:,} 户"
        return [
            KeyFigure("未交房（套）", _number(it.undelivered), sold, main=True),
            KeyFigure("应交付（套）", _number(it.due_sets)),
            KeyFigure("已交付（套）", _number(it.delivered), f"交房率 {Ratio(it.delivered, it.due_sets)}%"),
            KeyFigure("延期（天）", f"{delay_of(it, scope.current()):,}", f"约定 {it.contract_delivery_on}"),
            KeyFigure("工程量（%）", _number(it.percent)),
            KeyFigure("已售面积（㎡）", _number(it.sold_area)),
        ]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"delivery:estate_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        if self.object.status != EstateStatus.KEPT:
            self.edit_url = ""
        it = self.object
        sheet = Button("一页纸", reverse("reports:estate_sheet", args=[it.pk]), "print")
        return [
            *([sheet] if it.status == EstateStatus.KEPT else []),
            Button("借款额度", f"{reverse('delivery:allocation_list')}?estate={it.pk}"),
            Button("逐套交付", f"{reverse('delivery:handover_list')}?estate={it.estate_id}"),
            Button("信访件", f"{reverse('inspections:petition_list')}?estate={it.estate_id}"), *super().get_buttons(),
        ]

    def get_parts(self) -> Iterator[tuple[str, Table, str]]:
        it = self.object
        known = it.problems.with_amount(scope.current())
        problems = known.select_related("estate__estate", "recorded_by").order_by("-found_on", "-pk")
        yield "问题", ProblemTable(problems, orderable=False, exclude=("recorded_by",)), self._new("problem_create")
        plans = it.plans.select_related("estate__estate", "recorded_by", "reviewed_by", "approved_by")
        yield "一楼一策", PlanTable(plans.order_by("-version"), orderable=False), self._new("plan_create")
        for kind, table in rows.TABLES.items():
            yield kind._meta.verbose_name, self._table(kind, table), self._new(
                f"{kind._meta.model_name}_create", facts.permission_of(kind)
            )
        asked = it.financings.select_related("estate__estate", "bank").order_by("-applied_on", "-pk")
        yield "融资申请", FinancingTable(asked, orderable=False), self._new("financing_create")
        meetings = it.meetings.standing().select_related("taskforce", "recorded_by").order_by("-on", "-pk")
        yield "调度会议", MeetingTable(meetings, orderable=False), ""
        if it.steps.exists():
            steps = it.steps.standing().select_related("recorded_by").order_by("-pk")
            yield "台账变动", EstateStepTable(steps, orderable=False), ""

    def _table(self, kind: Any, table: type[rows.FactTable]) -> Table:
        standing = kind.objects.standing().filter(estate=self.object).select_related("recorded_by")
        hidden = () if self.request.user.can(CONFIRM) else ("ops",)
        return table(standing.order_by("-on", "-pk"), orderable=False, exclude=hidden)

    def _new(self, page: str, permission: str = RECORD) -> str:
        """Return where a record of this estate is entered, for those who may while it stands in the ledger."""
        may = self.request.user.can(permission) and self.object.status == EstateStatus.KEPT
        return reverse(f"delivery:{page}", args=[self.object.pk]) if may else ""

    def _halts(self) -> str:
        return "；".join(str(one) for one in halts(self.object, scope.current()))

    def _put_off(self) -> str:
        """Return how often the promised day was put off, from all promises that stand."""
        days = list(self.object.promise_rows.standing().order_by("on", "pk").values_list("delivery_on", flat=True))
        times = sum(later > earlier for earlier, later in pairwise(days))
        return f"{times} 次" if days else ""

    def _contracts(self) -> str:
        """Return what the contracts of the portal say of the same, and warn where it differs; 车位 are area, no 套."""
        it = self.object
        live = SaleContract.objects.held_at(scope.current()).filter(estate=it.estate)
        sets, area = live.exclude(use__in=ANCILLARY).count(), live.sums("area_priced")["area_priced"] or 0
        words = f"有效网签合同 {sets:,} 套、{grouped(area, 2)} ㎡"
        if it.sold_sets is None or (sets, area) == (it.sold_sets, it.sold_area):
            return words
        return f"{words}；与登记的已售 {it.sold_sets:,} 套、{grouped(it.sold_area, 2)} ㎡ 不一致，请核对"


def _number(value: Any) -> str:
    if value is None:
        return NO_VALUE
    return grouped(value) if isinstance(value, int) else grouped(value, 2)


class EstateStepPage(ReviewPage):
    model = TroubledEstate
    workflow = ESTATE
    related = ("estate", "developer")

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        return [("项目名称", it.estate), ("开发企业", it.developer), ("列入日期", str(it.listed_on)),
                ("清单来源", it.sources), ("台账状态", it.get_status_display())]


class EstateRemove(EstateStepPage):
    step = ESTATE.steps["remove"]
    form_class = RemoveForm
    done = "已移出台账。"

    def get_effects(self) -> list[str]:
        return ["从移出日期起不再计入；截至日更早的数字不变。"]

    def get_blocked(self) -> str:
        own = self.request.user.is_person(self.object.recorded_by_id)
        return "这个项目由您本人列入台账，移出须由另一位同事办理。" if own else super().get_blocked()

    def perform(self, form: RemoveForm) -> TroubledEstate:
        on: date = form.cleaned_data["on"]
        return services.remove_estate(actor=self.request.user, troubled=self.object, on=on, reason=form.reason)


class EstateUndo(UndoStep, EstateStepPage):
    step = ESTATE.steps["undo"]

    def perform(self, form: ReasonForm) -> TroubledEstate:
        return services.undo_removal(actor=self.request.user, troubled=self.object, reason=form.reason)


