import django_filters

from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from presale.models import EscrowAccount, LedgerEntry


def account_box() -> django_filters.ModelChoiceFilter:
    """Return the box that chooses an account."""
    return django_filters.ModelChoiceFilter(
        label="监管账户", queryset=EscrowAccount.objects.select_related("estate").order_by("estate__record_name", "pk")
    )


class EntryFilter(FilterSet):
    q = SearchFilter(
        ["bank_serial", "document", "contract__contract_no"], label="关键字", help_text="流水号、文书号、合同"
    )
    account = account_box()
    booked_on = DayRangeFilter(label="记账日期")

    class Meta:
        model = LedgerEntry
        fields = ("q", "account", "kind", "booked_on")


class UnidentifiedFilter(FilterSet):
    q = SearchFilter(["bank_serial", "memo", "counterparty"], label="关键字", help_text="流水号、摘要、付款人")
    account = account_box()
    booked_on = DayRangeFilter(label="记账日期")

    class Meta:
        model = LedgerEntry
        fields = ("q", "account", "booked_on")
