import django_filters

from housing_portal.kit.filters import FilterSet, SearchFilter
from presale.enums import PayeeKind, PayeeStatus
from presale.models import Payee


class PayeeFilter(FilterSet):
    name = SearchFilter(["name", "payee_account", "contract_doc"], label="收款人", help_text="名称、账号或合同")
    estate = SearchFilter(["account__estate__record_name"], label="楼盘")
    kind = django_filters.ChoiceFilter(label="类别", choices=PayeeKind.choices)
    status = django_filters.ChoiceFilter(label="状态", choices=PayeeStatus.choices)

    class Meta:
        model = Payee
        fields = ()
