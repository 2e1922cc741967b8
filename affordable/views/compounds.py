"""征收院落: a yard with its households; how far it has come, they say."""
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from affordable.enums import YardState
from affordable.filters.compounds import CompoundFilter
from affordable.forms.compounds import CompoundEditForm, CompoundForm
from affordable.models import Compound
from affordable.services import compounds as services
from affordable.tables.compounds import CompoundTable
from affordable.tables.relocated import RelocatedTable
from affordable.views.record import LedgerPage, RecordCreate, RecordList
from housing_portal.kit import scope
from housing_portal.kit.figures import grouped
from housing_portal.kit.pages import Button, EditPage, KeyFigure
from housing_portal.kit.tables import Table

RELATED = ("unit", "project")


class CompoundList(RecordList):
    title = "征收院落"
    model = Compound
    table_class = CompoundTable
    filterset_class = CompoundFilter
    related = RELATED
    create_url, create_label = "affordable:compound_create", "登记院落"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_state(scope.current())

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.sums("households_count", "signed_count", "decided_count", "demolished_count")


class CompoundCreate(RecordCreate):
    title = "登记征收院落"
    model = Compound
    form_class = CompoundForm
    list_url = "affordable:compound_list"

    def perform(self, form: CompoundForm) -> Compound:
        return services.add_compound(actor=self.request.user, **form.cleaned_data)


class CompoundPage(LedgerPage):
    model = Compound
    related = (*RELATED, "recorded_by")
    edit_url, edit_permission = "affordable:compound_edit", services.PERMISSION
    facts = ("project", "unit", "no", "address", "yard_kind", "recorded_by", "recorded_at")

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_state(scope.current())

    def get_title(self) -> str:
        return f"{self.object.project} {self.object.no}"

    def get_chips(self) -> list[Any]:
        return [YardState(self.object.state)]

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        return [
            KeyFigure("户数（户）", grouped(it.households_count), main=True),
            KeyFigure("已签协议（户）", grouped(it.signed_count), "补偿决定不算签约"),
            KeyFigure("补偿决定（户）", grouped(it.decided_count)),
            KeyFigure("已拆除（户）", grouped(it.demolished_count)),
        ]

    def get_tables(self) -> list[tuple[str, Table]]:
        rows = self.object.households.select_related("unit", "compound__project").order_by("pk")
        table = RelocatedTable(
            rows, orderable=False, exclude=("unit", "project", "compound"), empty_text="还没有登记征收户"
        )
        return [("征收户", table)]

    def get_buttons(self) -> list[Button]:
        if not self.request.user.can(services.PERMISSION):
            return []
        url = f"{reverse('affordable:relocated_create')}?compound={self.object.pk}"
        return [*super().get_buttons(), Button("登记征收户", url, "plus", "primary")]


class CompoundEdit(EditPage):
    permission = services.PERMISSION
    title = "修改院落"
    model = Compound
    form_class = CompoundEditForm

    def perform(self, form: CompoundEditForm) -> Compound:
        return services.edit_compound(actor=self.request.user, compound=self.object, **form.cleaned_data)
