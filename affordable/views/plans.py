"""计划节点."""
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from affordable.filters.plans import PlanFilter
from affordable.forms.plans import PlanForm, ReviseForm
from affordable.models import MilestonePlan
from affordable.services import plans as services
from affordable.tables.plans import PlanRevisionTable, PlanTable
from affordable.views.record import LedgerPage, RecordCreate, RecordList
from housing_portal.kit import scope
from housing_portal.kit.figures import grouped
from housing_portal.kit.pages import ActionPage, Button, KeyFigure
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step

REVISE = Step("revise", "调整计划", frozenset(), "", services.PERMISSION)


class PlanList(RecordList):
    title = "计划节点"
    model = MilestonePlan
    table_class = PlanTable
    filterset_class = PlanFilter
    related = ("unit", "project")
    create_url, create_label = "affordable:plan_create", "登记计划"

    def get_queryset(self) -> QuerySet:
        now = scope.current()
        return super().get_queryset().effective(now).with_progress(now)


class PlanCreate(RecordCreate):
    title = "登记计划节点"
    model = MilestonePlan
    form_class = PlanForm
    list_url = "affordable:plan_list"

    def perform(self, form: PlanForm) -> MilestonePlan:
        return services.plan_milestone(actor=self.request.user, **form.cleaned_data)


class PlanPage(LedgerPage):
    model = MilestonePlan
    related = ("unit", "project", "recorded_by")
    facts = ("project", "unit", "code", "planned_on", "sets", "revision", "reason", "recorded_by", "recorded_at")

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_progress(scope.current())

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        is_late = it.planned_on < scope.current().as_of and it.done_sets < it.sets
        return [
            KeyFigure("计划日期", str(it.planned_on), "已逾期" if is_late else "", main=True),
            KeyFigure("首次计划日期", str(it.first_on)),
            KeyFigure("计划（套）", grouped(it.sets)),
            KeyFigure("已复核（套）", grouped(it.done_sets), "只计复核通过的里程碑"),
        ]

    def get_tables(self) -> list[tuple[str, Table]]:
        rows = MilestonePlan.objects.filter(project=self.object.project, code=self.object.code)
        rows = rows.select_related("recorded_by").order_by("-revision")
        return [("各版次", PlanRevisionTable(rows, orderable=False))]

    def get_buttons(self) -> list[Button]:
        if not self.request.user.can(REVISE.permission):
            return []
        return [Button(REVISE.label, reverse("affordable:plan_revise", args=[self.object.pk]), style="primary")]


class PlanRevise(ActionPage):
    model = MilestonePlan
    step = REVISE
    form_class = ReviseForm
    done = "已登记新的一版，原来的日期留存。"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("project")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "plan": self.object}

    def get_effects(self) -> list[str]:
        return ["新的一版从登记起生效，逾期按新日期计算；各版日期和调整原因都留在本节点的页面上。"]

    def perform(self, form: ReviseForm) -> MilestonePlan:
        return services.revise_plan(actor=self.request.user, plan=self.object, **form.cleaned_data)
