"""录入进度: the register of the base year, what of it is in the housing security system, and what is left."""
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.views.generic import TemplateView

from affordable.measures.families import MEASURES, base_year
from affordable.querysets import owners
from affordable.workflow import ENTER
from housing_portal.kit import scope
from housing_portal.kit.figures import Ratio
from housing_portal.kit.pages import Button, Page

# the part of the register that the list of families shows, and its measure
PARTS = {"all": "sub_base_hh", "entered": "sub_entered", "left": "sub_left"}


@dataclass(frozen=True)
class Line:
    """A unit's families (户) and the addresses of the lists behind them."""

    name: str
    cells: list[tuple[int, str]]
    rate: Ratio


class EntryProgress(Page, TemplateView):
    permission = "rental.view"
    title = "录入进度"
    template_name = "affordable/entry_progress.html"

    def get_buttons(self) -> list[Button]:
        if not self.request.user.can(ENTER):
            return []
        return [Button("登记录入系统", reverse("affordable:family_enter"), "plus", "primary")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = scope.current()
        measures = {one.key: one for one in MEASURES}
        found = {part: measures[key].evaluate(now, None) for part, key in PARTS.items()}
        units = owners(self.request.user).filter(pk__in=found["all"].by_unit)
        lines = [_line(str(unit), {part: one.of(unit.pk).value or 0 for part, one in found.items()}, unit.pk)
                 for unit in units]
        total = _line("合　计", {part: one.total.value for part, one in found.items()})
        own = {"lines": lines, "total": total, "base_year": base_year(now), "as_of": now.as_of}
        return super().get_context_data(**own, **kwargs)


def _line(name: str, values: dict[str, int], unit: int | None = None) -> Line:
    place = reverse("affordable:family_list")
    of_unit = {"unit": unit} if unit else {}
    cells = [(value, f"{place}?{urlencode({'register': part, **of_unit})}") for part, value in values.items()]
    return Line(name, cells, Ratio(values["entered"], values["all"]))
