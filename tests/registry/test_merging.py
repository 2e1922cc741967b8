"""Merging: everything moves but what was only ever added; nothing is lost, and nothing is merged twice."""
from collections.abc import Callable

import pytest
from django.db import models

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.registry import references, services
from housing_portal.registry.duplicates import buildings, estates, organizations
from housing_portal.registry.models import Building, Estate, Organization, PermitBuilding, SalePermit
from tests.races import at_once
from tests.registry.test_services import refusal
from tests.transactions import builders
from transactions.models import Room, SaleContract

Build = Callable[..., Building]
WHY = "核对营业执照，同一法人"


@pytest.fixture
def twin(clerk: User, developer: Organization) -> Organization:
    """The developer once more, under the name of its bank account."""
    return services.register_organization(
        actor=clerk, name="云岭锦川置业有限责任公司", kinds=["developer", "undertaker"], phone="0939-1234567",
        credit_code="91350100M000100Y43",
    )


def test_organization_takes_over_what_refers_to_its_duplicate(
    chief: User, clerk: User, developer: Organization, twin: Organization, build: Build, issue: Callable
) -> None:
    permit = issue(build("7#楼"))
    kept = services.merge(actor=chief, duplicate=developer, into=twin, reason=WHY)
    assert (Estate.objects.get().developer, SalePermit.objects.get().developer, kept.kinds) == (
        twin, twin, "开发企业、承建单位"
    )
    assert permit.developer == developer
    assert Organization.objects.get(pk=developer.pk).merged_into == twin
    assert list(Organization.objects.current()) == [twin]


def test_kept_record_learns_what_only_the_duplicate_knows(
    chief: User, developer: Organization, twin: Organization
) -> None:
    services.merge(actor=chief, duplicate=twin, into=developer, reason=WHY)
    kept, given_up = Organization.objects.get(pk=developer.pk), Organization.objects.get(pk=twin.pk)
    assert (kept.phone, kept.credit_code, given_up.credit_code) == ("0939-1234567", "91350100M000100Y43", None)
    joined, gone = Entry.objects.about(kept).first(), Entry.objects.about(given_up).first()
    assert (joined.after, joined.reason) == (
        {"并入记录": twin.name, "并入的机构类别": 2, "联系电话": "0939-1234567",
         "统一社会信用代码": "91350100M000100Y43"}, WHY,
    )
    assert gone.after == {"已并入": developer.name, "统一社会信用代码": None}


def test_estates_are_merged_with_buildings_and_permits(
    chief: User, clerk: User, developer: Organization, estate: Estate, build: Build, issue: Callable
) -> None:
    other = services.register_estate(actor=clerk, record_name="锦川·云栖里", developer=developer)
    issue(build("7#楼"))
    build("8#楼", of=other)
    services.merge(actor=chief, duplicate=estate, into=other, reason=WHY)
    assert [building.number for building in other.buildings.order_by("number")] == ["7#楼", "8#楼"]
    assert (SalePermit.objects.get().estate, Estate.objects.get(pk=estate.pk).merged_into) == (other, other)


def test_what_is_there_twice_stops_the_merger(
    chief: User, clerk: User, developer: Organization, estate: Estate, build: Build
) -> None:
    other = services.register_estate(actor=clerk, record_name="锦川二期", developer=developer)
    build("7#楼"), build("7#楼", of=other), build("8#楼", of=other)
    assert refusal(services.merge, actor=chief, duplicate=other, into=estate, reason=WHY) == [
        "楼幢“7#楼”：这个楼盘已有同号的楼幢；请先核对、改正后再合并。"
    ]
    assert [one.estate for one in Building.objects.order_by("pk")] == [estate, other, other]


def test_rooms_of_the_same_number_stop_the_merger(chief: User, estate: Estate, build: Build) -> None:
    one, other = build("7#楼"), build("9#楼")
    builders.room(one, "1502"), builders.room(other, "1502"), builders.room(other, "1503")
    assert refusal(services.merge, actor=chief, duplicate=other, into=one, reason=WHY) == [
        "房屋“9#楼1单元1502”：这幢楼的这个单元已有同号的房屋；请先核对、改正后再合并。"
    ]
    Room.objects.filter(building=other, number="1502").update(number="1504")
    services.merge(actor=chief, duplicate=other, into=one, reason=WHY)
    assert sorted(Room.objects.filter(building=one).values_list("number", flat=True)) == ["1502", "1503", "1504"]


def test_contracts_move_with_their_building_and_keep_their_words(
    chief: User, clerk: User, build: Build, issue: Callable
) -> None:
    one, other = build("7#楼"), build("9#楼")
    issue(other)
    contract = builders.signed(builders.room(other), clerk)
    kept = services.merge(actor=chief, duplicate=other, into=one, reason=WHY)
    moved = SaleContract.objects.get()
    assert (moved.building, moved.room.building, PermitBuilding.objects.get().building) == (kept, kept, kept)
    assert (moved.room_label, moved.contract_no) == (contract.room_label, contract.contract_no)
    assert (moved.events.count(), Room.objects.get().contract_layer) == (1, "signed")


