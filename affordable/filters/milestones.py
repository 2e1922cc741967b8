
import django_filters

from affordable.enums import (
    MilestoneCode,
    MilestoneStatus,
    ProjectKind,
)
from affordable.filters.base import UnitFilterSet, YearFilter
from housing_portal.kit.filters import DayRangeFilter, SearchFilter


class MilestoneFilter(UnitFilterSet):
    code = django_filters.ChoiceFilter(label="里程碑", choices=MilestoneCode.choices)
    kind = django_filters.ChoiceFilter(label="类别", choices=ProjectKind.choices)
    status = django_filters.ChoiceFilter(label="状态", choices=MilestoneStatus.choices)
    actual_on = DayRangeFilter(label="发生日期")
    year = YearFilter(field_name="actual_on__year")
    q = SearchFilter(["project__name", "building", "note"], label="项目楼幢")
