from functools import cached_property
from typing import Any

from django.views.generic import TemplateView

from housing_portal.kit.pages import Page
from reports import scopes
from reports.evaluate import IndicatorSet, evaluate


class FiguresPage(Page, TemplateView):
    """A page that shows figures of one as-of date, chosen by the reader."""

    permission = "reports.view"

    @cached_property
    def figures(self) -> IndicatorSet:
        return evaluate(scopes.asked(self.request))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"figures_set": self.figures, "as_of": self.figures.scope.as_of, "share": self.figures.time_share}
        return super().get_context_data(**{**own, **kwargs})
