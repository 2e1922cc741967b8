"""Boxes for estate, building and rooms: typed by name, or filled in by the page from which one comes."""
from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from housing_portal.kit.forms import Form
from housing_portal.registry.models import Building, Estate
from transactions.find import find_building, find_estate, find_rooms
from transactions.models import Room

Found = TypeVar("Found")


def key_of(query: QueryDict, name: str) -> int | None:
    """Return the key given as ``?name=``, or None for nonsense."""
    text = query.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None


def initial_place(query: QueryDict) -> dict[str, str]:
    """Return estate, building and rooms as the boxes show them, for ``?room=``, ``?building=`` or ``?estate=``."""
    if room := Room.objects.select_related("building__estate").filter(pk=key_of(query, "room")).first():
        return {**_names(room.building), "rooms": room.door}
    if building := Building.objects.select_related("estate").filter(pk=key_of(query, "building")).first():
        return _names(building)
    estate = Estate.objects.filter(pk=key_of(query, "estate")).first()
    return {"estate": estate.record_name} if estate else {}


def _names(building: Building) -> dict[str, str]:
    return {"estate": building.estate.record_name, "building": building.number}


def of_box(find: Callable[[], Found]) -> Found:
    """Return what ``find`` returns; what it refuses is said at the box that is being cleaned."""
    try:
        return find()
    except ValidationError as error:
        raise ValidationError(error.messages) from None


class EstateForm(Form):
    """Begins with an estate; ``cleaned_data`` holds the record, not its name."""

    estate = forms.CharField(label="楼盘", max_length=60, help_text="备案名或推广名")

    def clean_estate(self) -> Estate:
        return of_box(lambda: find_estate(self.cleaned_data["estate"]))


class BuildingForm(EstateForm):
    """Begins with an estate and one of its buildings."""

    building = forms.CharField(label="楼幢", max_length=20, help_text="备案幢号，例如 7#楼")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("estate") and data.get("building"):
            self.look_up("building", lambda: find_building(data["estate"], data["building"]))
        return data

    def look_up(self, name: str, find: Callable[[], Any]) -> None:
        """Put what ``find`` returns in place of the typed words, or its sentence at the box."""
        try:
            self.cleaned_data[name] = find()
        except ValidationError as error:
            self.add_error(None, error)


class RoomsForm(BuildingForm):
    """Begins with some rooms of one building."""

    rooms = forms.CharField(
        label="房号", max_length=2000, widget=forms.Textarea,
        help_text="可填多户，用顿号或空格隔开：1单元1502、2单元1503；整幢填“整幢”",
    )
    wide = ("rooms",)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if isinstance(data.get("building"), Building) and data.get("rooms"):
            self.look_up("rooms", lambda: find_rooms(data["building"], data["rooms"]))
        return self.cleaned_data
