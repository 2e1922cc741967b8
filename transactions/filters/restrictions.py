from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import QuerySet

from housing_portal.kit import clock
from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from housing_portal.registry import parameters
from transactions.enums import RestrictionKind, RestrictionStatus
from transactions.models import RoomRestriction

SOON, OVER = "soon", "over"


class RestrictionFilter(FilterSet):
    estate = SearchFilter(["room__building__estate__record_name"], label="楼盘")
    number = django_filters.CharFilter("room__number", label="房号")
    kind = django_filters.ChoiceFilter(label="限制类型", choices=RestrictionKind.choices)
    status = django_filters.ChoiceFilter(label="状态", choices=RestrictionStatus.choices)
    term = django_filters.ChoiceFilter(
        label="期限", choices=[(SOON, "将到期"), (OVER, "已过期未解除")], method="by_term"
    )
    case_no = SearchFilter(["case_no", "document_no"], label="案号", help_text="案号或文书号")
    authority = SearchFilter(["authority"], label="决定机关")
    until = DayRangeFilter(field_name="until_on", label="期限止")

    class Meta:
        model = RoomRestriction
        fields = ()

    def by_term(self, liens: QuerySet, _name: str, value: Any) -> QuerySet:
        today = clock.today()
        if value == OVER:
            return liens.active().filter(until_on__lt=today)
        last = today + timedelta(days=parameters.number("restriction_notice_days"))
        return liens.active().filter(until_on__range=(today, last))
