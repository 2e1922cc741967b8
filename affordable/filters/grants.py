import django_filters
from django.db.models import QuerySet

from affordable.enums import FamilyCategory, GrantStatus
from affordable.filters.base import UnitFilterSet
from affordable.models import Family, SubsidyGrant
from housing_portal.journal.persons import PersonFilter
from housing_portal.kit.filters import DayRangeFilter, SearchFilter


def of_person(rows: QuerySet, _name: str, value: str) -> QuerySet:
    """Keep the rows of families that somebody of exactly this name or document number belongs to."""
    return rows.filter(family__in=Family.objects.of_person(value).values("pk"))


class GrantFilter(UnitFilterSet):
    q = SearchFilter(["family__number"], label="保障对象")
    person = PersonFilter(label="家庭成员", method=of_person, help_text="姓名全称或完整证件号码")
    category = django_filters.ChoiceFilter(label="家庭类别", choices=FamilyCategory.choices)
    from_on = DayRangeFilter(label="起发日期")
    status = django_filters.ChoiceFilter(label="状态", choices=GrantStatus.choices)

    class Meta:
        model = SubsidyGrant
        fields = ()
