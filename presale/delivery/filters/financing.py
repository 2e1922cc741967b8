from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from presale.delivery.models import FinancingAttempt


class FinancingFilter(FilterSet):
    q = SearchFilter(["estate__estate__record_name", "bank__name"], label="项目银行")
    applied_on = DayRangeFilter(label="申请日期")

    class Meta:
        model = FinancingAttempt
        fields = ("q", "status", "applied_on")
