from housing_portal.kit.filters import DayRangeFilter, FilterSet
from presale.models import ClosedMonth


class MonthFilter(FilterSet):
    first_day = DayRangeFilter(label="月份")

    class Meta:
        model = ClosedMonth
        fields = ("first_day",)
