"""Who gets which answer at every address of the portal."""
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from housing_portal.accounts.models import User
from housing_portal.accounts.roles import ROLES
from housing_portal.journal.models import Entry
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
def test_roles_get_what_their_permissions_say(
    route: Route, address: Address, person: Person, client_of: Sign
) -> None:
    url = address(route)
    answers = {role: client_of(person(role)).get(url).status_code for role in ROLES}
    # a file answers 404, not 403, to whoever may not see the record that it proves; so does another's export
    if route.name in ("journal:attachment", "journal:attachment_open", "journal:export_detail"):
        answers = {role: 403 if code == 404 else code for role, code in answers.items()}
    assert answers == route.expected


@each([route for route in CENSUS if route.permission])
def test_nothing_is_done_without_the_permission(
    route: Route, address: Address, person: Person, client_of: Sign
) -> None:
    role = next(role for role, code in route.expected.items() if code == 403)
    url, before = address(route), Entry.objects.count()
    code = client_of(person(role)).post(url).status_code
    assert (code, Entry.objects.count()) in [(403, before), (405, before)]


@each([route for route in CENSUS if route.make])
def test_other_scope_finds_nothing(
    route: Route, address: Address, person: Person, client_of: Sign, office: Office
) -> None:
    url = address(route)
    outsider = client_of(person(route.opener, office.townships[0]))
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
