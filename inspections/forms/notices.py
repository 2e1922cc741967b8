"""Rectification notices: what they list and ask for, service, more time."""
from typing import Any

from django import forms

from housing_portal.journal.forms import day, proof
from housing_portal.kit import clock
from housing_portal.kit.forms import DateInput, Form, ModelForm
from inspections.enums.notices import ServiceWay
from inspections.models.finding import Finding
from inspections.models.notice import Extension, RectificationNotice
from inspections.querysets.findings import FindingQuerySet
from inspections.services.notices import DEMAND


class FindingChoice(forms.ModelMultipleChoiceField):
    """Findings with what is needed to choose among them."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, finding: Finding) -> str:
        again = f"，第 {finding.round} 轮" if finding.round > 1 else ""
        return (f"{finding.target}：{finding.violation.name}（{finding.get_severity_display()}，"
                f"{finding.found_on} 发现{again}）{finding.description}")


class NoticeForm(ModelForm):
    """Basis and deadline left empty are made from the findings."""

    findings = FindingChoice(Finding.objects.none(), label="列入的问题", help_text="一份通知单只列一个被查单位的问题")
    deadline_on = forms.DateField(
        label="整改期限", widget=DateInput, required=False,
        help_text="留空按最严重问题的规定天数计算；签发后固定，不随节假日表变动",
    )
    cards = [("问题", ["findings"]), ("要求", ["kind", "deadline_on", "demand", "basis"])]
    wide = ("findings", "demand", "basis")

    class Meta:
        model = RectificationNotice
        fields = ["kind", "demand", "basis"]
        widgets = {"demand": forms.Textarea, "basis": forms.Textarea}

    def __init__(self, *args: Any, offered: FindingQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["findings"].queryset = offered
        self.fields["basis"].required = False
        self.fields["basis"].help_text = "留空时由问题的违规情形带入"
        if self.instance.pk:
            self.initial["deadline_on"] = self.instance.deadline_on
        else:
            self.initial["demand"] = DEMAND

    def _post_clean(self) -> None:
        """Write nothing into a record: the service checks it."""


class ServeForm(Form):
    served_on = day("送达日期")
    service_way = forms.ChoiceField(label="送达方式", choices=ServiceWay.choices)
    receiver = forms.CharField(
        label="签收人", max_length=40, help_text="留置送达填见证人，邮寄填收件人，公告填载体"
    )
    evidence = proof("送达回证")
    wide = ("evidence",)


class ExtensionForm(ModelForm):
    """Asked for by the firm; asked after the deadline, the reason why it comes late is asked for too.

    ``why`` is not called ``reason``: that box is the one in which a soft warning asks for the late reason.
    """

    why = Extension._meta.get_field("reason").formfield(widget=forms.Textarea)
    evidence = proof("延期申请书")
    cards = [("延期申请", ["asked_on", "new_deadline", "why"]), ("材料", ["evidence"])]
    wide = ("why", "evidence")

    class Meta:
        model = Extension
        fields = ["asked_on", "new_deadline"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["asked_on"] = clock.today()

    def _post_clean(self) -> None:
        """Write nothing into a record: the service checks it."""


class ExtensionAnswerForm(Form):
    answer = forms.CharField(label="批准意见", max_length=200, required=False, widget=forms.Textarea)
    wide = ("answer",)
