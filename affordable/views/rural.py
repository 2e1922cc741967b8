"""农村危房改造: the list, and every step of a household."""
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from affordable.enums import RuralStatus
from affordable.filters.rural import RuralFilter
from affordable.forms.rural import AppraiseForm, RuralAcceptForm, RuralApproveForm, RuralEditForm, RuralForm
from affordable.models import RuralHouse
from affordable.services import rural as services
from affordable.tables.rural import RuralTable
from affordable.tables.steps import RuralStepTable
from affordable.views.record import LedgerPage, RecordCreate, RecordList, ReviewPage
from affordable.workflow import RURAL
from housing_portal.journal import stages
from housing_portal.journal.forms import ProvedDayForm
from housing_portal.journal.pages import UndoStep, with_reason
from housing_portal.kit.figures import grouped
from housing_portal.kit.forms import ReasonForm
from housing_portal.kit.pages import Button, EditPage, KeyFigure
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step

PREPARED = {RuralStatus.APPRAISED, RuralStatus.PUBLISHED}


class RuralList(RecordList):
    title = "农村危房"
    model = RuralHouse
    table_class = RuralTable
    filterset_class = RuralFilter
    related = ("unit",)
    unmasked_permission = "personal.export"
    shown = ("unit", "village", "plan_year", "target_kind", "appraisal", "mode", "subsidy", "planned_done_on", "status")
    create_url, import_url, create_label = "affordable:rural_create", "affordable:rural_import", "登记一户"

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.sums("subsidy")


class RuralCreate(RecordCreate):
    title = "登记农村危房"
    model = RuralHouse
    form_class = RuralForm
    list_url = "affordable:rural_list"

    def perform(self, form: RuralForm) -> RuralHouse:
        return services.register_house(actor=self.request.user, **form.cleaned_data, reason=form.reason)


class RuralEdit(EditPage):
    permission = services.PERMISSION
    model = RuralHouse
    form_class = RuralEditForm

    def perform(self, form: RuralEditForm) -> RuralHouse:
        return services.edit_house(actor=self.request.user, house=self.object, **form.cleaned_data)


class RuralPage(LedgerPage):
    model = RuralHouse
    workflow = RURAL
    has_files = True
    related = ("unit", "recorded_by")
    edit_url, edit_permission = "affordable:rural_edit", services.PERMISSION
    facts = (
        "unit", "plan_year", "village", "identity_kind", "identity", "phone", "target_kind", "list_doc", "appraisal",
        "mode", "planned_done_on", "recorded_by", "recorded_at",
    )

    def get_chips(self) -> list[Any]:
        return [RuralStatus(self.object.status)]

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        return [
            KeyFigure("补助标准（元）", grouped(it.subsidy, 2), main=True),
            KeyFigure("鉴定等级", it.get_appraisal_display() or "——"),
            KeyFigure("改造方式", it.get_mode_display() or "——"),
            KeyFigure("计划竣工", str(it.planned_done_on or "——")),
        ]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"affordable:rural_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        if self.object.status not in services.OPEN:
            self.edit_url = ""
        return super().get_buttons()

    def get_tables(self) -> list[tuple[str, Table]]:
        steps = self.object.steps.standing().select_related("recorded_by").order_by("-pk")
        return [("办理进度", RuralStepTable(steps, orderable=False, empty_text="已列入名单，还没有鉴定"))]


# -- steps -------------------------------------------------------------------------------------------


class RuralStepPage(ReviewPage):
    model = RuralHouse
    workflow = RURAL
    form_class = ProvedDayForm

    def get_facts(self) -> list[tuple[str, Any]]:
        it, last = self.object, stages.standing(self.object)[-1:]
        return [
            ("责任单位", it.unit), ("计划年度", it.plan_year), ("户主", it), ("乡镇、村组", it.village),
            ("对象类别", it.get_target_kind_display()), ("鉴定等级", it.get_appraisal_display()),
            ("改造方式", it.get_mode_display()), ("补助标准（元）", grouped(it.subsidy, 2)),
            ("状态", it.get_status_display()),
            ("最近一步", f"{last[0].get_code_display()} {last[0].on}" if last else None),
        ]


class RuralAppraise(RuralStepPage):
    step = RURAL.steps["appraise"]
    form_class = AppraiseForm

    def get_effects(self) -> list[str]:
        return ["只有 C 级、D 级和无房户列入改造；鉴定为 A 级、B 级的请移出名单。"]

    def perform(self, form: AppraiseForm) -> RuralHouse:
        return services.appraise(actor=self.request.user, house=self.object, **form.cleaned_data)


class RuralPublish(RuralStepPage):
    step = RURAL.steps["publish"]

    def perform(self, form: ProvedDayForm) -> RuralHouse:
        return services.publish(actor=self.request.user, house=self.object, **form.cleaned_data)


class RuralApprove(RuralStepPage):
    step = RURAL.steps["approve"]
    form_class = RuralApproveForm
    done = "已批准。"

    def get_blocked(self) -> str:
        it, user = self.object, self.request.user
        if user.is_person(it.recorded_by_id) or stages.entered_by(user, it, PREPARED):
            return services.OWN_PREPARED
        return super().get_blocked()

    def perform(self, form: RuralApproveForm) -> RuralHouse:
        return services.approve(actor=self.request.user, house=self.object, **with_reason(form))


class RuralStart(RuralStepPage):
    step = RURAL.steps["start"]

    def perform(self, form: ProvedDayForm) -> RuralHouse:
        return services.start(actor=self.request.user, house=self.object, **form.cleaned_data)


class RuralComplete(RuralStepPage):
    step = RURAL.steps["complete"]

    def perform(self, form: ProvedDayForm) -> RuralHouse:
        return services.complete(actor=self.request.user, house=self.object, **form.cleaned_data)


class RuralAccept(RuralStepPage):
    step = RURAL.steps["accept"]
    form_class = RuralAcceptForm

    def get_blocked(self) -> str:
        if stages.entered_by(self.request.user, self.object, {RuralStatus.COMPLETED}):
            return services.OWN_COMPLETED
        return super().get_blocked()

    def perform(self, form: RuralAcceptForm) -> RuralHouse:
        return services.accept(actor=self.request.user, house=self.object, **form.cleaned_data)


class RuralPay(RuralStepPage):
    step = RURAL.steps["pay"]

    def get_effects(self) -> list[str]:
        return [f"补助 {grouped(self.object.subsidy, 2)} 元计入已拨付。"]

    def perform(self, form: ProvedDayForm) -> RuralHouse:
        return services.pay(actor=self.request.user, house=self.object, **form.cleaned_data)


class RuralDrop(RuralStepPage):
    step = RURAL.steps["drop"]
    form_class = ReasonForm
    done = "已移出名单。"

    def get_effects(self) -> list[str]:
        return ["从今天起不再计入改造对象；截至日更早的报表不变。"]

    def perform(self, form: ReasonForm) -> RuralHouse:
        return services.drop(actor=self.request.user, house=self.object, reason=form.reason)


class RuralUndo(UndoStep, RuralStepPage):
    step = RURAL.steps["undo"]

    def perform(self, form: ReasonForm) -> RuralHouse:
        return services.undo_step(actor=self.request.user, house=self.object, reason=form.reason)
