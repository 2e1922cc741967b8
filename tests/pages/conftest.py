"""The office of the page tests, and the record behind an address.

Making the record takes longer than looking at its page. So the tests of a module that ask for one record come one
after the other, start from the same one, and each takes back only what it did itself.
"""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from http.cookies import SimpleCookie

import pytest
import time_machine
from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from housing_portal.accounts.models import Unit, User
from housing_portal.accounts.roles import ROLES
from housing_portal.kit import clock
from tests.conftest import Office, Window, found_office, hire, taken_back, window_of
from tests.pages.census import Route
from tests.pages.records import Writers

MAY_20 = datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI)


@dataclass(frozen=True)
class Desk:
    """An office that stays for a whole module: who writes, and one person of every role."""

    office: Office
    writers: Writers
    people: dict[str, User]
    windows: dict[str, Window]

    def window(self, role: str) -> Window:
        """Return the browser before which the person of ``role`` sits, as it was when the module began."""
        browser = self.windows[role]
        session = browser.cookies[settings.SESSION_COOKIE_NAME].value
        browser.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: session})
        return browser


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(MAY_20, tick=False):
        yield


@pytest.fixture
def writers(clerk: User, chief: User) -> Writers:
    return Writers(clerk, chief)


@pytest.fixture
def away(office: Office) -> Unit:
    """A township in which the outsiders of these tests do not work."""
    return office.townships[1]


@pytest.fixture(scope="module")
def desk(kept: None) -> Desk:
    with time_machine.travel(MAY_20, tick=False):
        office = found_office()
        clerk, chief = hire("clerk", office.housing, name="李经办"), hire("chief", office.housing, name="王股长")
        people = {role: hire(role, office.housing) for role in ROLES}
        windows = {role: window_of(user) for role, user in people.items()}
    return Desk(office, Writers(clerk, chief), people, windows)


@pytest.fixture(scope="module")
def record(desk: Desk, django_db_blocker: DjangoDbBlocker, request: pytest.FixtureRequest) -> Iterator[Model | None]:
    """What must exist for the route; its maker is the parameter."""
    with taken_back(django_db_blocker):
        with time_machine.travel(MAY_20, tick=False):
            made = request.param(desk.writers, desk.office.townships[1]) if request.param else None
        yield made


@pytest.fixture
def address(route: Route, record: Model | None) -> str:
    made = [record.pk] if record else []
    return reverse(route.name, args=[*made, *route.more]) + route.query
