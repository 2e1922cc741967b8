"""Forms that book money carry a number of their own: sent twice, they book once."""
import uuid

from django import forms

from housing_portal.kit.forms import Form
from housing_portal.kit.text import half_width
from presale.models import LedgerEntry


def new_token() -> str:
    """Return the number of a form that is being opened."""
    return uuid.uuid4().hex


class TokenForm(Form):
    """The ledger knows the number again, whatever browser or session brings it a second time."""

    token = forms.CharField(
        label="提交编号", min_length=8, max_length=LedgerEntry._meta.get_field("token").max_length,
        initial=new_token, widget=forms.HiddenInput,
        error_messages={"required": "页面已失效，请重新打开后填写。", "min_length": "页面已失效，请重新打开后填写。"},
    )

    def clean_bank_serial(self) -> str:
        """Bank serials are compared letter by letter: full-width digits would make another number of them."""
        return "".join(half_width(self.cleaned_data["bank_serial"]).split())
