import django_filters
from django.db.models import QuerySet

from housing_portal.kit import scope
from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from inspections.enums.findings import SETTLED, FindingStatus
from inspections.enums.ground import Severity
from inspections.models.domain import InspectionDomain, ViolationType
from inspections.models.finding import Finding

UNCLOSED = "unclosed"


class FindingFilter(FilterSet):
    q = SearchFilter(["target__name", "description"], label="对象、描述")
    domain = django_filters.ModelChoiceFilter(
        label="检查领域", field_name="target__domain", queryset=InspectionDomain.objects.order_by("order", "pk")
    )
    violation = django_filters.ModelChoiceFilter(
        label="违规情形", queryset=ViolationType.objects.order_by("domain__order", "number", "pk")
    )
    severity = django_filters.ChoiceFilter(label="严重程度", choices=Severity.choices)
    status = django_filters.ChoiceFilter(
        label="状态", choices=[(UNCLOSED, "未销号"), *FindingStatus.choices], method="by_status"
    )
    overdue = django_filters.ChoiceFilter(label="逾期", choices=[("true", "只看逾期")], method="by_overdue")
    found_on = DayRangeFilter(label="发现日期")
    due_on = DayRangeFilter(label="整改期限")
    target = django_filters.NumberFilter(label="对象编号", field_name="target_id")
    inspection = django_filters.NumberFilter(label="检查编号", field_name="inspection_id")

    class Meta:
        model = Finding
        fields = ()

    def by_status(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        if value == UNCLOSED:
            return rows.exclude(status__in=(*SETTLED, FindingStatus.WITHDRAWN))
        return rows.filter(status=value)

    def by_overdue(self, rows: QuerySet, _name: str, _value: str) -> QuerySet:
        return rows.overdue_now(scope.current())
