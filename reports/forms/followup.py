"""约谈, 督查结论, 复核 and 整改核查: labels and helps are those of the records."""
from django import forms
from django.db import models

from housing_portal.journal.forms import day, proof, word
from housing_portal.kit.forms import DateInput, Form
from reports.enums import CheckResult, ReviewResult
from reports.models import Conclusion, MendingCheck, ReviewDecision, ReviewRequest, Talk
from reports.models.followup import Followup


def box(kind: type[Followup], name: str) -> forms.Field:
    """Return the box of a field; long texts get room, days their picker."""
    field = kind._meta.get_field(name)
    if isinstance(field, models.DateField):
        return field.formfield(widget=DateInput)
    return field.formfield(**({"widget": forms.Textarea} if field.max_length > 200 else {}))


class TalkForm(Form):
    on = day("约谈日期")
    talked_by = box(Talk, "talked_by")
    talked_to = box(Talk, "talked_to")
    place = box(Talk, "place")
    promise = box(Talk, "promise")
    promised_by = box(Talk, "promised_by")
    note = word(required=False)
    evidence = proof("约谈记录")
    wide = ("promise", "note", "evidence")


class ConclusionForm(Form):
    on = day("结论日期")
    delivered_on = box(Conclusion, "delivered_on")
    text = box(Conclusion, "text")
    mend_due_on = box(Conclusion, "mend_due_on")
    evidence = proof("督查结论和送达回执")
    wide = ("text", "evidence")


class ReviewRequestForm(Form):
    on = day("申请日期")
    grounds = box(ReviewRequest, "grounds")
    evidence = proof("复核申请")
    wide = ("grounds", "evidence")


class ReviewDecisionForm(Form):
    on = day("决定日期")
    result = forms.ChoiceField(label="复核结果", choices=ReviewResult.choices, widget=forms.RadioSelect)
    text = box(ReviewDecision, "text")
    mend_due_on = box(ReviewDecision, "mend_due_on")
    note = word(required=False)
    evidence = proof("复核决定")
    wide = ("text", "note", "evidence")


class MendingCheckForm(Form):
    on = day("核查日期")
    result = forms.ChoiceField(label="核查结果", choices=CheckResult.choices, widget=forms.RadioSelect)
    checked_by = box(MendingCheck, "checked_by")
    again_by = box(MendingCheck, "again_by")
    text = box(MendingCheck, "text")
    evidence = proof("核查材料")
    wide = ("text", "evidence")
