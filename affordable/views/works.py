"""改造内容, one by one and all of a community on one page."""
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from affordable.filters.works import WorkFilter
from affordable.forms.works import WorkForm, WorksForm
from affordable.models import RenovationCommunity, WorkItem
from affordable.services import communities
from affordable.services import works as services
from affordable.tables.works import WorkProgressTable, WorkTable
from affordable.views.communities import OfCommunity
from affordable.views.record import LedgerPage, RecordList
from housing_portal.kit import scope
from housing_portal.kit.figures import Ratio, grouped
from housing_portal.kit.forms import ReasonForm
from housing_portal.kit.pages import ActionPage, Button, CreatePage, EditPage, KeyFigure
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step

PERMISSION = services.PERMISSION
REMOVE = Step("remove", "删除", frozenset(), "", PERMISSION, needs_reason=True, danger=True)
RELATED = ("unit", "community", "building")


class WorkList(RecordList):
    title = "改造内容"
    model = WorkItem
    table_class = WorkTable
    filterset_class = WorkFilter
    related = RELATED

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_done(scope.current())

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.sums("budget")


class WorkPage(LedgerPage):
    model = WorkItem
    related = (*RELATED, "recorded_by")
    facts = ("community", "building", "unit", "scope", "category", "qty", "measure", "recorded_by", "recorded_at")

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_done(scope.current())

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.object.community), self.object.community.get_absolute_url())]

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        return [
            KeyFigure("完成（%）", str(Ratio(it.done_qty, it.qty)), main=True),
            KeyFigure(f"累计完成量（{it.measure}）", grouped(it.done_qty, 2),
                      f"截至 {it.done_as_of}" if it.done_as_of else "还没有填报"),
            KeyFigure("预算（元）", grouped(it.budget, 2)),
        ]

    def get_buttons(self) -> list[Button]:
        it = self.object
        if not self.request.user.can(PERMISSION) or it.community.status in communities.ENDED:
            return []
        ways = [Button("修改", reverse("affordable:work_edit", args=[it.pk]))]
        if it.done_as_of is None:
            ways.append(Button("删除", reverse("affordable:work_remove", args=[it.pk]), "", "danger-line"))
        return ways

    def get_tables(self) -> list[tuple[str, Table]]:
        rows = self.object.progress.select_related("recorded_by").order_by("-as_of", "-pk")
        return [("填报记录", WorkProgressTable(rows, orderable=False, empty_text="还没有填报"))]


class WorkCreate(OfCommunity, CreatePage):
    permission = PERMISSION
    title = "登记改造内容"
    model = WorkItem
    form_class = WorkForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "community": self.community}

    def perform(self, form: WorkForm) -> WorkItem:
        return services.add_item(actor=self.request.user, community=self.community, **form.cleaned_data)


class WorkEdit(EditPage):
    permission = PERMISSION
    title = "修改改造内容"
    model = WorkItem
    form_class = WorkForm

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("community", "building")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "community": self.object.community}

    def perform(self, form: WorkForm) -> WorkItem:
        return services.edit_item(actor=self.request.user, item=self.object, **form.cleaned_data)


class WorkRemove(ActionPage):
    model = WorkItem
    step = REMOVE
    title = "删除改造内容"
    done = "已删除。"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("community", "building")

    def get_effects(self) -> list[str]:
        return [f"从“{self.object.community}”删除“{self.object}”，预算不再计入工程量；已填报进度的不能删除。"]

    def perform(self, form: ReasonForm) -> RenovationCommunity:
        return services.remove_item(actor=self.request.user, item=self.object, reason=form.reason)


class CommunityProgress(EditPage):
    """All items of a community on one page; only what was changed is stored, all or nothing."""

    permission = PERMISSION
    title = "填报工程进度"
    model = RenovationCommunity
    form_class = WorksForm
    template_name = "affordable/works.html"
    done = "已保存有变化的各项。"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.object), self.object.get_absolute_url())]

    def get_form_kwargs(self) -> dict[str, Any]:
        items = self.object.items.with_done(scope.current()).select_related("building")
        return {**super().get_form_kwargs(), "items": list(items.order_by("scope", "category", "pk"))}

    def perform(self, form: WorksForm) -> RenovationCommunity:
        services.record_works(
            actor=self.request.user, community=self.object, as_of=form.cleaned_data["as_of"], rows=form.typed()
        )
        return self.object
