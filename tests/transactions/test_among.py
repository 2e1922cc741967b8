"""Rows by very many keys: each row once, in parts, on both databases."""
import pytest
from django.db import connection

from housing_portal.registry.models import Building
from tests.transactions import builders
from transactions.imports import among
from transactions.imports.among import in_parts
from transactions.models import Room

pytestmark = pytest.mark.django_db


@pytest.fixture
def rooms(building: Building) -> list[Room]:
    return [builders.room(building, number) for number in ("101", "102", "103")]


def test_more_keys_than_one_question_takes(rooms: list[Room]) -> None:
    keys = [*range(-2 * among.FEW, 0), *(room.pk for room in rooms[1:])]
    parts = list(in_parts(Room.objects.all(), "pk", keys))
    assert [sorted(part.values_list("number", flat=True)) for part in parts] == [[], [], ["102", "103"]]


def test_a_part_can_be_ordered_joined_and_updated(rooms: list[Room]) -> None:
    [part] = in_parts(Room.objects.order_by("-number"), "building__number", [rooms[0].building.number])
    assert [room.number for room in part] == ["103", "102", "101"]
    [one] = in_parts(Room.objects.all(), "number", ["102"])
    assert one.update(floor_label="一") == 1
    assert list(Room.objects.filter(floor_label="一").values_list("number", flat=True)) == ["102"]


def test_no_keys_ask_nothing(rooms: list[Room]) -> None:
    assert list(in_parts(Room.objects.all(), "pk", [])) == []


def test_all_keys_stand_in_one_parameter_where_there_are_arrays(rooms: list[Room]) -> None:
    [part] = in_parts(Room.objects.all(), "pk", [room.pk for room in rooms])
    _, params = part.order_by().query.sql_with_params()
    assert len(params) == {"postgresql": 1, "sqlite": 3}[connection.vendor]
