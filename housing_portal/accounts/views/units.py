"""Units and their other names."""
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.views.generic import TemplateView

from housing_portal.accounts import services, tree
from housing_portal.accounts.enums import Switch
from housing_portal.accounts.forms import AliasForm, UnitEditForm, UnitForm
from housing_portal.accounts.models import Unit, UnitAlias
from housing_portal.accounts.tables import AliasTable, HolderTable, SubordinateTable
from housing_portal.accounts.views.people import MANAGE, diary_url, step
from housing_portal.kit.pages import ActionPage, Button, CreatePage, DetailPage, EditPage, Page
from housing_portal.kit.tables import Table


class UnitList(Page, TemplateView):
    """All units by hierarchy; the order within one superior is that of the official tables."""

    permission = MANAGE
    title = "科室单位"
    template_name = "accounts/units.html"

    def get_buttons(self) -> list[Button]:
        return [Button("新增", reverse("accounts:unit_create"), "plus", "primary")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        units = Unit.objects.visible_to(self.request.user).with_people().prefetch_related("aliases")
        rows = [(unit, depth, Switch(unit.is_active)) for unit, depth in tree.walk(units)]
        return super().get_context_data(rows=rows, **kwargs)


class UnitDetail(DetailPage):
    permission = edit_permission = MANAGE
    model = Unit
    edit_url = "accounts:unit_edit"
    facts = ("name", "short_name", "kind", "parent", "order")

    def get_facts(self) -> list[tuple[str, Any]]:
        return [*super().get_facts(), ("责任单位", "是" if self.object.is_responsible else "否")]

    def get_chips(self) -> Sequence[Switch]:
        return [Switch(self.object.is_active)]

    def get_buttons(self) -> list[Button]:
        unit = self.object
        diary = [Button("操作日志", diary_url("unit", unit.pk))] if self.request.user.can("journal.view") else []
        alias = Button("新增别名", reverse("accounts:alias_add", args=[unit.pk]), "plus")
        return [*super().get_buttons(), alias, *diary]

    def get_tables(self) -> Sequence[tuple[str, Table]]:
        people = self.object.users.select_related("unit").prefetch_related("role_grants")
        return [
            ("别名", AliasTable(self.object.aliases.all(), orderable=False)),
            ("下级单位", SubordinateTable(self.object.children.all(), orderable=False)),
            ("账号", HolderTable(people, orderable=False)),
        ]


class UnitCreate(CreatePage):
    permission = MANAGE
    title = "新增单位"
    form_class = UnitForm
    list_url = "accounts:unit_list"

    def perform(self, form: UnitForm) -> Unit:
        return services.create_unit(actor=self.request.user, **form.cleaned_data)


class UnitEdit(EditPage):
    permission = MANAGE
    model = Unit
    form_class = UnitEditForm

    def perform(self, form: UnitEditForm) -> Unit:
        return services.edit_unit(actor=self.request.user, unit=self.object, **form.cleaned_data)


class AliasAdd(ActionPage):
    permission = MANAGE
    model = Unit
    form_class = AliasForm
    step = step("alias", "新增别名")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": UnitAlias(unit=self.object)}

    def perform(self, form: AliasForm) -> Unit:
        services.add_alias(actor=self.request.user, unit=self.object, name=form.cleaned_data["name"])
        return self.object


class AliasRemove(ActionPage):
    permission = MANAGE
    step = step("alias_remove", "删除别名", danger=True)

    def get_queryset(self) -> QuerySet[UnitAlias]:
        return UnitAlias.objects.filter(unit__in=Unit.objects.visible_to(self.request.user)).select_related("unit")

    def get_effects(self) -> list[str]:
        return [f"导入表格时，“{self.object.name}”不再识别为“{self.object.unit}”。"]

    def get_cancel_url(self) -> str:
        return self.object.unit.get_absolute_url()

    def perform(self, form: forms.Form) -> Unit:
        return services.remove_alias(actor=self.request.user, alias=self.object)
