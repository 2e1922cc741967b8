import django_filters

from affordable.enums import RuleStatus
from affordable.models import SubsidyRule
from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter


class SubsidyRuleFilter(FilterSet):
    q = SearchFilter(["policy"], label="依据文件")
    status = django_filters.ChoiceFilter(label="状态", choices=RuleStatus.choices)
    effective_on = DayRangeFilter(label="执行日期")

    class Meta:
        model = SubsidyRule
        fields = ()
