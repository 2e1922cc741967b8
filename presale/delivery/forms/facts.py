"""What is said of an estate on a day: one form per kind of row."""
from typing import Any

from django import forms

from housing_portal.journal.forms import proof
from housing_portal.kit import clock
from presale.delivery.forms.base import RecordForm
from presale.delivery.models import (
    Accident,
    FundRaised,
    Promise,
    RiskRating,
    SiteProgress,
    SoldStatement,
    WorkStateChange,
)
from presale.delivery.models.estates import EstateFact


class FactForm(RecordForm):
    """The day first, the kind's own boxes, then words and papers; ``labels`` say what the day and the words are."""

    evidence = proof("依据材料")
    wide = ("note", "evidence")

    class Meta:
        fields = ("on", "note")
        widgets = {"note": forms.Textarea}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today


class StateForm(FactForm):
    class Meta(FactForm.Meta):
        model = WorkStateChange
        fields = ("on", "code", "note")


class RiskForm(FactForm):
    class Meta(FactForm.Meta):
        model = RiskRating
        fields = ("on", "code", "note")
        labels = {"note": "评定依据"}


class SoldForm(FactForm):
    class Meta(FactForm.Meta):
        model = SoldStatement
        fields = ("on", "sold_area", "sold_sets", "due_sets", "households", "note")
        labels = {"on": "截至日期", "note": "数据来源与说明"}


class ProgressForm(FactForm):
    class Meta(FactForm.Meta):
        model = SiteProgress
        fields = ("on", "percent", "note")
        labels = {"on": "截至日期"}


class PromiseForm(FactForm):
    class Meta(FactForm.Meta):
        model = Promise
        fields = ("on", "delivery_on", "by_whom", "note")
        labels = {"on": "作出承诺的日期", "note": "说明或推迟原因"}


class AccidentForm(FactForm):
    class Meta(FactForm.Meta):
        model = Accident
        fields = ("on", "injured", "loss", "note")
        labels = {"note": "经过和原因"}


class RaisedForm(FactForm):
    class Meta(FactForm.Meta):
        model = FundRaised
        fields = ("on", "kind", "amount", "paper", "note")
        labels = {"on": "到位日期"}


FORMS: dict[type[EstateFact], type[FactForm]] = {
    form._meta.model: form
    for form in (StateForm, RiskForm, SoldForm, ProgressForm, PromiseForm, AccidentForm, RaisedForm)
}
