from housing_portal.kit.filters import DayRangeFilter, FilterSet
from presale.filters.receipts import account_box
from presale.models import Reconciliation


class ReconciliationFilter(FilterSet):
    account = account_box()
    day = DayRangeFilter(label="对账日期")

    class Meta:
        model = Reconciliation
        fields = ("account", "status", "day")
