import django_filters

from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from presale.enums import RefundKind, RefundStatus
from presale.filters.receipts import account_box
from presale.filters.releases import FLIGHT, MINE, waiting_for
from presale.models import Refund
from presale.querysets import RefundQuerySet
from presale.workflow import REFUND

STATES = [(MINE, "待我办"), (FLIGHT, "在途"), *RefundStatus.choices]


class RefundFilter(FilterSet):
    q = SearchFilter(["number", "notice_no", "contract__contract_no"], label="编号、合同")
    account = account_box()
    status = django_filters.ChoiceFilter(label="状态", choices=STATES, method="by_status")
    kind = django_filters.ChoiceFilter(label="类型", choices=RefundKind.choices)
    applied_on = DayRangeFilter(label="申请日期")

    class Meta:
        model = Refund
        fields = ()

    def by_status(self, refunds: RefundQuerySet, _name: str, value: str) -> RefundQuerySet:
        if value == MINE:
            return refunds.filter(status__in=waiting_for(REFUND, self.request.user))
        return refunds.in_flight() if value == FLIGHT else refunds.filter(status=value)
