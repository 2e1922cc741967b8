from typing import Any

from django import forms

from housing_portal.journal.files import FilesField
from housing_portal.kit import clock
from housing_portal.kit.forms import Form, ModelForm
from housing_portal.registry.enums import OrganizationKind
from transactions.forms.resale import KINDS, resolve
from transactions.models import ExistingHomeContract, ExistingHomeFund, ExistingHomeFundEntry, ExistingHomeParty
from transactions.services.funds import sellers

LAST_FOUR = r"[0-9]{4}"


def _account(label: str) -> forms.RegexField:
    return forms.RegexField(
        LAST_FOUR, label=label, min_length=4, max_length=4, error_messages={"invalid": "请填写账号末四位数字。"}
    )


class OpenForm(ModelForm):
    bank = forms.CharField(label="监管银行", max_length=80, help_text="银行全称")
    evidence = FilesField(label="监管协议", required=False, help_text=KINDS)
    wide = ("evidence",)

    class Meta:
        model = ExistingHomeFund
        fields = ["due_amount", "opened_on"]

    field_order = ("bank", "due_amount", "opened_on", "evidence")

    def __init__(self, *args: Any, contract: ExistingHomeContract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_amount"].initial = contract.total_price
        self.fields["opened_on"].initial = clock.today

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        resolve(self, "bank", OrganizationKind.BANK)
        return data

    def _post_clean(self) -> None:
        """Write nothing into a record: the service checks it."""


class DepositForm(ModelForm):
    payer = forms.CharField(label="付款人", max_length=80, help_text="户名全称；退款只退给付款人本人")
    account = _account("付款账号末四位")
    evidence = FilesField(label="缴款凭证", required=False, help_text=KINDS)
    wide = ("evidence",)
    field_order = ("amount", "occurred_on", "payer", "account", "voucher", "evidence")

    class Meta:
        model = ExistingHomeFundEntry
        fields = ["amount", "occurred_on", "voucher"]
        labels = {"occurred_on": "到账日期"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["occurred_on"].initial = clock.today

    def _post_clean(self) -> None:
        """Write nothing into a record: the service checks it."""


class SellerField(forms.ModelChoiceField):
    def label_from_instance(self, obj: ExistingHomeParty) -> str:
        return f"{obj}　{obj.identity}"


class PayForm(Form):
    payee = SellerField(ExistingHomeParty.objects.none(), label="收款人（出卖方）")
    account = _account("收款账号末四位")
    occurred_on = forms.DateField(label="划付日期", initial=clock.today)
    voucher = forms.CharField(label="银行划付凭证号", max_length=60)
    evidence = FilesField(label="划付回单", required=False, help_text=KINDS)
    wide = ("evidence",)

    def __init__(self, *args: Any, contract: ExistingHomeContract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["payee"].queryset = sellers(contract)


class RefundForm(Form):
    occurred_on = forms.DateField(label="退款日期", initial=clock.today)
    voucher = forms.CharField(label="银行退款凭证号", max_length=60, required=False, help_text="没有存入的可不填")
    evidence = FilesField(label="退款回单", required=False, help_text=KINDS)
    wide = ("evidence",)
