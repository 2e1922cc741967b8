"""The steps of a supervised matter, of a paper that hands several over, and of requests for more time."""
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from housing_portal.journal.forms import DayForm, ReturnForm
from housing_portal.journal.more_time import OWN_REQUEST
from housing_portal.journal.pages import FactPage, ReviewPage, UndoStep
from housing_portal.kit import clock
from housing_portal.kit.forms import ConfirmForm, ReasonForm
from housing_portal.kit.pages import CreatePage
from housing_portal.kit.scope import current
from housing_portal.kit.workflow import Step
from reports.enums import OUT, MoreTime, SupervisionStatus
from reports.evaluate import IndicatorSet
from reports.forms.supervision import (
    AcceptForm,
    AnswerForm,
    FeedbackForm,
    ListedForm,
    MoreTimeForm,
    ReceiveForm,
    RecoverForm,
)
from reports.models import Document, SupervisionExtension, SupervisionItem
from reports.models.supervision import NAMED
from reports.services import letters, more_time
from reports.services import supervision as services
from reports.supervision import escalation, recovery, standing
from reports.views.supervision import LIST, VIEW
from reports.workflow import MORE_TIME, SUPERVISE, SUPERVISION

OF_PAPER = Step("issue", "登记交办", frozenset(), SupervisionStatus.ISSUED, SUPERVISE)
LIST_IN = Step("list", "列入通报", frozenset(), "", SUPERVISE)


class ItemStepPage(ReviewPage):
    model = SupervisionItem
    workflow = SUPERVISION
    related = NAMED

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_course()

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.object), self.object.get_absolute_url())]

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        answers = [step.feedback for step in it.steps.standing().filter(
            code=SupervisionStatus.FEEDBACK).select_related("feedback").order_by("pk")]
        return [
            ("督办事项", it.title), ("责任单位", it.unit), ("办理标准", it.requirement),
            ("来源", it.get_source_display()), ("交办日期", it.issued_on), ("签收期限", it.receipt_due_on),
            ("反馈期限", it.feedback_due_on), ("办理期限", it.due_on),
            ("时限状态", standing(it, clock.today())), ("催办（次）", it.urged),
            *(("反馈内容", f"{one.by}：{one.text}") for one in answers[-1:]), ("状态", it.get_status_display()),
        ]


class SupervisionIssue(ItemStepPage):
    step = SUPERVISION.steps["issue"]
    form_class = DayForm

    def get_effects(self) -> list[str]:
        return ["按工作日历推算签收、反馈期限，从此固定，节假日表变动不影响；事项内容不再修改。"]

    def perform(self, form: DayForm) -> SupervisionItem:
        return services.issue_item(actor=self.request.user, item=self.object, **form.cleaned_data)


class SupervisionReceive(ItemStepPage):
    step = SUPERVISION.steps["receive"]
    form_class = ReceiveForm

    def perform(self, form: ReceiveForm) -> SupervisionItem:
        return services.receive(actor=self.request.user, item=self.object, **form.cleaned_data)


class SupervisionBegin(ItemStepPage):
    step = SUPERVISION.steps["begin"]
    form_class = DayForm

    def perform(self, form: DayForm) -> SupervisionItem:
        return services.begin(actor=self.request.user, item=self.object, **form.cleaned_data)


class SupervisionAnswered(ItemStepPage):
    step = SUPERVISION.steps["feedback"]
    form_class = FeedbackForm

    def perform(self, form: FeedbackForm) -> SupervisionItem:
        return services.feedback(actor=self.request.user, item=self.object, **form.cleaned_data)


class DecidedByOther(ItemStepPage):
    def get_blocked(self) -> str:
        return services.why_not_settle(self.request.user, self.object) or super().get_blocked()


class SupervisionAccept(DecidedByOther):
    step = SUPERVISION.steps["accept"]
    form_class = AcceptForm
    done = "已办结。"

    def perform(self, form: AcceptForm) -> SupervisionItem:
        return services.accept(actor=self.request.user, item=self.object, **form.cleaned_data)


class SupervisionReturn(ItemStepPage):
    step = SUPERVISION.steps["return"]
    form_class = ReturnForm
    done = "已退回。"

    def get_blocked(self) -> str:
        own = self.request.user.is_person(self.object.fed_by_id)
        return services.OWN_FEEDBACK if own else super().get_blocked()

    def perform(self, form: ReturnForm) -> SupervisionItem:
        return services.send_back(actor=self.request.user, item=self.object, reason=form.reason)


class SupervisionRecover(DecidedByOther):
    step = SUPERVISION.steps["recover"]
    form_class = RecoverForm
    done = "已办结。"

    @cached_property
    def why(self) -> str:
        return recovery(self.object, IndicatorSet(current()))

    def get_effects(self) -> list[str]:
        return [f"{self.why}依据写入办理记录，事项办结。"]

    def get_blocked(self) -> str:
        return super().get_blocked() or ("" if self.why else services.NOT_RECOVERED)

    def perform(self, form: RecoverForm) -> SupervisionItem:
        return services.recover(actor=self.request.user, item=self.object, **form.cleaned_data)


