"""项目台账: a project with its parts, each of which is entered from its page."""
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from affordable.enums import ProjectKind, ProjectState
from affordable.filters.projects import ProjectFilter
from affordable.forms.projects import CancelForm, ProjectForm, SuspendForm
from affordable.licences import bundles
from affordable.models import AffordableProject
from affordable.services import projects as services
from affordable.tables.buildings import BuildingTable
from affordable.tables.compounds import CompoundTable
from affordable.tables.fundings import FundingTable
from affordable.tables.milestones import MilestoneTable
from affordable.tables.plans import PlanTable
from affordable.tables.preliminaries import PreliminaryTable
from affordable.tables.progress import InvestmentTable, NoteTable
from affordable.tables.projects import ProjectTable
from affordable.tables.resettlement import QuotaTable
from affordable.views.record import LedgerPage, RecordCreate, RecordList, ReviewPage
from affordable.workflow import PROJECT
from housing_portal.kit import scope
from housing_portal.kit.figures import Ratio, grouped
from housing_portal.kit.forms import ReasonForm
from housing_portal.kit.pages import Button, EditPage, KeyFigure, Section, written
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step

PERMISSION = "affordable.record"
RENTED = ("recognition_no", "operator", "rent_standard")
GIVEN_UP = ("state_doc", "cancelled_on")
# what is entered for a project: the title of the part → the page that enters it
ADDED = {
    "楼幢": "building", "计划节点": "plan", "资金来源": "funding", "情况说明": "note", "征收院落": "compound",
    "安置指标": "resettlement",
}
SUMMED = ("sets_planned", "started_sets", "done_sets", "invest_total")


class ProjectList(RecordList):
    title = "项目台账"
    model = AffordableProject
    table_class = ProjectTable
    filterset_class = ProjectFilter
    related = ("unit", "undertaker")
    create_url, create_label = "affordable:project_create", "新增项目"

    def get_buttons(self) -> list[Button]:
        buttons = super().get_buttons()
        return [*buttons, Button("月度填报", reverse("affordable:project_month"), "table")] if buttons else []

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_progress()

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.sums(*SUMMED)


class ProjectCreate(RecordCreate):
    title = "新增项目"
    model = AffordableProject
    form_class = ProjectForm
    list_url = "affordable:project_list"

    def perform(self, form: ProjectForm) -> AffordableProject:
        return services.create_project(actor=self.request.user, **form.cleaned_data)


class ProjectEdit(EditPage):
    permission = PERMISSION
    title = "修改项目"
    model = AffordableProject
    form_class = ProjectForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def perform(self, form: ProjectForm) -> AffordableProject:
        return services.edit_project(actor=self.request.user, project=self.object, **form.cleaned_data)


