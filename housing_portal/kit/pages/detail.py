"""DetailPage: one record with its figures, what may be done with it now, and its parts as sections."""
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.views.generic import DetailView

from housing_portal.kit.pages.base import Button, Page, Scoped
from housing_portal.kit.pages.parts import Parts
from housing_portal.kit.workflow import Step, Workflow


@dataclass(frozen=True)
class KeyFigure:
    """A figure in the head of a record, already written; the unit stands in ``label``."""

    label: str
    text: str
    note: str = ""
    url: str = ""
    main: bool = False


class Steps:
    """The buttons of a record: 修改, and the steps of its workflow that the reader may take now."""

    workflow: Workflow | None = None
    edit_url = edit_permission = ""

    def get_step_url(self, step: Step) -> str:
        """Return where a step leads: the url ``<app>:<model>_<step>``."""
        meta = self.object._meta
        return reverse(f"{meta.app_label}:{meta.model_name}_{step.code}", args=[self.object.pk])

    def get_buttons(self) -> list[Button]:
        user, buttons = self.request.user, []
        if self.edit_url and user.can(self.edit_permission):
            buttons.append(Button("修改", reverse(self.edit_url, args=[self.object.pk])))
        steps = self.workflow.available(self.object, user) if self.workflow else []
        # one step is the way on: the first in the workflow's order
        way_on = next((step for step in steps if not step.danger), None)
        styles = ["danger-line" if s.danger else "primary" if s is way_on else "plain" for s in steps]
        return buttons + [Button(s.label, self.get_step_url(s), "", css) for s, css in zip(steps, styles, strict=True)]


class DetailPage(Steps, Parts, Page, Scoped, DetailView):
    """Name, chips, key figures and allowed buttons, then the parts of the record."""

    template_name = "kit/detail.html"

    def get_title(self) -> str:
        return str(self.object)

    def get_chips(self) -> Sequence[Any]:
        """Return the enum members shown as chips beside the name."""
        return []

    def get_figures(self) -> Sequence[KeyFigure]:
        """Return up to six key figures."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sections = self.get_sections()
        own = {"chips": self.get_chips(), "figures": self.get_figures(), "sections": sections, "parts": self.parts}
        return super().get_context_data(**own, **kwargs)
