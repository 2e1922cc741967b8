from typing import Any

from django import forms

from housing_portal.journal.forms import ProvedDayForm, day, proof, word
from housing_portal.kit import clock
from presale.delivery.enums.problems import MissingPermit
from presale.delivery.forms.base import RecordForm, box
from presale.delivery.models import DeliveryProblem, ProblemAmount


class ProblemEditForm(RecordForm):
    """Kind and day stay as they were found; the amount is stated anew on a day."""

    missing = forms.MultipleChoiceField(
        label="缺少的手续", choices=MissingPermit.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="手续不全的勾选",
    )
    evidence = proof("佐证材料")
    cards = [("问题", ["missing", "detail", "evidence"])]
    wide = ("missing", "detail", "evidence")

    class Meta:
        model = DeliveryProblem
        fields = ["detail"]
        widgets = {"detail": forms.Textarea}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.instance.missing_permits.split("、")
        self.initial["missing"] = [one.value for one in MissingPermit if one.label in kept]


class ProblemForm(ProblemEditForm):
    amount = box(ProblemAmount, "amount", required=False)
    cards = [("问题", ["kind", "found_on", "amount", "missing", "detail", "evidence"])]

    class Meta(ProblemEditForm.Meta):
        fields = ["kind", "found_on", "detail"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["found_on"].initial = clock.today


class AmountForm(ProvedDayForm):
    """How much it is by a day, and who says so."""

    on = day("截至日期")
    amount = box(ProblemAmount, "amount")
    note = word("变化原因")
    cards = [("金额", ["on", "amount"]), ("依据", ["note", "evidence"])]


class SolveForm(ProvedDayForm):
    note = word("怎样解决的")
    evidence = proof("证明材料", required=True)
