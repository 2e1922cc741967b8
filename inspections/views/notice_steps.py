"""The steps of a notice, and of requests for more time."""
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from housing_portal.accounts.signing import Signed
from housing_portal.journal.enums import MoreTime
from housing_portal.journal.more_time import OWN_REQUEST
from housing_portal.journal.pages import FactPage, ReviewPage
from housing_portal.kit.forms import ConfirmForm, ReasonForm
from housing_portal.kit.pages import CreatePage
from inspections.forms.notices import ExtensionAnswerForm, ExtensionForm, ServeForm
from inspections.models.notice import Extension, RectificationNotice
from inspections.services import extensions
from inspections.services import notices as services
from inspections.workflow import EXTENSION, NOTICE, RECORD, VIEW


class NoticeStepPage(ReviewPage):
    model = RectificationNotice
    workflow = NOTICE
    related = ("target",)

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        lines = it.lines.select_related("finding__violation").order_by("pk")
        return [
            ("编号", it.number), ("被查单位", it.target), ("整改方式", it.get_kind_display()),
            ("整改期限", it.deadline_on), ("期限说明", it.deadline_reason),
            *((f"问题 {place}", f"{line.finding.violation.name}：{line.finding.description}")
              for place, line in enumerate(lines, 1)),
            ("法律依据", it.basis), ("整改要求", it.demand), ("状态", it.get_status_display()),
        ]


class NoticeReview(NoticeStepPage):
    step = NOTICE.steps["review"]

    def get_blocked(self) -> str:
        own = self.request.user.is_person(self.object.recorded_by_id)
        return services.OWN_DRAFT if own else super().get_blocked()

    def perform(self, form: ConfirmForm) -> RectificationNotice:
        return services.review(actor=self.request.user, notice=self.object)


class NoticeReturn(NoticeStepPage):
    step = NOTICE.steps["return"]

    def perform(self, form: ReasonForm) -> RectificationNotice:
        return services.send_back(actor=self.request.user, notice=self.object, reason=form.reason)


class NoticeIssue(Signed, NoticeStepPage):
    step = NOTICE.steps["issue"]
    done = "已签发。"

    def get_effects(self) -> list[str]:
        return ["自动取号，编号和期限从此固定；所列问题转为整改中，并从今天起计算。"]

    def get_blocked(self) -> str:
        it, user = self.object, self.request.user
        if user.is_person(it.recorded_by_id) or user.is_person(it.reviewed_by_id):
            return services.OWN_HAND
        return super().get_blocked()

    def perform(self, form: ConfirmForm) -> RectificationNotice:
        return services.issue(actor=self.request.user, notice=self.object)


class NoticeRefuse(NoticeStepPage):
    step = NOTICE.steps["refuse"]

    def perform(self, form: ReasonForm) -> RectificationNotice:
        return services.refuse(actor=self.request.user, notice=self.object, reason=form.reason)


class NoticeServe(NoticeStepPage):
    step = NOTICE.steps["serve"]
    form_class = ServeForm

    def perform(self, form: ServeForm) -> RectificationNotice:
        return services.serve(actor=self.request.user, notice=self.object, **form.cleaned_data)


class NoticeRevoke(NoticeStepPage):
    step = NOTICE.steps["revoke"]
    done = "已作废。"

    def get_effects(self) -> list[str]:
        return ["编号保留、不再使用，不计入发放份数；所列问题恢复为未下通知单。"]

    def get_blocked(self) -> str:
        own = self.request.user.is_person(self.object.issuer_id) if self.object.issuer_id else False
        return services.OWN_ISSUE if own else super().get_blocked()

    def perform(self, form: ReasonForm) -> RectificationNotice:
        return services.revoke(actor=self.request.user, notice=self.object, reason=form.reason)


class NoticeDiscard(NoticeStepPage):
    step = NOTICE.steps["discard"]
    done = "已放弃。"

    def perform(self, form: ReasonForm) -> RectificationNotice:
        return services.discard(actor=self.request.user, notice=self.object, reason=form.reason)


# -- extensions --------------------------------------------------------------------------------------


class ExtensionCreate(CreatePage):
    """Begins on the page of the notice."""

    permission = RECORD
    title = "申请延期"
    model = Extension
    form_class = ExtensionForm

    @cached_property
    def notice(self) -> RectificationNotice:
        rows = RectificationNotice.objects.visible_to(self.request.user).select_related("target")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_title(self) -> str:
        return f"{self.title}：{self.notice}（现行期限 {self.notice.deadline_on}）"

    def get_cancel_url(self) -> str:
        return self.notice.get_absolute_url()

    def perform(self, form: ExtensionForm) -> Extension:
        data = dict(form.cleaned_data)
        return extensions.ask_extension(
            actor=self.request.user, notice=self.notice, reason=data.pop("why"), late_reason=form.reason, **data
        )


class ExtensionPage(FactPage):
    permission = VIEW
    model = Extension
    workflow = EXTENSION
    has_files = True
    related = ("notice__target", "recorded_by", "decided_by")
    facts = (
        "notice", "asked_on", "former_deadline", "new_deadline", "reason", "decided_by", "decided_on", "answer",
        "recorded_by", "recorded_at",
    )

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.object.notice), self.object.notice.get_absolute_url())]

    def get_chips(self) -> list[Any]:
        return [MoreTime(self.object.status)]


class ExtensionStepPage(ReviewPage):
    model = Extension
    workflow = EXTENSION
    related = ("notice__target",)

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        return [
            ("整改通知单", it.notice), ("被查单位", it.notice.target), ("首次期限", it.notice.first_deadline_on),
            ("现行期限", it.former_deadline), ("申请延至", it.new_deadline), ("申请日期", it.asked_on),
            ("原因", it.reason),
        ]

    def get_blocked(self) -> str:
        own = self.request.user.is_person(self.object.recorded_by_id)
        return OWN_REQUEST if own else super().get_blocked()


class ExtensionApprove(ExtensionStepPage):
    step = EXTENSION.steps["approve"]
    form_class = ExtensionAnswerForm

    def get_effects(self) -> list[str]:
        return ["整改期限改为申请的日期，首次期限保留。"]

    def perform(self, form: ExtensionAnswerForm) -> Extension:
        return extensions.approve_extension(actor=self.request.user, extension=self.object, **form.cleaned_data)


class ExtensionRefuse(ExtensionStepPage):
    step = EXTENSION.steps["refuse"]

    def perform(self, form: ReasonForm) -> Extension:
        return extensions.refuse_extension(actor=self.request.user, extension=self.object, reason=form.reason)
