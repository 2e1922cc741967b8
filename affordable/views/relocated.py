"""征收户: the steps of a household, each with its day."""
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from affordable.enums import RelocationStatus
from affordable.filters.relocated import RelocatedFilter
from affordable.forms.relocated import AgreementForm, DecisionForm, HouseholdEditForm, HouseholdForm, ReplanForm
from affordable.models import RelocationHousehold
from affordable.services import relocated as services
from affordable.tables.relocated import DemolitionPlanTable, RelocatedTable
from affordable.tables.steps import RelocationStepTable
from affordable.views.record import LedgerPage, RecordCreate, RecordList, ReviewPage
from affordable.workflow import RELOCATION
from housing_portal.journal.forms import DayForm, ProvedDayForm
from housing_portal.kit.figures import grouped
from housing_portal.kit.filters import clean_query
from housing_portal.kit.forms import Form
from housing_portal.kit.pages import Button, EditPage, KeyFigure
from housing_portal.kit.secrecy import mask_names
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step

REPLAN = Step("replan", "调整计划拆除日期", frozenset(), "", services.PERMISSION)
RELATED = ("unit", "compound__project")


class RelocatedList(RecordList):
    title = "征收户"
    model = RelocationHousehold
    table_class = RelocatedTable
    filterset_class = RelocatedFilter
    related = RELATED
    template_name = "kit/list_views.html"
    shown = ("unit", "compound", "actual_area", "mode", "agreement_no", "compensation", "swap_sets",
             "planned_demolish_on", "status")
    create_url, import_url, create_label = "affordable:relocated_create", "affordable:roster_import", "登记征收户"

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.sums("legal_area", "actual_area", "compensation", "swap_sets")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        views = [("全部", ""), *((state.label, state.value) for state in RelocationStatus)]
        return super().get_context_data(views=views, state=self.query.get("status", ""), **kwargs)


class RelocatedCreate(RecordCreate):
    title = "登记征收户"
    model = RelocationHousehold
    form_class = HouseholdForm
    list_url = "affordable:relocated_list"

    def get_initial(self) -> dict[str, Any]:
        yard = clean_query(self.request.GET).get("compound", "")
        return {**super().get_initial(), **({"compound": int(yard)} if yard.isdecimal() else {})}

    def perform(self, form: HouseholdForm) -> RelocationHousehold:
        return services.add_household(actor=self.request.user, **form.cleaned_data, reason=form.reason)


class RelocatedPage(LedgerPage):
    model = RelocationHousehold
    workflow = RELOCATION
    related = (*RELATED, "recorded_by")
    has_files = True
    edit_url, edit_permission = "affordable:relocated_edit", services.PERMISSION
    facts = (
        "compound", "unit", "legal_area", "actual_area", "unregistered_area", "unregistered_ruling", "mode",
        "agreement_no", "compensation", "swap_sets", "planned_demolish_on", "recorded_by", "recorded_at",
    )

    def get_title(self) -> str:
        return f"{self.object.compound.project} {self.object}"

    def get_chips(self) -> list[Any]:
        return [RelocationStatus(self.object.status)]

    def get_facts(self) -> list[tuple[str, Any]]:
        return [("权利人", mask_names(self.object.owner)), *super().get_facts()]

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        return [
            KeyFigure("实测面积（㎡）", grouped(it.actual_area, 2), main=True),
            KeyFigure("补偿金额（元）", grouped(it.compensation, 2)),
            KeyFigure("调换（套）", grouped(it.swap_sets)),
            KeyFigure("计划拆除", str(it.planned_demolish_on or "——")),
        ]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"affordable:relocated_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        it, buttons = self.object, super().get_buttons()
        if not self.request.user.can(REPLAN.permission) or not services.may_replan(it):
            return buttons
        return [*buttons, Button(REPLAN.label, self.get_step_url(REPLAN))]

    def get_tables(self) -> list[tuple[str, Table]]:
        steps = self.object.steps.filter(undoes=None).select_related("recorded_by", "undone__recorded_by")
        plans = self.object.demolition_plans.select_related("recorded_by").order_by("-pk")
        return [
            ("征收进度", RelocationStepTable(steps.order_by("-pk"), orderable=False, empty_text="还在摸底")),
            ("计划拆除日期", DemolitionPlanTable(plans, orderable=False, empty_text="签约后登记")),
        ]


