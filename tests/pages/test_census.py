"""Who gets which answer at every address of the portal."""
from collections.abc import Callable, Iterator
from urllib.parse import quote, urlsplit

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from presale.views.watched import Watched
from tests.conftest import hire
from tests.pages.census import CENSUS, PUBLIC
from tests.pages.conftest import Desk
from tests.pages.route import Route, each

Sign = Callable[[User], Client]
pytestmark = pytest.mark.django_db


def routes(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield f"{space}{pattern.name}"


def test_every_route_stands_in_the_census() -> None:
    known = [*(route.name for route in CENSUS), *PUBLIC]
    assert sorted(routes(get_resolver().url_patterns)) == sorted(known)


@each(CENSUS)
def test_roles_get_what_their_permissions_say(route: Route, address: str, desk: Desk, client_of: Sign) -> None:
    answers = {role: client_of(user).get(address).status_code for role, user in desk.people.items()}
    # a file answers 404, not 403, to whoever may not see the record that it proves; so does another's export
    if route.name in ("journal:attachment", "journal:attachment_open", "journal:export_detail"):
        answers = {role: 403 if code == 404 else code for role, code in answers.items()}
    assert answers == route.expected


@each([route for route in CENSUS if route.permission])
def test_nothing_is_done_without_the_permission(route: Route, address: str, desk: Desk, client_of: Sign) -> None:
    role = next(role for role, code in route.expected.items() if code == 403)
    before = Entry.objects.count()
    # a try on money is named in the diary, any other leaves no trace
    told = int(issubclass(getattr(resolve(urlsplit(address).path).func, "view_class", object), Watched))
    code = client_of(desk.people[role]).post(address).status_code
    assert (code, Entry.objects.count()) in [(403, before + told), (405, before)]


@each([route for route in CENSUS if route.make])
def test_other_scope_finds_nothing(route: Route, address: str, desk: Desk, client_of: Sign) -> None:
    outsider = client_of(hire(route.opener, desk.office.townships[0]))
    assert outsider.get(address).status_code == route.outside


@each(CENSUS)
def test_stranger_is_sent_to_the_login_page(route: Route, address: str, client: Client) -> None:
    way = f"{reverse('login')}?next={quote(address)}"
    expected = (405, None) if route.code == 405 else (302, way)
    answer = client.get(address)
    assert (answer.status_code, answer.headers.get("Location")) == expected


@pytest.mark.parametrize("name", PUBLIC)
def test_public_page_is_open(name: str, client: Client) -> None:
    assert client.get(reverse(name)).status_code == 200
