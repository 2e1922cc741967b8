import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest

from affordable.enums import PaymentKind, PaymentStatus, ReturnReason
from affordable.filters.base import UnitFilterSet, YearFilter
from affordable.filters.grants import of_person
from affordable.forms.subsidy_batches import QUARTERS
from affordable.models import SubsidyBatch, SubsidyPayment
from housing_portal.journal.persons import PersonFilter
from housing_portal.kit.filters import DayRangeFilter, SearchFilter


def batches_of(request: HttpRequest) -> QuerySet:
    return SubsidyBatch.objects.visible_to(request.user)


class PaymentFilter(UnitFilterSet):
    q = SearchFilter(["family__number"], label="保障对象")
    person = PersonFilter(label="家庭成员", method=of_person, help_text="姓名全称或完整证件号码")
    batch = django_filters.ModelChoiceFilter(label="批次", queryset=batches_of)
    year = YearFilter(label="所属年度")
    quarter = django_filters.ChoiceFilter(label="所属季度", choices=QUARTERS)
    kind = django_filters.ChoiceFilter(label="类别", choices=PaymentKind.choices)
    status = django_filters.ChoiceFilter(label="状态", choices=PaymentStatus.choices)
    return_reason = django_filters.ChoiceFilter(label="退票原因", choices=ReturnReason.choices)
    is_ready = django_filters.BooleanFilter(label="可以补发")
    paid_on = DayRangeFilter(label="到账日期")

    class Meta:
        model = SubsidyPayment
        fields = ()