class RelocatedEdit(EditPage):
    permission = services.PERMISSION
    title = "修改征收户"
    model = RelocationHousehold
    form_class = HouseholdEditForm

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("compound")

    def perform(self, form: HouseholdEditForm) -> RelocationHousehold:
        return services.edit_household(actor=self.request.user, household=self.object, **form.cleaned_data)


class RelocatedAction(ReviewPage):
    model = RelocationHousehold
    workflow = RELOCATION
    related = RELATED

    def get_facts(self) -> list[tuple[str, Any]]:
        it, last = self.object, services.last_step(self.object)
        return [
            ("项目", it.compound.project), ("院落", it.compound), ("权利人", mask_names(it.owner)),
            ("实测面积（㎡）", grouped(it.actual_area, 2)), ("补偿方式", it.get_mode_display()),
            ("协议（决定）编号", it.agreement_no), ("进度", it.get_status_display()),
            ("最近一步", f"{last.get_code_display()} {last.on}" if last else None),
        ]


class RelocatedNegotiate(RelocatedAction):
    step = RELOCATION.steps["negotiate"]
    form_class = DayForm

    def perform(self, form: DayForm) -> RelocationHousehold:
        return services.negotiate(actor=self.request.user, household=self.object, **form.cleaned_data)


class RelocatedSign(RelocatedAction):
    step = RELOCATION.steps["sign"]
    form_class = AgreementForm
    done = "已登记签约。"

    def get_effects(self) -> list[str]:
        return ["签约以后权利人和面积不能再改；全院各户都签了，这个院才算签约院。"]

    def perform(self, form: AgreementForm) -> RelocationHousehold:
        return services.sign(actor=self.request.user, household=self.object, **form.cleaned_data)


class RelocatedDecide(RelocatedAction):
    step = RELOCATION.steps["decide"]
    form_class = DecisionForm
    done = "已登记补偿决定。"

    def get_effects(self) -> list[str]:
        return ["补偿决定不算签约：这一户和所在的院不计入签约数，另列补偿决定户。"]

    def perform(self, form: DecisionForm) -> RelocationHousehold:
        return services.decide(actor=self.request.user, household=self.object, **form.cleaned_data)


class RelocatedPay(RelocatedAction):
    step = RELOCATION.steps["pay"]
    form_class = ProvedDayForm

    def perform(self, form: ProvedDayForm) -> RelocationHousehold:
        return services.pay(actor=self.request.user, household=self.object, **form.cleaned_data)


class RelocatedVacate(RelocatedAction):
    step = RELOCATION.steps["vacate"]
    form_class = DayForm

    def perform(self, form: DayForm) -> RelocationHousehold:
        return services.vacate(actor=self.request.user, household=self.object, **form.cleaned_data)


class RelocatedDemolish(RelocatedAction):
    step = RELOCATION.steps["demolish"]
    form_class = ProvedDayForm

    def perform(self, form: ProvedDayForm) -> RelocationHousehold:
        return services.demolish(actor=self.request.user, household=self.object, **form.cleaned_data)


class RelocatedReplan(RelocatedAction):
    step = REPLAN
    workflow = None
    form_class = ReplanForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "household": self.object}

    def get_blocked(self) -> str:
        return "" if services.may_replan(self.object) else services.NOT_PLANNED

    def perform(self, form: ReplanForm) -> RelocationHousehold:
        return services.replan_demolition(actor=self.request.user, household=self.object, **form.cleaned_data)


class RelocatedUndo(RelocatedAction):
    step = RELOCATION.steps["undo"]
    done = "已撤回。"

    def get_effects(self) -> list[str]:
        last = services.last_step(self.object)
        what = f"{last.get_code_display()}（{last.on}，{last.recorded_by}登记）" if last else "——"
        return [f"撤回{what}，恢复为前一步；撤回签约或补偿决定时协议内容清空。截至日更早、已经取数的报表不变。"]

    def get_blocked(self) -> str:
        last = services.last_step(self.object)
        return services.OWN if last and self.request.user.is_person(last.recorded_by_id) else super().get_blocked()

    def perform(self, form: Form) -> RelocationHousehold:
        return services.undo_step(actor=self.request.user, household=self.object, reason=form.reason)
