from typing import Any

from django import forms

from affordable.forms.base import offer_units
from affordable.models import SubsidyBatch
from affordable.services.batch_files import FORMATS
from housing_portal.accounts.models import User
from housing_portal.journal.files import FilesField, WorkbookInput
from housing_portal.journal.forms import day, proof, word
from housing_portal.kit import clock
from housing_portal.kit.forms import Form, ModelForm

QUARTERS = [(number, f"第{'一二三四'[number - 1]}季度") for number in range(1, 5)]


class BatchForm(ModelForm):
    """Which quarter, and whose families; 全域 takes the families of all units into one batch."""

    quarter = forms.TypedChoiceField(label="季度", coerce=int, choices=[("", ""), *QUARTERS])

    class Meta:
        model = SubsidyBatch
        fields = ["unit", "year", "quarter"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_units(self, user)
        self.fields["unit"].help_text = "选汇总单位（如“全县”）时，各单位的家庭合为一个批次"
        self.fields["year"].initial = clock.today().year

    def _post_clean(self) -> None:
        """Write nothing into a record: the service checks it."""


class FundForm(Form):
    funded_on = day("财政到账日期")
    funded_doc = SubsidyBatch._meta.get_field("funded_doc").formfield(required=True)
    evidence = proof("拨款凭证")
    cards = [("", ["funded_on", "funded_doc", "evidence"])]
    wide = ("evidence",)


class ExportForm(Form):
    """Names and cards leave the house in clear: what for?"""

    file_format = forms.ChoiceField(label="文件格式", choices=[(one, one.upper()) for one in FORMATS])
    reason = word("导出用途", help_text="文件含完整户名和卡号；导出人、用途、文件校验值记入操作日志")
    cards = [("", ["file_format", "reason"])]
    wide = ("reason",)


class SendForm(Form):
    sent_on = day("送银行日期")


class CloseForm(Form):
    reason = word("说明", required=False, help_text="还有退票没有补发的必须写明")
    wide = ("reason",)


class ReceiptForm(Form):
    file = FilesField(label="回单文件", widget=WorkbookInput, help_text="银行返回的 .xlsx、.xls 或 .csv，不要改动")

    def clean_file(self) -> tuple[str, bytes]:
        return self.cleaned_data["file"][0]


class ClawBackForm(Form):
    on = day("追回日期")
    note = word("追回原因和凭证")
    evidence = proof("凭证")
    cards = [("", ["on", "note", "evidence"])]
    wide = ("note", "evidence")
