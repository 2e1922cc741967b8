"""年审: the year's list, and what became of each family."""
from typing import Any

from django import forms
from django.urls import reverse

from affordable.enums import FamilyStatus, ReviewNeed, ReviewStatus
from affordable.filters.reviews import STATES, ReviewFilter
from affordable.forms.reviews import AdjustForm, ExitForm, FailForm, OpenForm, PassForm, SubmitForm
from affordable.models import AnnualReview
from affordable.services import reviews as services
from affordable.tables.reviews import ReviewTable
from affordable.views.family_steps import facts_of
from affordable.views.record import LedgerPage, RecordList, ReviewPage
from affordable.workflow import ENTER, REVIEW
from housing_portal.kit import clock
from housing_portal.kit.pages import Button, CreatePage, KeyFigure
from housing_portal.kit.workflow import Step

VIEW = "rental.view"


class ReviewList(RecordList):
    permission, write_permission = VIEW, ENTER
    unmasked_permission = "personal.export"
    title = "年审"
    model = AnnualReview
    table_class = ReviewTable
    filterset_class = ReviewFilter
    template_name = "kit/list_views.html"
    related = ("unit", "family")
    create_url, create_label = "affordable:review_open", "建立年审名单"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(views=[("全部", ""), *((label, code) for code, label in STATES)],
                                        state=self.query.get("status", ""), **kwargs)


class ReviewOpen(CreatePage):
    """One action lists every family in care."""

    permission = ENTER
    title = "建立年审名单"
    model = AnnualReview
    form_class = OpenForm
    list_url = "affordable:review_list"
    submit_label = "建立名单"
    done = "已建立年审名单。"

    def perform(self, form: OpenForm) -> int:
        self.year = form.cleaned_data["year"]
        return services.open_reviews(actor=self.request.user, **form.cleaned_data)

    def get_success_url(self) -> str:
        return f"{reverse('affordable:review_list')}?year={self.year}&status={ReviewStatus.PENDING}"


class ReviewDetail(LedgerPage):
    permission = VIEW
    model = AnnualReview
    workflow = REVIEW
    related = ("unit", "family", "recorded_by", "submitted_by", "decided_by")
    has_files = True
    facts = (
        "family", "unit", "year", "due_on", "was_tenant", "submitted_on", "submitted_by", "decided_on", "decided_by",
        "finding", "recorded_by", "recorded_at",
    )

    def get_chips(self) -> list[Any]:
        return [self.object.standing, FamilyStatus(self.object.family.status)]

    def get_buttons(self) -> list[Button]:
        # no step can be taken any more
        return [] if self.object.standing == ReviewNeed.NONE else super().get_buttons()

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        is_open = it.decided_on is None and it.standing != ReviewNeed.NONE
        late = (clock.today() - it.due_on).days if is_open else 0
        note = f"已超 {late} 天" if late > 0 else ""
        family = it.family
        return [
            KeyFigure("年审期限", str(it.due_on), note, main=True),
            KeyFigure("保障对象", str(family), family.get_status_display(), family.get_absolute_url()),
        ]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"affordable:review_{step.code}", args=[self.object.pk])


class ReviewStep(ReviewPage):
    """``service`` takes the step; whoever has entered the list or the papers does not decide."""

    model = AnnualReview
    workflow = REVIEW
    related = ("unit", "family__unit", "family__notice")
    service: Any

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        return [("年度", it.year), ("年审期限", str(it.due_on)), ("提交日期", it.submitted_on and str(it.submitted_on)),
                *facts_of(it.family)]

    def get_blocked(self) -> str:
        it, user = self.object, self.request.user
        if self.step.code in ("pass", "adjust", "fail") and (
            user.is_person(it.recorded_by_id) or user.is_person(it.submitted_by_id)
        ):
            return "年审名单或材料由您本人登记，须由另一位同事作出年审结论。"
        if it.standing == ReviewNeed.NONE:
            return f"这个家庭{it.family.get_status_display()}，不需要年审。"
        return super().get_blocked()

    def perform(self, form: forms.Form) -> AnnualReview:
        return type(self).service(actor=self.request.user, review=self.object, **form.cleaned_data)


class ReviewSubmit(ReviewStep):
    step = REVIEW.steps["submit"]
    form_class = SubmitForm
    done = "已登记年审材料。"
    service = staticmethod(services.submit_review)


class ReviewPass(ReviewStep):
    step = REVIEW.steps["pass"]
    form_class = PassForm
    done = "年审通过。"
    service = staticmethod(services.pass_review)


class ReviewAdjust(ReviewStep):
    step = REVIEW.steps["adjust"]
    form_class = AdjustForm
    done = "已调整，请按新的情况调整租金或补贴。"
    service = staticmethod(services.adjust_review)

    def get_effects(self) -> list[str]:
        return ["家庭类别、收入、住房面积改为下面所填；租金减免或补贴标准随后另行调整。"]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.object.family}


class ReviewFail(ReviewStep):
    step = REVIEW.steps["fail"]
    form_class = FailForm
    done = "已登记年审不通过。"
    service = staticmethod(services.fail_review)

    def get_effects(self) -> list[str]:
        return ["下一步终止租约或补贴，再办理退出保障。未提交材料的，期限过后才能认定不通过。"]


class ReviewExit(ReviewStep):
    step = REVIEW.steps["exit"]
    form_class = ExitForm
    done = "已退出保障。"
    service = staticmethod(services.exit_review)

    def get_effects(self) -> list[str]:
        return ["全部成员和代发账户同时停用；租约或补贴须先终止。"]
