from typing import Any

from django import forms

from affordable.enums import ProjectKind
from affordable.models import AffordableProject
from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.registry.forms import ImportForm


class RosterForm(ImportForm):
    """The roster of one project."""

    project = forms.ModelChoiceField(AffordableProject.objects.none(), label="项目", help_text="在办的棚户区改造项目")
    field_order = ["project", "file"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        projects = AffordableProject.objects.visible_to(user).pursued().filter(kind=ProjectKind.SHANTYTOWN)
        self.fields["project"].queryset = projects.order_by("-plan_year", "name", "pk")
        self.fields["file"].help_text = "按模板填写：一户一行，院号相同的为同一个院；.xlsx，不超过 10 MB"


class RuralListForm(ImportForm):
    """The list of one year."""

    plan_year = forms.IntegerField(label="计划年度", min_value=2000, max_value=2100, initial=lambda: clock.today().year)
    field_order = ["plan_year", "file"]
