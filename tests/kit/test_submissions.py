"""A form sent twice at the same moment is one record."""
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.views.generic import CreateView

from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit
from housing_portal.kit.pages.write import Once
from tests.kit.page_urls import GATES

pytestmark = [pytest.mark.urls("tests.kit.page_urls"), pytest.mark.django_db(transaction=True)]
PLACE = "/accounts/units/new/"


@pytest.fixture
def meeting() -> Iterator[None]:
    """Let the two requests meet inside the service, if nothing keeps them apart."""
    GATES.append(Barrier(2))
    yield
    GATES.clear()


def send_twice(client: Client) -> list[str]:
    """Send the same form from two threads; every record gets a name of its own."""

    def send(name: str) -> str:
        twin = Client()
        twin.cookies = client.cookies.copy()
        try:
            form = {"name": name, "kind": UnitKind.SECTION, "order": "5", "submission": "one-token"}
            return twin.post(PLACE, form).url
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(send, ("物业股", "征收股")))


def made() -> int:
    return Unit.objects.filter(name__in=("物业股", "征收股")).count()


def test_twice_at_once_is_one_record_and_both_are_led_to_it(sysadmin, client_of, meeting):
    places = send_twice(client_of(sysadmin))
    assert (made(), len(set(places))) == (1, 1)


def test_without_the_lock_it_would_be_two(sysadmin, client_of, meeting, monkeypatch):
    def unguarded(self, request, *args, **kwargs):
        self.token, self.results = "", {}
        return CreateView.post(self, request, *args, **kwargs)

    monkeypatch.setattr(Once, "post", unguarded)
    send_twice(client_of(sysadmin))
    assert made() == 2
