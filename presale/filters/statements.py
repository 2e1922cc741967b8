import django_filters

from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from presale.filters.receipts import account_box
from presale.models import StatementFile, StatementLine


class StatementFilter(FilterSet):
    q = SearchFilter(["name"], label="文件名")
    account = account_box()
    to_on = DayRangeFilter(label="对账单止")

    class Meta:
        model = StatementFile
        fields = ("q", "account", "to_on")


class LineFilter(FilterSet):
    q = SearchFilter(["serial", "counterparty", "memo"], label="关键字", help_text="流水号、对方、摘要")
    account = account_box()
    booked_on = DayRangeFilter(label="记账日期")
    file = django_filters.NumberFilter(label="文件编号", field_name="file_id", min_value=1, max_value=2**31 - 1)

    class Meta:
        model = StatementLine
        fields = ("q", "account", "status", "booked_on", "file")
