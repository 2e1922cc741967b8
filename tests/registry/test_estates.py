"""Verbs of estates and buildings."""
from collections.abc import Callable
from datetime import date

import pytest
import time_machine

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit.errors import NeedsReason
from housing_portal.registry import services
from housing_portal.registry.models import Building, Estate, Organization
from tests.registry.test_services import last, refusal

FACTS = {"floors_above": 18}


def test_estate_is_registered_and_changed_with_history(clerk: User, estate: Estate, developer: Organization) -> None:
    services.edit_estate(actor=clerk, estate=estate, developer=developer, promo_name="云栖公馆")
    assert Estate.objects.get().promo_name == "云栖公馆"
    assert last() == ("修改楼盘：锦川云栖里", {"推广名": "云栖府"}, {"推广名": "云栖公馆"})


def test_only_a_developer_has_estates(clerk: User) -> None:
    bank = services.register_organization(actor=clerk, name="云岭农商银行", kinds=["bank"])
    assert refusal(services.register_estate, actor=clerk, record_name="某园", developer=bank) == {
        "developer": ["“云岭农商银行”没有登记为开发企业，请先在单位企业中勾选这个类别。"]
    }


def test_two_estates_of_one_name_are_refused(clerk: User, estate: Estate, developer: Organization) -> None:
    assert refusal(services.register_estate, actor=clerk, record_name="锦川云栖里", developer=developer) == {
        "__all__": ["已有同名楼盘，请直接使用；确为两处的，备案名应不同。"]
    }


def test_numbers_that_read_alike_are_asked_about(clerk: User, estate: Estate, build: Callable[..., Building]) -> None:
    build("7#楼")
    with pytest.raises(NeedsReason) as question:
        build("7号楼")
    assert question.value.sentence == "这个楼盘已有“7#楼”，与“7号楼”疑似同一幢，请确认并说明。"
    services.register_building(actor=clerk, estate=estate, number="7号楼", reason="二期另编号", **FACTS)
    assert list(Building.objects.values_list("number", flat=True)) == ["7#楼", "7号楼"]


@time_machine.travel("2026-05-20T02:00:00Z")
@pytest.mark.parametrize(
    ("days", "refused"),
    [
        ({"started_on": date(2026, 3, 1), "topped_on": date(2026, 2, 1)},
         {"topped_on": ["封顶日期 2026-02-01 早于开工日期 2026-03-01，请核对。"]}),
        ({"started_on": date(2026, 3, 1), "completed_on": date(2025, 2, 1)},
         {"completed_on": ["竣工备案日期 2025-02-01 早于开工日期 2026-03-01，请核对。"]}),
        ({"started_on": date(2026, 5, 21)}, {"started_on": ["日期 2026-05-21 晚于今天 2026-05-20，请核对。"]}),
    ],
)
def test_dates_come_in_order(clerk: User, estate: Estate, days: dict, refused: dict) -> None:
    given = {"actor": clerk, "estate": estate, "number": "9#楼", **FACTS, **days}
    assert refusal(services.register_building, **given) == refused
    assert Building.objects.count() == 0


def test_building_is_changed_with_history(clerk: User, build: Callable[..., Building]) -> None:
    build("8#楼")
    one = build("7#楼")
    services.edit_building(actor=clerk, building=one, topped_on=date(2025, 9, 1))
    assert last() == ("修改楼幢：7#楼", {"封顶日期": None}, {"封顶日期": "2025-09-01"})
    with pytest.raises(NeedsReason):
        services.edit_building(actor=clerk, building=one, number="8号楼")


def test_a_township_writes_nothing(
    clerk: User, township_clerk: User, estate: Estate, developer: Organization, build: Callable[..., Building]
) -> None:
    one = build("7#楼")
    before = Entry.objects.count()
    calls = [
        (services.register_estate, {"record_name": "某园", "developer": developer}),
        (services.edit_estate, {"estate": estate, "developer": developer, "promo_name": "某园"}),
        (services.register_building, {"estate": estate, "number": "1", **FACTS}),
        (services.edit_building, {"building": one, "number": "1"}),
    ]
    sentence = ["楼盘、楼幢和销售许可由县级住建部门登记，请联系住建部门办理。"]
    assert [refusal(verb, actor=township_clerk, **given) for verb, given in calls] == [sentence] * len(calls)
    assert Entry.objects.count() == before
