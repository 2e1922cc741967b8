from typing import Any

from django import forms

from housing_portal.journal.files import FilesField, WorkbookInput
from housing_portal.kit import clock
from housing_portal.kit.forms import UNCHOSEN, DateInput, Form
from presale.enums import SALE_KINDS, AnswerChoice, EntryKind
from presale.forms.receipts import PAPERS, AccountField, kinds
from presale.models import LineAnswer, StatementFile

_field = StatementFile._meta.get_field
_answer = LineAnswer._meta.get_field


class StatementForm(Form):
    account = AccountField()
    file = FilesField(label="对账单文件", widget=WorkbookInput, help_text="银行下载的 .xlsx、.xls 或 .csv，不要改动")
    from_on = _field("from_on").formfield(widget=DateInput, initial=clock.today)
    to_on = _field("to_on").formfield(widget=DateInput, initial=clock.today)
    closing = _field("closing").formfield(
        required=False, help_text="对账单没有余额栏或没有往来时必填；填写了就与文件核对"
    )
    cards = [("", ["account", "file", "from_on", "to_on", "closing"])]

    def clean_file(self) -> tuple[str, bytes]:
        return self.cleaned_data["file"][0]

    def given(self) -> dict[str, Any]:
        """Return what the service asks for."""
        facts = {name: self.cleaned_data[name] for name in ("account", "from_on", "to_on", "closing")}
        name, content = self.cleaned_data["file"]
        return {**facts, "name": name, "content": content}


class KindForm(Form):
    """What a receipt is to be booked as."""

    kind = kinds((*SALE_KINDS, EntryKind.INTEREST))


class ReceiptLineForm(KindForm):
    """What the bank does not say of a receipt."""

    contract_no = forms.CharField(
        label="合同编号", max_length=40, required=False,
        help_text="无法确认的留空，款项性质选“其他入账”，作为不明款入账",
    )


class AnswerForm(Form):
    """What the bank said when it was asked which of two movements is the right one."""

    choice = forms.ChoiceField(label="银行答复", choices=[("", UNCHOSEN), *AnswerChoice.choices])
    document = _answer("document").formfield(help_text="银行书面答复、更正说明的编号")
    reason = _answer("reason").formfield(widget=forms.Textarea)
    evidence = FilesField(label="银行书面答复", help_text=PAPERS)
    cards = [("", ["choice", "document", "reason", "evidence"])]
    wide = ("reason", "evidence")
