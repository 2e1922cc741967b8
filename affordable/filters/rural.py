import django_filters
from django.db.models import QuerySet

from affordable.enums import Appraisal, RuralMode, RuralStatus, RuralTarget
from affordable.filters.base import UnitFilterSet, YearFilter
from affordable.filters.projects import BehindFilter
from affordable.models import RuralHouse
from housing_portal.journal.persons import PersonFilter
from housing_portal.kit.filters import DayRangeFilter, SearchFilter


class RuralFilter(UnitFilterSet):
    year = YearFilter(label="计划年度", field_name="plan_year")
    target_kind = django_filters.ChoiceFilter(label="对象类别", choices=RuralTarget.choices)
    status = django_filters.ChoiceFilter(label="状态", choices=RuralStatus.choices)
    mode = django_filters.ChoiceFilter(label="改造方式", choices=RuralMode.choices)
    behind = BehindFilter()
    q = SearchFilter(["village", "list_doc"], label="村组文号")
    person = PersonFilter(label="户主", method="by_person", help_text="姓名全称或完整证件号码")
    appraisal = django_filters.ChoiceFilter(label="鉴定等级", choices=Appraisal.choices)
    planned_done_on = DayRangeFilter(label="计划竣工")

    class Meta:
        model = RuralHouse
        fields = ()

    def by_person(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        return rows.named_or_numbered(value)
