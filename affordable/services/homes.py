"""公租房房源: registered once, and every change of their state dated, so that the stock of any day can be counted."""
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from affordable.enums import GONE, HomeStatus, Ownership
from affordable.models import AffordableProject, HomeStep, RentalHome
from affordable.services.checks import lock_for_entry, lock_record, must_be_year
from affordable.workflow import ENTER, HOME
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.entry import Evidence, change, enter, must, not_before, not_in_future
from housing_portal.journal.services import snapshot
from housing_portal.journal.stages import happen
from housing_portal.kit import clock, text
from housing_portal.kit.errors import NeedsReason, ServiceError

PLACE = ("estate", "building", "room")


@transaction.atomic
def register_home(
    *, actor: User, unit: Unit, estate: str, building: str, room: str, area: Decimal, ownership: Ownership,
    source_plan_year: int, rent_standard: Decimal, received_on: date, project: AffordableProject | None = None,
    entered_system_on: date | None = None, note: str = "",
) -> RentalHome:
    """Register a home. Area in ㎡, rent in 元 per ㎡ and month; refused when the same room is registered."""
    unit = lock_for_entry(actor, ENTER, unit)
    not_in_future("received_on", received_on)
    must_be_year("source_plan_year", source_plan_year)
    place = {"estate": estate, "building": building, "room": room}
    home = RentalHome(
        unit=unit, project=project, **{key: text.half_width(value) for key, value in place.items()}, area=area,
        ownership=ownership,
        source_plan_year=source_plan_year, rent_standard=rent_standard, received_on=received_on, note=note,
    )
    if entered_system_on is not None:
        _enter_system(home, entered_system_on)
    return enter(actor, "登记公租房房源", home)


@transaction.atomic
def edit_home(*, actor: User, home: RentalHome, **facts: Any) -> RentalHome:
    """Change what a home is; its name stays once it has stood on a published list, its area while it is let."""
    must(actor, ENTER)
    home = lock_record(actor, home)
    unit = facts.pop("unit", home.unit)
    if unit.pk != home.unit_id:
        facts["unit"] = lock_for_entry(actor, ENTER, unit)
    before, name = snapshot(home), str(home)
    for key, value in facts.items():
        setattr(home, key, text.half_width(value) if key in PLACE else value)
    if str(home) != name and home.rounds.exists():
        raise ServiceError({"estate": f"{name}已列入分配批次的名单，小区、楼栋、房号不能再改。"})
    not_in_future("received_on", home.received_on)
    if first := home.steps.standing().order_by("on", "pk").first():
        not_before("received_on", first.on, home.received_on, "接收日期")
    must_be_year("source_plan_year", home.source_plan_year)
    return change(actor, "修改公租房房源", home, before)


@transaction.atomic
def enter_home_system(*, actor: User, home: RentalHome, on: date, reason: str = "") -> RentalHome:
    """Enter on which day a home was put into the housing security system; a known day changes with a reason."""
    must(actor, ENTER)
    home = lock_record(actor, home)
    if home.entered_system_on and home.entered_system_on != on and not text.clean(reason):
        raise NeedsReason(f"已登记 {home.entered_system_on} 录入，要改为 {on} 请写明理由。")
    before = snapshot(home)
    _enter_system(home, on)
    return change(actor, "登记录入系统", home, before, reason=reason)


@transaction.atomic
def take_home_step(
    *, actor: User, home: RentalHome, code: str, on: date, reason: str = "", evidence: Evidence = ()
) -> RentalHome:
    """Take a step that an officer decides: repair, idle, free, dispose, lose; ``on`` is the day on which it began."""
    home = lock_record(actor, home)
    if home.rounds.filter(is_open=True).exists():
        raise ServiceError("这套房源在分配批次中，办结或作废该批次后再变更状态。")
    return move_home(actor, home, code, on, note=reason, evidence=evidence)


def move_home(
    actor: User, home: RentalHome, code: str, on: date, *, note: str = "", evidence: Evidence = ()
) -> RentalHome:
    """Take one step of the workflow; the caller has locked the home. Leases move it so."""
    before = snapshot(home)
    step = HOME.enter(home, code, actor)
    not_in_future("on", on)
    not_before("on", on, home.received_on, "接收日期")
    if last := home.steps.standing().order_by("-on", "-pk").first():
        not_before("on", on, last.on, f"“{last.get_code_display()}”")
    if step.needs_reason and not text.clean(note):
        raise ServiceError({"reason": "请写明原因。"})
    home.idle_since = on if home.status == HomeStatus.IDLE else None
    home.ended_on = on if home.status in GONE else None
    happen(actor, HomeStep(home=home, code=home.status, on=on, note=note))
    return change(actor, step.label, home, before, evidence, reason=note)


def find_home(user: User, estate: str, building: str, room: str) -> RentalHome:
    """Return the home at this place, as far as ``user`` sees it."""
    typed = zip(PLACE, (estate, building, room), strict=True)
    wanted = {key: text.clean(text.half_width(words)) for key, words in typed}
    home = RentalHome.objects.visible_to(user).filter(**wanted).select_related("unit").first()
    if home is None:
        raise ServiceError(f"没有登记“{' '.join(wanted.values())}”这套房源，请核对小区、楼栋、房号，或先登记房源。")
    return home


def _enter_system(home: RentalHome, on: date) -> None:
    not_in_future("entered_system_on" if home.pk is None else "on", on)
    home.entered_system_on, home.entered_at = on, home.entered_at or clock.now()
