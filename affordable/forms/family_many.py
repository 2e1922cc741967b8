"""One box per family to tick, and one for all of the page."""
import hashlib
from collections.abc import Iterator, Sequence

from django import forms

from affordable.models import Family
from housing_portal.journal.forms import day, word
from housing_portal.kit.forms import Form, dress
from housing_portal.kit.secrecy import mask_names


class PickForm(Form):
    shared: Sequence[str] = ("note", "whole_page")

    note = word("说明", required=False)
    whole_page = forms.BooleanField(label="本页各户全部办理", required=False)
    wide = ("note",)

    def __init__(self, *args: object, families: Sequence[Family], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.families = families
        for family in families:
            field = self.fields[f"pick_{family.pk}"] = forms.BooleanField(label=f"办理 {family}", required=False)
            field.widget.attrs["aria-label"] = field.label
            dress(field)

    def drawn_cards(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Yield what all rows share; the rows have a table of their own."""
        yield "", [self[name] for name in self.shared]

    @property
    def rows(self) -> list[tuple[Family, str, forms.BoundField]]:
        """Return (family, masked applicant, box) in the order of the page."""
        return [(one, mask_names(one.applicant_name or ""), self[f"pick_{one.pk}"]) for one in self.families]

    @property
    def stamp(self) -> str:
        """Return a mark of the families on the page, to tell one that is out of date."""
        return hashlib.sha256(repr([one.pk for one in self.families]).encode()).hexdigest()

    def picked(self) -> list[Family]:
        whole = self.cleaned_data["whole_page"]
        return [one for one in self.families if whole or self.cleaned_data[f"pick_{one.pk}"]]


class QueuePickForm(PickForm):
    shared = ("on", "note", "whole_page")

    on = day("轮候起始", required=False, initial=None, help_text="不填的，各户从批准日期起轮候")
