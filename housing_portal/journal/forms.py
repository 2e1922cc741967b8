"""What every record is asked for: a day, a word, a proof, the reason why it goes back."""
from typing import Any

from django import forms

from housing_portal.journal.files import FilesField
from housing_portal.kit import clock
from housing_portal.kit.forms import DateInput, Form

KINDS = "可多选，PDF、JPG、PNG、XLSX、DOCX，每个不超过 10 MB"


class ExportForm(Form):
    """Masked or not, and why: asked only of those who may export personal data in plain text."""

    is_unmasked = forms.TypedChoiceField(
        label="个人信息", choices=[("0", "脱敏（姓名、证件号码、电话打星号）"), ("1", "未脱敏")], initial="0",
        coerce=lambda value: value == "1", empty_value=False, required=False, widget=forms.RadioSelect,
    )
    reason = forms.CharField(label="导出理由", max_length=500, required=False, widget=forms.Textarea,
                             help_text="导出未脱敏数据必须填写，记入导出登记和操作日志。")
    wide = ("is_unmasked", "reason")

    def __init__(self, *args: Any, may_unmask: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_unmask:
            del self.fields["is_unmasked"], self.fields["reason"]


def proof(label: str, required: bool = False) -> FilesField:
    """Return the box for files that prove a step."""
    return FilesField(label=label, required=required, help_text=KINDS)


def day(label: str = "发生日期", **facts: Any) -> forms.DateField:
    """Return a box for a day, today unless said otherwise."""
    return forms.DateField(label=label, widget=DateInput, **{"initial": clock.today, **facts})


def word(label: str = "说明", **facts: Any) -> forms.CharField:
    """Return a box for a sentence."""
    return forms.CharField(label=label, max_length=200, widget=forms.Textarea, **facts)


class DayForm(Form):
    """A step that happened on a day."""

    on = day()
    note = word(required=False)
    wide = ("note",)


class ProvedDayForm(DayForm):
    """A step with a file to prove it."""

    evidence = proof("证明材料")
    wide = ("note", "evidence")


class ReturnForm(Form):
    """Why something goes back; the clerk reads it."""

    reason = forms.CharField(
        label="退回原因", max_length=500, widget=forms.Textarea,
        help_text="写清缺什么、怎么补；经办人在工作台和办理记录中看到",
    )
    wide = ("reason",)
