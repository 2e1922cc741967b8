"""楼幢交付条件: entered after a look at the building, confirmed by a second person."""
from datetime import date
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal import stages
from housing_portal.journal.entry import Evidence, enter, lock, must, not_in_future
from housing_portal.kit import clock, text
from housing_portal.kit.errors import ServiceError
from housing_portal.registry.models import Building
from presale.delivery.enums.handover import Checked
from presale.delivery.models.handover import CHECKS, BuildingReadiness, ReadinessStep
from presale.delivery.workflow import READINESS, RECORD

OWN_ENTRY = "这份交付条件由您本人登记，须由另一位同事复核。"


@transaction.atomic
def submit_readiness(
    *, actor: User, building: Building, on: date, water: str, power: str, gas: str, heat: str, fire: str,
    filing_no: str = "", note: str = "", evidence: Evidence = (),
) -> BuildingReadiness:
    """Enter what was found; 消防验收 passed or a filing number need their paper."""
    must(actor, RECORD)
    building = lock(building)
    not_in_future("on", on)
    found = {"water": water, "power": power, "gas": gas, "heat": heat, "fire": fire}
    number = text.clean(filing_no)
    if number and building.completed_on is None:
        raise ServiceError({"filing_no": "这幢楼在基础台账中没有竣工备案日期，请先在楼幢页面登记。"})
    if not evidence and (number or found["fire"] == Checked.PASSED):
        raise ServiceError({"evidence": "请上传消防验收、竣工备案或配套移交的证明材料。"})
    return enter(actor, "登记交付条件", BuildingReadiness(
        building=building, on=on, **found, filing_no=number, note=note
    ), evidence)


@transaction.atomic
def confirm_readiness(
    *, actor: User, readiness: BuildingReadiness, on: date, note: str = "", evidence: Evidence = ()
) -> BuildingReadiness:
    """Confirm what another person has entered."""
    readiness, before = _begin(actor, readiness, "confirm")
    readiness.confirmed_by, readiness.filed_on = actor, readiness.building.completed_on
    return _finish(actor, readiness, before, "confirm", on, note, evidence)


@transaction.atomic
def reject_readiness(*, actor: User, readiness: BuildingReadiness, reason: str) -> BuildingReadiness:
    """Send the entry back; a new one is made when the papers are there."""
    readiness, before = stages.begin(actor, readiness, READINESS, "reject")
    return _finish(actor, readiness, before, "reject", clock.today(), stages.must_say(reason))


@transaction.atomic
def undo_confirmation(*, actor: User, readiness: BuildingReadiness, reason: str) -> BuildingReadiness:
    """Take a confirmation back; not by whoever gave it."""
    return stages.undo(actor, readiness, READINESS, reason)


def missing(readiness: BuildingReadiness) -> list[str]:
    """Return what is still to be done at the building, 竣工备案 included, in words."""
    names = [str(BuildingReadiness._meta.get_field(name).verbose_name) for name in CHECKS
             if getattr(readiness, name) == Checked.MISSING]
    return [*names, *(["竣工备案"] if readiness.building.completed_on is None else [])]


def _begin(actor: User, readiness: BuildingReadiness, code: str) -> tuple[BuildingReadiness, dict[str, Any]]:
    readiness, before = stages.begin(actor, readiness, READINESS, code)
    if actor.is_person(readiness.recorded_by_id):
        raise ServiceError(OWN_ENTRY)
    return readiness, before


def _finish(
    actor: User, readiness: BuildingReadiness, before: dict[str, Any], code: str, on: date, note: str,
    evidence: Evidence = (),
) -> BuildingReadiness:
    step = ReadinessStep(readiness=readiness, code=readiness.status, on=on, note=note)
    return stages.finish(actor, readiness, before, step, READINESS.steps[code].label, evidence)
