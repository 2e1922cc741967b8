from typing import Any

from django import forms

from housing_portal.kit.forms import Form
from presale.models import EscrowAccount


class ClueForm(Form):
    """A clue on money taken outside the account, from an inspection or a complaint."""

    account = forms.ModelChoiceField(EscrowAccount.objects.none(), label="监管账户")
    document = forms.CharField(label="检查记录或投诉件编号", max_length=40)
    sentence = forms.CharField(label="线索", max_length=200, help_text="谁、何时、收取了什么款项、多少元")
    wide = ["sentence"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = EscrowAccount.objects.supervised().select_related("estate")
