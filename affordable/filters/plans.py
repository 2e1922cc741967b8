import django_filters

from affordable.enums import MilestoneCode, ProjectKind
from affordable.filters.base import UnitFilterSet
from affordable.filters.projects import BehindFilter
from housing_portal.kit.filters import DayRangeFilter, SearchFilter


class PlanFilter(UnitFilterSet):
    kind = django_filters.ChoiceFilter(label="类别", choices=ProjectKind.choices, field_name="project__kind")
    code = django_filters.ChoiceFilter(label="里程碑", choices=MilestoneCode.choices)
    planned_on = DayRangeFilter(label="计划日期")
    behind = BehindFilter()
    q = SearchFilter(["project__name"], label="项目名称")
