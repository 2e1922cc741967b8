"""Asking for the homes of persons: a family at most, each with a document; rows left empty are ignored."""
from typing import Any

from django.core.exceptions import ValidationError

from housing_portal.journal.files import FilesField
from housing_portal.kit.forms import ModelForm, ask, dress
from transactions.models import HousingLookup, LookupPerson
from transactions.services.lookups import PersonFacts

BOXES = ("name", "identity_kind", "identity", "relation")
MOST_PERSONS = 5
PAPERS = "本人身份证件、授权委托书、公函等；PDF、JPG、PNG，每个不超过 10 MB"


def box(place: int, name: str) -> str:
    """Return the name of a box; the service refuses under the same name."""
    return f"person_{place}_{name}"


class LookupForm(ModelForm):
    evidence = FilesField(label="授权材料", help_text=PAPERS)
    wide = ["basis", "evidence"]

    class Meta:
        model = HousingLookup
        fields = ["purpose", "applicant", "basis"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = range(1, MOST_PERSONS + 1)
        for place in places:
            for name in BOXES:
                self._add_box(place, name)
        persons = [(f"被查询人 {place}" + "（没有的留空）" * (place > 1), [box(place, name) for name in BOXES])
                   for place in places]
        self.cards = [("查询事由", ["purpose", "applicant", "basis", "evidence"]), *persons]

    def _add_box(self, place: int, name: str) -> None:
        column = LookupPerson._meta.get_field(name)
        needed = place == 1 and name in ("name", "identity")
        self.fields[box(place, name)] = field = column.formfield(required=needed)
        if name == "relation":
            field.initial = column.default if place == 1 else None
        dress(field)
        ask(field, field.label)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        places = range(1, MOST_PERSONS + 1)
        self.filled = [place for place in places if data.get(box(place, "name")) or data.get(box(place, "identity"))]
        for place in self.filled:
            for name, word in (("name", "姓名"), ("identity", "证件号码")):
                if not data.get(box(place, name)) and box(place, name) not in self.errors:
                    self.add_error(box(place, name), f"请填写{word}，或把这一行清空。")
        data["persons"] = [
            PersonFacts(**{name: data.get(box(place, name)) or "" for name in BOXES}) for place in self.filled
        ]
        for place in places:
            for name in BOXES:
                data.pop(box(place, name), None)
        return data

    def refuse(self, error: ValidationError) -> None:
        """Put refusals at the rows as they stand on the page: an empty row before them has been skipped."""
        if hasattr(error, "error_dict"):
            moved = {
                box(place, name): box(row, name) for place, row in enumerate(self.filled, start=1) for name in BOXES
            }
            error = ValidationError({moved.get(name, name): found for name, found in error.error_dict.items()})
        super().refuse(error)
