import django_filters
from django.db.models import QuerySet

from housing_portal.journal.persons import PersonFilter
from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from transactions.enums import LookupPurpose, LookupStatus
from transactions.models import HousingLookup


class LookupFilter(FilterSet):
    q = SearchFilter(["number", "applicant", "basis"], label="关键词", help_text="编号、申请人或查询依据")
    person = PersonFilter(label="被查询人", method="by_person", help_text="完整证件号码")
    status = django_filters.ChoiceFilter(label="状态", choices=LookupStatus.choices)
    purpose = django_filters.ChoiceFilter(label="用途", choices=LookupPurpose.choices)
    asked = DayRangeFilter(field_name="recorded_at__date", label="申请日期")

    class Meta:
        model = HousingLookup
        fields = ()

    def by_person(self, rows: QuerySet, _name: str, words: str) -> QuerySet:
        return rows.filter(pk__in=rows.model.objects.of_identity(words).values("pk"))
