from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from housing_portal.journal.files import FilesField
from housing_portal.kit import clock
from housing_portal.kit.forms import DateInput, Form, ModelForm
from presale.enums import BankStatus, RuleStatus
from presale.models import EscrowAccount, EscrowBank, RuleSet
from presale.services.accounts import buildings_of
from transactions.find import find_building, find_estate

_field = EscrowAccount._meta.get_field
FILES = "PDF、JPG、PNG，每个不超过 10 MB"


class AccountForm(ModelForm):
    """An account with its estate and buildings, typed by name; banks and rules that may be chosen now."""

    estate = forms.CharField(label="楼盘", max_length=60, help_text="备案名或推广名")
    buildings = forms.CharField(label="监管楼幢", max_length=400, help_text="备案幢号，用顿号隔开：7#楼、8#楼")
    evidence = FilesField(label="证明材料", required=False, help_text=f"开户申请、更名证明等；{FILES}")
    cards = [
        ("楼盘", ["estate", "buildings"]),
        ("账户", ["account_no", "account_name", "bank", "branch"]),
        ("监管规则", ["rules", "granularity"]),
        ("其他", ["note", "evidence"]),
    ]
    wide = ["account_name", "note", "evidence"]

    class Meta:
        model = EscrowAccount
        fields = ["account_no", "account_name", "bank", "branch", "rules", "granularity", "note"]
        help_texts = {"account_name": "含开发企业全称和项目、楼幢，例如 某公司（云栖里 7#楼）预售资金监管专户"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.instance
        banks, rules = EscrowBank.objects.select_related("organization"), RuleSet.objects.all()
        # what the account has already stays a choice: the service says when it is out of term
        self.fields["bank"].queryset = banks.filter(status=BankStatus.LISTED) | banks.filter(pk=held.bank_id)
        self.fields["rules"].queryset = rules.filter(status=RuleStatus.ACTIVE) | rules.filter(pk=held.rules_id)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("estate"):
            self._look_up("estate", lambda: find_estate(data["estate"]))
        if not isinstance(data.get("estate"), str) and data.get("estate") and data.get("buildings"):
            self._look_up("buildings", lambda: self._buildings(data))
        return self.cleaned_data

    def _buildings(self, data: dict[str, Any]) -> list[Any]:
        words = [word for word in data["buildings"].replace("，", "、").replace(",", "、").split("、") if word.strip()]
        return list({(one := find_building(data["estate"], word.strip())).pk: one for word in words}.values())

    def _look_up(self, name: str, find: Any) -> None:
        try:
            self.cleaned_data[name] = find()
        except ValidationError as error:
            self.add_error(name, error.messages)

    def _post_clean(self) -> None:
        """Write nothing into a record: the service checks it."""


class AccountEditForm(AccountForm):
    """The same of an account that exists: its estate stays, and a change is explained."""

    reason = forms.CharField(label="变更原因", max_length=200)
    cards = [*AccountForm.cards[:3], ("变更", ["reason", "note", "evidence"])]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["estate"].disabled = True
        self.fields["evidence"].label = "变更证明"


class AgreeForm(Form):
    agreement_no = _field("agreement_no").formfield(required=True)
    signed_on = _field("signed_on").formfield(required=True, widget=DateInput)
    evidence = FilesField(label="三方监管协议", help_text=FILES)
    wide = ("evidence",)


class ActivateForm(Form):
    opened_on = _field("opened_on").formfield(required=True, widget=DateInput, initial=clock.today)


class ApplyEndForm(Form):
    evidence = FilesField(label="申请材料", help_text=f"解除监管申请、竣工备案或首次登记证明；{FILES}")
    wide = ("evidence",)


class SettleForm(Form):
    booked_on = forms.DateField(label="银行记账日期", initial=clock.today)
    bank_serial = forms.CharField(label="银行流水号", max_length=40)
    token = forms.CharField(widget=forms.HiddenInput, max_length=64)


class CloseForm(Form):
    closed_on = forms.DateField(label="销户日期", initial=clock.today)


def initial_place(account: EscrowAccount) -> dict[str, str]:
    """Return estate and buildings as the boxes show them."""
    numbers = "、".join(one.number for one in buildings_of(account))
    return {"estate": account.estate.record_name, "buildings": numbers}
