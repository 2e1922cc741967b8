"""逐套交付: the list, one room with its steps, many rooms of a building at once."""
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from housing_portal.journal import stages
from housing_portal.journal.forms import ProvedDayForm
from housing_portal.journal.pages import RecordPage, ReviewPage, UndoStep
from housing_portal.kit.figures import grouped
from housing_portal.kit.forms import ReasonForm
from housing_portal.kit.pages import ActionPage, Button, CreatePage, KeyFigure, ListPage
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from housing_portal.registry.models import Building
from housing_portal.registry.views.imports import SheetImport, SheetTemplate
from presale.delivery.enums.handover import HandoverStatus
from presale.delivery.filters.handover import HandoverFilter
from presale.delivery.forms.handover import BuildingForm, ManyForm
from presale.delivery.imports.handover import HandoverSheet
from presale.delivery.models.handover import UnitDelivery
from presale.delivery.services import handover as services
from presale.delivery.tables.handover import HandoverStepTable, HandoverTable
from presale.delivery.workflow import HANDOVER, RECORD, VIEW
from presale.views.of_account import linked
from transactions.enums import LIVE

RELATED = ("estate", "building", "room__building", "contract", "recorded_by")


class HandoverList(ListPage):
    permission = VIEW
    title = "逐套交付"
    empty_text = "没有符合条件的房屋；请按幢登记交房通知或交付"
    model = UnitDelivery
    table_class = HandoverTable
    filterset_class = HandoverFilter
    shown = ("estate", "room", "contract", "area", "noticed_on", "handed_on", "is_wrongful", "titled_on", "status")
    unmasked_permission = "personal.export"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related(*RELATED)

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.sums("area")

    def get_buttons(self) -> list[Button]:
        if not self.request.user.can(RECORD):
            return super().get_buttons()
        return [
            Button("按幢登记", reverse("delivery:handover_start"), "plus", "primary"),
            Button("导入", reverse("delivery:handover_import"), "up"), *super().get_buttons(),
        ]


class HandoverStart(CreatePage):
    """Asks for the building first: its sold rooms are what there is to hand over."""

    permission = RECORD
    title = "按幢登记交付"
    model = Building
    form_class = BuildingForm
    list_url = "delivery:handover_list"
    submit_label = "下一步"
    done = "请勾选房屋并填写日期。"

    def perform(self, form: BuildingForm) -> Building:
        return form.cleaned_data["building"]

    def get_success_url(self) -> str:
        return reverse("delivery:handover_building", args=[self.object.pk])


class HandoverBuilding(CreatePage):
    """One step of many rooms of a building on one day: all of them or none."""

    permission = RECORD
    model = UnitDelivery
    form_class = ManyForm
    list_url = "delivery:handover_list"

    @cached_property
    def building(self) -> Building:
        visible = Building.objects.visible_to(self.request.user).select_related("estate")
        return get_object_or_404(visible, pk=self.kwargs["pk"])

    def get_title(self) -> str:
        return f"{self.building.estate}{self.building} 登记交付"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "building": self.building}

    def perform(self, form: ManyForm) -> None:
        values = form.cleaned_data
        rows = services.take_steps(actor=self.request.user, **{**values, "rooms": list(values["rooms"])})
        self.done = f"{HANDOVER.steps[values['code']].label}：已登记 {len(rows)} 套。"
        if wrongful := sum(row.is_wrongful for row in rows):
            self.done += f"其中 {wrongful} 套没有竣工备案或早于备案，列为违规交房，不计入已交付。"

    def get_success_url(self) -> str:
        return f"{reverse('delivery:handover_list')}?estate={self.building.estate_id}"


class HandoverJudge(ActionPage):
    """The filing of a building came into the register late: what was handed over there is judged anew."""

    model = Building
    step = Step("judge", "重新认定交付", frozenset(), "", HANDOVER.steps["undo"].permission, needs_reason=True)
    done = "已按竣工备案日期重新认定。"

    def get_title(self) -> str:
        return f"{self.object.estate}{self.object} 重新认定交付"

    def get_effects(self) -> list[str]:
        number = UnitDelivery.objects.filter(building=self.object).filed_late().count()
        filed = self.object.completed_on or "未备案"
        return [f"竣工备案 {filed}：{number} 套由违规交房改为正式交付；截至日更早、已经取数的报表不变。"]

    def perform(self, form: ReasonForm) -> None:
        services.judge_again(actor=self.request.user, building=self.object, reason=form.reason)

    def get_success_url(self) -> str:
        return f"{reverse('delivery:handover_list')}?estate={self.object.estate_id}"


