"""Boxes for buyers: a fixed number of rows, of which empty ones are ignored, so that no script is needed."""
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from housing_portal.kit.forms import ask, dress
from housing_portal.kit.secrecy import mask_name
from transactions.models import ContractParty
from transactions.services.buyers import MOST_BUYERS, Buyer

BOXES = ("name", "identity_kind", "identity", "phone", "share")
SPEAKING = ("name", "identity", "phone")  # a row is filled in when one of these is
OPEN_ROWS = 2
ALL = Decimal(100)


def box(place: int, name: str) -> str:
    """Return the name of a box; the guards refuse under the same name."""
    return f"buyer_{place}_{name}"


class BuyerRows:
    """Adds the rows to a form; ``cleaned_data["buyers"]`` holds those filled in.

    ``parties`` fill them beforehand, masked: a name or number that comes back as its mask is the one on record.
    """

    def __init__(self, *args: Any, parties: Sequence[ContractParty] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept_names = [party.name for party in parties]
        for place in range(1, MOST_BUYERS + 1):
            for name in BOXES:
                self._add_box(place, name)
        for place, party in enumerate(parties, start=1):
            for name in BOXES:
                self.initial.setdefault(box(place, name), getattr(party, name))
            self.initial[box(place, "name")] = mask_name(party.name)

    def _add_box(self, place: int, name: str) -> None:
        column = ContractParty._meta.get_field(name)
        field = column.formfield(required=False, label=f"第 {place} 名{column.verbose_name}")
        if name in ("share", "identity_kind"):
            field.initial = None if name == "share" else column.default
        self.fields[box(place, name)] = field
        dress(field)
        ask(field, field.label)
        field.widget.attrs["aria-label"] = field.label

    def drawn_cards(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Yield the cards without the boxes of the rows, which have a panel of their own."""
        for title, boxes in super().drawn_cards():
            if others := [one for one in boxes if not one.name.startswith("buyer_")]:
                yield title, others

    @property
    def open_rows(self) -> list[list[forms.BoundField]]:
        return [self._row(place) for place in range(1, OPEN_ROWS + 1)]

    @property
    def folded_rows(self) -> list[list[forms.BoundField]]:
        return [self._row(place) for place in range(OPEN_ROWS + 1, MOST_BUYERS + 1)]

    @property
    def folded_used(self) -> bool:
        """Tell whether a folded row holds something, so that it must be seen."""
        return any(row[0].value() or row[2].value() for row in self.folded_rows)

    def _row(self, place: int) -> list[forms.BoundField]:
        return [self[box(place, name)] for name in BOXES]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        rows = range(1, MOST_BUYERS + 1)
        self.filled = [place for place in rows if any(data.get(box(place, name)) for name in SPEAKING)]
        data["buyers"] = [self._buyer(data, place) for place in self.filled]
        for place in rows:
            for name in BOXES:
                data.pop(box(place, name), None)
        return data

    def _buyer(self, data: dict[str, Any], place: int) -> Buyer:
        values = {name: data.get(box(place, name)) for name in BOXES}
        kept = self.kept_names[place - 1] if place <= len(self.kept_names) else ""
        if kept and values["name"] == mask_name(kept):
            values["name"] = kept
        share = values["share"]
        if share is None:
            share = ALL if len(self.filled) == 1 else Decimal(0)
        return Buyer(**{**values, "phone": values["phone"] or "", "identity": values["identity"] or "", "share": share})

    def refuse(self, error: ValidationError) -> None:
        """Put refusals at the rows as they stand on the page: an empty row before them has been skipped."""
        if hasattr(error, "error_dict"):
            moved = {
                box(place, name): box(row, name) for place, row in enumerate(self.filled, start=1) for name in BOXES
            }
            error = ValidationError({moved.get(name, name): found for name, found in error.error_dict.items()})
        super().refuse(error)
