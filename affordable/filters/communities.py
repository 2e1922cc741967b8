import django_filters
from django.db.models import QuerySet

from affordable.enums import CommunityStatus
from affordable.filters.base import UnitFilterSet, YearFilter
from affordable.filters.projects import BehindFilter
from affordable.models import RenovationCommunity
from housing_portal.kit.filters import SearchFilter


class CommunityFilter(UnitFilterSet):
    year = YearFilter(label="计划年度", field_name="plan_year")
    is_in_plan = django_filters.BooleanFilter(label="国家计划")
    status = django_filters.ChoiceFilter(label="状态", choices=CommunityStatus.choices)
    behind = BehindFilter()
    q = SearchFilter(["name", "policy_doc__number"], label="小区名称")

    class Meta:
        model = RenovationCommunity
        fields = ()


def communities_of(request: object) -> QuerySet:
    """Return the communities that the reader may choose from."""
    return RenovationCommunity.objects.visible_to(request.user).order_by("-plan_year", "name", "pk")
