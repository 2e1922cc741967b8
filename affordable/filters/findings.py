
import django_filters

from affordable.enums import (
    FindingStatus,
)
from affordable.filters.base import UnitFilterSet, YearFilter
from affordable.models import AuditCategory
from housing_portal.kit.filters import DayRangeFilter, SearchFilter


class FindingFilter(UnitFilterSet):
    year = YearFilter(label="审计年度", field_name="audit_year")
    category = django_filters.ModelChoiceFilter(label="问题类别", queryset=AuditCategory.objects.all())
    status = django_filters.ChoiceFilter(label="状态", choices=FindingStatus.choices)
    due_on = DayRangeFilter(label="整改期限")
    q = SearchFilter(["title", "project__name"], label="问题")
