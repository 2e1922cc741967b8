
from django import forms

from affordable.forms.base import UnitForm
from affordable.models import (
    AuditFinding,
)
from housing_portal.kit import clock
from housing_portal.kit.forms import DateInput, Form


class FindingForm(UnitForm):
    wide = ("title",)

    class Meta:
        model = AuditFinding
        fields = ["audit_year", "unit", "category", "project", "title", "listed_on", "due_on"]


class CloseForm(Form):
    closed_on = forms.DateField(label="销号日期", widget=DateInput, initial=clock.today)
