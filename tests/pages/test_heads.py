"""Heads of tables: a column that is no field of the model says its name itself, or the page would show the code's."""
import re
from collections.abc import Iterator

import pytest
from django.urls import get_resolver

from housing_portal.kit.tables import Table

pytestmark = pytest.mark.django_db
CODE = re.compile(r"[A-Za-z]{3,}")


def tables(base: type[Table] = Table) -> Iterator[type[Table]]:
    for one in base.__subclasses__():
        yield one
        yield from tables(one)


def test_heads_are_in_chinese() -> None:
    assert get_resolver().url_patterns != []  # loads all pages, and with them all tables
    ours = {one for one in tables() if one._meta.model and not one.__module__.startswith("tests")}
    found = {
        one.__qualname__: [column.header for column in one(one._meta.model._default_manager.none()).columns
                           if CODE.search(str(column.header))]
        for one in ours
    }
    assert {name: heads for name, heads in found.items() if heads} == {}
