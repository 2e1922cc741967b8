"""楼栋 of an old community: once there are any, their number is the community's number of buildings."""
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from affordable.models import RenovationBuilding, RenovationCommunity
from affordable.services.checks import lock_record
from affordable.services.communities import PERMISSION, must_be_open
from housing_portal.accounts.models import User
from housing_portal.journal.citations import must_not_be_cited
from housing_portal.journal.entry import change, enter, must
from housing_portal.journal.services import record, snapshot
from housing_portal.journal.stages import must_say
from housing_portal.kit import text
from housing_portal.kit.errors import ServiceError

MOST_BUILDINGS = 30  # in one go


@dataclass(frozen=True)
class BuildingFacts:
    """One building as typed; area in ㎡. ``place`` is its row in the form."""

    place: int
    no: str
    households: int | None
    area: Decimal | None


def building_box(place: int, name: str) -> str:
    """Return under which name a fact of the building in row ``place`` is typed in and refused."""
    return f"building_{place}_{name}"


@transaction.atomic
def add_buildings(
    *, actor: User, community: RenovationCommunity, buildings: Sequence[BuildingFacts]
) -> RenovationCommunity:
    """Register several buildings, all or none; refusals name their box."""
    must(actor, PERMISSION)
    community = lock_record(actor, community)
    must_be_open(community)
    if not buildings:
        raise ServiceError("请至少填写一栋。")
    faults: dict[str, list[str]] = {}
    for facts in buildings:
        try:
            _add(actor, community, facts)
        except ValidationError as error:
            faults |= _at_row(facts.place, error)
    if faults:
        raise ServiceError(faults)
    return community


@transaction.atomic
def edit_building(
    *, actor: User, building: RenovationBuilding, no: str, households: int, area: Decimal
) -> RenovationBuilding:
    """Correct a building."""
    building = _lock(actor, building)
    before = snapshot(building)
    building.no, building.households, building.area = text.half_width(no), households, area
    return change(actor, "修改楼栋", building, before)


@transaction.atomic
def remove_building(*, actor: User, building: RenovationBuilding, reason: str) -> RenovationCommunity:
    """Strike out a building that was entered by mistake; one with work items stays."""
    building = _lock(actor, building)
    community, words = building.community, must_say(reason)
    if building.items.exists():
        raise ServiceError(f"{building.no}已登记改造内容，不能删除；确属登错请先删除这些改造内容。")
    must_not_be_cited(building)
    record(actor=actor, action="删除楼栋", label=f"删除楼栋：{community} {building}", obj=community,
           before=snapshot(building), reason=words)
    building.delete()
    return community


def _add(actor: User, community: RenovationCommunity, facts: BuildingFacts) -> None:
    missing = {"no": facts.no, "households": facts.households, "area": facts.area}
    if empty := {name: "请填写。" for name, value in missing.items() if value in (None, "")}:
        raise ServiceError(empty)
    enter(actor, "登记楼栋", RenovationBuilding(
        unit=community.unit, community=community, no=text.half_width(facts.no), households=facts.households,
        area=facts.area,
    ))


def _lock(actor: User, building: RenovationBuilding) -> RenovationBuilding:
    must(actor, PERMISSION)
    building = lock_record(actor, building)
    must_be_open(building.community)
    return building


def _at_row(place: int, error: ValidationError) -> dict[str, list[str]]:
    """Return the sentences under the boxes of the row; those about the whole building stand at its number."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {"no": error.messages}
    found: dict[str, list[str]] = {}
    for field, sentences in by_field.items():
        name = field if field in ("no", "households", "area") else "no"
        found.setdefault(building_box(place, name), []).extend(sentences)
    return found
