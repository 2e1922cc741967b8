"""Findings: what was found, and the facts of each step until it is closed."""
from typing import Any

from django import forms

from housing_portal.journal.forms import DayForm, day, proof, word
from housing_portal.journal.photos import photos_box
from housing_portal.kit import clock
from housing_portal.kit.forms import DateInput, Form, ModelForm
from inspections.enums.findings import RecheckResult
from inspections.models.domain import CheckItem, ViolationType
from inspections.models.finding import Finding
from inspections.models.inspection import Inspection
from inspections.models.inspector import Inspector

FACTS = ["violation", "item", "severity", "found_on", "onsite_fixable", "description"]
WIDGETS = {"description": forms.Textarea}


class FindingForm(ModelForm):
    """A finding; with a known inspection only the violations and checklist lines that can belong to it are offered."""

    pictures = photos_box()
    cards = [("检查", ["inspection"]), ("问题", FACTS), ("照片", ["pictures"])]
    wide = ("description", "pictures")

    class Meta:
        model = Finding
        fields = ["inspection", *FACTS]
        widgets = WIDGETS

    def __init__(self, *args: Any, inspection: Inspection | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        violations = ViolationType.objects.in_use().select_related("domain").order_by("domain__order", "number", "pk")
        if inspection is None:
            recent = Inspection.objects.valid().filter(on__year__gte=clock.today().year - 1)
            self.fields["inspection"].queryset = recent.select_related("target").order_by("-on", "-pk")
            self.fields["violation"].queryset = violations
            del self.fields["item"]
            return
        if "inspection" in self.fields:
            self.fields["inspection"].queryset = Inspection.objects.filter(pk=inspection.pk).select_related("target")
            self.initial["inspection"] = inspection.pk
        self.fields["violation"].queryset = violations.filter(domain=inspection.target.domain_id)
        self.fields["item"].queryset = CheckItem.objects.filter(answers__inspection=inspection).order_by("order", "pk")
        self.initial.setdefault("found_on", inspection.on)

    def _post_clean(self) -> None:
        """Write nothing into a record: the service checks it."""


class FindingEditForm(FindingForm):
    cards = [("问题", FACTS), ("补充照片", ["pictures"])]

    class Meta:
        model = Finding
        fields = FACTS
        widgets = WIDGETS


class FixOnsiteForm(DayForm):
    on = day("整改完成日期")
    pictures = photos_box("整改后照片", required=True)
    wide = ("note", "pictures")


class ReplyForm(Form):
    on = day("报告日期")
    text = forms.CharField(label="整改情况", max_length=500, widget=forms.Textarea, help_text="按企业书面报告填写")
    evidence = proof("整改报告")
    wide = ("text", "evidence")


class RecheckForm(Form):
    """What the inspectors saw; a failed re-check needs the deadline of the next round."""

    on = day("复查日期")
    inspectors = forms.ModelMultipleChoiceField(
        Inspector.objects.none(), label="复查人员", widget=forms.CheckboxSelectMultiple
    )
    result = forms.ChoiceField(label="复查结果", choices=RecheckResult.choices, widget=forms.RadioSelect)
    next_due_on = forms.DateField(
        label="下一轮整改期限", widget=DateInput, required=False, help_text="复查不合格的必填，合格的留空"
    )
    note = forms.CharField(label="复查情况", max_length=500, widget=forms.Textarea)
    pictures = photos_box("复查照片", required=True)
    evidence = proof("复查记录")
    wide = ("inspectors", "note", "pictures", "evidence")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = Inspector.objects.able_on(clock.today()).select_related("user")
        self.fields["inspectors"].queryset = able.order_by("user__name_key", "pk")


class PenaltyForm(Form):
    on = day("立案日期")
    paper_no = forms.CharField(label="立案文号", max_length=60)
    note = word("立案事由")
    evidence = proof("立案材料")
    wide = ("note", "evidence")


class TransferForm(Form):
    on = day("移送日期")
    department = forms.CharField(label="移送部门", max_length=60)
    paper_no = forms.CharField(label="移送文号", max_length=60)
    note = word("移送事由")
    evidence = proof("移送材料")
    wide = ("note", "evidence")
