"""滞后与逾期: what a supervision notice may press, by unit, by project and by date."""
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views import View

from affordable.overdue import KINDS
from housing_portal.kit.filters import clean_query
from housing_portal.kit.pages import Button
from reports.behind import Behind
from reports.office import filler
from reports.views.base import FiguresPage
from reports.views.files import file_to_keep
from reports.workbooks.behind import behind_workbook


class Asked(FiguresPage):
    """The day, the unit and the kind in the address; what is not known there is not asked for."""

    @cached_property
    def asked(self) -> dict[str, str]:
        query = clean_query(self.request.GET)
        units = {str(unit.pk) for unit in self.figures.units}
        found = {"unit": query.get("unit", ""), "kind": query.get("kind", "")}
        return {name: value for name, value in found.items() if value in (units if name == "unit" else KINDS)}

    @cached_property
    def behind(self) -> Behind:
        unit = self.asked.get("unit")
        return Behind(self.figures, int(unit) if unit else None, self.asked.get("kind", ""))


class BehindPage(Asked):
    template_name = "reports/behind.html"
    title = "滞后与逾期"

    def get_buttons(self) -> list[Button]:
        query = urlencode({"as_of": self.figures.scope.as_of, **self.asked})
        export = Button("导出清单", f"{reverse('reports:behind_workbook')}?{query}", "dl")
        if not self.request.user.can("reports.supervise"):
            return [export]
        return [Button("滞后督办", reverse("reports:supervision_lagging"), "flag"), export]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {
            "asked": self.asked, "units": self.figures.units, "kinds": KINDS, "slow_units": self.behind.units(),
            "slow_projects": self.behind.projects(), "matters": self.behind.matters(),
        }
        return super().get_context_data(**{**own, **kwargs})


class BehindWorkbook(Asked, View):
    """The lists of the page as a workbook."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        day = self.figures.scope.as_of
        return file_to_keep(behind_workbook(self.behind, filler(day)), f"滞后与逾期清单-{day}.xlsx")
