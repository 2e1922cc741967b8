from typing import Any

import django_filters
from django.db.models import QuerySet

from housing_portal.kit import scope
from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from presale.delivery.enums.estates import AT_RISK, EstateStatus, ListSource, Risk, WorkState
from presale.delivery.enums.problems import ProblemKind
from presale.delivery.models import FundRaised, TroubledEstate

AT_RISK_CODE = "at_risk"
REMOVED_TOO = [(EstateStatus.REMOVED.value, EstateStatus.REMOVED.label), ("all", "在册和已移出")]


class EstateFilter(FilterSet):
    q = SearchFilter(["estate__record_name", "developer__name"], label="项目企业")
    state = django_filters.ChoiceFilter(
        label="施工状态", choices=[(AT_RISK_CODE, "有延期风险（前三种）"), *WorkState.choices], method="by_state"
    )
    risk_level = django_filters.ChoiceFilter(label="风险等级", choices=Risk.choices)
    problem = django_filters.ChoiceFilter(label="未销号问题", choices=ProblemKind.choices, method="by_problem")
    source = django_filters.ChoiceFilter(label="清单来源", choices=ListSource.choices, method="by_source")
    overdue = django_filters.BooleanFilter(label="已逾期", method="by_overdue")
    status = django_filters.ChoiceFilter(label="台账状态", choices=REMOVED_TOO, method="by_status")
    contract_delivery_on = DayRangeFilter(label="约定交房日")
    annual_year = django_filters.NumberFilter(label="年度任务", help_text="年度，例如 2026")

    class Meta:
        model = TroubledEstate
        fields = ("q", "state", "risk_level", "problem", "source", "overdue", "status", "taskforce",
                  "contract_delivery_on", "annual_year")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.fields["status"].empty_label = EstateStatus.KEPT.label

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Leave out what was taken off the ledger, unless it is asked for."""
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("status") else rows.kept()

    def by_status(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        return rows.filter(status=value) if value == EstateStatus.REMOVED else rows

    def by_state(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        return rows.filter(state__in=AT_RISK if value == AT_RISK_CODE else [value])

    def by_problem(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        return rows.troubled_by(scope.current(), value)

    def by_source(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        return rows.filter(**{value: True})

    def by_overdue(self, rows: QuerySet, _name: str, value: bool) -> QuerySet:
        late = TroubledEstate.objects.overdue(scope.current()).values("pk")
        return rows.filter(pk__in=late) if value else rows.exclude(pk__in=late)


class FundFilter(FilterSet):
    q = SearchFilter(["estate__estate__record_name", "paper"], label="项目凭证")
    on = DayRangeFilter(label="到位日期")

    class Meta:
        model = FundRaised
        fields = ("q", "kind", "on")