class SupervisionUndo(UndoStep, ItemStepPage):
    step = SUPERVISION.steps["undo"]

    def perform(self, form: ReasonForm) -> SupervisionItem:
        return services.undo_step(actor=self.request.user, item=self.object, reason=form.reason)


class SupervisionVoid(ItemStepPage):
    step = SUPERVISION.steps["void"]
    done = "已撤销。"

    def get_effects(self) -> list[str]:
        return ["不再催办、不计分；已印发的文书不变。"]

    def get_blocked(self) -> str:
        own = self.request.user.is_person(self.object.recorded_by_id)
        return services.OWN_VOID if own else super().get_blocked()

    def perform(self, form: ReasonForm) -> SupervisionItem:
        return services.void(actor=self.request.user, item=self.object, reason=form.reason)


class SupervisionListIn(ItemStepPage):
    """Enter that a bulletin under way names the matter."""

    workflow = None
    step = LIST_IN
    form_class = ListedForm
    done = "已列入。"

    def get_effects(self) -> list[str]:
        return ["通报印发后，事项显示为已列入通报；请同时报请分管领导约谈。"]

    def get_blocked(self) -> str:
        found = escalation(self.object, clock.today())
        return "" if found and found.code == "list" else letters.NOT_LISTED_YET

    def perform(self, form: ListedForm) -> SupervisionItem:
        letters.list_in_bulletin(actor=self.request.user, item=self.object, **form.cleaned_data)
        return self.object


class PaperHandOver(ReviewPage):
    """Everything that an issued paper is about is handed over at once, on the day of the paper."""

    model = Document
    step = OF_PAPER
    form_class = ConfirmForm
    done = "已登记交办。"

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        rows = SupervisionItem.objects.of_paper(it).to_hand_over()
        return [("公文", it.title), ("发文字号", it.number), ("成文日期", it.issued_on), ("责任单位", it.unit),
                *((f"事项 {place}", row) for place, row in enumerate(rows, 1))]

    def get_effects(self) -> list[str]:
        return ["所列事项按成文日期交办，签收、反馈期限从此固定。"]

    def get_blocked(self) -> str:
        waits = SupervisionItem.objects.of_paper(self.object).to_hand_over().exists()
        return "" if self.object.status in OUT and waits else services.NOTHING_TO_HAND_OVER

    def get_success_url(self) -> str:
        return reverse(LIST)

    def perform(self, form: ConfirmForm) -> Any:
        return services.issue_of_paper(actor=self.request.user, document=self.object)


# -- more time -------------------------------------------------------------------------------------------


class MoreTimeCreate(CreatePage):
    permission = SUPERVISE
    title = "申请延期"
    model = SupervisionExtension
    form_class = MoreTimeForm

    @cached_property
    def item(self) -> SupervisionItem:
        return get_object_or_404(SupervisionItem.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_title(self) -> str:
        return f"{self.title}：{self.item}（现行期限 {self.item.due_on}）"

    def get_cancel_url(self) -> str:
        return self.item.get_absolute_url()

    def perform(self, form: MoreTimeForm) -> SupervisionExtension:
        data = dict(form.cleaned_data)
        return more_time.ask_extension(
            actor=self.request.user, item=self.item, reason=data.pop("why"), late_reason=form.reason, **data
        )


class MoreTimePage(FactPage):
    permission = VIEW
    model = SupervisionExtension
    workflow = MORE_TIME
    has_files = True
    related = ("item", "recorded_by", "decided_by")
    facts = ("item", "asked_on", "former_due_on", "new_due_on", "reason", "decided_by", "decided_on", "answer",
             "recorded_by", "recorded_at")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.object.item), self.object.item.get_absolute_url())]

    def get_chips(self) -> list[Any]:
        return [MoreTime(self.object.status)]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"reports:supervision_extension_{step.code}", args=[self.object.pk])


class MoreTimeStepPage(ReviewPage):
    model = SupervisionExtension
    workflow = MORE_TIME
    related = ("item__unit",)

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        return [
            ("督办事项", it.item), ("责任单位", it.item.unit), ("首次期限", it.item.first_due_on),
            ("现行期限", it.former_due_on), ("申请延至", it.new_due_on), ("申请日期", it.asked_on), ("原因", it.reason),
        ]

    def get_blocked(self) -> str:
        own = self.request.user.is_person(self.object.recorded_by_id)
        return OWN_REQUEST if own else super().get_blocked()


class MoreTimeApprove(MoreTimeStepPage):
    step = MORE_TIME.steps["approve"]
    form_class = AnswerForm

    def get_effects(self) -> list[str]:
        return ["办理期限改为申请的日期，首次期限保留。"]

    def perform(self, form: AnswerForm) -> SupervisionExtension:
        return more_time.approve_extension(actor=self.request.user, extension=self.object, **form.cleaned_data)


class MoreTimeRefuse(MoreTimeStepPage):
    step = MORE_TIME.steps["refuse"]

    def perform(self, form: ReasonForm) -> SupervisionExtension:
        return more_time.refuse_extension(actor=self.request.user, extension=self.object, reason=form.reason)
