import django_filters
from django.db.models import QuerySet

from affordable.enums import LeaseEnd, LeaseStatus
from affordable.filters.base import UnitFilterSet
from affordable.models import Family, Lease
from housing_portal.journal.persons import PersonFilter
from housing_portal.kit import clock
from housing_portal.kit.filters import DayRangeFilter, SearchFilter
from housing_portal.registry import parameters

WATCHED = [("behind", "累计欠租达到解约月数"), ("empty", "连续空置达到收回月数"), ("run_out", "租期已满未办理")]


class LeaseFilter(UnitFilterSet):
    shown = 6

    q = SearchFilter(
        ["contract_no", "family__number", "home__estate", "home__building", "home__room"], label="租约房源"
    )
    person = PersonFilter(label="家庭成员", method="by_person", help_text="姓名全称或完整证件号码")
    status = django_filters.ChoiceFilter(label="状态", choices=LeaseStatus.choices)
    signed_on = DayRangeFilter(label="签约日期")
    watched = django_filters.ChoiceFilter(label="需要处理", choices=WATCHED, method="by_matter")
    to_on = DayRangeFilter(label="租期止")
    end_reason = django_filters.ChoiceFilter(label="终止原因", choices=LeaseEnd.choices)

    class Meta:
        model = Lease
        fields = ()

    def by_person(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        families = Family.objects.of_person(value)
        return rows.filter(family__in=families.values("pk"))

    def by_matter(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        if value == "behind":
            return rows.filter(months_behind__gte=parameters.number("rent_arrears_months"))
        if value == "empty":
            return rows.long_empty(clock.today(), parameters.number("home_empty_months"))
        return rows.run_out(clock.today())