class ProjectPage(LedgerPage):
    model = AffordableProject
    workflow = PROJECT
    has_files = True
    related = ("unit", "undertaker", "district", "policy_doc", "recorded_by")
    edit_url, edit_permission = "affordable:project_edit", PERMISSION
    facts = (
        "unit", "kind", "plan_year", "undertaker", "district", "policy_doc", "land_status", "build_mode",
        "old_core_sets_planned", "households_planned", "area_planned", "recorded_by",
    )

    def get_chips(self) -> list[Any]:
        return [ProjectState(self.object.state)]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"affordable:project_{step.code}", args=[self.object.pk])

    def get_facts(self) -> list[tuple[str, Any]]:
        """Return the fields, what of its kind is stated, which papers it has, and how its money adds up."""
        project, field = self.object, self.object._meta.get_field
        stated = [name for name in (*RENTED, *GIVEN_UP) if getattr(project, name)]
        papers = bundles(project.preliminaries.all())
        planned, arrived = project.fundings.totals(scope.current())
        money = [("资金来源计划合计（元）", grouped(planned, 2)), ("资金累计到位（元）", grouped(arrived, 2))]
        if planned is not None and project.invest_total is not None:
            money.append(("资金来源与总投资差额（元）", grouped(planned - project.invest_total, 2)))
        return [
            *super().get_facts(), *((field(name).verbose_name, written(project, name)) for name in stated),
            *((bundle.name, bundle.words) for bundle in papers), *(money if planned is not None else ()),
        ]

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_progress()

    def get_figures(self) -> list[KeyFigure]:
        project = self.object
        latest = project.investments.order_by("-as_of", "-pk").first()
        invested = ("——", "") if latest is None else (grouped(latest.amount_cum, 2), f"截至 {latest.as_of}")
        return [
            KeyFigure("计划（套）", grouped(project.sets_planned)),
            KeyFigure("已开工（套）", grouped(project.started_sets), self._share(project.started_sets), main=True),
            KeyFigure("基本建成（套）", grouped(project.done_sets), self._share(project.done_sets)),
            KeyFigure("总投资（元）", grouped(project.invest_total, 2)),
            KeyFigure("本年累计完成投资（元）", *invested),
        ]

    def _share(self, done: int) -> str:
        return f"占计划 {Ratio(done, self.object.sets_planned)} %"

    def _may_enter(self) -> bool:
        return self.request.user.can(PERMISSION) and self.object.state == ProjectState.ACTIVE

    def _way(self, noun: str) -> str:
        """Return where something is entered for this project."""
        return f"{reverse(f'affordable:{noun}_create')}?project={self.object.pk}&unit={self.object.unit_id}"

    def get_buttons(self) -> list[Button]:
        if self.object.state == ProjectState.CANCELLED:
            return []
        if not self._may_enter():
            return super().get_buttons()
        return [
            *super().get_buttons(), Button("登记投资", self._way("investment")),
            Button("登记里程碑", self._way("milestone"), "plus", "primary"),
        ]

    def get_tables(self) -> list[tuple[str, Table]]:
        hidden = ["unit", "project", "community"]
        tables = [(title, table(rows, orderable=False, exclude=hidden)) for title, table, rows in self._parts()]
        if not self._may_enter():
            dict(tables)["楼幢"].columns.hide("ops")
        return tables

    def _parts(self) -> Iterator[tuple[str, type[Table], QuerySet]]:
        project, now = self.object, scope.current()
        relocated = project.kind == ProjectKind.SHANTYTOWN
        settling = relocated or project.kind == ProjectKind.RESETTLEMENT
        yield "前期手续", PreliminaryTable, project.preliminaries.select_related("project__unit").order_by("pk")
        yield "楼幢", BuildingTable, project.buildings.with_progress().order_by("no")
        yield "计划节点", PlanTable, project.plans.effective(now).with_progress(now).order_by("planned_on", "pk")
        yield "里程碑", MilestoneTable, project.milestones.order_by("-actual_on", "-pk")
        yield "资金来源", FundingTable, project.fundings.with_arrived(now).order_by("pk")
        yield "完成投资", InvestmentTable, project.investments.select_related("recorded_by").order_by("-as_of", "-pk")
        yield "情况说明", NoteTable, project.notes.order_by("-as_of", "-pk")
        if relocated:
            yield "征收院落", CompoundTable, project.compounds.with_state(now).order_by("no", "pk")
        if settling:
            quotas = project.quotas.select_related("household__compound", "project")
            yield "安置指标", QuotaTable, quotas.order_by("pk")

    def get_sections(self) -> list[Section]:
        """Return the parts; those of the project stand with a way to enter more."""
        drawn = super().get_sections()
        self.parts["project"] = [
            (title, table, self._way(ADDED[title]) if title in ADDED and self._may_enter() else "")
            for title, table in self.parts["details"]
        ]
        return [
            replace(one, template="affordable/project_parts.html") if one.key == "details" else one for one in drawn
        ]


class ProjectAction(ReviewPage):
    model = AffordableProject
    workflow = PROJECT

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        return [
            ("责任单位", it.unit), ("类别", it.get_kind_display()), ("项目", it.name), ("下达年度", it.plan_year),
            ("状态", it.get_state_display()), ("依据", it.state_doc),
        ]


class ProjectSuspend(ProjectAction):
    step = PROJECT.steps["suspend"]
    form_class = SuspendForm
    done = "项目已暂停。"

    def get_effects(self) -> list[str]:
        return ["暂停期间不能登记里程碑、投资和征收进度，也不列入逾期；已登记的照常计入统计。"]

    def perform(self, form: SuspendForm) -> AffordableProject:
        return services.suspend_project(actor=self.request.user, project=self.object, **form.cleaned_data)


class ProjectResume(ProjectAction):
    step = PROJECT.steps["resume"]
    form_class = ReasonForm
    done = "项目已恢复。"

    def perform(self, form: ReasonForm) -> AffordableProject:
        return services.resume_project(actor=self.request.user, project=self.object, reason=form.reason)


class ProjectCancel(ProjectAction):
    step = PROJECT.steps["cancel"]
    form_class = CancelForm
    done = "项目已取消。"

    def get_effects(self) -> list[str]:
        return [
            "从取消日期起不再计入计划套数、户数和总投资；截至日早于它的报表不变。",
            "年度目标不会自动调整，请按同一文件登记目标调整。取消不能恢复。",
        ]

    def perform(self, form: CancelForm) -> AffordableProject:
        return services.cancel_project(actor=self.request.user, project=self.object, **form.cleaned_data)
