from typing import Any

import django_filters
from django.db.models import QuerySet

from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from presale.alert_rules import RULES
from presale.enums import AlertLevel, AlertStatus
from presale.models import EscrowAlert

UNCLOSED = "unclosed"


class AlertFilter(FilterSet):
    q = SearchFilter(["sentence", "estate__record_name"], label="预警", help_text="内容或楼盘")
    rule = django_filters.ChoiceFilter(label="规则", choices=[(rule.code, rule.label) for rule in RULES.values()])
    level = django_filters.ChoiceFilter(label="级别", choices=AlertLevel.choices)
    status = django_filters.ChoiceFilter(
        label="状态", choices=[(UNCLOSED, "未关闭"), *AlertStatus.choices], method="by_status"
    )
    found_on = DayRangeFilter(label="发现日期")
    account = SearchFilter(["account__account_no"], label="监管账号")

    class Meta:
        model = EscrowAlert
        fields = ()

    def by_status(self, alerts: QuerySet, _name: str, value: Any) -> QuerySet:
        return alerts.unclosed() if value == UNCLOSED else alerts.filter(status=value)
