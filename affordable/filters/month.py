"""Which projects stand on the page of the month, and as of which day."""
import django_filters
from django.db.models import QuerySet

from affordable.enums import ProjectKind
from affordable.filters.base import UnitFilterSet, YearFilter
from housing_portal.kit import clock
from housing_portal.kit.filters import SearchFilter


class DayFilter(django_filters.DateFilter):
    """The day of the page; it leaves out no row."""

    def filter(self, qs: QuerySet, value: object) -> QuerySet:
        return qs


class MonthFilter(UnitFilterSet):
    as_of = DayFilter(label="截至日期", initial=clock.today)
    kind = django_filters.ChoiceFilter(label="类别", choices=ProjectKind.choices)
    year = YearFilter(label="下达年度", field_name="plan_year")
    q = SearchFilter(["name"], label="项目名称")
