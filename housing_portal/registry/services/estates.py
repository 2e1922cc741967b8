"""Verbs of estates and their buildings."""
from copy import copy
from datetime import date
from itertools import pairwise
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.registry.enums import OrganizationKind
from housing_portal.registry.models import Building, Estate, Organization
from housing_portal.registry.naming import building_key
from housing_portal.registry.services.steps import (
    change,
    locked,
    must_be_current,
    must_edit_market,
    not_in_future,
    register,
)

# in the order in which they must come
DATES = ("started_on", "topped_on", "accepted_on", "completed_on", "registered_on", "demolished_on")


@transaction.atomic
def register_estate(*, actor: User, record_name: str, developer: Organization, **facts: Any) -> Estate:
    """Register an estate; ``facts`` are further fields of the model."""
    must_edit_market(actor)
    _must_develop(developer)
    return register(actor, Estate(record_name=record_name, developer=developer, **facts))


@transaction.atomic
def edit_estate(*, actor: User, estate: Estate, developer: Organization, **facts: Any) -> Estate:
    """Change an estate; permits and contracts keep the developer that they were given to or signed by."""
    must_edit_market(actor)
    estate = locked(estate)
    must_be_current(estate)
    _must_develop(developer)
    return change(actor, "修改", estate, developer=developer, **facts)


@transaction.atomic
def register_building(*, actor: User, estate: Estate, number: str, reason: str = "", **facts: Any) -> Building:
    """Register a building; NeedsReason when the estate has one whose number reads alike."""
    must_edit_market(actor)
    estate = locked(estate)
    must_be_current(estate, "estate")
    building = Building(estate=estate, number=number, **facts)
    _must_be_sound(building, reason)
    return register(actor, building)


@transaction.atomic
def edit_building(*, actor: User, building: Building, reason: str = "", **facts: Any) -> Building:
    """Change a building."""
    must_edit_market(actor)
    locked(building.estate)
    building = locked(building)
    must_be_current(building)
    wanted = copy(building)
    for field, value in facts.items():
        setattr(wanted, field, value)
    _must_be_sound(wanted, reason or wanted.number == building.number)
    return change(actor, "修改", building, reason=reason, **facts)


def _must_develop(developer: Organization) -> None:
    developer = locked(developer)
    must_be_current(developer, "developer")
    if not developer.roles.filter(kind=OrganizationKind.DEVELOPER).exists():
        sentence = f"“{developer}”没有登记为开发企业，请先在单位企业中勾选这个类别。"
        raise ServiceError({"developer": sentence})


def _must_be_sound(building: Building, explained: str | bool) -> None:
    """Check dates and number; ``explained`` allows a number that reads like another's."""
    days = {name: getattr(building, name, None) for name in DATES}
    not_in_future(**days)
    _must_follow(days)
    others = Building.objects.current().filter(estate=building.estate).exclude(pk=building.pk).order_by("pk")
    alike = [one for one in others if building_key(one.number) == building_key(building.number)]
    if alike and alike[0].number != building.number and not explained:
        raise NeedsReason(f"这个楼盘已有“{alike[0]}”，与“{building.number}”疑似同一幢，请确认并说明。", "alike")


def _must_follow(days: dict[str, date | None]) -> None:
    given = [(name, day) for name, day in days.items() if day]
    for (earlier, first), (later, second) in pairwise(given):
        if second < first:
            labels = [Building._meta.get_field(name).verbose_name for name in (later, earlier)]
            raise ServiceError({later: f"{labels[0]} {second} 早于{labels[1]} {first}，请核对。"})
