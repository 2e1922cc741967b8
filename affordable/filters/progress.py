
import django_filters

from affordable.enums import (
    InvestmentBasis,
    ProjectKind,
    Stage,
)
from affordable.filters.base import LatestFilter, UnitFilterSet, YearFilter
from housing_portal.kit.filters import DayRangeFilter, SearchFilter


class InvestmentFilter(UnitFilterSet):
    year = YearFilter()
    latest = LatestFilter()
    as_of = DayRangeFilter(label="截至日期")
    basis = django_filters.ChoiceFilter(label="依据", choices=InvestmentBasis.choices)
    q = SearchFilter(["project__name", "note"], label="项目名称")


class SubsidyFilter(UnitFilterSet):
    year = YearFilter()
    latest = LatestFilter()
    as_of = DayRangeFilter(label="截至日期")


class NoteFilter(UnitFilterSet):
    kind = django_filters.ChoiceFilter(label="类别", choices=ProjectKind.choices)
    stage = django_filters.ChoiceFilter(label="阶段", choices=Stage.choices)
    latest = LatestFilter()
    as_of = DayRangeFilter(label="截至日期")
    q = SearchFilter(["text", "project__name"], label="内容")
