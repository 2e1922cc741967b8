import django_filters

from affordable.filters.base import UnitFilterSet, YearFilter


class ZeroFilter(UnitFilterSet):
    year = YearFilter()
    month = django_filters.ChoiceFilter(label="月份", choices=[(n, f"{n} 月") for n in range(1, 13)])
