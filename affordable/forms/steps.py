"""Parts of a project under way."""
from typing import Any

from affordable.models import AffordableProject
from affordable.querysets import ProjectQuerySet
from housing_portal.accounts.models import User
from housing_portal.kit.forms import ModelForm


class OfProjectForm(ModelForm):
    """A part of a project under way that the reader sees; the project decides the unit."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "project" in self.fields:
            self.fields["project"].queryset = self.projects(user)

    def projects(self, user: User) -> ProjectQuerySet:
        """Return the projects to choose from."""
        return AffordableProject.objects.visible_to(user).pursued().order_by("-plan_year", "name", "pk")
