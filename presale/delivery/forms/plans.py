from django import forms

from housing_portal.journal.forms import DayForm, proof
from presale.delivery.forms.base import RecordForm
from presale.delivery.models import EstatePlan, PlanMeasure


class PlanForm(RecordForm):
    evidence = proof("方案附件")
    wide = ("text", "evidence")

    class Meta:
        model = EstatePlan
        fields = ["text"]
        widgets = {"text": forms.Textarea}


class MeasureForm(RecordForm):
    wide = ("text",)

    class Meta:
        model = PlanMeasure
        fields = ["text", "responsible", "owner", "due_on", "amount"]
        widgets = {"text": forms.Textarea}


class DoneForm(DayForm):
    """A step that is proved by a paper."""

    evidence = proof("证明材料", required=True)
    wide = ("note", "evidence")
