"""What is filled in to print a figure with another value, and what the section chief answers."""
from django.forms import Textarea

from housing_portal.kit import forms
from reports.models import FigureOverride


class OverrideForm(forms.Form):
    """The service checks the number: what it may be follows from the figure."""

    value = FigureOverride._meta.get_field("value").formfield()
    reason = FigureOverride._meta.get_field("reason").formfield(widget=Textarea)
    wide = ("reason",)


class AnswerForm(forms.Form):
    answer = FigureOverride._meta.get_field("answer").formfield(required=False, widget=Textarea)
    wide = ("answer",)
