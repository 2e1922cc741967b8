"""前期手续."""
from typing import Any

from django.urls import reverse

from affordable.enums import PreliminaryStatus
from affordable.filters.projects import PreliminaryFilter
from affordable.forms.preliminaries import ApproveForm, SubmitForm, TermForm
from affordable.licences import bundles
from affordable.models import PreliminaryStep
from affordable.services import preliminaries as services
from affordable.tables.preliminaries import PreliminaryTable
from affordable.views.record import LedgerPage, RecordList, ReviewPage
from affordable.workflow import PRELIMINARY
from housing_portal.kit.forms import Form
from housing_portal.kit.pages import Button, KeyFigure
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step

PLAN = Step("plan", "调整计划", frozenset(), "", services.PERMISSION)
RELATED = ("project__unit",)


class PreliminaryList(RecordList):
    title = "前期手续"
    model = PreliminaryStep
    table_class = PreliminaryTable
    filterset_class = PreliminaryFilter
    related = RELATED
    create_url = ""


class PreliminaryPage(LedgerPage):
    model = PreliminaryStep
    workflow = PRELIMINARY
    related = (*RELATED, "changed_by")
    has_files = True
    facts = (
        "project", "code", "planned_on", "applied_on", "doc_no", "issuer", "approved_on", "changed_by", "note",
    )

    def get_chips(self) -> list[Any]:
        return [PreliminaryStatus(self.object.status)]

    def get_figures(self) -> list[KeyFigure]:
        steps = self.object.project.preliminaries.all()
        return [KeyFigure(bundle.name, bundle.words) for bundle in bundles(steps)]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"affordable:preliminary_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        buttons = super().get_buttons()
        if self.object.status in services.DONE or not self.request.user.can(PLAN.permission):
            return buttons
        return [Button(PLAN.label, self.get_step_url(PLAN)), *buttons]

    def get_tables(self) -> list[tuple[str, Table]]:
        others = self.object.project.preliminaries.exclude(pk=self.object.pk).select_related(*RELATED).order_by("pk")
        table = PreliminaryTable(others, orderable=False, exclude=("project", "unit"))
        return [("本项目其他手续", table)]


class PreliminaryAction(ReviewPage):
    model = PreliminaryStep
    workflow = PRELIMINARY
    related = RELATED

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        return [
            ("项目", it.project), ("责任单位", it.project.unit), ("手续", it.get_code_display()),
            ("状态", it.get_status_display()), ("计划办结日期", it.planned_on and str(it.planned_on)),
            ("报审日期", it.applied_on and str(it.applied_on)), ("批复文号或证号", it.doc_no), ("说明", it.note),
        ]


class Termed:
    """A step that asks by when it is to be done, beginning with what was planned."""

    form_class = TermForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "preliminary": self.object}


class PreliminaryPlan(Termed, PreliminaryAction):
    step = PLAN
    workflow = None
    done = "计划办结日期已更新。"

    def get_effects(self) -> list[str]:
        return ["过了计划办结日期还没有批复的，列入逾期；原来的日期留在办理记录中。"]

    def perform(self, form: TermForm) -> PreliminaryStep:
        return services.plan_preliminary(actor=self.request.user, preliminary=self.object, **form.cleaned_data)


class PreliminaryPrepare(Termed, PreliminaryAction):
    step = PRELIMINARY.steps["prepare"]
    done = "已登记开始编制。"

    def perform(self, form: TermForm) -> PreliminaryStep:
        return services.prepare_preliminary(actor=self.request.user, preliminary=self.object, **form.cleaned_data)


class PreliminarySubmit(PreliminaryAction):
    step = PRELIMINARY.steps["submit"]
    form_class = SubmitForm
    done = "已登记报审。"

    def perform(self, form: SubmitForm) -> PreliminaryStep:
        return services.submit_preliminary(actor=self.request.user, preliminary=self.object, **form.cleaned_data)


class PreliminaryApprove(PreliminaryAction):
    step = PRELIMINARY.steps["approve"]
    form_class = ApproveForm
    done = "已登记批复。"

    def perform(self, form: ApproveForm) -> PreliminaryStep:
        return services.approve_preliminary(actor=self.request.user, preliminary=self.object, **form.cleaned_data)


class PreliminaryReturn(PreliminaryAction):
    step = PRELIMINARY.steps["return"]
    done = "已登记退回，请修改后重新报审。"

    def perform(self, form: Form) -> PreliminaryStep:
        return services.return_preliminary(actor=self.request.user, preliminary=self.object, reason=form.reason)


class PreliminarySkip(PreliminaryAction):
    step = PRELIMINARY.steps["skip"]
    done = "已登记不需办理。"

    def get_effects(self) -> list[str]:
        return ["不需办理的手续不计入“两证一书”“四证”是否办齐；请写明依据。"]

    def perform(self, form: Form) -> PreliminaryStep:
        return services.skip_preliminary(actor=self.request.user, preliminary=self.object, reason=form.reason)


class PreliminaryReset(PreliminaryAction):
    step = PRELIMINARY.steps["reset"]
    done = "已撤回登记，恢复为编制中。"

    def get_effects(self) -> list[str]:
        return ["文号、批复机关和日期清空，恢复为编制中；原来的登记留在办理记录中，由经办人以外的同事撤回。"]

    def get_blocked(self) -> str:
        if self.object.changed_by_id and self.request.user.is_person(self.object.changed_by_id):
            return services.OWN
        return super().get_blocked()

    def perform(self, form: Form) -> PreliminaryStep:
        return services.reset_preliminary(actor=self.request.user, preliminary=self.object, reason=form.reason)
