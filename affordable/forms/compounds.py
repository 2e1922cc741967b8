from affordable.enums import ProjectKind
from affordable.forms.steps import OfProjectForm
from affordable.models import Compound
from affordable.querysets import ProjectQuerySet
from housing_portal.accounts.models import User
from housing_portal.kit.forms import ModelForm


class CompoundForm(OfProjectForm):
    class Meta:
        model = Compound
        fields = ["project", "no", "address", "yard_kind"]

    def projects(self, user: User) -> ProjectQuerySet:
        return super().projects(user).filter(kind=ProjectKind.SHANTYTOWN)


class CompoundEditForm(ModelForm):
    class Meta:
        model = Compound
        fields = ["no", "address", "yard_kind"]
