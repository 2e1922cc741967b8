from typing import Any

from django import forms

from housing_portal.kit.forms import Form


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
