import django_filters

from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from transactions.enums import PriceStatus
from transactions.models import PriceFiling


class PriceFilter(FilterSet):
    estate = SearchFilter(["estate__record_name", "estate__promo_name"], label="楼盘")
    developer = SearchFilter(["developer__name", "developer__short_name"], label="申报企业")
    status = django_filters.ChoiceFilter(label="状态", choices=PriceStatus.choices)
    is_adjustment = django_filters.BooleanFilter(label="调价")
    filed = DayRangeFilter(field_name="filed_on", label="备案日期")

    class Meta:
        model = PriceFiling
        fields = ()
