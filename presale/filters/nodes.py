import django_filters

from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from presale.enums import NodeCode, NodeStatus
from presale.models import NodeCertification


class NodeFilter(FilterSet):
    estate = SearchFilter(["building__estate__record_name", "building__number"], label="楼盘、楼幢")
    node = django_filters.ChoiceFilter(label="节点", choices=NodeCode.choices)
    status = django_filters.ChoiceFilter(label="状态", choices=NodeStatus.choices)
    applied_on = DayRangeFilter(label="申请日期")

    class Meta:
        model = NodeCertification
        fields = ()
