"""农村危房: found by 民政 and 乡村振兴, appraised, published, approved, rebuilt or repaired, accepted, paid."""
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from affordable.enums import Appraisal, RuralMode, RuralStatus
from affordable.models import RuralHouse, RuralStep
from affordable.services.checks import lock_for_entry, lock_record, must_be_year
from affordable.workflow import RURAL
from housing_portal.accounts.models import Unit, User
from housing_portal.journal import stages
from housing_portal.journal.entry import Evidence, must, not_before
from housing_portal.journal.services import record, snapshot
from housing_portal.kit import clock, text
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.saving import save_checked
from housing_portal.kit.secrecy import Sealed, mask_names
from housing_portal.registry.identity import IdentityKind, as_typed, checked_identity, validate_phone

PERMISSION = "affordable.record"
OWN_PREPARED = "这一户的登记、鉴定或公示由您本人录入，须由另一位同事批准。"
OWN_COMPLETED = "竣工由您本人登记，须由另一位同事登记验收。"
OPEN = frozenset({RuralStatus.SURVEYED, RuralStatus.APPRAISED, RuralStatus.PUBLISHED})  # not yet approved
NAME, INDEX = "姓名（名称）", "证件号码索引"
# the usual way for each level; another one is explained
USUAL = {
    Appraisal.C: RuralMode.REPAIR,
    Appraisal.D: RuralMode.REBUILD,
    Appraisal.NONE: RuralMode.REBUILD,
}


@transaction.atomic
def register_house(
    *, actor: User, unit: Unit, plan_year: int, village: str, target_kind: str, list_doc: str, name: str,
    identity: str | Sealed, identity_kind: str = IdentityKind.ID_CARD, phone: str | Sealed | None = None,
    reason: str = "",
) -> RuralHouse:
    """Register a household of the list of 民政 or 乡村振兴 as surveyed.

    Raises NeedsReason, which ``reason`` answers, when it was helped in an earlier year.
    """
    unit = lock_for_entry(actor, PERMISSION, unit)
    must_be_year("plan_year", plan_year)
    house = RuralHouse(
        unit=unit, plan_year=plan_year, village=village, target_kind=target_kind, list_doc=list_doc,
        recorded_by=actor, recorded_at=clock.now(),
    )
    _set_person(house, name, identity_kind, identity, phone)
    _must_be_new(house, reason)
    save_checked(house)
    record(actor=actor, action="登记农村危房", label=f"登记农村危房：{house}", obj=house, after=_told(house),
           reason=reason)
    return house


@transaction.atomic
def edit_house(
    *, actor: User, house: RuralHouse, village: str, name: str, identity: str | Sealed, identity_kind: str,
    phone: str | Sealed | None = None,
) -> RuralHouse:
    """Correct where the house stands and who lives there; year, kind of household and list stay as they came.

    No ``name``, the same name. Nothing of it changes after the approval.
    """
    must(actor, PERMISSION)
    house = lock_record(actor, house)
    if house.status not in OPEN:
        raise ServiceError(f"这一户已到“{house.get_status_display()}”，户主和地址不能再改；确需更正请先撤回批准。")
    before = _told(house)
    house.village = village
    _set_person(house, text.clean(name) or house.name, identity_kind, identity, phone)
    save_checked(house)
    record(actor=actor, action="修改农村危房", label=f"修改农村危房：{house}", obj=house, before=before,
           after=_told(house))
    return house


@transaction.atomic
def appraise(
    *, actor: User, house: RuralHouse, on: date, appraisal: str, note: str = "", evidence: Evidence = ()
) -> RuralHouse:
    """Enter the level that the appraisal of the house gave; only C, D and no house at all are helped."""
    return _step(actor, house, "appraise", on, note, evidence, {"appraisal": appraisal})


@transaction.atomic
def publish(*, actor: User, house: RuralHouse, on: date, note: str = "", evidence: Evidence = ()) -> RuralHouse:
    """Enter that the household has been on the public notice."""
    return _step(actor, house, "publish", on, note, evidence)


@transaction.atomic
def approve(
    *, actor: User, house: RuralHouse, on: date, mode: str, subsidy: Decimal, planned_done_on: date, note: str = "",
    evidence: Evidence = (),
) -> RuralHouse:
    """Approve how the house is made safe, with how much, and until when; not by whoever prepared it.

    Raises NeedsReason, which ``note`` answers, when the way is unusual for the level.
    """
    not_before("planned_done_on", planned_done_on, on, "批准日期")
    facts = {"mode": mode, "subsidy": subsidy, "planned_done_on": planned_done_on}
    house, before = _begin(actor, house, "approve", facts)
    prepared = stages.entered_by(actor, house, {RuralStatus.APPRAISED, RuralStatus.PUBLISHED})
    if prepared or actor.is_person(house.recorded_by_id):
        raise ServiceError(OWN_PREPARED)
    if house.appraisal == Appraisal.NONE and mode != RuralMode.REBUILD:
        raise ServiceError({"mode": "无房户只能拆除重建（新建）。"})
    if mode != USUAL[house.appraisal] and not note.strip():
        raise NeedsReason(
            f"{house.get_appraisal_display()}一般{USUAL[house.appraisal].label}，改为{RuralMode(mode).label}请说明依据。",
            "unusual_mode",
        )
    return _finish(actor, house, before, "approve", on, note, evidence)


