from datetime import date, timedelta
from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet

from housing_portal.journal.persons import PersonFilter
from housing_portal.kit import clock
from housing_portal.kit.filters import DayRangeFilter, FilterSet
from housing_portal.registry.models import Estate, Organization
from transactions.enums import ContractStatus, RoomUse, Special
from transactions.models import SaleContract
from transactions.services.entry import county
from transactions.services.filing import filing_term

UNFILED, OVERDUE = "unfiled", "overdue"
STATES = [*ContractStatus.choices, (UNFILED, "未备案（含审核中、退回）"), (OVERDUE, "超期未备案")]
SHORT = 13  # the day and the running number: all of our numbers but the county's six digits


class ContractFilter(FilterSet):
    """Without any condition the list shows what was signed this year; drafts show only when they are asked for."""

    number = django_filters.CharFilter(label="合同编号", method="by_number", help_text="完整编号或后 13 位")
    estate = django_filters.CharFilter(label="楼盘", method="by_estate")
    status = django_filters.ChoiceFilter(label="状态", choices=STATES, method="by_status")
    seller = django_filters.CharFilter(label="企业", method="by_seller")
    signed_on = DayRangeFilter(label="签订日期")
    buyer = PersonFilter(label="买受人", method="by_buyer", help_text="姓名全称或完整证件号码")
    use = django_filters.ChoiceFilter(label="用途", choices=RoomUse.choices)
    filed_on = DayRangeFilter(label="备案日期", method="by_filing")
    special = django_filters.ChoiceFilter(label="特殊交易", choices=Special.choices)
    signed_before_permit = django_filters.ChoiceFilter(
        label="先签后证", choices=[("true", "是")], method="by_early",
    )

    class Meta:
        model = SaleContract
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.fields["status"].widget.choices = [("", "全部（不含草稿）"), *STATES]

    @property
    def is_default(self) -> bool:
        """Tell whether no condition was sent, not even an empty one."""
        names = {*self.filters, "signed_on_after", "signed_on_before", "filed_on_after", "filed_on_before"}
        return not names & set(self.data)

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """A number names one contract: where one is given, the other boxes do not count."""
        if number := self.form.cleaned_data.get("number"):
            return self.by_number(queryset, "number", number)
        rows = super().filter_queryset(queryset)
        if self.is_default:
            today = clock.today()
            rows = rows.filter(signed_on__gte=today.replace(month=1, day=1))
        return rows if self.form.cleaned_data.get("status") else rows.without_drafts()

    def by_number(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        typed = "".join(value.split()).upper()
        return rows.numbered(county() + typed if len(typed) == SHORT and typed.isdecimal() else typed)

    def by_estate(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        named = Estate.objects.filter(Q(record_name__icontains=value) | Q(promo_name__icontains=value))
        # looked up first: with the keys in hand both databases read the index of estate and day
        return rows.filter(estate__in=list(named.order_by("pk").values_list("pk", flat=True)))

    def by_seller(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        named = Organization.objects.filter(Q(name__icontains=value) | Q(short_name__icontains=value))
        return rows.filter(seller__in=list(named.order_by("pk").values_list("pk", flat=True)))

    def by_buyer(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        return rows.of_person(value)

    def by_early(self, rows: QuerySet, _name: str, _value: str) -> QuerySet:
        """Keep the few that were signed before their permit; who would ask for all the others?"""
        return rows.filter(signed_before_permit=True)

    def by_filing(self, rows: QuerySet, _name: str, days: slice) -> QuerySet:
        """Keep what was filed on these days, in their order: the index that finds them has them so."""
        ends = {"filed_on__gte": days.start, "filed_on__lte": days.stop}
        return rows.filter(**{end: day for end, day in ends.items() if day}).order_by(F("filed_on").desc(), "-pk")

    def by_status(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        if value == UNFILED:
            return rows.unfiled()
        return rows.signed_before(overdue_before(filing_term())) if value == OVERDUE else rows.filter(status=value)


def overdue_before(term: int) -> date:
    """Return the day before which a contract not yet filed must have been signed to be overdue."""
    return clock.today() - timedelta(days=term)
