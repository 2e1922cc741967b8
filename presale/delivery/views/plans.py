"""一楼一策: versions with their steps, and the measures of all plans in force."""
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from housing_portal.journal.pages import ReviewPage, UndoStep
from housing_portal.kit.figures import grouped
from housing_portal.kit.forms import ConfirmForm, ReasonForm
from housing_portal.kit.pages import Button, CreatePage, EditPage
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from presale.delivery.enums.plans import MeasureStatus, PlanStatus
from presale.delivery.filters.plans import MeasureFilter, PlanFilter
from presale.delivery.forms.plans import DoneForm, MeasureForm, PlanForm
from presale.delivery.models import EstatePlan, PlanMeasure
from presale.delivery.services import plans as services
from presale.delivery.tables.plans import MeasureStepTable, MeasureTable, PlanTable
from presale.delivery.views.parts import DeliveryList, DeliveryPage, OfEstate, crumbs_to
from presale.delivery.workflow import MEASURE, PLAN, PLAN_BY_HAND, RECORD

RELATED = ("estate__estate", "recorded_by", "reviewed_by", "approved_by")
OF_MEASURE = ("plan__estate__estate", "plan__recorded_by", "recorded_by")
REMOVE = Step("remove", "删除措施", frozenset(), "", RECORD, needs_reason=True, danger=True)


class PlanList(DeliveryList):
    title = "一楼一策"
    model = EstatePlan
    table_class = PlanTable
    filterset_class = PlanFilter
    related = RELATED
    empty_text = "没有符合条件的方案；在项目页起草方案"


class PlanCreate(OfEstate):
    title = "起草一楼一策"
    model = EstatePlan
    form_class = PlanForm

    def perform(self, form: PlanForm) -> EstatePlan:
        return services.draft_plan(actor=self.request.user, estate=self.estate, **form.cleaned_data)


class PlanEdit(EditPage):
    permission = RECORD
    model = EstatePlan
    form_class = PlanForm

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related(*RELATED)

    def perform(self, form: PlanForm) -> EstatePlan:
        return services.edit_plan(actor=self.request.user, plan=self.object, **form.cleaned_data)


class PlanPage(DeliveryPage):
    model = EstatePlan
    workflow = PLAN_BY_HAND
    related = RELATED
    edit_url, edit_permission = "delivery:plan_edit", RECORD
    facts = ("version", "text", "recorded_by", "reviewed_by", "reviewed_on", "approved_by", "approved_on")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return crumbs_to(self.object.estate)

    def get_chips(self) -> list[Any]:
        return [PlanStatus(self.object.status)]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"delivery:plan_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        if not self.is_own_draft:
            self.edit_url = ""
        return super().get_buttons()

    def get_parts(self) -> Iterator[tuple[str, Table, str]]:
        measures = self.object.measures.select_related(*OF_MEASURE).order_by("due_on", "pk")
        new = reverse("delivery:measure_create", args=[self.object.pk]) if self.is_own_draft else ""
        yield "措施", MeasureTable(measures, orderable=False, exclude=("plan",)), new

    @cached_property
    def is_own_draft(self) -> bool:
        it = self.object
        return it.status == PlanStatus.DRAFTED and self.request.user.is_person(it.recorded_by_id)


class PlanStepPage(ReviewPage):
    model = EstatePlan
    workflow = PLAN
    related = RELATED

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        rows = it.measures.order_by("due_on", "pk")
        measures = "；".join(f"{one.text}（{one.responsible} {one.owner}，{one.due_on} 前）" for one in rows)
        return [
            ("项目", it.estate), ("版次", it.version), ("处置思路", it.text), ("措施", measures),
            ("起草人", it.recorded_by), ("审核人", it.reviewed_by), ("状态", it.get_status_display()),
        ]


class PlanSubmit(PlanStepPage):
    step = PLAN.steps["submit"]

    def get_effects(self) -> list[str]:
        return ["提交后内容和措施不能再改，须由另一位同事审核、再由分管领导批准。"]

    def perform(self, form: ConfirmForm) -> EstatePlan:
        return services.submit(actor=self.request.user, plan=self.object)


class PlanReview(PlanStepPage):
    step = PLAN.steps["review"]

    def get_blocked(self) -> str:
        own = self.request.user.is_person(self.object.recorded_by_id)
        return services.OWN_DRAFT if own else super().get_blocked()

    def perform(self, form: ConfirmForm) -> EstatePlan:
        return services.review(actor=self.request.user, plan=self.object)


