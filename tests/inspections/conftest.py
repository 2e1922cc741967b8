from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import time_machine
from django.apps import apps
from django.test import Client

from housing_portal.accounts.models import Unit, User
from housing_portal.kit import clock
from inspections import seeds
from inspections.models.domain import InspectionDomain
from tests.conftest import Office
from tests.pages.records import Writers


@pytest.fixture
def may_20() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI), tick=False):
        yield


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
def dictionary(db: None) -> InspectionDomain:
    """Return the domain of the market with the violations and the checklist that every database starts with."""
    seeds.seed(apps)
    return InspectionDomain.objects.get(code="market")


@pytest.fixture
def pen(by: Writers, client_of: Callable[[User], Client]) -> Client:
    """The browser of the clerk who records."""
    return client_of(by.clerk)


@pytest.fixture
def seal(by: Writers, client_of: Callable[[User], Client]) -> Client:
    """The browser of the chief who confirms."""
    return client_of(by.chief)
