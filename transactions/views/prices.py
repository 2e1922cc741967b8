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
    KeyFigure,
    ListPage,
)
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step
from transactions.enums import PriceStatus
from transactions.filters.prices import PriceFilter
from transactions.forms.places import initial_place
from transactions.forms.prices import PriceForm
from transactions.models import PriceFiling, RoomPrice
from transactions.services import prices as services
from transactions.tables.prices import PriceFilingTable, RoomPriceTable
from transactions.workflow import PRICE

PERMISSION, WRITE = "transactions.view", "transactions.record"


class PriceList(ListPage):
    permission = PERMISSION
    title = "一房一价备案"
    model = PriceFiling
    table_class = PriceFilingTable
    filterset_class = PriceFilter
    create_url, create_label, write_permission = "transactions:price_create", "申报备案价", WRITE
    import_url = "transactions:import"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_room_count().select_related("estate", "developer", "recorded_by")

    def get_buttons(self) -> list[Button]:
        if not self.request.user.can("transactions.import"):
            self.import_url = ""
        return super().get_buttons()


class PricePage(RecordPage):
    permission = PERMISSION
    model = PriceFiling
    has_files = True
    workflow = PRICE
    facts = ("estate", "developer", "batch", "filed_on", "is_adjustment", "reason", "recorded_by", "recorded_at",
             "confirmed_by", "confirmed_at")

    def get_queryset(self) -> QuerySet:
        related = ("estate", "developer", "recorded_by", "confirmed_by")
        return super().get_queryset().with_room_count().select_related(*related)

    def get_chips(self) -> list[Any]:
        return [PriceStatus(self.object.status)]

    def get_figures(self) -> list[KeyFigure]:
        sums = self.rows.averages()
        return [
            KeyFigure("户数", grouped(self.object.room_count), "调价" if self.object.is_adjustment else "首次备案"),
            KeyFigure("备案总价合计（元）", grouped(sums["total"], 2), main=True),
            KeyFigure("面积合计（㎡）", grouped(sums["area"], 2)),
            KeyFigure("平均备案单价（元/㎡）", grouped(sums["average"], 2), "总价合计÷面积合计"),
        ]

    @property
    def rows(self) -> QuerySet:
        return RoomPrice.objects.filter(filing=self.object)

    def get_tables(self) -> list[tuple[str, Table]]:
        rows = self.rows.with_former().select_related("room__building").order_by("room__building", "room")
        return [("一房一价", RoomPriceTable(rows, orderable=False))]

    def get_step_url(self, step: Step) -> str:
        return reverse(f"transactions:price_{step.code}", args=[self.object.pk])


class PriceCreate(CreatePage):
    permission = WRITE
    title = "申报备案价"
    model = PriceFiling
    form_class = PriceForm
    list_url = "transactions:price_list"
    done = "已申报，等待另一位同事复核；复核后作为签约的上限。"

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), **initial_place(clean_query(self.request.GET))}

    def perform(self, form: PriceForm) -> PriceFiling:
        return services.file_prices(actor=self.request.user, **form.cleaned_data)


class PriceStep(ActionPage):
    model = PriceFiling
    workflow = PRICE

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_room_count().select_related("estate", "recorded_by")


class PriceConfirm(PriceStep):
    step = PRICE.steps["confirm"]
    done = "已复核，备案价生效。"

    def get_effects(self) -> list[str]:
        return [f"{self.object.room_count} 户的备案价自 {self.object.filed_on} 起作为签约单价的上限，旧版本留存。"]

    def get_blocked(self) -> str:
        if self.request.user.is_person(self.object.recorded_by_id):
            return "这份备案由您本人录入，须由另一位同事复核。"
        return super().get_blocked()

    def perform(self, form: Any) -> PriceFiling:
        return services.confirm_prices(actor=self.request.user, filing=self.object)


class PriceReturn(PriceStep):
    step = PRICE.steps["return"]
    done = "已退回。"

    def get_effects(self) -> list[str]:
        return ["这份备案的价格不生效；更正后由经办人重新申报。"]

    def perform(self, form: Any) -> PriceFiling:
        return services.return_prices(actor=self.request.user, filing=self.object, reason=form.reason)
