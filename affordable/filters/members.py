import django_filters
from django.db.models import QuerySet

from affordable.enums import FamilyCategory, FamilyStatus
from affordable.models import Member
from housing_portal.journal.persons import PersonFilter
from housing_portal.kit.filters import FilterSet, SearchFilter


class MemberFilter(FilterSet):
    """Whom the departments are asked about: the members of families in one state."""

    status = django_filters.ChoiceFilter(label="家庭状态", field_name="family__status", choices=FamilyStatus.choices)
    category = django_filters.ChoiceFilter(
        label="家庭类别", field_name="family__category", choices=FamilyCategory.choices
    )
    q = SearchFilter(["family__number"], label="保障对象")
    person = PersonFilter(label="成员", method="by_person", help_text="姓名全称或完整证件号码")

    class Meta:
        model = Member
        fields = ()

    def by_person(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        return rows.filter(pk__in=Member.objects.named_or_numbered(value).values("pk"))
