from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from affordable import services
from affordable.filters import ProjectFilter
from affordable.forms import ProjectForm
from affordable.models import AffordableProject
from affordable.tables import InvestmentTable, MilestoneTable, NoteTable, ProjectTable
from affordable.views.record import LedgerPage, RecordCreate, RecordList
from housing_portal.kit.figures import Ratio, grouped
from housing_portal.kit.pages import Button, EditPage, KeyFigure
from housing_portal.kit.tables import Table

PERMISSION = "affordable.record"
SUMMED = ("sets_planned", "started_sets", "done_sets", "invest_total")


class ProjectList(RecordList):
    title = "项目台账"
    model = AffordableProject
    table_class = ProjectTable
    filterset_class = ProjectFilter
    related = ("unit", "undertaker")
    create_url, create_label = "affordable:project_create", "新增项目"

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
    related = ("unit", "undertaker", "district", "policy_doc", "recorded_by")
    edit_url, edit_permission = "affordable:project_edit", PERMISSION
    facts = (
        "unit", "kind", "plan_year", "undertaker", "district", "policy_doc", "land_status", "build_mode",
        "old_core_sets_planned", "households_planned", "area_planned", "recorded_by",
    )

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

    def get_tables(self) -> list[tuple[str, Table]]:
        project = self.object
        return [
            (title, table(rows.select_related("unit", "recorded_by"), orderable=False, exclude=("unit", "project")))
            for title, table, rows in (
                ("里程碑", MilestoneTable, project.milestones.all()),
                ("完成投资", InvestmentTable, project.investments.all()),
                ("情况说明", NoteTable, project.notes.all()),
            )
        ]

    def get_buttons(self) -> list[Button]:
        if not self.request.user.can(PERMISSION):
            return []
        query = f"?project={self.object.pk}&unit={self.object.unit_id}"
        return [
            *super().get_buttons(),
            Button("登记投资", reverse("affordable:investment_create") + query),
            Button("登记里程碑", reverse("affordable:milestone_create") + query, "plus", "primary"),
        ]
