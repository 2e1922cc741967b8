import django_filters

from affordable.enums import QuotaStatus
from affordable.filters.base import UnitFilterSet
from housing_portal.kit.filters import SearchFilter


class QuotaFilter(UnitFilterSet):
    status = django_filters.ChoiceFilter(label="状态", choices=QuotaStatus.choices)
    q = SearchFilter(["project__name", "household__compound__no", "household__agreement_no"], label="项目院落")
