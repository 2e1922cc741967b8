"""Rural houses: who is on the list, and the facts of each step."""
from typing import Any

from django import forms

from affordable.forms.base import UnitForm
from affordable.models import RuralHouse
from affordable.services.members import NATURAL
from housing_portal.journal.forms import ProvedDayForm, proof
from housing_portal.kit import clock
from housing_portal.kit.forms import DateInput, ModelForm
from housing_portal.kit.secrecy import mask_names

PERSON = ["name", "identity_kind", "identity", "phone"]
LISTED = ["unit", "plan_year", "village", "target_kind", "list_doc"]


def _fact(name: str, **facts: Any) -> forms.Field:
    """Return the box of a fact that a step decides."""
    return RuralHouse._meta.get_field(name).formfield(**facts)


class RuralForm(UnitForm):
    """A household as the list of 民政 or 乡村振兴 has it."""

    cards = [("名单", LISTED), ("户主", PERSON)]

    class Meta:
        model = RuralHouse
        fields = [*LISTED, *PERSON]
        labels = {"name": "户主姓名"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan_year"].initial = clock.today().year
        self.fields["identity_kind"].choices = NATURAL

    def _post_clean(self) -> None:
        """Check nothing twice: the service checks document and phone and says what is wrong."""


class RuralEditForm(ModelForm):
    """The name is not shown in full; a name is typed only to replace it. Kind and list stay as they came."""

    name = forms.CharField(label="更正户主姓名", max_length=80, required=False)
    cards = [("住址", ["village"]), ("户主", PERSON)]

    class Meta:
        model = RuralHouse
        fields = ["village", *PERSON[1:]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.pop("name", None)
        self.fields["name"].help_text = f"现为 {mask_names(self.instance.name)}；不改时留空"
        self.fields["identity_kind"].choices = NATURAL

    def _post_clean(self) -> None:
        """Write nothing into the record that is shown: the service reads and checks it anew."""


class AppraiseForm(ProvedDayForm):
    """The level that the appraisal gave."""

    appraisal = _fact("appraisal", required=True)
    cards = [("鉴定", ["on", "appraisal"]), ("依据", ["note", "evidence"])]


class RuralApproveForm(ProvedDayForm):
    """How the house is made safe, with how much, until when."""

    mode = _fact("mode", required=True)
    subsidy = _fact("subsidy", required=True)
    planned_done_on = forms.DateField(label="计划竣工日期", widget=DateInput)
    cards = [("批准", ["on", "mode", "subsidy", "planned_done_on"]), ("依据", ["note", "evidence"])]


class RuralAcceptForm(ProvedDayForm):
    evidence = proof("验收材料", required=True)
