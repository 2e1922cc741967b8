"""资金来源 and 资金到位."""
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from affordable.filters.fundings import FundingFilter
from affordable.forms.fundings import ArrivalForm, FundingEditForm, FundingForm
from affordable.models import FundingArrival, FundingSource
from affordable.services import fundings as services
from affordable.tables.fundings import ArrivalTable, FundingTable
from affordable.views.record import LedgerPage, RecordCreate, RecordList
from housing_portal.journal.pages import with_reason
from housing_portal.kit import scope
from housing_portal.kit.figures import Ratio, grouped
from housing_portal.kit.pages import ActionPage, Button, EditPage, KeyFigure
from housing_portal.kit.tables import Table
from housing_portal.kit.workflow import Step

ARRIVE = Step("arrive", "登记到位", frozenset(), "", services.PERMISSION)
RELATED = ("unit", "project", "community")


class FundingList(RecordList):
    title = "资金来源"
    model = FundingSource
    table_class = FundingTable
    filterset_class = FundingFilter
    related = RELATED
    create_url, create_label = "affordable:funding_create", "登记资金来源"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_arrived(scope.current())

    def get_totals(self, queryset: QuerySet) -> dict[str, Any]:
        return queryset.sums("planned", "arrived")


class FundingCreate(RecordCreate):
    title = "登记资金来源"
    model = FundingSource
    form_class = FundingForm
    list_url = "affordable:funding_list"

    def perform(self, form: FundingForm) -> FundingSource:
        return services.add_funding(actor=self.request.user, **form.cleaned_data)


class FundingPage(LedgerPage):
    model = FundingSource
    related = (*RELATED, "recorded_by")
    facts = ("project", "community", "unit", "kind", "doc", "recorded_by", "recorded_at")
    edit_url, edit_permission = "affordable:funding_edit", services.PERMISSION

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().with_arrived(scope.current())

    def get_figures(self) -> list[KeyFigure]:
        it = self.object
        until = f"截至 {it.arrived_on}，占计划 {Ratio(it.arrived, it.planned)} %" if it.arrived_on else "还没有登记"
        return [
            KeyFigure("计划金额（元）", grouped(it.planned, 2), main=True),
            KeyFigure("累计到位（元）", grouped(it.arrived, 2), until),
        ]

    def get_tables(self) -> list[tuple[str, Table]]:
        rows = self.object.arrivals.select_related("recorded_by").order_by("-as_of", "-pk")
        return [("到位记录", ArrivalTable(rows, orderable=False, empty_text="还没有登记到位"))]

    def get_buttons(self) -> list[Button]:
        if not self.request.user.can(ARRIVE.permission):
            return []
        url = reverse("affordable:funding_arrive", args=[self.object.pk])
        return [*super().get_buttons(), Button(ARRIVE.label, url, "plus", "primary")]


class FundingEdit(EditPage):
    permission = services.PERMISSION
    title = "修改资金来源"
    model = FundingSource
    form_class = FundingEditForm

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related(*RELATED)

    def perform(self, form: FundingEditForm) -> FundingSource:
        return services.edit_funding(
            actor=self.request.user, funding=self.object, **form.cleaned_data, reason=form.reason
        )


class FundingArrive(ActionPage):
    model = FundingSource
    step = ARRIVE
    form_class = ArrivalForm
    done = "已登记。"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related(*RELATED)

    def get_effects(self) -> list[str]:
        return ["填从开始到截至日期的累计到位，不是本次到账；更正也另登记一次，以最近一次为准。"]

    def perform(self, form: ArrivalForm) -> FundingArrival:
        return services.record_arrival(actor=self.request.user, source=self.object, **with_reason(form))
