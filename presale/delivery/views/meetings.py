"""调度会议 and what they decided."""
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from housing_portal.journal.pages import ReviewPage, UndoStep
from housing_portal.kit.filters import clean_query
from housing_portal.kit.forms import ReasonForm
from housing_portal.kit.pages import Button, CreatePage
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from presale.delivery.enums.taskforces import DecisionStatus
from presale.delivery.filters.taskforces import DecisionFilter, MeetingFilter
from presale.delivery.forms.plans import DoneForm
from presale.delivery.forms.taskforces import DecisionForm, MeetingForm
from presale.delivery.models import MeetingDecision, TaskForceMeeting
from presale.delivery.services import meetings as services
from presale.delivery.tables.taskforces import DecisionStepTable, DecisionTable, MeetingTable
from presale.delivery.views.facts import TAKE_BACK
from presale.delivery.views.parts import DeliveryList, DeliveryPage, crumbs_to
from presale.delivery.workflow import DECISION, RECORD

RELATED = ("taskforce", "recorded_by")
OF_DECISION = ("meeting__taskforce", "recorded_by")


class MeetingList(DeliveryList):
    title = "调度会议"
    model = TaskForceMeeting
    table_class = MeetingTable
    filterset_class = MeetingFilter
    related = RELATED
    create_url, create_label = "delivery:meeting_create", "登记会议"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().standing()


class MeetingCreate(CreatePage):
    """``?taskforce=…`` fills the form in beforehand."""

    permission = RECORD
    title = "登记调度会议"
    model = TaskForceMeeting
    form_class = MeetingForm
    list_url = "delivery:meeting_list"

    def get_initial(self) -> dict[str, Any]:
        given = clean_query(self.request.GET).get("taskforce", "")
        return {**super().get_initial(), **({"taskforce": int(given)} if given.isdecimal() else {})}

    def perform(self, form: MeetingForm) -> TaskForceMeeting:
        return services.hold_meeting(actor=self.request.user, **form.cleaned_data)


class MeetingPage(DeliveryPage):
    model = TaskForceMeeting
    related = RELATED
    facts = ("taskforce", "kind", "on", "attendees", "note", "recorded_by", "recorded_at")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return crumbs_to(self.object.taskforce)

    def get_facts(self) -> list[tuple[str, Any]]:
        back = [("撤回", services.TAKEN_BACK)] if self.is_taken_back else []
        return [*super().get_facts(), ("涉及项目", services.names_of(self.object)), *back]

    def get_buttons(self) -> list[Button]:
        if self.is_taken_back or not self.request.user.can(TAKE_BACK.permission):
            return []
        return [Button("撤回", reverse("delivery:meeting_undo", args=[self.object.pk]), style="danger-line")]

    def get_parts(self) -> Iterator[tuple[str, Table, str]]:
        decisions = self.object.decisions.select_related(*OF_DECISION).order_by("due_on", "pk")
        may = self.request.user.can(RECORD) and not self.is_taken_back
        new = reverse("delivery:decision_create", args=[self.object.pk]) if may else ""
        yield "议定事项", DecisionTable(decisions, orderable=False, exclude=("meeting",)), new

    @cached_property
    def is_taken_back(self) -> bool:
        return services.is_taken_back(self.object)


class MeetingUndo(ReviewPage):
    model = TaskForceMeeting
    step = TAKE_BACK
    related = RELATED
    done = "已撤回。"

    def get_effects(self) -> list[str]:
        return ["这次会议和它的议定事项不再计入；截至时刻更早的数字不变。"]

    def get_blocked(self) -> str:
        return services.cannot_take_back(self.request.user, self.object)

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        return [("专班", it.taskforce), ("会议类型", it.get_kind_display()), ("会议日期", str(it.on)),
                ("参加人员", it.attendees), ("涉及项目", services.names_of(it)), ("录入人", it.recorded_by)]

    def perform(self, form: ReasonForm) -> TaskForceMeeting:
        return services.take_back_meeting(actor=self.request.user, meeting=self.object, reason=form.reason)


# -- decisions -----------------------------------------------------------------------------------------------


class DecisionList(DeliveryList):
    title = "议定事项"
    model = MeetingDecision
    table_class = DecisionTable
    filterset_class = DecisionFilter
    related = OF_DECISION
    empty_text = "没有符合条件的事项；在会议页登记议定事项"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().standing()


class DecisionCreate(CreatePage):
    permission = RECORD
    title = "登记议定事项"
    model = MeetingDecision
    form_class = DecisionForm

    @cached_property
    def meeting(self) -> TaskForceMeeting:
        visible = TaskForceMeeting.objects.visible_to(self.request.user).select_related(*RELATED)
        return get_object_or_404(visible, pk=self.kwargs["pk"])

    def get_crumbs(self) -> list[tuple[str, str]]:
        return crumbs_to(self.meeting)

    def get_cancel_url(self) -> str:
        return self.meeting.get_absolute_url()

    def get_success_url(self) -> str:
        return self.meeting.get_absolute_url()

    def perform(self, form: DecisionForm) -> MeetingDecision:
        return services.decide(actor=self.request.user, meeting=self.meeting, **form.cleaned_data)


class DecisionPage(DeliveryPage):
    model = MeetingDecision
    workflow = DECISION
    related = OF_DECISION
    facts = ("meeting", "text", "kind", "responsible", "due_on", "recorded_by", "recorded_at")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return crumbs_to(self.object.meeting)

    def get_chips(self) -> list[Any]:
        return [DecisionStatus(self.object.status)]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"delivery:decision_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        it = self.object
        if it.status != DecisionStatus.OPEN or not self.request.user.can("reports.supervise"):
            return super().get_buttons()
        address = f"{reverse('reports:supervision_create')}?source=decision&record={it.pk}"
        return [*super().get_buttons(), Button("督办立项", address, "flag")]

    def get_parts(self) -> Iterator[tuple[str, Table, str]]:
        steps = self.object.steps.standing().select_related("recorded_by").order_by("-pk")
        yield "办理进度", DecisionStepTable(steps, orderable=False, empty_text="还没有解决"), ""


class DecisionStepPage(ReviewPage):
    model = MeetingDecision
    workflow = DECISION
    related = OF_DECISION

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        return [("会议", it.meeting), ("议定事项", it.text), ("问题类别", it.get_kind_display()),
                ("责任单位", it.responsible), ("完成时限", str(it.due_on)), ("状态", it.get_status_display())]


class DecisionResolve(DecisionStepPage):
    step = DECISION.steps["resolve"]
    form_class = DoneForm

    def perform(self, form: DoneForm) -> MeetingDecision:
        return services.resolve(actor=self.request.user, decision=self.object, **form.cleaned_data)


class DecisionUndo(UndoStep, DecisionStepPage):
    step = DECISION.steps["undo"]

    def perform(self, form: ReasonForm) -> MeetingDecision:
        return services.undo_resolution(actor=self.request.user, decision=self.object, reason=form.reason)