class HandoverImport(SheetImport):
    sheet_class = HandoverSheet
    list_url, template_url = "delivery:handover_list", "delivery:handover_template"
    counted = "套"

    def make_sheet(self, form: Any) -> HandoverSheet:
        return HandoverSheet()


class HandoverTemplate(SheetTemplate):
    sheet_class = HandoverSheet

    def make_sheet(self) -> HandoverSheet:
        return HandoverSheet()


def warnings_of(delivery: UnitDelivery) -> str:
    """Return what is wrong with a handing over, in words."""
    if delivery.is_wrongful:
        return "违规交房：签收时没有竣工备案，不计入正式交付"
    if delivery.handed_on and delivery.contract.status not in LIVE:
        return "合同已撤销或注销，请核对交付登记"
    return ""


class HandoverPage(RecordPage):
    permission = VIEW
    model = UnitDelivery
    workflow = HANDOVER
    has_files = True
    related = RELATED

    def get_chips(self) -> list[Any]:
        return [HandoverStatus(self.object.status)]

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        return [
            KeyFigure("签收日期", str(it.handed_on or "——"), warnings_of(it), main=True),
            KeyFigure("交房通知", str(it.noticed_on or "——")), KeyFigure("办证日期", str(it.titled_on or "——")),
            KeyFigure("建筑面积（㎡）", grouped(it.area, 2)),
            KeyFigure("竣工备案", str(it.building.completed_on or "未备案"), url=it.building.get_absolute_url()),
        ]

    def get_facts(self) -> list[tuple[str, Any]]:
        it = self.object
        return [
            ("房屋", linked(it.room)), ("网签合同", linked(it.contract)), ("买受人", it.contract.masked_buyers),
            ("约定交房日期", str(it.contract.delivery_on)), ("预交房日期", str(it.pre_handed_on or "——")),
            ("拒收日期", str(it.refused_on or "——")),
            ("录入人", it.recorded_by),
        ]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"delivery:handover_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        it, buttons = self.object, super().get_buttons()
        filed = it.building.completed_on
        if it.is_wrongful and filed and filed <= it.handed_on and self.request.user.can(HandoverJudge.permission):
            buttons.append(Button("重新认定交付", reverse("delivery:handover_judge", args=[it.building_id])))
        return buttons

    def get_tables(self) -> list[tuple[str, Table]]:
        steps = self.object.steps.standing().select_related("recorded_by").order_by("-pk")
        return [("交付进度", HandoverStepTable(steps, orderable=False, empty_text="还没有通知交房"))]


# -- steps -------------------------------------------------------------------------------------------


class HandoverStepPage(ReviewPage):
    model = UnitDelivery
    workflow = HANDOVER
    form_class = ProvedDayForm
    related = RELATED

    def get_facts(self) -> list[tuple[str, Any]]:
        it, last = self.object, stages.standing(self.object)[-1:]
        return [
            ("楼盘", it.estate), ("房屋", it.room), ("网签合同", it.contract), ("买受人", it.contract.masked_buyers),
            ("竣工备案", str(it.building.completed_on or "未备案")),
            ("最近一步", f"{last[0].get_code_display()} {last[0].on}" if last else None),
        ]

    def get_effects(self) -> list[str]:
        if self.step.code == "hand" and self.object.building.completed_on is None:
            return ["这幢楼没有竣工备案：登记后标为违规交房，不计入正式交付和交房率。"]
        return []

    def perform(self, form: ProvedDayForm) -> UnitDelivery:
        return services.take_step(
            actor=self.request.user, room=self.object.room, code=self.step.code, **form.cleaned_data
        )


class HandoverNotice(HandoverStepPage):
    step = HANDOVER.steps["notice"]


class HandoverPre(HandoverStepPage):
    step = HANDOVER.steps["pre_hand"]


class HandoverRefuse(HandoverStepPage):
    step = HANDOVER.steps["refuse"]

    def get_effects(self) -> list[str]:
        return ["买受人无正当理由拒绝接收的，房屋风险自书面通知确定的交付日起由买受人承担；请上传送达证明。"]


class HandoverHand(HandoverStepPage):
    step = HANDOVER.steps["hand"]


class HandoverTitle(HandoverStepPage):
    step = HANDOVER.steps["title"]


class HandoverUndo(UndoStep, HandoverStepPage):
    step = HANDOVER.steps["undo"]
    form_class = ReasonForm

    def perform(self, form: ReasonForm) -> UnitDelivery:
        return services.undo_step(actor=self.request.user, delivery=self.object, reason=form.reason)
