from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import time_machine
from django.urls import reverse

from housing_portal.accounts.models import Unit, User
from housing_portal.kit import clock
from tests.conftest import Office
from tests.pages.census import Route
from tests.pages.records import Writers


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI), tick=False):
        yield


@pytest.fixture
def writers(clerk: User, chief: User) -> Writers:
    return Writers(clerk, chief)


@pytest.fixture
def away(office: Office) -> Unit:
    """A township in which the outsiders of these tests do not work."""
    return office.townships[1]


@pytest.fixture
def address(writers: Writers, away: Unit) -> Callable[[Route], str]:
    """Return the maker of addresses: the record behind a route is made first."""

    def of(route: Route) -> str:
        made = [route.make(writers, away).pk] if route.make else []
        return reverse(route.name, args=[*made, *route.more]) + route.query

    return of
