"""检查字典: domains, each with its violations and its checklist."""
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.journal.pages import RecordPage
from housing_portal.kit.filters import clean_query
from housing_portal.kit.pages import Button, CreatePage, EditPage, KeyFigure, ListPage
from housing_portal.kit.tables import Table
from inspections.filters.grounds import DomainFilter
from inspections.forms.grounds import (
    DomainEditForm,
    DomainForm,
    ItemEditForm,
    ItemForm,
    ViolationEditForm,
    ViolationForm,
)
from inspections.models.domain import CheckItem, InspectionDomain, ViolationType
from inspections.services import dictionaries as services
from inspections.tables.grounds import DomainTable, ItemTable, ViolationTable
from inspections.workflow import RULES, VIEW


class OfDomain:
    """``?domain=`` fills in the domain, so that its page can lead here."""

    def get_initial(self) -> dict[str, Any]:
        given = clean_query(self.request.GET).get("domain", "")
        return {**super().get_initial(), **({"domain": int(given)} if given.isdecimal() else {})}


class DomainList(ListPage):
    permission, write_permission = VIEW, RULES
    title = "检查字典"
    model = InspectionDomain
    table_class = DomainTable
    filterset_class = DomainFilter
    create_url, create_label = "inspections:domain_create", "新增领域"


class DomainCreate(CreatePage):
    permission = RULES
    title = "新增检查领域"
    model = InspectionDomain
    form_class = DomainForm
    list_url = "inspections:domain_list"

    def perform(self, form: DomainForm) -> InspectionDomain:
        return services.add_domain(actor=self.request.user, **form.cleaned_data)


class DomainPage(RecordPage):
    permission = VIEW
    model = InspectionDomain
    edit_url, edit_permission = "inspections:domain_edit", RULES
    facts = ("code", "count_unit", "finding_unit", "order", "is_active")

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        targets = f"{reverse('inspections:target_list')}?domain={it.pk}"
        return [
            KeyFigure("违规情形（种）", str(it.violations.in_use().count()), main=True),
            KeyFigure("检查项目（项）", str(it.items.in_use().count())),
            KeyFigure(f"检查对象（{it.count_unit}）", str(it.targets.in_use().count()), url=targets),
        ]

    def get_buttons(self) -> list[Button]:
        if not self.request.user.can(RULES):
            return super().get_buttons()
        here = f"?domain={self.object.pk}"
        own = [
            Button("登记违规情形", reverse("inspections:violation_create") + here),
            Button("登记检查项目", reverse("inspections:item_create") + here),
        ]
        return [*own, *super().get_buttons()]

    def get_tables(self) -> list[tuple[str, Table]]:
        hidden = () if self.request.user.can(RULES) else ("ops",)
        violations = self.object.violations.order_by("number")
        items = self.object.items.select_related("violation").order_by("-is_active", "order", "pk")
        return [
            ("违规情形", ViolationTable(violations, orderable=False, exclude=hidden)),
            ("检查清单", ItemTable(items, orderable=False, exclude=hidden)),
        ]


class DomainEdit(EditPage):
    permission = RULES
    model = InspectionDomain
    form_class = DomainEditForm

    def perform(self, form: DomainEditForm) -> InspectionDomain:
        return services.edit_domain(actor=self.request.user, domain=self.object, **form.cleaned_data)


class ViolationCreate(OfDomain, CreatePage):
    permission = RULES
    title = "登记违规情形"
    model = ViolationType
    form_class = ViolationForm
    list_url = "inspections:domain_list"

    def perform(self, form: ViolationForm) -> ViolationType:
        return services.add_violation(actor=self.request.user, **form.cleaned_data)


class ViolationEdit(EditPage):
    permission = RULES
    model = ViolationType
    form_class = ViolationEditForm

    def get_title(self) -> str:
        return f"修改违规情形 {self.object}"

    def perform(self, form: ViolationEditForm) -> ViolationType:
        return services.edit_violation(actor=self.request.user, violation=self.object, **form.cleaned_data)


class ItemCreate(OfDomain, CreatePage):
    permission = RULES
    title = "登记检查项目"
    model = CheckItem
    form_class = ItemForm
    list_url = "inspections:domain_list"

    def perform(self, form: ItemForm) -> CheckItem:
        return services.add_item(actor=self.request.user, **form.cleaned_data)


class ItemEdit(EditPage):
    """A line that has been answered is replaced by a new one."""

    permission = RULES
    title = "修改检查项目"
    model = CheckItem
    form_class = ItemEditForm

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("domain")

    def perform(self, form: ItemEditForm) -> CheckItem:
        return services.edit_item(actor=self.request.user, item=self.object, **form.cleaned_data)
