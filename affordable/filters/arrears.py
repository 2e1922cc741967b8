
import django_filters

from affordable.enums import (
    Forecast,
)
from affordable.filters.base import LatestFilter, UnitFilterSet, YearFilter
from housing_portal.kit.filters import DayRangeFilter, SearchFilter


class StatementFilter(UnitFilterSet):
    latest = LatestFilter()
    as_of = DayRangeFilter(label="截至日期")
    q = SearchFilter(["note"], label="说明")


class ContinuedFilter(UnitFilterSet):
    year = YearFilter(label="攻坚年度")
    latest = LatestFilter()
    forecast = django_filters.ChoiceFilter(label="年底研判", choices=Forecast.choices)
