"""公文模板: versions by kind, the editor with its slots, the paper as a version would write it, and approval."""
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.generic import TemplateView, View

from housing_portal.journal.pages import RecordPage
from housing_portal.kit import clock
from housing_portal.kit.figures import NOT_GIVEN
from housing_portal.kit.gongwen import paper_html
from housing_portal.kit.indicators import Indicator
from housing_portal.kit.pages import ActionPage, Button, CreatePage, EditPage, ListPage, Page
from housing_portal.kit.workflow import Step
from reports import scopes
from reports.compose import built_in, compose_from
from reports.documents.phrases import plain_value
from reports.enums import DocumentKind, TemplateStatus
from reports.evaluate import IndicatorSet, evaluate
from reports.filters.documents import TemplateFilter
from reports.forms.templates import ApprovalForm, TemplateForm
from reports.kinds import FREE_TEXTS
from reports.models import TemplateVersion
from reports.passages import ANNEXES, PASSAGES
from reports.samples import sample
from reports.services import templates as services
from reports.slots import Library
from reports.tables.documents import TemplateTable
from reports.templating import TABLES, Problem, TypedDigits, typed_digits
from reports.text_differences import Line, changed_lines
from reports.views.chips import live_chips
from reports.workflow import TEMPLATE

VIEW, WRITE = "reports.view", services.WRITE
NO_PAPER = "这一文种由台账发起，还没有公文可以试排；起草第一份后即可预览。"


def last_month_end() -> date:
    """Return the last day of the month before this one: what papers are usually written for."""
    return clock.today().replace(day=1) - timedelta(days=1)


def kind_of(slug: str) -> DocumentKind:
    """Return the kind of the address; others do not exist."""
    if slug not in DocumentKind.values:
        raise Http404
    return DocumentKind(slug)


class Tried:
    """A text tried on a day: ``body``, ``kind`` and ``tried_on`` come from the page."""

    body: str
    kind: str
    tried_on: date

    @cached_property
    def figures(self) -> IndicatorSet:
        return evaluate(scopes.scope_for(self.request.user, self.tried_on))

    @cached_property
    def problems(self) -> list[Problem]:
        return services.problems_in(services.cleaned(self.body))

    def trial(self) -> dict[str, Any]:
        """Return the paper as the text writes it, what it leaves out, or why there is none."""
        paper = None if self.problems else sample(self.kind, self.tried_on, self.request.user)
        if paper is None:
            return {**self.no_trial, "why_none": "" if self.problems else NO_PAPER}
        composed = compose_from(paper, self.figures, services.cleaned(self.body), "预览")
        preview: SafeString = paper_html(composed.paper, live_chips(paper, self.figures))
        return {**self.no_trial, "preview": preview, "omitted": composed.omitted}

    @property
    def no_trial(self) -> dict[str, Any]:
        return {"preview": "", "omitted": [], "tried_on": self.tried_on, "why_none": ""}


class TemplateList(ListPage):
    permission = VIEW
    model = TemplateVersion
    title = "公文模板"
    table_class = TemplateTable
    filterset_class = TemplateFilter
    template_name = "reports/templates.html"
    empty_text = "还没有自编的模板，各文种使用随系统的内置模板。"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("made_by", "approved_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_write = self.request.user.can(WRITE)
        return super().get_context_data(kinds=DocumentKind.choices, may_write=may_write, **kwargs)


class BuiltIn(Tried, Page, TemplateView):
    """The text that comes with the portal, and the paper that it writes."""

    permission = VIEW
    template_name = "reports/template_builtin.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.sees_everything:
            raise Http404
        self.kind = kind_of(kwargs["kind"])
        self.body, self.tried_on = built_in(self.kind), scopes.as_of(request)
        return super().get(request, *args, **kwargs)

    def get_title(self) -> str:
        return f"{DocumentKind(self.kind).label}内置模板"

    def get_buttons(self) -> list[Button]:
        if not self.request.user.can(WRITE):
            return []
        return [Button("编新版本", reverse("reports:template_create", args=[self.kind]), style="primary")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"text_lines": self.body.splitlines(), "digits": typed_digits(self.body), **self.trial()}
        return super().get_context_data(**own, **kwargs)


class TemplateDetail(Tried, RecordPage):
    permission = VIEW
    model = TemplateVersion
    related = ("made_by", "approved_by")
    workflow = TEMPLATE
    template_name = "reports/template.html"
    facts = ("kind", "number", "note", "made_by", "made_at", "approved_by", "approved_at")

    def get_chips(self) -> list[TemplateStatus]:
        return [TemplateStatus(self.object.status)]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"reports:template_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        it, user, buttons = self.object, self.request.user, super().get_buttons()
        if not user.can(WRITE):
            return buttons
        own = it.status == TemplateStatus.DRAFT and user.is_person(it.made_by_id)
        edit = [Button("修改", reverse("reports:template_edit", args=[it.pk]))] if own else []
        return [*edit, *buttons, Button("编新版本", reverse("reports:template_create", args=[it.kind]))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        it = self.object
        self.body, self.kind, self.tried_on = it.body, it.kind, scopes.as_of(self.request)
        own = {
            "text_lines": it.body.splitlines(), "digits": typed_digits(it.body), "problems": self.problems,
            "differences": differences(it), **self.trial(),
        }
        return super().get_context_data(**own, **kwargs)


def differences(version: TemplateVersion) -> list[Line]:
    """Return how a version differs from the text in force (or, being in force, from the built-in one)."""
    in_force = version.status == TemplateStatus.IN_FORCE
    return changed_lines(built_in(version.kind) if in_force else services.text_in_force(version.kind), version.body)


class Editor(Tried):
    """The form with its slots beside it; 检查并预览 tries the text without saving it."""

    form_class = TemplateForm
    template_name = "reports/template_form.html"

    @cached_property
    def library(self) -> Library:
        return Library(self.figures)

    def form_valid(self, form: TemplateForm) -> HttpResponse:
        if "preview" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form") or self.get_form()
        self.body = form["body"].value() or ""
        self.tried_on = (form.cleaned_data.get("as_of") if form.is_bound and hasattr(form, "cleaned_data") else None) \
            or last_month_end()
        own = {"problems": self.problems if form.is_bound else [], "tried": "preview" in self.request.POST,
               "insertions": [("正文", FREE_TEXTS), ("段落", PASSAGES), ("附件", ANNEXES)], "tables": TABLES}
        own |= self.trial() if own["tried"] else self.no_trial
        return super().get_context_data(**{"groups": list(self.library.groups()), **own, **kwargs, "form": form})

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "as_of": last_month_end()}


class SlotValues(Page, View):
    """The values of one group of the picker on a day, asked for when the group is opened: all take a second."""

    permission = "reports.draft"

    def get(self, request: HttpRequest) -> JsonResponse:
        figures = evaluate(scopes.asked(request))
        chosen = next((group for group in figures.groups if group.title == request.GET.get("group")), None)
        return JsonResponse({one.key: _printed(figures, one) for one in chosen.indicators} if chosen else {})


def _printed(figures: IndicatorSet, indicator: Indicator) -> str:
    """Return the value as a paper prints it."""
    value = figures.value(indicator.key)
    return NOT_GIVEN if value is None else plain_value(value, indicator.unit)


class TemplateCreate(Editor, CreatePage):
    permission = WRITE
    model = TemplateVersion
    list_url = "reports:template_list"
    done = "已保存草稿。提交后由另一位同事批准启用。"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.kind, user = kind_of(kwargs["kind"]), request.user
        if user.is_authenticated and user.can(WRITE) and not user.sees_everything:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_title(self) -> str:
        return f"新编{self.kind.label}模板"

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "body": services.text_in_force(self.kind)}

    def perform(self, form: TemplateForm) -> TemplateVersion:
        data = form.cleaned_data
        return services.draft_template(actor=self.request.user, kind=self.kind, body=data["body"], note=data["note"])


