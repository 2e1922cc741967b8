from typing import Any

from django import forms

from housing_portal.journal.files import FilesField
from housing_portal.kit import clock
from housing_portal.kit.forms import UNCHOSEN, DateInput, Form
from presale.enums import IN_KINDS, SALE_KINDS
from presale.forms.token import TokenForm
from presale.ledger import OPEN_FOR_FACTS
from presale.models import EscrowAccount, LedgerEntry, Match

PAPERS = "PDF、JPG、PNG，可多选"
_field = LedgerEntry._meta.get_field


def day(label: str = "记账日期", **kwargs: Any) -> forms.Field:
    """Return the box of the bank's day."""
    return _field("booked_on").formfield(label=label, widget=DateInput, initial=clock.today, **kwargs)


def kinds(chosen: tuple) -> forms.ChoiceField:
    return forms.ChoiceField(label="款项性质", choices=[("", UNCHOSEN), *((kind.value, kind.label) for kind in chosen)])


class AccountField(forms.ModelChoiceField):
    """The accounts into which the bank may still book."""

    def __init__(self, **kwargs: Any) -> None:
        known = EscrowAccount.objects.filter(status__in=OPEN_FOR_FACTS)
        super().__init__(known.select_related("estate", "bank__organization"), **{"label": "监管账户", **kwargs})

    def label_from_instance(self, obj: EscrowAccount) -> str:
        return f"{obj}　{obj.bank}"


class ReceiptForm(TokenForm):
    account = AccountField()
    kind = kinds(IN_KINDS)
    amount = _field("amount").formfield()
    booked_on = day()
    bank_serial = _field("bank_serial").formfield(help_text="照银行回单填写")
    contract_no = forms.CharField(
        label="合同编号", max_length=40, required=False,
        help_text="网签合同编号或备案号；无法确认的留空，款项性质选“其他入账”，作为不明款登记",
    )
    payer = _field("counterparty").formfield(label="付款人")
    memo = _field("memo").formfield()
    cards = [
        ("银行入账", ["account", "kind", "amount", "booked_on", "bank_serial"]),
        ("付款人和合同", ["payer", "contract_no", "memo"]),
    ]
    wide = ("memo",)


class DeductionForm(TokenForm):
    account = AccountField()
    amount = _field("amount").formfield(label="扣划金额（元）")
    booked_on = day("扣划日期")
    bank_serial = _field("bank_serial").formfield(help_text="照银行回单填写")
    court = forms.CharField(label="法院", max_length=80)
    document = _field("document").formfield(label="扣划文书号", required=True)
    evidence = FilesField(label="扣划文书", help_text=PAPERS)
    cards = [("", ["account", "amount", "booked_on", "bank_serial", "court", "document", "evidence"])]
    wide = ("evidence",)


class ReversalForm(TokenForm):
    booked_on = day("冲正日期")
    bank_serial = _field("bank_serial").formfield(label="冲正流水号", help_text="银行冲正这一笔的流水号，不是原流水号")
    document = _field("document").formfield(label="发起行证明编号", required=True)
    memo = _field("memo").formfield(label="冲正原因", required=True)
    evidence = FilesField(label="发起行证明", required=False, help_text=PAPERS)
    wide = ("evidence", "memo")
    field_order = ("booked_on", "bank_serial", "document", "memo", "evidence")


class MatchForm(Form):
    contract_no = forms.CharField(label="合同编号", max_length=40, help_text="网签合同编号或备案号")
    kind = kinds(SALE_KINDS)
    basis = Match._meta.get_field("reason").formfield(help_text="例如 购房人提供的缴款凭证号")
    wide = ("basis",)
