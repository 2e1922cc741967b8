"""月度填报: one row of boxes per project, filled with what is known."""
import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms

from affordable.models import AffordableProject, InvestmentRecord, ProgressNote
from affordable.services.month import Known, MonthRow
from housing_portal.kit.forms import Form, ask, dress

BOXES = ("amount", "why", "stage", "text")
HEADS = {"amount": "本年累计完成投资（元）", "why": "投资说明", "stage": "阶段", "text": "进展说明"}


class MonthForm(Form):
    """A row is a project; boxes left as they were are not stored."""

    def __init__(self, *args: Any, projects: Sequence[AffordableProject], known: Known, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.projects, self.known = projects, known
        for project in projects:
            for name in BOXES:
                field = self.fields[f"{name}_{project.pk}"] = self._make(name, project)
                dress(field)
                ask(field, HEADS[name])
                field.widget.attrs["aria-label"] = field.label

    def drawn_cards(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Yield nothing: the rows have a table of their own."""
        return iter(())

    @property
    def rows(self) -> list[tuple[AffordableProject, InvestmentRecord | None, list[forms.BoundField]]]:
        """Return (project, latest investment, boxes) in the order of the page."""
        return [
            (one, self.known.investments.get(one.pk), [self[f"{name}_{one.pk}"] for name in BOXES])
            for one in self.projects
        ]

    @property
    def stamp(self) -> str:
        """Return a mark of all that the boxes began with, to tell a page that is out of date."""
        shown = sorted((name, str(field.initial)) for name, field in self.fields.items())
        return hashlib.sha256(repr(shown).encode()).hexdigest()

    def clean(self) -> dict[str, Any]:
        """Refuse what would be lost without a word: an emptied box, a reason without a change."""
        data = super().clean()
        for name in self.changed_data:
            box, _bar, key = name.partition("_")
            initial = self.fields[name].initial
            if name in self.errors:
                continue
            if box in ("amount", "text") and initial not in (None, "") and data.get(name) in (None, ""):
                self.add_error(name, f"{HEADS[box]}不能清空；没有变化请保留原来的内容，有变化请改写。")
            if box == "why" and f"amount_{key}" not in self.changed_data:
                self.add_error(name, "投资数没有变化，不用填投资说明；更正请直接改投资数。")
        return data

    def typed(self) -> list[MonthRow]:
        """Return the rows in which something was changed."""
        changed = {name.partition("_")[2] for name in self.changed_data}
        return [self._row(one) for one in self.projects if str(one.pk) in changed]

    def _row(self, project: AffordableProject) -> MonthRow:
        amount, why, stage, text = (self.cleaned_data[f"{name}_{project.pk}"] for name in BOXES)
        return MonthRow(project, amount, why, stage, text)

    def _make(self, name: str, project: AffordableProject) -> forms.Field:
        latest, words = self.known.investments.get(project.pk), self.known.notes.get(project.pk)
        model, field, initial = {
            "amount": (InvestmentRecord, "amount_cum", latest.amount_cum if latest else None),
            "why": (InvestmentRecord, "note", ""),
            "stage": (ProgressNote, "stage", words.stage if words else ""),
            "text": (ProgressNote, "text", words.text if words else ""),
        }[name]
        return model._meta.get_field(field).formfield(
            label=f"{project} {HEADS[name]}", required=False, initial=initial, help_text=""
        )
