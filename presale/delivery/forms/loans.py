"""Special loans and their uses; amounts in 元. What is typed is checked by the services, under the lock."""
from typing import Any

from django import forms

from housing_portal.journal.forms import ProvedDayForm, day, proof
from housing_portal.kit import clock
from housing_portal.kit.forms import ModelForm
from housing_portal.registry.enums import OrganizationKind
from housing_portal.registry.models import Organization
from presale.delivery.enums.estates import EstateStatus
from presale.delivery.models.estates import TroubledEstate
from presale.delivery.models.loans import LoanAllocation, LoanDraw, LoanUse, Repayment, SpecialLoan
from presale.delivery.services.uses import FACTS


class Checkless(ModelForm):
    """A form that writes nothing into a record: the service checks it and says what is wrong."""

    def _post_clean(self) -> None:
        """Leave the checks to the service."""


class LoanForm(Checkless):
    evidence = proof("借款合同、批复")
    cards = [
        ("合同", ["contract_no", "lender", "borrower", "signed_on", "due_on"]), ("金额", ["amount", "rate"]),
        ("材料", ["note", "evidence"]),
    ]
    wide = ("evidence",)

    class Meta:
        model = SpecialLoan
        fields = ["lender", "borrower", "contract_no", "amount", "rate", "signed_on", "due_on", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = Organization.objects.current()
        self.fields["lender"].queryset = current.filter(roles__kind=OrganizationKind.BANK)
        self.fields["borrower"].queryset = current.filter(roles__kind=OrganizationKind.PLATFORM)


class AllocationForm(Checkless):
    evidence = proof("批准文件")
    cards = [("分配", ["estate", "on", "amount", "paper"]), ("材料", ["note", "evidence"])]
    wide = ("evidence",)

    class Meta:
        model = LoanAllocation
        fields = ["estate", "on", "amount", "paper", "note"]
        labels = {"on": "批准日期"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["estate"].queryset = TroubledEstate.objects.filter(
            on_loan_list=True, status=EstateStatus.KEPT
        ).select_related("estate")
        self.fields["estate"].help_text = "只列台账中勾选“列入专项借款”的项目"
        self.fields["on"].initial = clock.today


class DrawForm(Checkless):
    evidence = proof("进账凭证")
    cards = [("到账", ["on", "amount", "voucher"]), ("材料", ["note", "evidence"])]
    wide = ("evidence",)

    class Meta:
        model = LoanDraw
        fields = ["on", "amount", "voucher", "note"]
        labels = {"on": "到账日期"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today


class RepaymentForm(Checkless):
    evidence = proof("还款凭证")
    cards = [("归还", ["kind", "source", "on", "amount", "voucher"]), ("材料", ["note", "evidence"])]
    wide = ("evidence",)

    class Meta:
        model = Repayment
        fields = ["kind", "source", "on", "amount", "voucher", "note"]
        labels = {"on": "归还日期"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today


class UseForm(Checkless):
    evidence = proof("合同、发票、进度签认")
    cards = [
        ("用途", ["applied_on", "covers", "purpose", "amount", "progress_basis"]),
        ("收款", ["payee", "payee_bank", "payee_account"]), ("材料", ["evidence"]),
    ]
    wide = ("progress_basis", "evidence")

    class Meta:
        model = LoanUse
        fields = list(FACTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["payee"].queryset = Organization.objects.current()
        self.fields["applied_on"].initial = clock.today


class PaidForm(ProvedDayForm):
    """The bank's receipt of a payment."""

    on = day("拨付日期")
    voucher = forms.CharField(label="拨付凭证号", max_length=60)
    field_order = ("on", "voucher", "note", "evidence")
