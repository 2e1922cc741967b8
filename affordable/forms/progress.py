
from django import forms

from affordable.forms.base import ProgressForm, UnitForm
from affordable.models import (
    InvestmentRecord,
    ProgressNote,
    SubsidyProgress,
)


class InvestmentForm(ProgressForm):
    wide = ("note",)

    class Meta:
        model = InvestmentRecord
        fields = ["project", "unit", "as_of", "amount_cum", "basis", "note"]


class SubsidyForm(UnitForm):
    wide = ("note",)
    quarter = forms.TypedChoiceField(
        label="最近已发季度", coerce=int, choices=[("", ""), *((n, f"第{'一二三四'[n - 1]}季度") for n in range(1, 5))]
    )

    class Meta:
        model = SubsidyProgress
        fields = ["unit", "as_of", "quarter", "households_cum", "amount_cum", "note"]


class NoteForm(ProgressForm):
    wide = ("text",)

    class Meta:
        model = ProgressNote
        fields = ["project", "unit", "kind", "stage", "as_of", "text"]
        widgets = {"text": forms.Textarea}
