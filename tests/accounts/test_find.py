import pytest

from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.find import match_unit, names_of, nearest
from housing_portal.accounts.models import Unit, UnitAlias


@pytest.fixture
def units(db: None) -> list[Unit]:
    for name, short in (("云岭县城关镇", "城关"), ("东屏镇（含开发区）", ""), ("南麓乡", "南麓")):
        Unit.objects.create(name=name, short_name=short, kind=UnitKind.TOWNSHIP)
    UnitAlias.objects.create(unit=Unit.objects.get(name="南麓乡"), name="麓南")
    return list(Unit.objects.prefetch_related("aliases"))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("云岭县城关镇", "云岭县城关镇"),
        (" 云岭县　城关镇\n", "云岭县城关镇"),
        ("城 关", "云岭县城关镇"),
        ("东屏镇(含开发区)", "东屏镇（含开发区）"),
        ("麓南", "南麓乡"),
    ],
)
def test_unit_is_found_by_any_of_its_names(units: list[Unit], text: str, name: str) -> None:
    assert match_unit(text, units).name == name


@pytest.mark.parametrize("text", ["", " ", "城关区", "云岭", "—"])
def test_unknown_names_match_nothing(units: list[Unit], text: str) -> None:
    assert match_unit(text, units) is None


def test_a_short_name_of_two_units_names_neither(units: list[Unit]) -> None:
    units[1].short_name = "城关"
    assert match_unit("城关", units) is None


def test_a_full_name_wins_over_a_short_name(units: list[Unit]) -> None:
    units[1].short_name = "南麓乡"
    assert match_unit("南麓乡", units).name == "南麓乡"


def test_nearest_name_is_suggested(units: list[Unit]) -> None:
    names = [name for unit in units for name in names_of(unit)]
    assert [nearest(text, names) for text in ("城关镇", "南鹿乡", "东屏镇", "完全不同")] == [
        "城关", "南麓乡", "东屏镇（含开发区）", "",
    ]
