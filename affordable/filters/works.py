import django_filters
from django.db.models import F, QuerySet

from affordable.enums import WorkCategory, WorkScope
from affordable.filters.base import UnitFilterSet, YearFilter
from affordable.filters.communities import communities_of
from affordable.models import WorkItem
from housing_portal.kit.filters import SearchFilter

STATES = [("none", "未动工"), ("some", "在施工"), ("all", "已完成")]


class WorkFilter(UnitFilterSet):
    community = django_filters.ModelChoiceFilter(label="小区", queryset=communities_of)
    year = YearFilter(label="计划年度", field_name="community__plan_year")
    scope = django_filters.ChoiceFilter(label="归属", choices=WorkScope.choices)
    category = django_filters.ChoiceFilter(label="类别", choices=WorkCategory.choices)
    state = django_filters.ChoiceFilter(label="进度", choices=STATES, method="by_state")
    q = SearchFilter(["item", "community__name", "building__no"], label="工程内容")

    class Meta:
        model = WorkItem
        fields = ()

    def by_state(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        """Keep the items of which nothing, a part or everything is done; the list has annotated ``done_qty``."""
        if value == "some":
            return rows.filter(done_qty__gt=0, done_qty__lt=F("qty"))
        return rows.filter(done_qty=0) if value == "none" else rows.filter(done_qty__gte=F("qty"))
