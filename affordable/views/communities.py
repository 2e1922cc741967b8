"""老旧小区 with their buildings, work, money and steps."""
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from affordable.enums import CommunityStatus
from affordable.filters.communities import CommunityFilter
from affordable.forms.communities import (
    BuildingRows,
    CommunityAcceptForm,
    CommunityBuildingForm,
    CommunityEditForm,
    CommunityForm,
)
from affordable.models import RenovationBuilding, RenovationCommunity
from affordable.services import communities as services
from affordable.services import community_buildings
from affordable.tables.communities import CommunityBuildingTable, CommunityTable
from affordable.tables.fundings import FundingTable
from affordable.tables.steps import CommunityStepTable
from affordable.tables.works import WorkTable
from affordable.views.record import LedgerPage, RecordCreate, RecordList, ReviewPage
from affordable.workflow import COMMUNITY
from housing_portal.journal import stages
from housing_portal.journal.forms import ProvedDayForm
from housing_portal.journal.pages import UndoStep, with_reason
from housing_portal.kit import scope
from housing_portal.kit.figures import Ratio, grouped, in_unit
from housing_portal.kit.forms import ReasonForm
from housing_portal.kit.pages import ActionPage, Button, CreatePage, EditPage, KeyFigure, Section
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step

PERMISSION = services.PERMISSION
REMOVE = Step("remove", "删除楼栋", frozenset(), "", PERMISSION, needs_reason=True, danger=True)


class CommunityList(RecordList):
    title = "老旧小区"
    model = RenovationCommunity
    table_class = CommunityTable
    filterset_class = CommunityFilter
    related = ("unit",)
    shown = ("unit", "plan_year", "is_in_plan", "households", "invest_total", "share", "planned_start_on", "started_on",
             "planned_done_on", "completed_on", "status")
    create_url, create_label = "affordable:community_create", "登记小区"

    def get_queryset(self) -> QuerySet:
        now = scope.current()
        return super().get_queryset().with_sizes(now).with_work(now).with_days(now)

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        """Communities inside and outside the state's plan are never added up together, nor are years."""
        alone = self.query.get("year") and self.query.get("is_in_plan")
        return queryset.sums("buildings_counted", "households", "area", "invest_total") if alone else {}


class CommunityCreate(RecordCreate):
    title = "登记老旧小区"
    model = RenovationCommunity
    form_class = CommunityForm
    list_url = "affordable:community_list"

    def perform(self, form: CommunityForm) -> RenovationCommunity:
        return services.register_community(actor=self.request.user, **form.cleaned_data)


class CommunityEdit(EditPage):
    permission = PERMISSION
    model = RenovationCommunity
    form_class = CommunityEditForm

    def perform(self, form: CommunityEditForm) -> RenovationCommunity:
        return services.edit_community(actor=self.request.user, community=self.object, **form.cleaned_data)


class CommunityPage(LedgerPage):
    model = RenovationCommunity
    workflow = COMMUNITY
    has_files = True
    related = ("unit", "district", "policy_doc", "recorded_by")
    edit_url, edit_permission = "affordable:community_edit", PERMISSION
    facts = (
        "unit", "plan_year", "is_in_plan", "policy_doc", "district", "built_year", "households", "area",
        "invest_main", "invest_infra", "planned_start_on", "planned_done_on", "recorded_by",
    )

    def get_queryset(self) -> QuerySet:
        now = scope.current()
        return super().get_queryset().with_sizes(now).with_work(now).with_days(now)

    def get_chips(self) -> list[Any]:
        return [CommunityStatus(self.object.status)]

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        planned, arrived = it.fundings.totals(scope.current())
        money = [("资金来源计划合计（元）", grouped(planned, 2)), ("资金累计到位（元）", grouped(arrived, 2))]
        if planned is not None:
            money.append(("资金来源与总投资差额（元）", grouped(planned - it.invest_total, 2)))
        return [
            *super().get_facts(), *([("列入依据", it.late_basis)] if it.late_basis else []),
            ("实际开工日期", it.started_on and str(it.started_on)),
            ("实际完工日期", it.completed_on and str(it.completed_on)),
            *(money if planned is not None else ()),
        ]

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        counted = f"计划 {it.building_count} 栋" if it.buildings_counted != it.building_count else ""
        parts = f"主体 {_wan(it.invest_main)} + 基础设施 {_wan(it.invest_infra)}"
        return [
            KeyFigure("完成工程量（%）", str(Ratio(it.work_done, it.work_budget)), "按预算加权", main=True),
            KeyFigure("改造内容预算（万元）", "——" if it.work_budget is None else _wan(it.work_budget)),
            KeyFigure("总投资（万元）", _wan(it.invest_total), parts),
            KeyFigure("楼栋（栋）", grouped(it.buildings_counted), counted),
            KeyFigure("户数（户）", grouped(it.households)),
        ]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"affordable:community_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        it = self.object
        if not self.may_write:
            self.edit_url = ""
        buttons = super().get_buttons()
        if not self.may_write or it.status not in services.AT_WORK or it.work_budget is None:
            return buttons
        return [*buttons, Button("填报进度", reverse("affordable:community_progress", args=[it.pk]), "plus")]

    @cached_property
    def may_write(self) -> bool:
        return self.request.user.can(PERMISSION) and self.object.status not in services.ENDED

    def get_tables(self) -> list[tuple[str, Table]]:
        return [(title, table) for title, table, _url in self._parts()]

    def _parts(self) -> Iterator[tuple[str, Table, str]]:
        """Yield the title of a part, its table, and where more is entered."""
        it, now, may = self.object, scope.current(), self.may_write
        items = it.items.with_done(now).select_related("building").order_by("scope", "category", "pk")
        yield "改造内容", WorkTable(items, orderable=False, exclude=("unit", "community")), (
            reverse("affordable:work_create", args=[it.pk]) if may else "")
        hidden = () if may else ("ops",)
        yield "楼栋", CommunityBuildingTable(it.buildings.order_by("no", "pk"), orderable=False, exclude=hidden), (
            reverse("affordable:community_building_create", args=[it.pk]) if may else "")
        fundings = it.fundings.with_arrived(now).order_by("pk")
        yield "资金来源", FundingTable(fundings, orderable=False, exclude=("unit", "project", "community")), (
            f"{reverse('affordable:funding_create')}?community={it.pk}" if self.request.user.can(PERMISSION) else "")
        steps = it.steps.standing().select_related("recorded_by").order_by("-pk")
        yield "办理进度", CommunityStepTable(steps, orderable=False), ""

    def get_sections(self) -> list[Section]:
        """Return the parts; those of the community stand with a way to enter more."""
        drawn = super().get_sections()
        self.parts["project"] = list(self._parts())
        return [
            replace(one, template="affordable/project_parts.html") if one.key == "details" else one for one in drawn
        ]


