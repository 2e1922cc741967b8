"""Forms that book money carry a number of their own: sent twice, they book once."""
import uuid

from django import forms
from django.core.exceptions import ValidationError

from housing_portal.kit.forms import Form
from housing_portal.kit.text import half_width
from presale.models import LedgerEntry

SPENT = "页面已失效，请重新打开后填写。"
# what follows from a record is booked under a number that anybody can tell beforehand: no form takes it away
OF_RECORDS = ("line-", "answer-")


def new_token() -> str:
    """Return the number of a form that is being opened."""
    return uuid.uuid4().hex


class TokenForm(Form):
    """The ledger knows the number again, whatever browser or session brings it a second time."""

    token = forms.CharField(
        label="提交编号", min_length=8, max_length=LedgerEntry._meta.get_field("token").max_length,
        initial=new_token, widget=forms.HiddenInput,
        error_messages={"required": SPENT, "min_length": SPENT},
    )

    def clean_token(self) -> str:
        if self.cleaned_data["token"].startswith(OF_RECORDS):
            raise ValidationError(SPENT)
        return self.cleaned_data["token"]

    def clean_bank_serial(self) -> str:
        """Bank serials are compared letter by letter: full-width digits would make another number of them."""
        return "".join(half_width(self.cleaned_data["bank_serial"]).split())
