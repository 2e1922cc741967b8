import django_filters

from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from presale.enums import NodeForm, QuotaBasis, RuleStatus
from presale.models import RuleSet


class RuleFilter(FilterSet):
    name = SearchFilter(["name", "source"], label="规则")
    status = django_filters.ChoiceFilter(label="状态", choices=RuleStatus.choices)
    basis = django_filters.ChoiceFilter(label="额度算法", choices=QuotaBasis.choices)
    writing = django_filters.ChoiceFilter(field_name="form", label="节点写法", choices=NodeForm.choices)
    effective = DayRangeFilter(field_name="effective_from", label="施行日期")

    class Meta:
        model = RuleSet
        fields = ()
