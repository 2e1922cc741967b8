

from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter


class BatchFilter(FilterSet):
    as_of = DayRangeFilter(label="截至日期")
    q = SearchFilter(["file_name", "kind"], label="文件名")
