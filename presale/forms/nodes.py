from typing import Any

from django import forms

from housing_portal.accounts.models import User
from housing_portal.accounts.roles import ROLES
from housing_portal.journal.files import FilesField
from housing_portal.kit import clock
from housing_portal.kit.forms import Form, ModelForm
from housing_portal.registry.models import Building
from presale.enums import NodeCode
from presale.models import NodeCertification

PAPERS = "PDF、JPG、PNG，可多选"
# inspectors are the bureau's own people who work on escrow
INSPECTING = [role.code for role in ROLES.values() if role.grants & {"presale.record", "presale.confirm"}]


class BuildingChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Building) -> str:
        return f"{obj.estate} {obj}"


class NodeForm(ModelForm):
    building = BuildingChoice(Building.objects.none(), label="楼幢", help_text="只列有监管账户的楼幢")
    evidence = FilesField(label="申请材料", required=False, help_text=PAPERS)
    wide = ("evidence",)

    class Meta:
        model = NodeCertification
        fields = ["building", "node", "applied_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Building.objects.filter(escrow_places__is_current=True).select_related("estate")
        self.fields["building"].queryset = known.order_by("estate__record_name", "number_key", "pk")
        self.fields["applied_on"].initial = clock.today

    def clean_node(self) -> NodeCode:
        return NodeCode(self.cleaned_data["node"])

    def _post_clean(self) -> None:
        """Write nothing into a record: the service checks it."""


class InspectForm(Form):
    inspected_on = forms.DateField(label="查验日期", initial=clock.today)
    inspector_one = forms.ModelChoiceField(User.objects.none(), label="查验人一")
    inspector_two = forms.ModelChoiceField(User.objects.none(), label="查验人二")
    finding = forms.CharField(label="查验意见", max_length=200, widget=forms.Textarea)
    evidence = FilesField(label="验收记录、现场照片", required=False, help_text=PAPERS)
    wide = ("finding", "evidence")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True, role_grants__role__in=INSPECTING).distinct()
        for name in ("inspector_one", "inspector_two"):
            self.fields[name].queryset = people
