import django_filters
from django.db.models import QuerySet

from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from presale.enums import FreezeStatus
from presale.models import Freeze

STATES = {
    FreezeStatus.EFFECTIVE: {"released_on": None, "is_waiting": False},
    FreezeStatus.WAITING: {"released_on": None, "is_waiting": True},
    FreezeStatus.RELEASED: {"released_on__isnull": False},
}


class FreezeFilter(FilterSet):
    court = SearchFilter(["court", "case_no", "doc_no"], label="法院案号", help_text="法院、案号或文书号")
    estate = SearchFilter(["account__estate__record_name"], label="楼盘")
    status = django_filters.ChoiceFilter(label="状态", choices=FreezeStatus.choices, method="by_status")
    to_on = DayRangeFilter(label="冻结止")

    class Meta:
        model = Freeze
        fields = ()

    def by_status(self, freezes: QuerySet, _name: str, value: str) -> QuerySet:
        return freezes.filter(**STATES[FreezeStatus(value)])
