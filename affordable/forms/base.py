"""What clerks fill in. Labels, help and checks stand on the models; the units offered are those of the reader."""
from typing import Any

from django import forms
from django.db.models import QuerySet

from affordable.models import (
    AffordableProject,
)
from affordable.querysets import owners
from housing_portal.accounts.models import User
from housing_portal.journal.files import FilesField
from housing_portal.journal.forms import KINDS
from housing_portal.kit import clock
from housing_portal.kit.forms import Form, ModelForm

PROOF = "施工许可证、开工令、监理月报、现场照片、验收记录等"


def offer_units(form: forms.BaseForm, user: User) -> None:
    """Offer the units of ``user``; who has only one need not choose."""
    units = list(owners(user))
    field = form.fields["unit"]
    field.queryset = owners(user)
    if len(units) == 1 and form.instance.pk is None:
        form.initial["unit"] = units[0].pk
        field.disabled = True


class UnitForm(ModelForm):
    """A record of a unit; days begin with today, projects are those the reader may see."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_units(self, user)
        if "project" in self.fields:
            self.fields["project"].queryset = projects_of(user)
        for name in ("as_of", "issued_on", "actual_on", "listed_on"):
            if name in self.fields:
                self.fields[name].initial = clock.today


def projects_of(user: User) -> QuerySet:
    return AffordableProject.objects.visible_to(user).order_by("-plan_year", "name", "pk")


class ProgressForm(UnitForm):
    """Progress of a project, which decides unit and kind; without a project they must be said."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].help_text = "选了项目，责任单位和类别以项目为准；单位只报合计时留空"
        self.owed = [name for name in ("unit", "kind") if name in self.fields]
        for name in self.owed:
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        project = data.get("project")
        for name in self.owed:
            if project:
                data[name] = getattr(project, name)
            elif not data.get(name) and name not in self.errors:
                self.add_error(name, "没有选择项目时必须填写。")
        return data


class EvidenceForm(Form):
    """The proof of a step; nothing counts in an official figure without it."""

    evidence = FilesField(label="证明材料", help_text=f"{PROOF}；{KINDS}")
    wide = ("evidence",)