@transaction.atomic
def start(*, actor: User, house: RuralHouse, on: date, note: str = "", evidence: Evidence = ()) -> RuralHouse:
    """Enter that work has begun."""
    return _step(actor, house, "start", on, note, evidence)


@transaction.atomic
def complete(*, actor: User, house: RuralHouse, on: date, note: str = "", evidence: Evidence = ()) -> RuralHouse:
    """Enter that the work is done."""
    return _step(actor, house, "complete", on, note, evidence)


@transaction.atomic
def accept(*, actor: User, house: RuralHouse, on: date, evidence: Evidence, note: str = "") -> RuralHouse:
    """Enter the acceptance with its papers; not by whoever entered the completion."""
    house, before = _begin(actor, house, "accept")
    if stages.entered_by(actor, house, {RuralStatus.COMPLETED}):
        raise ServiceError(OWN_COMPLETED)
    if not evidence:
        raise ServiceError({"evidence": "请上传验收材料（验收表、改造前后照片）。"})
    return _finish(actor, house, before, "accept", on, note, evidence)


@transaction.atomic
def pay(*, actor: User, house: RuralHouse, on: date, note: str = "", evidence: Evidence = ()) -> RuralHouse:
    """Enter that the subsidy has been paid out in full."""
    return _step(actor, house, "pay", on, note, evidence)


@transaction.atomic
def drop(*, actor: User, house: RuralHouse, reason: str) -> RuralHouse:
    """Take a household off the list: its house is sound, it gave up, or it was listed by mistake."""
    return _step(actor, house, "drop", clock.today(), stages.must_say(reason))


@transaction.atomic
def undo_step(*, actor: User, house: RuralHouse, reason: str) -> RuralHouse:
    """Take the last step back; not by whoever entered it."""
    return stages.undo(actor, house, RURAL, reason, lock_record)


# -- shared steps ------------------------------------------------------------------------------------


def _step(
    actor: User, house: RuralHouse, code: str, on: date, note: str, evidence: Evidence = (),
    facts: dict[str, Any] | None = None,
) -> RuralHouse:
    house, before = _begin(actor, house, code, facts)
    return _finish(actor, house, before, code, on, note, evidence)


def _begin(
    actor: User, house: RuralHouse, code: str, facts: dict[str, Any] | None = None
) -> tuple[RuralHouse, dict[str, Any]]:
    house, before = stages.begin(actor, house, RURAL, code, lock_record)
    for name, value in (facts or {}).items():
        setattr(house, name, value)
    return house, before


def _finish(
    actor: User, house: RuralHouse, before: dict[str, Any], code: str, on: date, note: str, evidence: Evidence
) -> RuralHouse:
    step = RuralStep(house=house, code=house.status, on=on, note=note)
    return stages.finish(actor, house, before, step, RURAL.steps[code].label, evidence)


def _set_person(
    house: RuralHouse, name: str, identity_kind: str, identity: str | Sealed, phone: str | Sealed | None
) -> None:
    """Set who lives in the house; refusals name the box."""
    if not text.clean(name) or "*" in name:
        raise ServiceError({"name": "请填写户主完整姓名，不带星号（*）。"})
    if identity_kind == IdentityKind.CREDIT_CODE:
        raise ServiceError({"identity_kind": "请选择个人的证件类型。"})
    try:
        house.identity = checked_identity(identity_kind, identity)
    except ValidationError as error:
        raise ServiceError({"identity": error.messages}) from None
    number = as_typed(phone)
    try:
        if number:
            validate_phone(number)
    except ValidationError as error:
        raise ServiceError({"phone": error.messages}) from None
    house.name, house.identity_kind, house.phone = text.clean(name), identity_kind, number or None
    house.identity_index = house.identity.index


def _must_be_new(house: RuralHouse, reason: str) -> None:
    same = RuralHouse.objects.numbered(house.identity)
    if same.filter(plan_year=house.plan_year).exists():
        raise ServiceError({"identity": f"{house}（{house.identity}）本年度已列入危房改造，不能重复登记。"})
    helped = same.exclude(status=RuralStatus.DROPPED).order_by("-plan_year").first()
    if helped and not reason.strip():
        words = f"{house}（{house.identity}）{helped.plan_year} 年已列入危房改造，请确认并说明。"
        raise NeedsReason(words, "helped_before")


def _told(house: RuralHouse) -> dict[str, Any]:
    """Return the facts as the diary keeps them: the name masked."""
    facts = {**snapshot(house), NAME: mask_names(house.name)}
    del facts[INDEX]
    return facts
