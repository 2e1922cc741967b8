import django_filters
from django.db.models import QuerySet

from affordable.enums import REVIEWED, ReviewNeed, ReviewStatus
from affordable.filters.base import UnitFilterSet, YearFilter
from affordable.models import AnnualReview, Family
from housing_portal.journal.persons import PersonFilter
from housing_portal.kit import scope
from housing_portal.kit.filters import DayRangeFilter, SearchFilter

OVERDUE = "overdue"
STATES = [*ReviewStatus.choices, (OVERDUE, "超期未审"), *ReviewNeed.choices]


class ReviewFilter(UnitFilterSet):
    year = YearFilter(field_name="year")
    status = django_filters.ChoiceFilter(label="状态", choices=STATES, method="by_status")
    was_tenant = django_filters.BooleanFilter(label="承租户")
    due_on = DayRangeFilter(label="年审期限")
    q = SearchFilter(["family__number"], label="保障对象")
    person = PersonFilter(label="家庭成员", method="by_person", help_text="姓名全称或完整证件号码")

    class Meta:
        model = AnnualReview
        fields = ()

    def by_status(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        if value == OVERDUE:
            return rows.overdue(scope.current())
        if value == ReviewNeed.NONE:
            return rows.needless()
        found = rows.filter(status=value)
        return found if value in REVIEWED else found.open()

    def by_person(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        return rows.filter(family__in=Family.objects.of_person(value).values("pk"))
