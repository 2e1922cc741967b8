import django_filters

from affordable.enums import AllocationMethod, RoundStatus
from affordable.filters.base import UnitFilterSet
from affordable.models import AllocationRound
from housing_portal.kit.filters import DayRangeFilter, SearchFilter


class RoundFilter(UnitFilterSet):
    q = SearchFilter(["number", "note"], label="批次")
    method = django_filters.ChoiceFilter(label="分配方式", choices=AllocationMethod.choices)
    status = django_filters.ChoiceFilter(label="状态", choices=RoundStatus.choices)
    drawn_on = DayRangeFilter(label="抽取日期")

    class Meta:
        model = AllocationRound
        fields = ()
