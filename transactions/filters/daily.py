import django_filters

from housing_portal.kit.filters import DayRangeFilter, FilterSet
from transactions.enums import ReportStatus
from transactions.models import DailyReport


class DailyFilter(FilterSet):
    on = DayRangeFilter(label="日期")
    status = django_filters.ChoiceFilter(label="状态", choices=ReportStatus.choices)

    class Meta:
        model = DailyReport
        fields = ()
