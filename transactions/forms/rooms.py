from typing import Any

from django import forms

from housing_portal.kit import clock
from housing_portal.kit.forms import DateInput, Form, ModelForm
from transactions.forms.places import BuildingForm
from transactions.models import Room, RoomArea

_field = Room._meta.get_field
_area = RoomArea._meta.get_field
DESCRIBED = ("section", "number", "floor", "floor_label", "place", "use", "house_code", "estate_unit_no")
AREAS = ("area", "inner_area", "shared_area")


class RoomForm(BuildingForm):
    """A room that the building table lacks."""

    section = _field("section").formfield()
    number = _field("number").formfield()
    floor = _field("floor").formfield()
    floor_label = _field("floor_label").formfield(required=False)
    place = _field("place").formfield()
    use = _field("use").formfield()
    house_code = _field("house_code").formfield()
    estate_unit_no = _field("estate_unit_no").formfield()
    area = _field("area").formfield()
    inner_area = _field("inner_area").formfield()
    shared_area = _field("shared_area").formfield()
    cards = [
        ("位置", ["estate", "building", "section", "number", "floor", "floor_label", "place"]),
        ("房屋", ["use", "area", "inner_area", "shared_area", "house_code", "estate_unit_no"]),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["floor_label"].help_text = "与实际层相同的留空"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("floor_label") and data.get("floor") is not None:
            data["floor_label"] = str(data["floor"])
        data["estate_unit_no"] = data.get("estate_unit_no") or None
        return data


class RoomEditForm(ModelForm):
    """What describes a room; its areas change by measuring, its building never."""

    cards = [("位置", ["section", "number", "floor", "floor_label", "place"]),
             ("房屋", ["use", "house_code", "estate_unit_no"])]

    class Meta:
        model = Room
        fields = DESCRIBED

    def clean_estate_unit_no(self) -> str | None:
        return self.cleaned_data["estate_unit_no"] or None


class MeasureForm(Form):
    """What a survey found for one room."""

    area = _field("area").formfield(label="实测建筑面积（㎡）")
    inner_area = _field("inner_area").formfield(label="实测套内面积（㎡）")
    shared_area = _field("shared_area").formfield(label="实测分摊面积（㎡）")
    surveyed_on = _area("surveyed_on").formfield(widget=DateInput, required=True)
    report_no = _area("report_no").formfield(required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["surveyed_on"].initial = clock.today


class DemolishForm(Form):
    on = _field("demolished_on").formfield(widget=DateInput, required=True)
    reason = forms.CharField(label="原因和依据", max_length=200, widget=forms.Textarea)
    wide = ("reason",)
