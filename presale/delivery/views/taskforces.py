"""专班 with their estates, meetings and assessments."""
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from housing_portal.journal.pages import ReviewPage
from housing_portal.kit import scope
from housing_portal.kit.figures import grouped
from housing_portal.kit.forms import ConfirmForm, ReasonForm
from housing_portal.kit.pages import CreatePage, EditPage, KeyFigure
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from presale.delivery.enums.taskforces import AssessmentStatus, MeetingKind
from presale.delivery.filters.taskforces import TaskForceFilter
from presale.delivery.forms.taskforces import AssessmentForm, TaskForceForm
from presale.delivery.models import Assessment, TaskForce
from presale.delivery.services import taskforces as services
from presale.delivery.tables.taskforces import AssessmentTable, MeetingTable, TaskForceTable
from presale.delivery.views.parts import DeliveryList, DeliveryPage, crumbs_to
from presale.delivery.workflow import ASSESSMENT, RECORD


class TaskForceList(DeliveryList):
    title = "专班"
    model = TaskForce
    table_class = TaskForceTable
    filterset_class = TaskForceFilter
    create_url, create_label = "delivery:taskforce_create", "成立专班"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_estates()


class TaskForceCreate(CreatePage):
    permission = RECORD
    title = "成立专班"
    model = TaskForce
    form_class = TaskForceForm
    list_url = "delivery:taskforce_list"

    def perform(self, form: TaskForceForm) -> TaskForce:
        return services.set_up(actor=self.request.user, **form.cleaned_data)


class TaskForceEdit(EditPage):
    permission = RECORD
    model = TaskForce
    form_class = TaskForceForm

    def perform(self, form: TaskForceForm) -> TaskForce:
        return services.edit_taskforce(actor=self.request.user, taskforce=self.object, **form.cleaned_data)


class TaskForcePage(DeliveryPage):
    model = TaskForce
    related = ("recorded_by",)
    edit_url, edit_permission = "delivery:taskforce_edit", RECORD
    facts = ("kind", "leader", "members", "from_on", "to_on", "recorded_by", "recorded_at")

    def get_facts(self) -> list[tuple[str, Any]]:
        names = self.object.estates.kept().order_by("estate__record_name").values_list("estate__record_name", flat=True)
        return [*super().get_facts(), ("责任项目", "、".join(names))]

    def get_figures(self) -> list[KeyFigure]:
        """Return how often the task force met, by kind, this year."""
        held = self.object.meetings.counted(scope.current()).filter(on__year=scope.current().year)
        return [KeyFigure(f"本年{kind.label}（次）", grouped(held.filter(kind=kind).count())) for kind in MeetingKind]

    def get_parts(self) -> Iterator[tuple[str, Table, str]]:
        may = self.request.user.can(RECORD)
        meetings = self.object.meetings.standing().select_related("taskforce", "recorded_by").order_by("-on", "-pk")
        new = f"{reverse('delivery:meeting_create')}?taskforce={self.object.pk}" if may else ""
        yield "调度会议", MeetingTable(meetings, orderable=False, exclude=("taskforce",)), new
        assessments = self.object.assessments.order_by("-year", "-quarter", "-pk")
        new = reverse("delivery:assessment_create", args=[self.object.pk]) if may else ""
        yield "季度考核", AssessmentTable(assessments, orderable=False), new


# -- assessments ---------------------------------------------------------------------------------------------


class AssessmentCreate(CreatePage):
    permission = RECORD
    title = "登记季度考核"
    model = Assessment
    form_class = AssessmentForm

    @cached_property
    def taskforce(self) -> TaskForce:
        return get_object_or_404(TaskForce.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_crumbs(self) -> list[tuple[str, str]]:
        return crumbs_to(self.taskforce)

    def get_cancel_url(self) -> str:
        return self.taskforce.get_absolute_url()

    def perform(self, form: AssessmentForm) -> Assessment:
        return services.assess(actor=self.request.user, taskforce=self.taskforce, **form.cleaned_data)


class AssessmentPage(DeliveryPage):
    model = Assessment
    workflow = ASSESSMENT
    related = ("taskforce", "recorded_by", "confirmed_by")
    facts = ("taskforce", "year", "quarter", "score", "note", "recorded_by", "recorded_at", "confirmed_by")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return crumbs_to(self.object.taskforce)

    def get_chips(self) -> list[Any]:
        return [AssessmentStatus(self.object.status)]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"delivery:assessment_{step.code}", args=[self.object.pk])


class AssessmentStepPage(ReviewPage):
    model = Assessment
    workflow = ASSESSMENT
    related = ("taskforce", "recorded_by")

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        return [("专班", it.taskforce), ("年度", str(it.year)), ("季度", it.quarter), ("得分", it.score),
                ("评语", it.note), ("录入人", it.recorded_by)]


class AssessmentConfirm(AssessmentStepPage):
    step = ASSESSMENT.steps["confirm"]

    def get_blocked(self) -> str:
        own = self.request.user.is_person(self.object.recorded_by_id)
        return services.OWN_ASSESSMENT if own else super().get_blocked()

    def perform(self, form: ConfirmForm) -> Assessment:
        return services.confirm_assessment(actor=self.request.user, assessment=self.object)


class AssessmentVoid(AssessmentStepPage):
    step = ASSESSMENT.steps["void"]
    done = "已作废。"

    def perform(self, form: ReasonForm) -> Assessment:
        return services.void_assessment(actor=self.request.user, assessment=self.object, reason=form.reason)
