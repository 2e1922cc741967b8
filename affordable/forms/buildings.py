from affordable.forms.steps import OfProjectForm
from affordable.models import ProjectBuilding
from housing_portal.kit.forms import ModelForm


class BuildingForm(OfProjectForm):
    class Meta:
        model = ProjectBuilding
        fields = ["project", "no", "sets", "floors"]


class BuildingEditForm(ModelForm):
    class Meta:
        model = ProjectBuilding
        fields = ["no", "sets", "floors"]
