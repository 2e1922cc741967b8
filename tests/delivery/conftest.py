"""The office on a day in May, and who works on 保交房."""
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import time_machine
from django.test import Client

from housing_portal.accounts.models import Unit, User
from housing_portal.kit import clock
from tests.conftest import Office
from tests.delivery.loans import People
from tests.pages.records import Writers


@pytest.fixture
def may_20() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI), tick=False):
        yield


@pytest.fixture
def who(may_20: None, clerk: User, finance: User, deputy: User, chief: User) -> People:
    return People(clerk, finance, deputy, chief)


@pytest.fixture
def deliv_office(person: Callable[..., User]) -> User:
    return person("deliv_office", name="田专班")


@pytest.fixture
def by(may_20: None, clerk: User, chief: User) -> Writers:
    return Writers(clerk, chief)


@pytest.fixture
def town(office: Office) -> Unit:
    return office.townships[0]


@pytest.fixture
def town2(office: Office) -> Unit:
    return office.townships[1]


@pytest.fixture
def pen(by: Writers, client_of: Callable[[User], Client]) -> Client:
    """The browser of the clerk who records."""
    return client_of(by.clerk)


@pytest.fixture
def seal(by: Writers, client_of: Callable[[User], Client]) -> Client:
    """The browser of the chief who confirms."""
    return client_of(by.chief)
