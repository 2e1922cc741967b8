"""The steps of an application for a sale permit after it has been drafted."""
from typing import Any

from django import forms
from django.db.models import QuerySet

from housing_portal.journal.history import attachments_of
from housing_portal.kit import clock
from housing_portal.kit.figures import grouped
from housing_portal.kit.pages import ActionPage
from presale.conditions import Condition, conditions
from presale.forms.permits import AcceptForm, ChangeIssueForm, FixForm, IssueForm, RejectForm, ReviewForm
from presale.models import PermitApplication
from presale.services import issuing, permits
from presale.services.judging import answer_due, case_of, fix_due
from presale.views.permits import LINKED
from presale.workflow import APPLICATION


class ApplicationStep(ActionPage):
    """A step taken with the application and its conditions before one's eyes."""

    model = PermitApplication
    workflow = APPLICATION
    template_name = "presale/application_step.html"
    is_second_person = False

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related(*LINKED)

    def get_blocked(self) -> str:
        own = permits.why_own(self.request.user, self.object) if self.is_second_person else ""
        return own or super().get_blocked()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        it = self.object
        facts = [
            ("类别", it.title), ("楼盘", it.estate), ("开发企业", it.developer),
            ("申请楼幢", permits.written_scope(it)), ("申请面积（㎡）", grouped(it.area_total, 2)),
            ("申请套数（套）", grouped(it.sets_total)), ("提交日期", it.submitted_on and str(it.submitted_on)),
            ("答复期限", it.answer_due_on and str(it.answer_due_on)),
        ]
        own = {"parts": {"facts": facts, "attachments": attachments_of(it)}, "conditions": self.get_conditions()}
        return super().get_context_data(**{**own, **kwargs})

    def get_conditions(self) -> list[Condition]:
        return conditions(case_of(self.object))


class ApplicationSubmit(ApplicationStep):
    step = APPLICATION.steps["submit"]
    done = "已提交。"

    def get_effects(self) -> list[str]:
        return ["提交后内容不能再改，保留为一个版本；须补正的由受理人一次告知。"]

    def perform(self, form: forms.Form) -> PermitApplication:
        return permits.submit_application(actor=self.request.user, application=self.object)


class ApplicationFix(ApplicationStep):
    step = APPLICATION.steps["fix"]
    form_class = FixForm
    done = "已登记一次告知，申请可以补正。"

    def get_effects(self) -> list[str]:
        return [f"须在 {fix_due(self.object)} 前一次告知全部须补正的内容，不能再次要求补正。"]

    def perform(self, form: FixForm) -> PermitApplication:
        return permits.notify_fix(actor=self.request.user, application=self.object, **form.cleaned_data)


class ApplicationAccept(ApplicationStep):
    step = APPLICATION.steps["accept"]
    form_class = AcceptForm
    done = "已受理，答复期限开始计算。"

    def get_effects(self) -> list[str]:
        return [f"今天受理的，须在 {answer_due(clock.today())} 前答复（自然日）。"]

    def perform(self, form: AcceptForm) -> PermitApplication:
        return permits.accept_application(actor=self.request.user, application=self.object, **form.cleaned_data)


class ApplicationReview(ApplicationStep):
    step = APPLICATION.steps["review"]
    form_class = ReviewForm
    is_second_person = True
    done = "已登记核查和复核意见。"

    def get_effects(self) -> list[str]:
        return ["逐条条件按现在的登记核对并留存，转分管领导决定。"]

    def perform(self, form: ReviewForm) -> PermitApplication:
        return permits.review_application(actor=self.request.user, application=self.object, **form.cleaned_data)


class ApplicationIssue(ApplicationStep):
    step = APPLICATION.steps["issue"]
    is_second_person = True
    done = "已准予许可，许可证已登入基础台账。"

    def get_form_class(self) -> type[forms.Form]:
        return ChangeIssueForm if self.object.changes_id else IssueForm

    def get_initial(self) -> dict[str, Any]:
        if permit := self.object.changes:
            return {"valid_to": permit.valid_to}
        return {"issuer": issuing.proposed_issuer(self.request.user)}

    def get_effects(self) -> list[str]:
        if self.object.changes_id:
            return ["现行许可按申请变更，原内容留在办理记录，净增面积单列。"]
        sold = "批准楼幢可以网签销售，须在 10 日内一次性公开全部房源和价格。"
        rules = ["监管账户适用的规则版本自此锁定，以后的制度变化不溯及。"] if self.object.account_id else []
        return ["生成许可证并登入基础台账。", sold, *rules]

    def get_blocked(self) -> str:
        if blocked := super().get_blocked():
            return blocked
        faults = [one for one in self.get_conditions() if not one.is_met]
        words = "；".join(f"{one.name}：{one.missing.rstrip('。')}" for one in faults)
        return f"法定条件没有全部满足。{words}。" if faults else ""

    def perform(self, form: forms.Form) -> PermitApplication:
        return issuing.issue_permit(
            actor=self.request.user, application=self.object, reason=form.reason, **form.cleaned_data
        )


class ApplicationReject(ApplicationStep):
    step = APPLICATION.steps["reject"]
    form_class = RejectForm
    is_second_person = True
    done = "已作出不予许可决定。"

    def get_effects(self) -> list[str]:
        return ["申请结束，楼幢可以重新申请；理由和逐条核对结果留存。"]

    def perform(self, form: RejectForm) -> PermitApplication:
        return permits.reject_application(actor=self.request.user, application=self.object, **form.cleaned_data)


class ApplicationWithdraw(ApplicationStep):
    step = APPLICATION.steps["withdraw"]
    done = "已撤回。"

    def get_effects(self) -> list[str]:
        return ["申请结束，楼幢可以重新申请。"]

    def perform(self, form: forms.Form) -> PermitApplication:
        return permits.withdraw_application(
            actor=self.request.user, application=self.object, reason=form.reason
        )
