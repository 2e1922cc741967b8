"""Old communities: what is registered of them, their buildings in rows of boxes, the papers of the acceptance."""
from typing import Any

from django import forms

from affordable.forms.base import UnitForm
from affordable.models import RenovationBuilding, RenovationCommunity
from affordable.services.community_buildings import MOST_BUILDINGS, BuildingFacts
from housing_portal.journal.forms import ProvedDayForm, proof
from housing_portal.kit import clock
from housing_portal.kit.forms import Form, ModelForm
from housing_portal.kit.rows import Rows

PLAN = ["name", "plan_year", "is_in_plan", "policy_doc", "district", "planned_start_on", "planned_done_on"]
SIZE = ["built_year", "late_basis", "building_count", "households", "area"]
MONEY = ["invest_main", "invest_infra"]


class CommunityForm(UnitForm):
    cards = [("计划", ["unit", *PLAN]), ("规模", SIZE), ("投资", MONEY)]

    class Meta:
        model = RenovationCommunity
        fields = ["unit", *PLAN, *SIZE, *MONEY]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan_year"].initial = clock.today().year


class CommunityEditForm(ModelForm):
    """Everything but the unit, to which buildings, work and money belong as well."""

    cards = [("计划", PLAN), ("规模", SIZE), ("投资", MONEY)]

    class Meta:
        model = RenovationCommunity
        fields = [*PLAN, *SIZE, *MONEY]


class CommunityAcceptForm(ProvedDayForm):
    evidence = proof("验收材料", required=True)


class BuildingRows(Rows, Form):
    """One row per building."""

    prefix_of_rows = "building"
    boxes = speaking = ("no", "households", "area")
    most, open_count = MOST_BUILDINGS, 6

    def make_box(self, place: int, name: str) -> forms.Field:
        model_field = RenovationBuilding._meta.get_field(name)
        return model_field.formfield(label=f"第 {place} 栋{model_field.verbose_name}", required=False, help_text="")

    def typed(self) -> list[BuildingFacts]:
        """Return the rows in which something was typed."""
        found = []
        for place in range(1, self.most + 1):
            no, households, area = (self.cleaned_data.get(self.box(place, name)) for name in self.boxes)
            if no or households is not None or area is not None:
                found.append(BuildingFacts(place, no or "", households, area))
        return found


class CommunityBuildingForm(ModelForm):
    class Meta:
        model = RenovationBuilding
        fields = ["no", "households", "area"]
