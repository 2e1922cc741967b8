"""The order in which people count, worked out in Python and kept by both databases."""
import pytest

from housing_portal.registry.models import Building
from housing_portal.registry.natural import natural_key
from tests.transactions import builders


@pytest.mark.parametrize("ordered", [
    ["1", "1A", "2", "2#楼", "10#楼", "11#楼"],
    ["0301", "301A", "302", "1101", "1502"],
    ["B1-9", "B1-10", "B2-1"],
    ["一单元", "二单元", "三单元", "十单元", "十一单元", "二十单元", "二十一单元"],
    ["一期2#楼", "一期１０#楼", "二期1#楼"],
    ["甲区", "乙区", "丙区", "丁区"],
])
def test_people_count_so(ordered: list[str]) -> None:
    assert sorted({*ordered}, key=natural_key) == ordered


def test_numbers_in_any_hand_are_one() -> None:
    assert {natural_key(name) for name in ("12#楼", "１２#楼", "012#楼", "十二#楼")} == {"212#楼"}


def test_sections_come_before_rooms() -> None:
    doors = [("", "9"), ("1", "1002"), ("1A", "101"), ("2", "101"), ("10", "101")]
    assert sorted({*doors}, key=lambda door: natural_key(*door)) == doors


def test_longest_names_fit_and_nonsense_has_a_key() -> None:
    length = Building._meta.get_field("number_key").max_length
    assert [len(natural_key(name)) <= length for name in ("十一" * 10, "1十" * 10, "9" * 20, "十a" * 10)] == [True] * 4
    assert natural_key("十十", "零") == "41010 0"


@pytest.mark.django_db
def test_the_key_follows_the_number_however_it_is_saved() -> None:
    estate = builders.estate()
    one = builders.building(estate, "10#楼")
    Building.objects.bulk_create([Building(estate=estate, number="9#楼", floors_above=6)])
    assert [str(building) for building in estate.buildings.all()] == ["9#楼", "10#楼"]
    one.number = "8#楼"
    one.save()
    assert [str(building) for building in estate.buildings.all()] == ["8#楼", "9#楼"]
