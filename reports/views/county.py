"""县情总览, the director's page: all areas on one screen and on one A4 sheet, every figure opens its records."""
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from reports.catalogue import PROGRAMMES, Programme
from reports.county import areas
from reports.evaluate import Pace
from reports.views.base import FiguresPage


@dataclass(frozen=True)
class Card:
    """One of the year's tasks at the head of the page; each of its figures opens its records."""

    programme: Programme
    pace: Pace
    rate_url: str
    done_url: str
    target_url: str


class CountyOverview(FiguresPage):
    """The bureau's people read it: its figures are the whole county's."""

    permission = "delivery.view"
    template_name = "reports/county.html"
    title = "县情总览"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cards=self.get_cards(), areas=areas(self.figures), **kwargs)

    def get_cards(self) -> list[Card]:
        return [
            Card(one, self.figures.pace(one), *(self.figure_url(key) for key in (one.rate, one.done, one.target)))
            for one in PROGRAMMES
        ]

    def figure_url(self, key: str) -> str:
        return f"{reverse('reports:figure', args=[key])}?as_of={self.figures.scope.as_of}"
