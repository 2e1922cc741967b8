"""改造内容, and the progress of all items of a community on one page."""
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from affordable.models import RenovationCommunity, WorkItem, WorkProgress
from affordable.services.works import WorkRow
from housing_portal.journal.forms import day
from housing_portal.kit.figures import plain
from housing_portal.kit.forms import Form, ModelForm, ask, dress

BOXES = ("done", "why")


class WorkForm(ModelForm):
    """What is done, on the whole community or on one of its buildings."""

    cards = [("内容", ["scope", "category", "building", "item"]), ("数量和预算", ["qty", "measure", "budget"])]

    class Meta:
        model = WorkItem
        fields = ["scope", "category", "building", "item", "qty", "measure", "budget"]

    def __init__(self, *args: Any, community: RenovationCommunity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["building"].queryset = community.buildings.order_by("no", "pk")


class WorksForm(Form):
    """A row is an item; boxes left as they were are not stored."""

    as_of = day("截至日期")

    def __init__(self, *args: Any, items: Sequence[WorkItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            for name, field in self._boxes(item):
                dress(field)
                ask(field, field.label)
                field.widget.attrs["aria-label"] = field.label
                self.fields[f"{name}_{item.pk}"] = field
                if name == "done":
                    self.initial[f"{name}_{item.pk}"] = item.done_qty

    def drawn_cards(self) -> Iterable[tuple[str, list[forms.BoundField]]]:
        """Yield the day alone; the rows have a table of their own."""
        yield "", [self["as_of"]]

    def clean(self) -> dict[str, Any]:
        """Refuse what would be lost without a word: an emptied box, a reason without a change."""
        data = super().clean()
        for item in self.items:
            done, why = f"done_{item.pk}", f"why_{item.pk}"
            if done in self.changed_data and done not in self.errors and data.get(done) is None:
                self.add_error(done, "累计完成量不能清空；没有完成填 0。")
            if data.get(why) and done not in self.changed_data:
                self.add_error(why, "完成量没有变化，不用填原因。")
        return data

    @property
    def rows(self) -> list[tuple[WorkItem, list[forms.BoundField]]]:
        """Return (item, boxes) in the order of the page."""
        return [(item, [self[f"{name}_{item.pk}"] for name in BOXES]) for item in self.items]

    def typed(self) -> list[WorkRow]:
        """Return the rows whose quantity was changed."""
        changed = [item for item in self.items if f"done_{item.pk}" in self.changed_data]
        return [self._row(item) for item in changed]

    def _row(self, item: WorkItem) -> WorkRow:
        done, why = (self.cleaned_data[f"{name}_{item.pk}"] for name in BOXES)
        return WorkRow(item, done, why)

    def _boxes(self, item: WorkItem) -> Iterable[tuple[str, forms.Field]]:
        yield "done", WorkProgress._meta.get_field("done_qty").formfield(
            label=f"{item} 累计完成量（{item.measure}，共 {plain(item.qty)}）", required=False
        )
        yield "why", forms.CharField(label=f"{item} 减少的原因", max_length=200, required=False)
