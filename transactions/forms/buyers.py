"""Boxes for buyers."""
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from housing_portal.kit.rows import Rows
from housing_portal.kit.secrecy import mask_name
from transactions.models import ContractParty
from transactions.services.buyers import MOST_BUYERS, Buyer

BOXES = ("name", "identity_kind", "identity", "phone", "share")
ALL = Decimal(100)


class BuyerRows(Rows):
    """Adds the rows to a form; ``cleaned_data["buyers"]`` holds those filled in.

    ``parties`` fill them beforehand, masked: a name or number that comes back as its mask is the one on record.
    """

    prefix_of_rows = "buyer"
    boxes = BOXES
    speaking = ("name", "identity", "phone")
    most = MOST_BUYERS
    open_count = 2

    def __init__(self, *args: Any, parties: Sequence[ContractParty] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept_names = [party.name for party in parties]
        for place, party in enumerate(parties, start=1):
            for name in BOXES:
                self.initial.setdefault(self.box(place, name), getattr(party, name))
            self.initial[self.box(place, "name")] = mask_name(party.name)

    def make_box(self, place: int, name: str) -> forms.Field:
        column = ContractParty._meta.get_field(name)
        field = column.formfield(required=False, label=f"第 {place} 名{column.verbose_name}")
        if name in ("share", "identity_kind"):
            field.initial = None if name == "share" else column.default
        return field

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        rows = range(1, MOST_BUYERS + 1)
        self.filled = [place for place in rows if any(data.get(self.box(place, name)) for name in self.speaking)]
        data["buyers"] = [self._buyer(data, place) for place in self.filled]
        for place in rows:
            for name in BOXES:
                data.pop(self.box(place, name), None)
        return data

    def _buyer(self, data: dict[str, Any], place: int) -> Buyer:
        values = {name: data.get(self.box(place, name)) for name in BOXES}
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
                self.box(place, name): self.box(row, name)
                for place, row in enumerate(self.filled, start=1) for name in BOXES
            }
            error = ValidationError({moved.get(name, name): found for name, found in error.error_dict.items()})
        super().refuse(error)
