from typing import Any

from django import forms

from housing_portal.journal.files import FilesField
from housing_portal.kit import clock
from housing_portal.kit.forms import ModelForm
from housing_portal.registry.enums import OrganizationKind
from housing_portal.registry.models import Organization
from presale.models import EscrowAccount, Refund
from presale.services.refunds import ENDED
from transactions.models import SaleContract

PAPERS = "PDF、JPG、PNG，可多选"
FIELDS = ("kind", "contract", "amount", "receiver", "receiver_bank", "receiver_account", "lender", "applied_on",
          "reason")


class ContractChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: SaleContract) -> str:
        return f"{obj}　{obj.room_label}　{obj.masked_buyers}"


class RefundForm(ModelForm):
    """A refund out of one account, of the contracts of its buildings that have ended."""

    contract = ContractChoice(
        SaleContract.objects.none(), label="网签合同", required=False,
        help_text="只列已撤销、注销的合同；未网签退款留空",
    )
    lender = forms.ModelChoiceField(
        Organization.objects.none(), label="贷款银行", required=False, help_text="贷款未结清的必填"
    )
    evidence = FilesField(label="注销证明、结清证明、缴款凭证", required=False, help_text=PAPERS)
    cards = [
        ("退款", ["kind", "contract", "amount", "applied_on", "reason"]),
        ("收款人", ["receiver", "receiver_bank", "receiver_account", "lender"]),
        ("材料", ["evidence"]),
    ]
    wide = ("reason", "evidence")

    class Meta:
        model = Refund
        fields = list(FIELDS)

    def __init__(self, *args: Any, account: EscrowAccount, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ended = SaleContract.objects.filter(building__escrow_places__account=account, status__in=ENDED)
        self.fields["contract"].queryset = ended.order_by("-ended_on", "-pk")
        banks = Organization.objects.filter(roles__kind=OrganizationKind.BANK)
        self.fields["lender"].queryset = banks.order_by("name", "pk")
        self.fields["applied_on"].initial = clock.today

    def _post_clean(self) -> None:
        """Write nothing into a record: the service checks it."""