class TemplateEdit(Editor, EditPage):
    permission = WRITE
    model = TemplateVersion

    def get_queryset(self) -> QuerySet:
        """Return the drafts; what is sent for one that has been handed in since comes back with the reason."""
        rows = super().get_queryset()
        return rows if self.request.method == "POST" else rows.filter(status=TemplateStatus.DRAFT)

    @property
    def kind(self) -> str:
        return self.object.kind

    def perform(self, form: TemplateForm) -> TemplateVersion:
        data = form.cleaned_data
        return services.edit_template(
            actor=self.request.user, template=self.object, body=data["body"], note=data["note"]
        )


class TemplateStep(ActionPage):
    model = TemplateVersion
    workflow = TEMPLATE


class TemplateSubmit(TemplateStep):
    step = TEMPLATE.steps["submit"]
    done = "已提交，由另一位同事批准启用。"

    def get_effects(self) -> list[str]:
        return ["提交后不能再修改，除非退回；批准人看得到全部改动和手写的数字。"]

    def get_blocked(self) -> str:
        if not self.request.user.is_person(self.object.made_by_id):
            return services.NOT_OWN
        return super().get_blocked()

    def perform(self, form: Any) -> TemplateVersion:
        return services.submit_template(actor=self.request.user, template=self.object)


class TemplateApprove(TemplateStep):
    step = TEMPLATE.steps["approve"]
    form_class = ApprovalForm
    template_name = "reports/template_approve.html"
    done = "已启用。此后起草的公文用这个版本，以前的草稿仍用原来的版本。"

    @cached_property
    def digits(self) -> list[TypedDigits]:
        return typed_digits(self.object.body)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "digits": len(self.digits)}

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "read": services.digest(self.object.body)}

    def get_effects(self) -> list[str]:
        old = services.current_template(self.object.kind)
        return [f"{old or '内置模板'}停止用于新起草的公文；已起草的公文仍用原来的模板，由起草人自己换用新版本。"]

    def get_blocked(self) -> str:
        if self.request.user.is_person(self.object.made_by_id):
            return services.OWN_VERSION
        return super().get_blocked()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(digits=self.digits, differences=differences(self.object), **kwargs)

    def perform(self, form: ApprovalForm) -> TemplateVersion:
        data = form.cleaned_data
        return services.approve_template(
            actor=self.request.user, template=self.object, seen=data["read"], confirmed=data.get("confirmed", False)
        )


class TemplateReturn(TemplateStep):
    step = TEMPLATE.steps["return"]
    done = "已退回编制人。"

    def perform(self, form: Any) -> TemplateVersion:
        return services.return_template(actor=self.request.user, template=self.object, reason=form.reason)


class TemplateRetire(TemplateStep):
    step = TEMPLATE.steps["retire"]
    done = "已停用，新起草的公文使用内置模板。"

    def get_effects(self) -> list[str]:
        return ["此后起草的这类公文使用随系统的内置模板；已起草的公文不受影响。"]

    def perform(self, form: Any) -> TemplateVersion:
        return services.retire_template(actor=self.request.user, template=self.object, reason=form.reason)
