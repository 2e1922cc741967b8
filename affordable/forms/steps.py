"""What the steps of several nouns ask for: a day, a word, a proof, a paper."""
from typing import Any

from django import forms

from affordable.forms.base import KINDS
from affordable.models import AffordableProject
from affordable.querysets import ProjectQuerySet
from housing_portal.accounts.models import User
from housing_portal.journal.files import FilesField
from housing_portal.kit import clock
from housing_portal.kit.forms import DateInput, Form, ModelForm


def proof(label: str, required: bool = False) -> FilesField:
    """Return the box for files that prove a step."""
    return FilesField(label=label, required=required, help_text=KINDS)


def day(label: str = "发生日期", **facts: Any) -> forms.DateField:
    """Return a box for a day, today unless said otherwise."""
    return forms.DateField(label=label, widget=DateInput, **{"initial": clock.today, **facts})


def word(label: str = "说明", **facts: Any) -> forms.CharField:
    """Return a box for a sentence."""
    return forms.CharField(label=label, max_length=200, widget=forms.Textarea, **facts)


class DayForm(Form):
    """A step that happened on a day."""

    on = day()
    note = word(required=False)
    wide = ("note",)


class ProvedDayForm(DayForm):
    """A step with a file to prove it."""

    evidence = proof("证明材料")
    wide = ("note", "evidence")


class OfProjectForm(ModelForm):
    """A part of a project under way that the reader sees; the project decides the unit."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "project" in self.fields:
            self.fields["project"].queryset = self.projects(user)

    def projects(self, user: User) -> ProjectQuerySet:
        """Return the projects to choose from."""
        return AffordableProject.objects.visible_to(user).pursued().order_by("-plan_year", "name", "pk")
