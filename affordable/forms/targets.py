from typing import Any

from django import forms

from affordable.forms.base import UnitForm
from affordable.models import (
    AnnualTarget,
)
from housing_portal.kit import clock
from housing_portal.kit.forms import DateInput, Form


class TargetForm(UnitForm):
    cards = [
        ("目标", ["unit", "year", "program", "quantity", "amount"]),
        ("依据", ["policy_doc", "issued_on"]),
    ]

    class Meta:
        model = AnnualTarget
        fields = ["unit", "year", "program", "quantity", "amount", "policy_doc", "issued_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = clock.today().year


class RevisionForm(Form):
    """The new figure of a target that stays what it is: unit, year and program cannot change."""

    quantity = AnnualTarget._meta.get_field("quantity").formfield()
    amount = AnnualTarget._meta.get_field("amount").formfield()
    policy_doc = AnnualTarget._meta.get_field("policy_doc").formfield()
    issued_on = AnnualTarget._meta.get_field("issued_on").formfield(widget=DateInput)
    reason = forms.CharField(label="调整原因", max_length=200, widget=forms.Textarea)
    wide = ("reason",)

    def __init__(self, *args: Any, target: AnnualTarget, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unused, used = ("amount", "quantity") if target.amount is None else ("quantity", "amount")
        del self.fields[unused]
        self.fields[used].required = True
        self.fields[used].initial = target.value
        self.fields[used].label = f"调整后（{target.measure}）"
        self.fields[used].help_text = ""
        self.fields["issued_on"].initial = clock.today
