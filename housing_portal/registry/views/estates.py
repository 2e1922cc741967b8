"""Estates and their buildings."""
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.kit.figures import NOT_GIVEN, grouped
from housing_portal.kit.pages import Button, CreatePage, EditPage, KeyFigure
from housing_portal.kit.tables import Table
from housing_portal.registry import services
from housing_portal.registry.filters import BuildingFilter, EstateFilter
from housing_portal.registry.forms import BuildingEditForm, BuildingForm, EstateForm
from housing_portal.registry.models import Building, Estate
from housing_portal.registry.tables import BuildingTable, EstateTable, PermitTable
from housing_portal.registry.views.base import EDIT, MARKET, BureauOnly, MarketDetail, MasterList, Mergeable


class EstateList(MasterList):
    title = "楼盘"
    model = Estate
    table_class = EstateTable
    filterset_class = EstateFilter
    create_url = "registry:estate_create"
    import_kind = "estate"
    is_market = True

    def get_queryset(self) -> QuerySet[Estate]:
        return super().get_queryset().current().select_related("developer", "district")


class EstateDetail(Mergeable, MarketDetail):
    model = Estate
    related = ("developer", "district")
    edit_url = "registry:estate_edit"
    facts = (
        "record_name", "promo_name", "developer", "district", "address", "land_use", "floor_area", "planned_sets",
    )

    def get_buttons(self) -> list[Button]:
        buttons, estate, user = super().get_buttons(), self.object, self.request.user
        if estate.merged_into_id:
            return buttons
        if user.can(EDIT) and user.sees_everything:
            names = (("登记楼幢", "registry:building_create"), ("登记许可", "registry:permit_create"))
            buttons = [*(Button(label, f"{reverse(url)}?estate={estate.pk}", "plus") for label, url in names), *buttons]
        if user.can(MARKET):
            table = reverse("transactions:estate_table", args=[estate.pk])
            buttons.insert(0, Button("楼盘表", table, "table", "primary"))
        return buttons

    def get_figures(self) -> list[KeyFigure]:
        estate = self.object
        buildings, permits = estate.buildings.current().count(), estate.permits.count()
        area = NOT_GIVEN if estate.floor_area is None else grouped(estate.floor_area, 2)
        planned = NOT_GIVEN if estate.planned_sets is None else grouped(estate.planned_sets)
        return [
            KeyFigure("楼幢（幢）", grouped(buildings), main=True), KeyFigure("销售许可（个）", grouped(permits)),
            KeyFigure("规划总建筑面积（㎡）", area), KeyFigure("规划套数（套）", planned),
        ]

    def get_tables(self) -> list[tuple[str, Table]]:
        buildings = self.object.buildings.current().select_related("estate")
        permits = self.object.permits.select_related("estate", "developer")
        return [
            ("楼幢", BuildingTable(buildings, orderable=False, exclude=("estate",))),
            ("销售许可", PermitTable(permits, orderable=False, exclude=("estate",))),
        ]


class EstateCreate(BureauOnly, CreatePage):
    permission = EDIT
    title = "登记楼盘"
    form_class = EstateForm
    list_url = "registry:estate_list"

    def perform(self, form: EstateForm) -> Estate:
        return services.register_estate(actor=self.request.user, **form.cleaned_data)


class EstateEdit(BureauOnly, EditPage):
    permission = EDIT
    model = Estate
    form_class = EstateForm

    def perform(self, form: EstateForm) -> Estate:
        return services.edit_estate(actor=self.request.user, estate=self.object, **form.cleaned_data)


class BuildingList(MasterList):
    title = "楼幢"
    model = Building
    table_class = BuildingTable
    filterset_class = BuildingFilter
    create_url = "registry:building_create"
    import_kind = "building"
    is_market = True

    def get_queryset(self) -> QuerySet[Building]:
        return super().get_queryset().current().select_related("estate")


class BuildingDetail(Mergeable, MarketDetail):
    model = Building
    related = ("estate",)
    edit_url = "registry:building_edit"
    facts = BuildingForm.Meta.fields

    def get_title(self) -> str:
        return f"{self.object.estate} {self.object}"

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [(str(self.object.estate), self.object.estate.get_absolute_url())]

    def get_buttons(self) -> list[Button]:
        buttons = super().get_buttons()
        if self.request.user.can(MARKET) and not self.object.merged_into_id:
            table = reverse("transactions:building_table", args=[self.object.pk])
            buttons.insert(0, Button("楼盘表", table, "table", "primary"))
        return buttons

    def get_tables(self) -> list[tuple[str, Table]]:
        permits = self.object.permits.select_related("estate", "developer")
        return [("销售许可", PermitTable(permits, orderable=False, exclude=("estate",)))]


class OfEstate:
    """A new record of an estate: who comes from the estate's page finds its name filled in."""

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET.get("estate", "")
        return {**super().get_initial(), "estate": int(asked) if asked.isdecimal() and len(asked) < 10 else ""}


class BuildingCreate(BureauOnly, OfEstate, CreatePage):
    permission = EDIT
    title = "登记楼幢"
    form_class = BuildingForm
    list_url = "registry:building_list"

    def perform(self, form: BuildingForm) -> Building:
        return services.register_building(actor=self.request.user, reason=form.reason, **form.cleaned_data)


class BuildingEdit(BureauOnly, EditPage):
    permission = EDIT
    model = Building
    form_class = BuildingEditForm

    def perform(self, form: BuildingEditForm) -> Building:
        return services.edit_building(
            actor=self.request.user, building=self.object, reason=form.reason, **form.cleaned_data
        )