class PlanApprove(PlanStepPage):
    step = PLAN.steps["approve"]
    done = "已批准。"

    def get_effects(self) -> list[str]:
        return ["成为现行方案，取代以前的版次；以前版次没有完成的措施不再督办。"]

    def get_blocked(self) -> str:
        it, user = self.object, self.request.user
        taken = user.is_person(it.recorded_by_id) or user.is_person(it.reviewed_by_id)
        return services.NOT_THIRD if taken else super().get_blocked()

    def perform(self, form: ConfirmForm) -> EstatePlan:
        return services.approve(actor=self.request.user, plan=self.object)


class PlanReturn(PlanStepPage):
    step = PLAN.steps["return"]
    done = "已退回起草人修改。"

    def perform(self, form: ReasonForm) -> EstatePlan:
        return services.send_back(actor=self.request.user, plan=self.object, reason=form.reason)


class PlanReject(PlanReturn):
    step = PLAN.steps["reject"]


# -- measures ------------------------------------------------------------------------------------------------


class MeasureList(DeliveryList):
    title = "方案措施"
    model = PlanMeasure
    table_class = MeasureTable
    filterset_class = MeasureFilter
    related = OF_MEASURE
    empty_text = "没有符合条件的措施；只列现行方案的措施"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().in_force()

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.sums("amount")


class MeasureCreate(CreatePage):
    permission = RECORD
    title = "登记措施"
    model = PlanMeasure
    form_class = MeasureForm

    @cached_property
    def plan(self) -> EstatePlan:
        visible = EstatePlan.objects.visible_to(self.request.user).select_related(*RELATED)
        return get_object_or_404(visible, pk=self.kwargs["pk"])

    def get_crumbs(self) -> list[tuple[str, str]]:
        return crumbs_to(self.plan.estate, self.plan)

    def get_cancel_url(self) -> str:
        return self.plan.get_absolute_url()

    def get_success_url(self) -> str:
        return self.plan.get_absolute_url()

    def perform(self, form: MeasureForm) -> PlanMeasure:
        return services.add_measure(actor=self.request.user, plan=self.plan, **form.cleaned_data)


class MeasureEdit(EditPage):
    permission = RECORD
    model = PlanMeasure
    form_class = MeasureForm

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related(*OF_MEASURE)

    def perform(self, form: MeasureForm) -> PlanMeasure:
        return services.edit_measure(actor=self.request.user, measure=self.object, **form.cleaned_data)


class MeasurePage(DeliveryPage):
    model = PlanMeasure
    workflow = MEASURE
    related = OF_MEASURE
    facts = ("text", "responsible", "owner", "due_on", "amount", "recorded_by", "recorded_at")

    def get_title(self) -> str:
        return self.object.text

    def get_crumbs(self) -> list[tuple[str, str]]:
        return crumbs_to(self.object.plan.estate, self.object.plan)

    def get_chips(self) -> list[Any]:
        return [MeasureStatus(self.object.status)]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"delivery:measure_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        it = self.object
        if it.plan.status != PlanStatus.DRAFTED:
            return super().get_buttons() if it.plan.status == PlanStatus.APPROVED else []
        if not self.request.user.is_person(it.plan.recorded_by_id):
            return []
        return [
            Button("修改", reverse("delivery:measure_edit", args=[it.pk])),
            Button("删除", reverse("delivery:measure_remove", args=[it.pk]), style="danger-line"),
        ]

    def get_parts(self) -> Iterator[tuple[str, Table, str]]:
        steps = self.object.steps.standing().select_related("recorded_by").order_by("-pk")
        yield "办理进度", MeasureStepTable(steps, orderable=False, empty_text="还没有完成"), ""


class MeasureStepPage(ReviewPage):
    model = PlanMeasure
    workflow = MEASURE
    related = OF_MEASURE

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        return [
            ("项目", it.plan.estate), ("方案", it.plan), ("措施", it.text), ("责任单位", it.responsible),
            ("责任人", it.owner), ("完成时限", str(it.due_on)),
            ("所需资金（元）", None if it.amount is None else grouped(it.amount, 2)), ("状态", it.get_status_display()),
        ]


class MeasureRemove(MeasureStepPage):
    workflow = None
    step = REMOVE
    done = "已删除。"

    def perform(self, form: ReasonForm) -> EstatePlan:
        return services.remove_measure(actor=self.request.user, measure=self.object, reason=form.reason)


class MeasureFinish(MeasureStepPage):
    step = MEASURE.steps["finish"]
    form_class = DoneForm

    def perform(self, form: DoneForm) -> PlanMeasure:
        return services.finish_measure(actor=self.request.user, measure=self.object, **form.cleaned_data)


class MeasureUndo(UndoStep, MeasureStepPage):
    step = MEASURE.steps["undo"]

    def perform(self, form: ReasonForm) -> PlanMeasure:
        return services.undo_measure(actor=self.request.user, measure=self.object, reason=form.reason)
