"""检查对象: the list, one by one, or all of the register at once."""
from django.db.models import QuerySet
from django.urls import reverse

from housing_portal.journal.pages import FactPage
from housing_portal.kit.pages import Button, CreatePage, EditPage, KeyFigure, ListPage
from housing_portal.kit.tables import Table
from inspections.filters.grounds import TargetFilter
from inspections.forms.grounds import TargetEditForm, TargetForm, TargetManyForm
from inspections.models.target import InspectionTarget
from inspections.services import targets as services
from inspections.tables.grounds import TargetTable
from inspections.tables.inspections import InspectionTable
from inspections.views.grounds import OfDomain
from inspections.workflow import RECORD, VIEW

RELATED = ("domain", "organization", "estate")


class TargetList(ListPage):
    permission, write_permission = VIEW, RECORD
    title = "检查对象"
    model = InspectionTarget
    table_class = TargetTable
    filterset_class = TargetFilter
    shown = ("domain", "kind", "organization", "address", "visited_on", "is_active")
    create_url, create_label = "inspections:target_create", "登记对象"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_last_visit().select_related(*RELATED)

    def get_buttons(self) -> list[Button]:
        found = super().get_buttons()
        return [*found, Button("批量登记", reverse("inspections:target_many"))] if found else []


class TargetCreate(OfDomain, CreatePage):
    permission = RECORD
    title = "登记检查对象"
    model = InspectionTarget
    form_class = TargetForm
    list_url = "inspections:target_list"

    def perform(self, form: TargetForm) -> InspectionTarget:
        return services.register_target(actor=self.request.user, **form.cleaned_data)


class TargetMany(OfDomain, CreatePage):
    """All firms of a kind, or the sales offices of all estates."""

    permission = RECORD
    title = "批量登记检查对象"
    model = InspectionTarget
    form_class = TargetManyForm
    list_url = "inspections:target_list"
    submit_label = "全部登记"

    def perform(self, form: TargetManyForm) -> None:
        made = services.register_many(actor=self.request.user, **form.cleaned_data)
        self.done = f"新登记 {made} 个检查对象。" if made else "台账中的对象都已登记，没有新增。"

    def get_success_url(self) -> str:
        return reverse(self.list_url)


class TargetPage(FactPage):
    permission = VIEW
    model = InspectionTarget
    related = (*RELATED, "district", "recorded_by")
    edit_url, edit_permission = "inspections:target_edit", RECORD
    facts = (
        "domain", "kind", "organization", "estate", "address", "district", "is_active", "recorded_by", "recorded_at",
    )

    def get_figures(self) -> list[KeyFigure]:
        visits = self.object.inspections.valid()
        last = visits.order_by("-on").first()
        return [
            KeyFigure("检查（次）", str(visits.count()), main=True),
            KeyFigure("最近检查", str(last.on if last else "——")),
        ]

    def get_buttons(self) -> list[Button]:
        found = super().get_buttons()
        if self.object.is_active and self.request.user.can(RECORD):
            url = f"{reverse('inspections:inspection_create')}?target={self.object.pk}"
            found.insert(0, Button("登记检查", url, "plus", "primary"))
        return found

    def get_tables(self) -> list[tuple[str, Table]]:
        visits = self.object.inspections.with_failed().select_related(
            "target__domain", "campaign", "leader", "signed_by"
        ).order_by("-on", "-pk")
        hidden = ("target", "kind", "domain")
        return [("检查记录", InspectionTable(visits, orderable=False, exclude=hidden, empty_text="还没有检查过"))]


class TargetEdit(EditPage):
    permission = RECORD
    model = InspectionTarget
    form_class = TargetEditForm

    def perform(self, form: TargetEditForm) -> InspectionTarget:
        return services.edit_target(actor=self.request.user, target=self.object, **form.cleaned_data)
