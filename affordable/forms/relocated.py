from typing import Any

from django import forms

from affordable.models import Compound, RelocationHousehold
from housing_portal.accounts.models import User
from housing_portal.journal.forms import ProvedDayForm, proof, word
from housing_portal.kit.forms import DateInput, Form, ModelForm
from housing_portal.kit.secrecy import mask_names

FACTS = ["owner", "legal_area", "actual_area", "unregistered_area", "unregistered_ruling"]


def _term(name: str, **facts: Any) -> forms.Field:
    """Return the box of one term of the agreement."""
    return RelocationHousehold._meta.get_field(name).formfield(**facts)


class HouseholdForm(ModelForm):
    """A household as it was surveyed."""

    cards = [("征收户", ["compound", *FACTS])]

    class Meta:
        model = RelocationHousehold
        fields = ["compound", *FACTS]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["compound"].queryset = (
            Compound.objects.visible_to(user).select_related("project").order_by("project", "no", "pk")
        )
        self.fields["compound"].label_from_instance = lambda one: f"{one.project} {one.no}"


class HouseholdEditForm(ModelForm):
    """The owner's name is not shown in full; a name is typed only to replace it."""

    class Meta:
        model = RelocationHousehold
        fields = FACTS[1:]

    owner = forms.CharField(label="更正权利人", max_length=80, required=False)
    cards = [("征收户", FACTS)]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].help_text = f"现为 {mask_names(self.instance.owner)}；不改时留空"


class AgreementForm(ProvedDayForm):
    """The agreement with its terms."""

    mode = _term("mode", required=True)
    agreement_no = forms.CharField(label="协议编号", max_length=40)
    compensation = _term("compensation", required=False, help_text="货币补偿、货币加调换必须填写")
    swap_sets = _term("swap_sets", required=False, initial=0, help_text="产权调换、货币加调换必须填写")
    planned_demolish_on = forms.DateField(label="计划拆除日期", widget=DateInput)
    cards = [
        ("协议", ["on", "agreement_no", "mode", "compensation", "swap_sets", "planned_demolish_on"]),
        ("依据", ["note", "evidence"]),
    ]

    def clean_swap_sets(self) -> int:
        return self.cleaned_data["swap_sets"] or 0


class DecisionForm(AgreementForm):
    """The decision where no agreement was reached."""

    evidence = proof("补偿决定书", required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreement_no"].label = "决定书编号"


class ReplanForm(Form):
    planned_demolish_on = forms.DateField(label="计划拆除日期", widget=DateInput)
    reason = word("调整原因")
    wide = ("reason",)

    def __init__(self, *args: Any, household: RelocationHousehold, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"planned_demolish_on": household.planned_demolish_on, **self.initial}