def test_two_permits_in_force_stop_the_merger(chief: User, build: Build, issue: Callable) -> None:
    one, other = build("7#楼"), build("9#楼")
    issue(one), issue(other, number="2")
    assert refusal(services.merge, actor=chief, duplicate=other, into=one, reason=WHY) == [
        "批准楼幢“9#楼”：这幢楼已有一个现行许可，请先办理变更、撤销或转现售；请先核对、改正后再合并。"
    ]
    assert PermitBuilding.objects.filter(building=other).count() == 1


def test_what_cannot_be_merged(
    chief: User, clerk: User, developer: Organization, twin: Organization, estate: Estate, build: Build
) -> None:
    far = services.register_estate(actor=clerk, record_name="清溪雅苑", developer=twin)
    one, other = build("7#楼"), build("7#楼", of=far)

    def merge(duplicate: models.Model, into: models.Model, actor: User = chief, reason: str = WHY) -> object:
        return refusal(services.merge, actor=actor, duplicate=duplicate, into=into, reason=reason)

    assert merge(estate, estate) == ["不能并入自己，请选择另一条记录。"]
    assert merge(estate, far) == [
        "开发企业不同（云岭锦川置业有限公司、云岭锦川置业有限责任公司），请先合并企业或改正楼盘的开发企业。"
    ]
    assert merge(one, other) == ["不在同一个楼盘（锦川云栖里、清溪雅苑），请先合并楼盘。"]
    assert merge(developer, twin, reason="") == {"reason": ["请说明为什么是同一个，例如核对了哪些材料。"]}
    assert merge(developer, twin, actor=clerk) == [
        "您没有“合并重复台账、变更许可状态、暂停企业网签”的权限，请联系有此权限的同事办理。"
    ]


def test_a_chief_of_a_township_merges_nothing(
    person: Callable[..., User], office: object, developer: Organization, twin: Organization
) -> None:
    outsider = person("chief", office.townships[0])
    assert list(refusal(services.merge, actor=outsider, duplicate=twin, into=developer, reason=WHY)) == [
        "您没有“合并重复台账、变更许可状态、暂停企业网签”的权限，请联系有此权限的同事办理。"
    ]


def test_nothing_is_done_on_a_merged_record(
    chief: User, clerk: User, developer: Organization, twin: Organization
) -> None:
    services.merge(actor=chief, duplicate=twin, into=developer, reason=WHY)
    sentence = f"“{twin.name}”已并入“{developer.name}”，请在“{developer.name}”上办理。"
    assert refusal(services.merge, actor=chief, duplicate=twin, into=developer, reason=WHY) == [sentence]
    assert refusal(services.merge, actor=chief, duplicate=developer, into=twin, reason=WHY) == [sentence]
    given = {"actor": clerk, "organization": twin, "name": "某公司", "kinds": ["bank"]}
    assert refusal(services.edit_organization, **given) == [sentence]
    assert refusal(services.register_estate, actor=clerk, record_name="某园", developer=twin) == {
        "developer": [sentence]
    }


def test_a_chain_of_mergers_leads_to_the_last(chief: User, clerk: User, build: Build) -> None:
    one, other, third = build("7#楼"), build("8#楼"), build("9#楼")
    services.merge(actor=chief, duplicate=one, into=other, reason=WHY)
    services.merge(actor=chief, duplicate=other, into=third, reason=WHY)
    assert [row.merged_into for row in Building.objects.order_by("pk")] == [third, third, None]


def test_only_added_tables_never_move() -> None:
    moving = {field.model for model in (Organization, Estate, Building) for field in references.relations(model)}
    assert [model for model in moving if getattr(model, "append_only", False)] == []
    assert {Building, SalePermit, PermitBuilding, Room} <= moving


def test_likely_duplicates_are_found(
    clerk: User, developer: Organization, twin: Organization, estate: Estate, build: Build
) -> None:
    other = services.register_estate(actor=clerk, record_name="云栖府", developer=developer)
    one = build("7#楼")
    alike = build("7号楼", reason="待核对")
    build("8#楼"), build("7#楼", of=other)
    assert (organizations(), estates(), buildings()) == ([(developer, twin)], [(estate, other)], [(one, alike)])


@pytest.mark.django_db(transaction=True)
def test_merged_once_however_many_try(chief: User, developer: Organization, twin: Organization) -> None:
    def merge(duplicate: Organization, into: Organization) -> Callable[[], object]:
        return lambda: services.merge(actor=chief, duplicate=duplicate, into=into, reason=WHY)

    answers = at_once(merge(twin, developer), merge(twin, developer), merge(developer, twin))
    assert answers.count("") == 1
    assert Organization.objects.filter(merged_into=None).count() == 1
    assert Entry.objects.filter(action="合并机构").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_room_sold_during_the_merger_is_not_left_behind(
    chief: User, clerk: User, build: Build, issue: Callable
) -> None:
    one, other = build("7#楼"), build("9#楼")
    issue(other)
    room = builders.room(other)
    answers = at_once(
        lambda: services.merge(actor=chief, duplicate=other, into=one, reason=WHY), lambda: builders.signed(room, clerk)
    )
    assert (answers, Room.objects.get().building, SaleContract.objects.get().building) == (["", ""], one, one)
