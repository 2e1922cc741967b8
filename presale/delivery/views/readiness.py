"""楼幢交付条件: what was found at a building, and its confirmation by a second person."""
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.journal.forms import ProvedDayForm
from housing_portal.journal.pages import RecordPage, ReviewPage, UndoStep
from housing_portal.kit.forms import ReasonForm
from housing_portal.kit.pages import CreatePage, KeyFigure, ListPage
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from presale.delivery.enums.handover import ReadinessStatus
from presale.delivery.filters.handover import ReadinessFilter
from presale.delivery.forms.handover import ReadinessForm
from presale.delivery.models.handover import CHECKS, BuildingReadiness
from presale.delivery.services import readiness as services
from presale.delivery.tables.handover import ReadinessStepTable, ReadinessTable
from presale.delivery.workflow import READINESS, RECORD, VIEW
from presale.views.of_account import linked

RELATED = ("building__estate", "recorded_by", "confirmed_by")


class ReadinessList(ListPage):
    permission = VIEW
    title = "楼幢交付条件"
    empty_text = "没有符合条件的楼幢；请登记一幢楼的交付条件"
    model = BuildingReadiness
    table_class = ReadinessTable
    filterset_class = ReadinessFilter
    shown = ("estate", "building", "on", "fire", "completed_on", "filing_no", "status")
    create_url, create_label, write_permission = "delivery:readiness_create", "登记交付条件", RECORD

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("building__estate")


class ReadinessCreate(CreatePage):
    permission = RECORD
    title = "登记交付条件"
    model = BuildingReadiness
    form_class = ReadinessForm
    list_url = "delivery:readiness_list"
    done = "已登记，等待另一位同事复核。"

    def perform(self, form: ReadinessForm) -> BuildingReadiness:
        return services.submit_readiness(actor=self.request.user, **form.cleaned_data)


class ReadinessPage(RecordPage):
    permission = VIEW
    model = BuildingReadiness
    workflow = READINESS
    has_files = True
    related = RELATED
    facts = ("on", *CHECKS, "filing_no", "note", "recorded_by", "recorded_at", "confirmed_by")

    def get_chips(self) -> list[Any]:
        return [ReadinessStatus(self.object.status)]

    def get_figures(self) -> list[KeyFigure]:
        it, open_ones = self.object, services.missing(self.object)
        return [
            KeyFigure("尚缺", "、".join(open_ones) or "无", "" if open_ones else "具备交付条件", main=True),
            KeyFigure("竣工备案", str(it.building.completed_on or "未备案"), url=it.building.get_absolute_url()),
        ]

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        return [("楼盘", linked(it.building.estate)), ("楼幢", linked(it.building)), *super().get_facts()]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"delivery:readiness_{step.code}", args=[self.object.pk])

    def get_tables(self) -> list[tuple[str, Table]]:
        steps = self.object.steps.standing().select_related("recorded_by").order_by("-pk")
        return [("复核", ReadinessStepTable(steps, orderable=False, empty_text="还没有复核"))]


class ReadinessStepPage(ReviewPage):
    model = BuildingReadiness
    workflow = READINESS
    form_class = ProvedDayForm
    related = RELATED

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        checks = [(it._meta.get_field(name).verbose_name, getattr(it, f"get_{name}_display")()) for name in CHECKS]
        return [("楼盘", it.building.estate), ("楼幢", it.building), ("核查日期", str(it.on)), *checks,
                ("竣工备案日期", str(it.building.completed_on or "未备案")), ("竣工验收备案号", it.filing_no),
                ("登记人", it.recorded_by)]


class ReadinessConfirm(ReadinessStepPage):
    step = READINESS.steps["confirm"]
    done = "已复核。"

    def get_blocked(self) -> str:
        own = self.request.user.is_person(self.object.recorded_by_id)
        return services.OWN_ENTRY if own else super().get_blocked()

    def perform(self, form: ProvedDayForm) -> BuildingReadiness:
        return services.confirm_readiness(actor=self.request.user, readiness=self.object, **form.cleaned_data)


class ReadinessReject(ReadinessStepPage):
    step = READINESS.steps["reject"]
    form_class = ReasonForm
    done = "已退回。"

    def perform(self, form: ReasonForm) -> BuildingReadiness:
        return services.reject_readiness(actor=self.request.user, readiness=self.object, reason=form.reason)


class ReadinessUndo(UndoStep, ReadinessStepPage):
    step = READINESS.steps["undo"]
    form_class = ReasonForm

    def perform(self, form: ReasonForm) -> BuildingReadiness:
        return services.undo_confirmation(actor=self.request.user, readiness=self.object, reason=form.reason)
