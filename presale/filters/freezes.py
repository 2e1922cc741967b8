import django_filters

from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from presale.enums import FreezeStatus
from presale.models import Freeze


class FreezeFilter(FilterSet):
    court = SearchFilter(["court", "case_no", "doc_no"], label="法院案号", help_text="法院、案号或文书号")
    estate = SearchFilter(["account__estate__record_name"], label="楼盘")
    status = django_filters.ChoiceFilter("state_now", label="状态", choices=FreezeStatus.choices)
    to_on = DayRangeFilter(label="冻结止")

    class Meta:
        model = Freeze
        fields = ()
