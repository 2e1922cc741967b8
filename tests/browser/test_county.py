"""县情总览: all areas on one screen of 1366×768 without scrolling, and on one A4 sheet."""
import pypdfium2
import pytest
from django.urls import reverse

from housing_portal.accounts.models import User
from tests.browser.conftest import Seat
from tests.browser.sight import LARGE, SMALL, flaws_at_both_sizes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCROLLS = "document.documentElement.scrollHeight - document.documentElement.clientHeight"


def test_one_screen_and_one_sheet(office: object, director: User, seat: Seat) -> None:
    page = seat(director)
    page.goto(reverse("reports:county"))
    scrolled = []
    for size in (SMALL, LARGE):
        page.set_viewport_size(size)
        last = page.locator(".t-area a").last.bounding_box()
        scrolled.append((page.evaluate(SCROLLS), last["y"] + last["height"] < size["height"]))
    sheets = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True, print_background=True))
    sizes = [[round(side) for side in sheet.get_size()] for sheet in sheets]
    assert (scrolled, flaws_at_both_sizes(page), sizes) == ([(0, True), (0, True)], [], [[842, 595]])
