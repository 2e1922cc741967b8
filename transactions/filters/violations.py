import django_filters

from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from transactions.models import SaleViolation


class ViolationFilter(FilterSet):
    found_on = DayRangeFilter(label="发现日期")
    estate = SearchFilter(["room__building__estate__record_name"], label="楼盘")
    seller = django_filters.CharFilter("seller__name", lookup_expr="icontains", label="出卖人")

    class Meta:
        model = SaleViolation
        fields = ()
