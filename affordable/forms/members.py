"""Boxes for the members of a family; the applicant stands in the first row."""
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from affordable.enums import Departure, Relation
from affordable.models import Member
from affordable.services.members import MOST_MEMBERS, NATURAL, MemberFacts, box
from housing_portal.journal.files import FilesField
from housing_portal.kit import clock
from housing_portal.kit.forms import Form
from housing_portal.kit.rows import Rows
from housing_portal.kit.secrecy import mask_name

BOXES = ("name", "identity_kind", "identity", "phone", "relation")
PAPERS = "可多选，PDF、JPG、PNG、XLSX、DOCX，每个不超过 10 MB"


def member_field(name: str, label: str = "", *, required: bool = False) -> forms.Field:
    """Return the box of one fact about a person; documents of companies are not offered."""
    column = Member._meta.get_field(name)
    label = label or str(column.verbose_name)
    if name == "identity_kind":
        return forms.ChoiceField(choices=NATURAL, label=label, required=required, initial=column.default)
    if name == "relation":
        return forms.TypedChoiceField(choices=[("", ""), *Relation.choices], label=label, required=required)
    return column.formfield(required=required, label=label)


class MemberRows(Rows):
    """Adds the rows to a form; ``cleaned_data["members"]`` holds those filled in.

    ``members`` fill them beforehand, masked: a name or number that comes back as its mask is the one on record.
    """

    prefix_of_rows = "member"
    boxes = BOXES
    speaking = ("name", "identity", "phone")
    most = MOST_MEMBERS
    open_count = 4

    def __init__(self, *args: Any, members: Sequence[Member] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept_names = [member.name for member in members]
        self.initial.setdefault(box(1, "relation"), Relation.APPLICANT)
        for place, member in enumerate(members, start=1):
            for name in BOXES:
                self.initial[box(place, name)] = getattr(member, name)
            self.initial[box(place, "name")] = mask_name(member.name)

    def make_box(self, place: int, name: str) -> forms.Field:
        return member_field(name, f"第 {place} 人{Member._meta.get_field(name).verbose_name}")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        rows = range(1, self.most + 1)
        self.filled = [place for place in rows if any(data.get(box(place, name)) for name in self.speaking)]
        data["members"] = [self._member(data, place) for place in self.filled]
        for place in rows:
            for name in BOXES:
                data.pop(box(place, name), None)
        return data

    def _member(self, data: dict[str, Any], place: int) -> MemberFacts:
        values = {name: data.get(box(place, name)) or "" for name in BOXES}
        kept = self.kept_names[place - 1] if place <= len(self.kept_names) else ""
        return MemberFacts(**{**values, "name": unmasked(values["name"], kept)})

    def refuse(self, error: ValidationError) -> None:
        """Put refusals at the rows as they stand on the page: an empty row before them has been skipped."""
        if hasattr(error, "error_dict"):
            moved = {box(place, name): box(row, name)
                     for place, row in enumerate(self.filled, start=1) for name in BOXES}
            error = ValidationError({moved.get(name, name): found for name, found in error.error_dict.items()})
        super().refuse(error)


def unmasked(typed: str, kept: str) -> str:
    """Return the name on record when it comes back as its mask."""
    return kept if kept and typed == mask_name(kept) else typed


class PersonForm(Form):
    """One person; ``cleaned_data["facts"]`` is what the service takes. ``member`` fills it beforehand, masked."""

    name = member_field("name", required=True)
    relation = member_field("relation", required=True)
    identity_kind = member_field("identity_kind", required=True)
    identity = member_field("identity", required=True)
    phone = member_field("phone")
    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea)
    evidence = FilesField(label="证明材料", required=False, help_text=f"户口簿、结婚证、出生证明等；{PAPERS}")
    wide = ("reason", "evidence")

    def __init__(self, *args: Any, member: Member | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = member.name if member else ""
        if member is not None:
            self.initial |= {name: getattr(member, name) for name in BOXES} | {"name": mask_name(member.name)}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        values = {name: data.pop(name, None) or "" for name in BOXES}
        data["facts"] = MemberFacts(**{**values, "name": unmasked(values["name"], self.kept)})
        return data


class JoinForm(PersonForm):
    joined_on = forms.DateField(label="加入日期", initial=clock.today)
    cards = [("成员", list(BOXES)), ("加入", ["joined_on", "reason", "evidence"])]


class CorrectForm(PersonForm):
    cards = [("成员", list(BOXES)), ("更正", ["reason", "evidence"])]


class MemberChoice(forms.ModelChoiceField):
    """A member by masked name and relation."""

    def label_from_instance(self, obj: Member) -> str:
        return f"{obj}（{obj.get_relation_display()}）"


class LeaveForm(Form):
    left_reason = forms.TypedChoiceField(
        label="离开原因", choices=[("", ""), *(one for one in Departure.choices if one[0] != Departure.ENDED)]
    )
    left_on = forms.DateField(label="离开日期", initial=clock.today)
    successor = MemberChoice(Member.objects.none(), label="新的申请人", required=False)
    note = forms.CharField(label="说明", max_length=100, required=False, widget=forms.Textarea)
    evidence = FilesField(label="证明材料", required=False, help_text=f"死亡证明、离婚证、户籍证明等；{PAPERS}")
    wide = ("note", "evidence")

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if member.relation != Relation.APPLICANT:
            del self.fields["successor"]
        else:
            self.fields["successor"].queryset = member.family.members.current().exclude(pk=member.pk)
            self.fields["successor"].help_text = "离开的是申请人，必须选择新的申请人"

    def clean_left_reason(self) -> Departure:
        return Departure(self.cleaned_data["left_reason"])
