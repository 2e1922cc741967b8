"""Rows of boxes in a form: a fixed number, of which empty ones are ignored, so that no script is needed."""
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms

from housing_portal.kit.forms import ask, dress


class Rows:
    """Adds ``most`` rows of ``boxes`` to a form; the first ``open_count`` stand open, the others unfold.

    A row is filled in when one of its ``speaking`` boxes holds something.
    """

    prefix_of_rows: str
    boxes: Sequence[str]
    speaking: Sequence[str]
    most: int
    open_count: int

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in range(1, self.most + 1):
            for name in self.boxes:
                field = self.fields[self.box(place, name)] = self.make_box(place, name)
                dress(field)
                ask(field, field.label)
                field.widget.attrs["aria-label"] = field.label

    @classmethod
    def box(cls, place: int, name: str) -> str:
        """Return the name of a box; guards refuse under the same name."""
        return f"{cls.prefix_of_rows}_{place}_{name}"

    def make_box(self, place: int, name: str) -> forms.Field:
        """Return the field of one box, with a label that names its row."""
        raise NotImplementedError

    def drawn_cards(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Yield the cards without the boxes of the rows, which have a panel of their own."""
        for title, boxes in super().drawn_cards():
            if others := [one for one in boxes if not one.name.startswith(f"{self.prefix_of_rows}_")]:
                yield title, others

    @property
    def open_rows(self) -> list[list[forms.BoundField]]:
        return [self._row(place, self.boxes) for place in range(1, self.open_count + 1)]

    @property
    def folded_rows(self) -> list[list[forms.BoundField]]:
        return [self._row(place, self.boxes) for place in range(self.open_count + 1, self.most + 1)]

    @property
    def folded_used(self) -> bool:
        """Tell whether a folded row holds something, so that it must be seen."""
        places = range(self.open_count + 1, self.most + 1)
        return any(one.value() for place in places for one in self._row(place, self.speaking))

    def _row(self, place: int, names: Sequence[str]) -> list[forms.BoundField]:
        return [self[self.box(place, name)] for name in names]
