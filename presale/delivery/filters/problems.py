import django_filters
from django.db.models import QuerySet

from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from presale.delivery.enums.problems import ProblemKind, ProblemStatus
from presale.delivery.models import DeliveryProblem

UNCLOSED = "unclosed"


class ProblemFilter(FilterSet):
    q = SearchFilter(["estate__estate__record_name", "detail", "missing_permits"], label="项目内容")
    kind = django_filters.ChoiceFilter(label="问题类型", choices=ProblemKind.choices)
    status = django_filters.ChoiceFilter(
        label="状态", choices=[(UNCLOSED, "未销号"), *ProblemStatus.choices], method="by_status"
    )
    found_on = DayRangeFilter(label="发现日期")

    class Meta:
        model = DeliveryProblem
        fields = ()

    def by_status(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        return rows.unclosed() if value == UNCLOSED else rows.filter(status=value)
