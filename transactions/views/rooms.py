from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.journal.pages import RecordPage
from housing_portal.kit.figures import grouped
from housing_portal.kit.filters import clean_query
from housing_portal.kit.pages import (
    ActionPage,
    Button,
    CreatePage,
    EditPage,
    KeyFigure,
    ListPage,
)
from housing_portal.kit.pages.parts import Section
from housing_portal.kit.workflow import Step
from transactions.enums import ContractLayer
from transactions.filters.rooms import RoomFilter
from transactions.forms.places import initial_place
from transactions.forms.rooms import DemolishForm, MeasureForm, RoomEditForm, RoomForm
from transactions.life import life_of
from transactions.models import Room
from transactions.panel import Panel
from transactions.rooms import Card, card_of
from transactions.services import rooms as services
from transactions.tables.rooms import RoomTable

PERMISSION, WRITE = "transactions.view", "transactions.record"
MEASURE = Step("measure", "登记实测面积", frozenset(), "", WRITE)
DEMOLISH = Step("demolish", "登记灭失", frozenset(), "", WRITE, danger=True)


class RoomList(ListPage):
    permission = PERMISSION
    title = "房屋列表"
    model = Room
    table_class = RoomTable
    filterset_class = RoomFilter
    create_url, import_url, write_permission = "transactions:room_create", "transactions:import", WRITE
    create_label = "登记房屋"

    def get_queryset(self) -> QuerySet:
        rooms = super().get_queryset().select_related("building__estate")
        # in the order of an index: sorting a million rooms would take seconds
        return rooms.order_by("building_id", "door_key")

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.sums("area", "inner_area", "shared_area")

    def get_buttons(self) -> list[Button]:
        if not self.request.user.can("transactions.import"):
            self.import_url = ""
        return super().get_buttons()


class RoomPage(RecordPage):
    """A room with all that ever happened to it."""

    permission = PERMISSION
    model = Room
    related = ("building__estate__developer",)
    edit_url, edit_permission = "transactions:room_edit", WRITE
    facts = ("section", "number", "floor_label", "floor", "place", "use", "area", "inner_area", "shared_area",
             "house_code", "estate_unit_no", "demolished_on")

    def get_object(self, queryset: QuerySet | None = None) -> Room:
        room = super().get_object(queryset)
        self.card: Card = card_of(room)
        self.panel = Panel(self.card)
        return room

    def get_title(self) -> str:
        return f"{self.object.building.estate} {self.object.label}"

    def get_crumbs(self) -> list[tuple[str, str]]:
        building = self.object.building
        return [
            ("楼盘表", reverse("transactions:estate_list")),
            (str(building.estate), reverse("transactions:estate_table", args=[building.estate_id])),
            (str(building), reverse("transactions:building_table", args=[building.pk]) + f"?room={self.object.pk}"),
        ]

    def get_chips(self) -> list[Any]:
        return [self.card.state]

    def get_facts(self) -> list[tuple[str, Any]]:
        building = self.object.building
        return [("楼盘", building.estate), ("开发企业", building.estate.developer), ("楼幢", building.number),
                *super().get_facts(), ("面积依据", "实测" if self.object.is_measured else "预测")]

    def get_figures(self) -> list[KeyFigure]:
        room, price, contract = self.object, self.panel.price, self.panel.contract
        survey = "实测" if room.is_measured else "预测"
        version = f"第 {price.version} 版" if price else ""
        return [
            KeyFigure("建筑面积（㎡）", grouped(room.area, 2), survey, main=True),
            KeyFigure("备案单价（元/㎡）", grouped(price and price.unit_price, 2), version),
            KeyFigure("合同总价（元）", grouped(contract and contract.total_price, 2), str(contract or "没有有效合同"),
                      contract.get_absolute_url() if contract else ""),
            KeyFigure("有效限制（条）", grouped(len(self.card.restrictions)),
                      "、".join(lien.get_kind_display() for lien in self.card.restrictions)),
        ]

    def get_sections(self) -> list[Section]:
        facts, *rest = super().get_sections()
        self.parts["life"] = life_of(self.object)
        return [facts, Section("life", "全部经过", "transactions/room_life.html", len(self.parts["life"])), *rest]

    def get_buttons(self) -> list[Button]:
        user, room = self.request.user, self.object
        if not user.can(WRITE) or room.demolished_on:
            return []
        free = room.contract_layer == ContractLayer.NONE
        sign = [Button("起草合同", f"{reverse('transactions:contract_create')}?room={room.pk}", "plus", "primary")]
        return [
            *super().get_buttons(),
            Button(MEASURE.label, reverse("transactions:room_measure", args=[room.pk])),
            Button("登记限制", f"{reverse('transactions:restriction_create')}?room={room.pk}"),
            Button(DEMOLISH.label, reverse("transactions:room_demolish", args=[room.pk]), style="danger-line"),
            *(sign if free else []),
        ]


class RoomCreate(CreatePage):
    permission = WRITE
    title = "登记房屋"
    model = Room
    form_class = RoomForm
    list_url = "transactions:room_list"

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), **initial_place(clean_query(self.request.GET))}

    def perform(self, form: RoomForm) -> Room:
        facts = {name: value for name, value in form.cleaned_data.items() if name != "estate"}
        return services.add_room(actor=self.request.user, **facts)


class RoomEdit(EditPage):
    permission = WRITE
    model = Room
    form_class = RoomEditForm

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("building")

    def perform(self, form: RoomEditForm) -> Room:
        return services.edit_room(actor=self.request.user, room=self.object, **form.cleaned_data)


class RoomMeasure(ActionPage):
    model = Room
    step = MEASURE
    form_class = MeasureForm
    done = "已登记实测面积。"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("building")

    def get_effects(self) -> list[str]:
        now = "实测" if self.object.is_measured else "预测"
        return [
            f"现为{now}建筑面积 {grouped(self.object.area, 2)} ㎡；新的面积自登记起用于以后的合同，原面积留存。",
            "已签合同的计价面积不变；面积误差按合同约定结算，需要改合同的另办变更。",
        ]

    def perform(self, form: MeasureForm) -> Room:
        values = form.cleaned_data
        found = services.Measured(self.object, values["area"], values["inner_area"], values["shared_area"])
        survey = {name: values[name] for name in ("surveyed_on", "report_no")}
        return services.measure_rooms(actor=self.request.user, found=[found], reason=form.reason, **survey)[0]


class RoomDemolish(ActionPage):
    model = Room
    step = DEMOLISH
    form_class = DemolishForm
    done = "已登记灭失。"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("building")

    def get_effects(self) -> list[str]:
        return ["房屋不再计入楼盘表户数和可售库存；它的合同、限制和面积记录都保留。"]

    def perform(self, form: DemolishForm) -> Room:
        return services.demolish_room(actor=self.request.user, room=self.object, **form.cleaned_data)
