"""年度交付任务 and their revisions."""
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.journal.pages import RecordPage
from housing_portal.kit.pages import Button, CreatePage, KeyFigure, ListPage
from housing_portal.kit.tables import Table
from presale.delivery.filters.handover import TaskFilter
from presale.delivery.forms.handover import ReviseForm, TaskForm
from presale.delivery.models.handover import DeliveryTask
from presale.delivery.services import tasks as services
from presale.delivery.tables.handover import TaskTable
from presale.delivery.views.loans import OfParent
from presale.delivery.workflow import RECORD, VIEW


class TaskList(ListPage):
    permission = VIEW
    title = "年度交付任务"
    empty_text = "没有符合条件的任务；请登记全县或一个项目的年度任务"
    model = DeliveryTask
    table_class = TaskTable
    filterset_class = TaskFilter
    create_url, create_label, write_permission = "delivery:task_create", "登记任务", RECORD

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("estate__estate", "recorded_by")


class TaskCreate(CreatePage):
    permission = RECORD
    title = "登记年度交付任务"
    model = DeliveryTask
    form_class = TaskForm
    list_url = "delivery:task_list"

    def perform(self, form: TaskForm) -> DeliveryTask:
        return services.issue_task(actor=self.request.user, **form.cleaned_data)


class TaskPage(RecordPage):
    permission = VIEW
    model = DeliveryTask
    has_files = True
    related = ("estate__estate", "supersedes__estate__estate", "recorded_by")
    facts = ("year", "estate", "revision", "issued_on", "paper", "reason", "recorded_by", "recorded_at")

    def get_figures(self) -> list[KeyFigure]:
        return [KeyFigure("任务（套）", f"{self.object.sets:,}", main=True)]

    def get_buttons(self) -> list[Button]:
        it = self.object
        if self.request.user.can(RECORD) and not DeliveryTask.objects.filter(supersedes=it).exists():
            return [Button("调整任务", reverse("delivery:task_revise", args=[it.pk]), "", "primary")]
        return []

    def get_tables(self) -> list[tuple[str, Table]]:
        it = self.object
        rows = DeliveryTask.objects.filter(year=it.year, estate=it.estate).order_by("-revision")
        return [("各版", TaskTable(rows.select_related("estate__estate", "recorded_by"), orderable=False))]


class TaskRevise(OfParent, CreatePage):
    permission = RECORD
    title = "调整年度交付任务"
    model = DeliveryTask
    form_class = ReviseForm
    parent_model = DeliveryTask
    parent_related = ("estate__estate",)

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "sets": self.parent.sets}

    def perform(self, form: ReviseForm) -> DeliveryTask:
        return services.revise_task(actor=self.request.user, task=self.parent, **form.cleaned_data)
