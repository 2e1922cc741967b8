from django import forms

from housing_portal.kit.forms import Form


class CloseForm(Form):
    """The month that was on the page: a form left open does not close the one after it."""

    month = forms.IntegerField(widget=forms.HiddenInput)