def _wan(amount: Any) -> str:
    return grouped(in_unit(amount, "万元"), 2)


# -- steps -------------------------------------------------------------------------------------------


class CommunityStepPage(ReviewPage):
    """A step with its day; urls name the step."""

    model = RenovationCommunity
    workflow = COMMUNITY
    step = COMMUNITY.steps["design"]
    form_class = ProvedDayForm

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_work(scope.current())

    def get_facts(self) -> list[tuple[str, Any]]:
        it, last = self.object, stages.standing(self.object)[-1:]
        return [
            ("责任单位", it.unit), ("计划年度", it.plan_year), ("小区", it.name), ("状态", it.get_status_display()),
            ("最近一步", f"{last[0].get_code_display()} {last[0].on}" if last else None),
            ("完成工程量（%）", str(Ratio(it.work_done, it.work_budget))),
            ("计划开工日期", it.planned_start_on and str(it.planned_start_on)),
            ("计划完工日期", it.planned_done_on and str(it.planned_done_on)),
        ]

    def perform(self, form: ProvedDayForm) -> RenovationCommunity:
        return services.advance_community(
            actor=self.request.user, community=self.object, code=self.step.code, **with_reason(form)
        )


class CommunityAccept(CommunityStepPage):
    step = COMMUNITY.steps["accept"]
    form_class = CommunityAcceptForm

    def get_effects(self) -> list[str]:
        return ["验收以后小区、楼栋、改造内容和工程进度不能再改动。"]

    def get_blocked(self) -> str:
        if stages.entered_by(self.request.user, self.object, {CommunityStatus.COMPLETED}):
            return services.OWN
        return super().get_blocked()


class CommunityUndo(UndoStep, CommunityStepPage):
    step = COMMUNITY.steps["undo"]

    def perform(self, form: ReasonForm) -> RenovationCommunity:
        return services.undo_community_step(actor=self.request.user, community=self.object, reason=form.reason)


# -- buildings ---------------------------------------------------------------------------------------


class OfCommunity:
    """A new record of the community in the address."""

    @cached_property
    def community(self) -> RenovationCommunity:
        visible = RenovationCommunity.objects.visible_to(self.request.user).select_related("unit")
        return get_object_or_404(visible, pk=self.kwargs["pk"])

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.community), self.community.get_absolute_url())]

    def get_cancel_url(self) -> str:
        return self.community.get_absolute_url()


class CommunityBuildingCreate(OfCommunity, CreatePage):
    permission = PERMISSION
    title = "登记楼栋"
    model = RenovationBuilding
    form_class = BuildingRows
    template_name = "affordable/community_buildings.html"
    done = "已登记。楼栋数以登记的楼栋为准。"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(community=self.community, **kwargs)

    def perform(self, form: BuildingRows) -> RenovationCommunity:
        return community_buildings.add_buildings(
            actor=self.request.user, community=self.community, buildings=form.typed()
        )


class CommunityBuildingEdit(EditPage):
    permission = PERMISSION
    title = "修改楼栋"
    model = RenovationBuilding
    form_class = CommunityBuildingForm

    def perform(self, form: CommunityBuildingForm) -> RenovationBuilding:
        return community_buildings.edit_building(
            actor=self.request.user, building=self.object, **form.cleaned_data
        )


class CommunityBuildingRemove(ActionPage):
    model = RenovationBuilding
    step = REMOVE
    done = "已删除。"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("community")

    def get_effects(self) -> list[str]:
        return [f"从“{self.object.community}”删除 {self.object}；已登记改造内容的楼栋不能删除。"]

    def perform(self, form: ReasonForm) -> RenovationCommunity:
        return community_buildings.remove_building(
            actor=self.request.user, building=self.object, reason=form.reason
        )
