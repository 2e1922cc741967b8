"""What is filled in for a template, and what its approver confirms."""
from typing import Any

from django.forms import BooleanField, CharField, DateField, HiddenInput

from housing_portal.kit import forms
from reports.models import TemplateVersion


class TemplateForm(forms.ModelForm):
    """``as_of`` is the day on which the text is tried; it is no part of the template."""

    cards = [("模板", ["body", "note", "as_of"])]
    wide = ["body"]
    as_of = DateField(label="预览截至日期", required=False, help_text="检查并预览时取这一天的数字，不随模板保存")

    class Meta:
        model = TemplateVersion
        fields = ["body", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].strip = False
        self.fields["body"].widget.attrs.update(
            {"class": "form-control template-text", "spellcheck": "false", "data-template": "", "wrap": "soft"}
        )
        self.fields["body"].help_text = (
            "一行一段；# 至 #### 为标题，编号自动；{指标} 带出数字；"
            "[如果 条件]…[否则]…[结束]；[每个单位 指标]…[分隔 、][结束]；[表格]…[结束]，各格用“|”隔开"
        )


class ApprovalForm(forms.Form):
    """``read`` says which text the approver has read; the box is asked for when digits were typed into it."""

    wide = ["confirmed"]
    read = CharField(widget=HiddenInput)
    confirmed = BooleanField(label="上列手写数字已逐处核对，确属模板用语，不是应由台账带出的数字", required=False)

    def __init__(self, *args: Any, digits: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not digits:
            del self.fields["confirmed"]
