import django_filters
from django.db.models import QuerySet

from housing_portal.kit import clock
from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from reports.enums import LIVE, SupervisionMethod, SupervisionSource, SupervisionStatus
from reports.lagging import responsible_units
from reports.models import SupervisionItem

LIVING, LATE = "live", "late"


class SupervisionFilter(FilterSet):
    q = SearchFilter(["title", "requirement", "unit__name"], label="事项、单位")
    unit = django_filters.ModelChoiceFilter(label="责任单位", queryset=responsible_units())
    source = django_filters.ChoiceFilter(label="来源", choices=SupervisionSource.choices)
    status = django_filters.ChoiceFilter(
        label="状态", choices=[(LIVING, "在办"), (LATE, "逾期"), *SupervisionStatus.choices], method="by_status"
    )
    method = django_filters.ChoiceFilter(label="方式", choices=SupervisionMethod.choices)
    issued_on = DayRangeFilter(label="交办日期")
    due_on = DayRangeFilter(label="办理期限")

    class Meta:
        model = SupervisionItem
        fields = ()

    def by_status(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        if value == LIVING:
            return rows.filter(status__in=LIVE)
        if value == LATE:
            return rows.filter(pk__in=SupervisionItem.objects.late(clock.today()).order_by().values("pk"))
        return rows.filter(status=value)
