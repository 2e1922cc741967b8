from collections.abc import Sequence
from typing import Any

from django import forms

from housing_portal.journal.files import FilesField
from housing_portal.kit import clock
from housing_portal.kit.forms import Form, ModelForm
from housing_portal.kit.secrecy import mask_number
from housing_portal.registry.models import Building
from presale.enums import AccountStatus, NodeStatus, PayeeStatus
from presale.forms.token import TokenForm
from presale.models import EscrowAccount, LedgerEntry, NodeCertification, Payee, Release
from presale.services.releases import EDITABLE

PAPERS = "PDF、JPG、PNG，可多选"
REVISION_LOST = "页面已失效，请重新打开后办理。"


class AccountChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: EscrowAccount) -> str:
        return f"{obj}　{obj.bank}"


class AccountForm(Form):
    """Which account the money is to come from."""

    account = AccountChoice(EscrowAccount.objects.none(), label="监管账户")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        active = EscrowAccount.objects.filter(status=AccountStatus.ACTIVE)
        self.fields["account"].queryset = active.select_related("estate", "bank__organization")


class PayeeChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Payee) -> str:
        return f"{obj}（{obj.get_kind_display()}）{mask_number(obj.payee_account)}"


class ReleaseForm(ModelForm):
    """An application out of one account: its buildings, its certified nodes, its listed payees."""

    payee = PayeeChoice(Payee.objects.none(), label="收款人", help_text="只列本账户名单内、已复核的收款人")
    evidence = FilesField(label="合同、发票、进度证明", required=False, help_text=PAPERS)
    cards = [
        ("账户与节点", ["building", "node"]),
        ("用款内容", ["amount", "purpose", "payee", "contract_doc", "applicant", "applied_on"]),
        ("应急用款", ["is_emergency", "emergency_reason"]),
        ("材料", ["evidence"]),
    ]
    wide = ("evidence",)

    class Meta:
        model = Release
        fields = list(EDITABLE)

    def __init__(self, *args: Any, account: EscrowAccount, open_for: Sequence[str] = EDITABLE, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        buildings = Building.objects.filter(escrow_places__account=account, escrow_places__is_current=True)
        certified = NodeCertification.objects.filter(building__in=buildings, status=NodeStatus.CERTIFIED)
        self.fields["building"].queryset = buildings.select_related("estate").order_by("number_key", "pk")
        self.fields["node"].queryset = certified.select_related("building__estate")
        self.fields["payee"].queryset = Payee.objects.filter(account=account, status=PayeeStatus.LISTED)
        self.fields["applied_on"].initial = clock.today
        for name in EDITABLE:
            self.fields[name].disabled = name not in open_for

    def _post_clean(self) -> None:
        """Write nothing into a record: the service checks it."""


class RevisionForm(Form):
    """A step on a record as the reader has seen it."""

    revision = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": REVISION_LOST})


class OpinionForm(RevisionForm):
    opinion = forms.CharField(label="意见", max_length=200, required=False, widget=forms.Textarea)
    wide = ("opinion",)


class ReasonedForm(RevisionForm):
    reason = forms.CharField(label="说明", max_length=200, widget=forms.Textarea)
    wide = ("reason",)


class ReturnForm(ReasonedForm):
    open_fields = forms.MultipleChoiceField(
        label="允许修改的项", widget=forms.CheckboxSelectMultiple,
        choices=[(name, Release._meta.get_field(name).verbose_name) for name in EDITABLE],
        error_messages={"required": "请勾选允许修改的项。"},
    )
    wide = ("reason", "open_fields")


class VerifyForm(OpinionForm):
    approved_amount = Release._meta.get_field("amount").formfield(
        label="核准金额（元）", help_text="可以核减，不能超过申请金额"
    )
    evidence = FilesField(label="核额材料", required=False, help_text=PAPERS)
    wide = ("opinion", "evidence")
    field_order = ("approved_amount", "opinion", "evidence")


class ApproveForm(OpinionForm):
    minutes = FilesField(label="集体研究纪要", required=False, help_text="达到集体研究金额的须上传")
    wide = ("opinion", "minutes")


class ReceiptForm(TokenForm, RevisionForm):
    amount = LedgerEntry._meta.get_field("amount").formfield(label="回单金额（元）", help_text="照银行回单填写")
    booked_on = forms.DateField(label="记账日期", initial=clock.today)
    bank_serial = LedgerEntry._meta.get_field("bank_serial").formfield(help_text="照银行回单填写")
    evidence = FilesField(label="银行回单", required=False, help_text=PAPERS)
    wide = ("evidence",)
    field_order = ("amount", "booked_on", "bank_serial", "evidence")
