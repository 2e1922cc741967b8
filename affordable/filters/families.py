import django_filters
from django.db.models import QuerySet

from affordable.enums import FamilyCategory, FamilyStatus, SupportMode
from affordable.filters.base import UnitFilterSet
from affordable.measures.families import registered
from affordable.models import Family
from housing_portal.journal.persons import PersonFilter
from housing_portal.kit import scope
from housing_portal.kit.filters import DayRangeFilter, SearchFilter

REGISTER = [("all", "应录"), ("entered", "已录"), ("left", "未录")]


class PickFilter(UnitFilterSet):
    q = SearchFilter(["number"], label="编号")
    person = PersonFilter(label="家庭成员", method="by_person", help_text="姓名全称或完整证件号码")
    category = django_filters.ChoiceFilter(label="家庭类别", choices=FamilyCategory.choices)

    class Meta:
        model = Family
        fields = ()

    def by_person(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        return rows.of_person(value)


class WaitingFilter(PickFilter):
    waiting_since = DayRangeFilter(label="轮候起始")


class FamilyFilter(WaitingFilter):
    status = django_filters.ChoiceFilter(label="状态", choices=FamilyStatus.choices)
    wanted = django_filters.ChoiceFilter(label="申请方式", choices=SupportMode.choices)
    applied_on = DayRangeFilter(label="申请日期")
    is_entered = django_filters.BooleanFilter(label="录入系统", field_name="entered_system_on", method="by_entry")
    entered_system_on = DayRangeFilter(label="录入日期")
    register = django_filters.ChoiceFilter(label="基准名册", choices=REGISTER, method="by_register")

    def by_entry(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        return rows.filter(**{f"{name}__isnull": not value})

    def by_register(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        """Keep the families of the register of the base year, or the part of them in the system or not."""
        now = scope.current()
        found = rows.filter(pk__in=registered(now).values("pk"))
        return {"all": found, "entered": found.entered(now), "left": found.not_entered(now)}[value]
