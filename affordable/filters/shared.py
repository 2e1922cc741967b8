import django_filters
from django.db.models import QuerySet

from affordable.enums import SharedStatus
from affordable.filters.base import UnitFilterSet
from affordable.models import SharedHome
from housing_portal.journal.persons import PersonFilter
from housing_portal.kit.filters import SearchFilter


class SharedHomeFilter(UnitFilterSet):
    q = SearchFilter(["estate", "room"], label="小区、房号")
    person = PersonFilter(label="购房人", method="by_person", help_text="姓名全称或完整证件号码")
    status = django_filters.ChoiceFilter(label="状态", choices=SharedStatus.choices)
    build_year = django_filters.NumberFilter(label="建设年份")

    class Meta:
        model = SharedHome
        fields = ()

    def by_person(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        return rows.of_person(value)
