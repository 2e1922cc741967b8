"""Every step a record's page may offer has an address: the buttons differ by reader, and a wrong name is a 500."""
import pytest
from django.urls import NoReverseMatch, get_resolver

from housing_portal.kit.pages import DetailPage

PAGES = sorted(
    {view for route in get_resolver("presale.urls").url_patterns
     if issubclass(view := route.callback.view_class, DetailPage) and view.workflow},
    key=lambda view: view.__name__,
)


@pytest.mark.parametrize("view", PAGES, ids=lambda view: view.__name__)
def test_each_step_of_the_workflow_has_its_page(view):
    page, lost = view(), []
    page.object = view.model(pk=1)
    for step in view.workflow.steps.values():
        try:
            page.get_step_url(step)
        except NoReverseMatch:
            lost.append(step.code)
    assert lost == []
