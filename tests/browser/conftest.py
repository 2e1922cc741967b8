"""Real Chromium before the running portal, people who sit at it, and a small filled year to look at."""
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from housing_portal.accounts.models import User
from tests.browser.sight import SMALL
from tests.conftest import CHROMIUM, Office
from tests.pages import records
from tests.pages.records import Writers

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
)
PATIENCE = 10_000  # milliseconds
Seat = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        # Playwright keeps an event loop in this thread, where Django would refuse the queries of the tests
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        expect.set_options(timeout=PATIENCE)
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    """Stand on 2 July 2026: the first half of the year is past, nothing is in the future."""
    with time_machine.travel("2026-07-02 10:00:00+08:00", tick=True):
        yield


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about: errors of scripts, refusals of the content policy, missing files."""
    return []


@pytest.fixture
def seat(
    live_server: LiveServer, chromium: Browser, client_of: Callable[[User], Client], complaints: list[str]
) -> Iterator[Seat]:
    """Return the maker of browser pages, each in a session of its own; nothing may complain until the end."""
    contexts: list[BrowserContext] = []

    def sit(user: User | None = None, **options: object) -> Page:
        context = chromium.new_context(base_url=live_server.url, locale="zh-CN", viewport=SMALL, **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        if user is not None:
            session = client_of(user).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda message: complaints.extend(_complaint(message)))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield sit
    for context in contexts:
        context.close()
    assert complaints == []


def _complaint(message: ConsoleMessage) -> list[str]:
    return [f"{message.location['url']}: {message.text}"] if message.type in ("error", "warning") else []


@pytest.fixture
def by(clerk: User, chief: User) -> Writers:
    return Writers(clerk, chief)


@pytest.fixture
def year(by: Writers, office: Office) -> None:
    """Fill every ledger with something for two townships, so that no page of the menu is empty."""
    for unit in office.townships[:2]:
        for make in (
            records.target, records.milestone, records.confirmed, records.returned, records.investment,
            records.subsidy, records.note, records.arrears, records.continued, records.finding, records.submitted,
            records.district, records.disputed, records.batch,
        ):
            make(by, unit)
    records.stock(by, office.whole)
    records.day(by, office.whole)
