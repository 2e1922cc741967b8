import django_filters

from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from inspections.enums.notices import NoticeKind, NoticeStatus
from inspections.models.domain import InspectionDomain
from inspections.models.notice import RectificationNotice


class NoticeFilter(FilterSet):
    q = SearchFilter(["number", "target__name"], label="编号、对象")
    domain = django_filters.ModelChoiceFilter(
        label="检查领域", field_name="target__domain", queryset=InspectionDomain.objects.order_by("order", "pk")
    )
    kind = django_filters.ChoiceFilter(label="整改方式", choices=NoticeKind.choices)
    status = django_filters.ChoiceFilter(label="状态", choices=NoticeStatus.choices)
    issued_on = DayRangeFilter(label="签发日期")
    deadline_on = DayRangeFilter(label="整改期限")
    target = django_filters.NumberFilter(label="对象编号", field_name="target_id")

    class Meta:
        model = RectificationNotice
        fields = ()
