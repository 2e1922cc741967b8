import django_filters

from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from transactions.enums import FundStatus
from transactions.models import ExistingHomeFund
from transactions.querysets import FundQuerySet
from transactions.services.funds import overdue_since

OVERDUE = "overdue"


class FundFilter(FilterSet):
    number = SearchFilter(["agreement_no", "contract__contract_no"], label="编号")
    address = SearchFilter(["contract__address"], label="坐落")
    bank = SearchFilter(["bank__name"], label="监管银行")
    status = django_filters.ChoiceFilter(
        label="状态", choices=[*FundStatus.choices, (OVERDUE, "逾期未划付")], method="by_status"
    )
    opened_on = DayRangeFilter(label="开户日期")

    class Meta:
        model = ExistingHomeFund
        fields = ()

    def by_status(self, funds: FundQuerySet, _name: str, value: str) -> FundQuerySet:
        return funds.unpaid_since(overdue_since()) if value == OVERDUE else funds.filter(status=value)
