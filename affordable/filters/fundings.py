import django_filters

from affordable.enums import FundingKind
from affordable.filters.base import UnitFilterSet
from housing_portal.kit.filters import SearchFilter


class FundingFilter(UnitFilterSet):
    kind = django_filters.ChoiceFilter(label="资金来源", choices=FundingKind.choices)
    q = SearchFilter(["project__name", "community__name", "doc"], label="项目小区")
