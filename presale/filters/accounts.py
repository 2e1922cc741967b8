import django_filters

from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from presale.enums import AccountStatus
from presale.models import EscrowAccount


class AccountFilter(FilterSet):
    estate = SearchFilter(["estate__record_name", "estate__promo_name"], label="楼盘")
    number = SearchFilter(["account_no", "account_name"], label="账号、户名")
    developer = SearchFilter(["developer__name"], label="开发企业")
    bank = SearchFilter(["bank__organization__name"], label="监管银行")
    opened = DayRangeFilter(field_name="opened_on", label="开户日期")
    status = django_filters.ChoiceFilter(label="状态", choices=AccountStatus.choices)

    class Meta:
        model = EscrowAccount
        fields = ()
