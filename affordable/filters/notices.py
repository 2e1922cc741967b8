from affordable.filters.base import UnitFilterSet
from affordable.models import PublicNotice
from housing_portal.kit.filters import DayRangeFilter, SearchFilter


class NoticeFilter(UnitFilterSet):
    shown = 3

    q = SearchFilter(["number", "families__number"], label="编号")
    starts_on = DayRangeFilter(label="公示起")
    ends_on = DayRangeFilter(label="公示止")

    class Meta:
        model = PublicNotice
        fields = ()
