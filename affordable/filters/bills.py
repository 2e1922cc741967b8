import django_filters
from django.db.models import F, QuerySet

from affordable.filters.base import owners_of
from affordable.models import RentBill
from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter


class OpenBillFilter(FilterSet):
    month = django_filters.NumberFilter(label="月份", min_value=199001, max_value=210012)
    q = SearchFilter(["lease__contract_no", "lease__family__number", "lease__home__estate"], label="租约房源")
    unit = django_filters.ModelChoiceFilter(label="责任单位", field_name="lease__unit", queryset=owners_of)

    class Meta:
        model = RentBill
        fields = ()


class BillFilter(OpenBillFilter):
    is_paid = django_filters.BooleanFilter(label="已缴清", method="by_payment")
    due_on = DayRangeFilter(label="应缴日期")

    def by_payment(self, rows: QuerySet, _name: str, value: bool) -> QuerySet:
        return rows.filter(paid__gte=F("amount")) if value else rows.filter(paid__lt=F("amount"))
