"""Who gets which answer at every address of the portal."""
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from housing_portal.accounts.models import User
from tests.conftest import Office
from tests.pages.census import CENSUS, PUBLIC, Route

Address = Callable[[Route], str]
Sign = Callable[[User], Client]
Person = Callable[..., User]


def routes(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield f"{space}{pattern.name}"


def each(chosen: list[Route]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("route", chosen, ids=lambda route: route.name)


def test_every_route_stands_in_the_census() -> None:
    known = [*(route.name for route in CENSUS), *PUBLIC]
    assert sorted(routes(get_resolver().url_patterns)) == sorted(known)


@each(CENSUS)
def test_right_role_opens_it(route: Route, address: Address, person: Person, client_of: Sign) -> None:
    url = address(route)
    assert client_of(person(route.right)).get(url).status_code == route.code


@each([route for route in CENSUS if route.wrong])
def test_wrong_role_is_refused(route: Route, address: Address, person: Person, client_of: Sign) -> None:
    url, client = address(route), client_of(person(route.wrong))
    assert (client.get(url).status_code, client.post(url).status_code) in [(403, 403), (403, 405)]


@each([route for route in CENSUS if route.make])
def test_other_scope_finds_nothing(
    route: Route, address: Address, person: Person, client_of: Sign, office: Office
) -> None:
    url = address(route)
    outsider = client_of(person(route.right, office.townships[0]))
    assert outsider.get(url).status_code == route.outside


@each(CENSUS)
def test_stranger_is_sent_to_the_login_page(route: Route, address: Address, client: Client) -> None:
    url = address(route)
    way = f"{reverse('login')}?next={quote(url)}"
    expected = (405, None) if route.code == 405 else (302, way)
    answer = client.get(url)
    assert (answer.status_code, answer.headers.get("Location")) == expected


@pytest.mark.parametrize("name", PUBLIC)
@pytest.mark.django_db
def test_public_page_is_open(name: str, client: Client) -> None:
    assert client.get(reverse(name)).status_code == 200
