import django_filters
from django.db.models import QuerySet

from housing_portal.kit import clock
from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from presale.delivery.models import EstatePlan, PlanMeasure


class PlanFilter(FilterSet):
    q = SearchFilter(["estate__estate__record_name", "text"], label="项目内容")

    class Meta:
        model = EstatePlan
        fields = ("q", "status")


class MeasureFilter(FilterSet):
    q = SearchFilter(["plan__estate__estate__record_name", "text"], label="项目措施")
    responsible = SearchFilter(["responsible", "owner"], label="责任单位")
    due_on = DayRangeFilter(label="完成时限")
    overdue = django_filters.BooleanFilter(label="已逾期", method="by_overdue")

    class Meta:
        model = PlanMeasure
        fields = ("q", "responsible", "status", "due_on", "overdue")

    def by_overdue(self, rows: QuerySet, _name: str, value: bool) -> QuerySet:
        late = PlanMeasure.objects.overdue(clock.today()).values("pk")
        return rows.filter(pk__in=late) if value else rows.exclude(pk__in=late)
