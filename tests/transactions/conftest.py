"""A building on sale: estate, building under permit, and a room in it."""
from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.registry.models import Building, Estate, SalePermit
from tests.transactions import builders
from transactions.models import Room


@pytest.fixture
def estate(db: None) -> Estate:
    return builders.estate()


@pytest.fixture
def building(estate: Estate) -> Building:
    return builders.building(estate)


@pytest.fixture
def permit(building: Building, clerk: User) -> SalePermit:
    return builders.permit(building, by=clerk)


@pytest.fixture
def room(building: Building, permit: SalePermit) -> Room:
    return builders.room(building)


@pytest.fixture
def may_20() -> Iterator[None]:
    """Let today be 2026-05-20, in the middle of the morning."""
    with time_machine.travel(datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI), tick=False):
        yield
