import django_filters

from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from presale.enums import WorksStatus
from presale.models import WorksReport


class WorksFilter(FilterSet):
    estate = SearchFilter(["account__estate__record_name"], label="楼盘")
    source = SearchFilter(["source"], label="依据")
    status = django_filters.ChoiceFilter(label="状态", choices=WorksStatus.choices)
    as_of = DayRangeFilter(label="截至日期")

    class Meta:
        model = WorksReport
        fields = ()
