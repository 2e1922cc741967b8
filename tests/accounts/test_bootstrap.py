"""Units and people for loaders: made when missing, left alone when there, and unable to sign in."""
from typing import Any

import pytest

from housing_portal.accounts import bootstrap, services
from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.models import Entry
from housing_portal.kit.errors import ServiceError

pytestmark = pytest.mark.django_db


def test_an_empty_portal_is_founded_once() -> None:
    first = bootstrap.ensure_setup_user(bureau="云岭县住建局")
    assert bootstrap.ensure_setup_user(bureau="别的局") == first
    assert (first.unit.name, first.unit.kind, first.role_codes) == ("云岭县住建局", UnitKind.BUREAU, {"sysadmin"})
    assert (User.objects.count(), Unit.objects.count(), first.has_usable_password()) == (1, 1, False)


def test_a_portal_in_use_gets_a_seat_in_its_bureau(office: Any, sysadmin: User) -> None:
    user = bootstrap.ensure_setup_user(bureau="不会建立的局")
    assert (user.unit, user.has_usable_password()) == (office.bureau, False)
    assert not Unit.objects.filter(name="不会建立的局").exists()
    entry = Entry.objects.get()
    assert (entry.action, entry.actor, entry.after) == ("建立系统账号", user, {"账号": "system.setup"})


def test_a_unit_is_made_once_and_stays_as_it_was_corrected(sysadmin: User) -> None:
    unit = bootstrap.ensure_unit(actor=sysadmin, name="西岭镇", kind=UnitKind.TOWNSHIP, aliases=["西岭"], order=7)
    services.edit_unit(actor=sysadmin, unit=unit, name="西岭镇", kind=UnitKind.TOWNSHIP, order=9)
    again = bootstrap.ensure_unit(
        actor=sysadmin, name="西岭镇", kind=UnitKind.TOWNSHIP, aliases=["西岭", "西岭乡"], order=7
    )
    assert (again, again.order) == (unit, 9)
    assert [alias.name for alias in again.aliases.all()] == ["西岭", "西岭乡"]


def test_an_alias_of_another_unit_stays_there(office: Any, sysadmin: User) -> None:
    services.add_alias(actor=sysadmin, unit=office.townships[0], name="城关")
    unit = bootstrap.ensure_unit(actor=sysadmin, name="城关乡", kind=UnitKind.TOWNSHIP, aliases=["城关"])
    assert [alias.name for alias in unit.aliases.all()] == []


def test_there_is_one_whole(office: Any, sysadmin: User) -> None:
    assert bootstrap.ensure_unit(actor=sysadmin, name="全市", kind=UnitKind.WHOLE) == office.whole


def test_a_system_user_is_made_once(office: Any, sysadmin: User) -> None:
    def ensure() -> User:
        return bootstrap.ensure_system_user(
            actor=sysadmin, username="loader", name="导入", unit=office.bureau, roles=["clerk"]
        )

    user = ensure()
    assert ensure() == user
    assert (user.is_active, user.has_usable_password(), user.role_codes) == (True, False, {"clerk"})


def test_only_whoever_manages_accounts_can_do_it(office: Any, clerk: User) -> None:
    with pytest.raises(ServiceError) as refusal:
        bootstrap.ensure_unit(actor=clerk, name="西岭镇", kind=UnitKind.TOWNSHIP)
    assert refusal.value.sentence == "您没有管理账号和单位的权限，请联系系统管理员。"
