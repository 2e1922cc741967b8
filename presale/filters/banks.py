from typing import Any

import django_filters
from django.db.models import QuerySet

from housing_portal.kit import clock
from housing_portal.kit.filters import FilterSet, SearchFilter
from presale.enums import BankStatus
from presale.models import EscrowBank, StatementLayout

OVER = "over"


class BankFilter(FilterSet):
    name = SearchFilter(["organization__name", "organization__short_name"], label="银行")
    batch = SearchFilter(["batch"], label="入围批次")
    status = django_filters.ChoiceFilter(label="状态", choices=BankStatus.choices)
    term = django_filters.ChoiceFilter(label="有效期", choices=[(OVER, "已过期")], method="by_term")

    class Meta:
        model = EscrowBank
        fields = ()

    def by_term(self, banks: QuerySet, _name: str, _value: Any) -> QuerySet:
        return banks.filter(valid_to__lt=clock.today())


class LayoutFilter(FilterSet):
    name = SearchFilter(["name"], label="格式名称")

    class Meta:
        model = StatementLayout
        fields = ()
