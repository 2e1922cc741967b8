"""Who works on 保交房."""
from collections.abc import Callable

import pytest

from housing_portal.accounts.models import User
from tests.delivery.loans import People


@pytest.fixture
def who(may_20: None, clerk: User, finance: User, deputy: User, chief: User) -> People:
    return People(clerk, finance, deputy, chief)


@pytest.fixture
def deliv_office(person: Callable[..., User]) -> User:
    return person("deliv_office", name="田专班")
