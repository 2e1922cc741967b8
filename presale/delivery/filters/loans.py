import django_filters

from housing_portal.kit.filters import DayRangeFilter, FilterSet, SearchFilter
from housing_portal.registry.enums import OrganizationKind
from housing_portal.registry.models import Organization
from presale.delivery.enums.loans import LoanPurpose, UseStatus
from presale.delivery.models.estates import TroubledEstate
from presale.delivery.models.loans import LoanAllocation, LoanUse, SpecialLoan


class LoanFilter(FilterSet):
    q = SearchFilter(["contract_no", "lender__name", "borrower__name"], label="查找", help_text="合同号、银行、主体")
    lender = django_filters.ModelChoiceFilter(
        label="贷款银行", queryset=Organization.objects.filter(roles__kind=OrganizationKind.BANK)
    )
    signed_on = DayRangeFilter(label="签订日期")
    due_on = DayRangeFilter(label="到期日期")

    class Meta:
        model = SpecialLoan
        fields = ()


class AllocationFilter(FilterSet):
    """The loan ledger of an estate: other pages link here with ``?estate=…``."""

    estate = django_filters.ModelChoiceFilter(
        label="项目", queryset=TroubledEstate.objects.select_related("estate")
    )
    loan = django_filters.ModelChoiceFilter(label="专项借款", queryset=SpecialLoan.objects.order_by("contract_no"))
    q = SearchFilter(["paper"], label="批准文号")
    on = DayRangeFilter(label="批准日期")

    class Meta:
        model = LoanAllocation
        fields = ()


class UseFilter(FilterSet):
    q = SearchFilter(
        ["number", "payee__name", "voucher", "progress_basis"], label="查找", help_text="编号、收款单位、凭证"
    )
    estate = django_filters.ModelChoiceFilter(
        label="项目", field_name="allocation__estate", queryset=TroubledEstate.objects.select_related("estate")
    )
    status = django_filters.ChoiceFilter(label="状态", choices=UseStatus.choices)
    purpose = django_filters.ChoiceFilter(label="用途", choices=LoanPurpose.choices)
    applied_on = DayRangeFilter(label="申请日期")
    paid_on = DayRangeFilter(label="拨付日期")
    audit_flag = django_filters.BooleanFilter(label="专项审计")

    class Meta:
        model = LoanUse
        fields = ()
