import django_filters
from django.db.models import QuerySet

from affordable.enums import HomeStatus, Ownership
from affordable.filters.base import UnitFilterSet, YearFilter
from affordable.models import RentalHome
from housing_portal.kit import clock
from housing_portal.kit.filters import DayRangeFilter, SearchFilter
from housing_portal.registry import parameters


class HomeFilter(UnitFilterSet):
    q = SearchFilter(["estate", "building", "room"], label="房源")
    status = django_filters.ChoiceFilter(label="状态", choices=HomeStatus.choices)
    ownership = django_filters.ChoiceFilter(label="权属", choices=Ownership.choices)
    source_plan_year = YearFilter(label="下达年度")
    is_entered = django_filters.BooleanFilter(label="录入系统", field_name="entered_system_on", method="by_entry")
    long_idle = django_filters.BooleanFilter(label="长期闲置", method="by_idleness")
    received_on = DayRangeFilter(label="接收日期")

    class Meta:
        model = RentalHome
        fields = ()

    def by_entry(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        return rows.filter(**{f"{name}__isnull": not value})

    def by_idleness(self, rows: QuerySet, _name: str, value: bool) -> QuerySet:
        found = RentalHome.objects.long_idle(clock.today(), parameters.number("home_idle_years"))
        return rows.filter(pk__in=found.values("pk")) if value else rows.exclude(pk__in=found.values("pk"))
