"""征收户: signed or decided, then paid, vacated and demolished, each on its day; no step before the one it rests on."""
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from affordable.enums import CompensationMode, RelocationStatus
from affordable.models import AffordableProject, Compound, DemolitionPlan, RelocationHousehold, RelocationStep
from affordable.services.checks import lock_for_entry, lock_record
from affordable.services.projects import must_be_pursued
from affordable.workflow import RELOCATION
from housing_portal.accounts.models import User
from housing_portal.journal.entry import Evidence, change, keep, must, not_before, not_in_future
from housing_portal.journal.services import record, snapshot
from housing_portal.journal.stages import happen, take_back
from housing_portal.kit import clock, text
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.saving import save_checked
from housing_portal.kit.secrecy import mask_names

PERMISSION = "affordable.record"
OWNER = "权利人"
OWN = "这一步由您本人登记，撤回须由另一位同事进行。"
NOT_PLANNED = "只有已签协议或已作补偿决定、还没有拆除的户才能调整计划拆除日期。"
AGREED = {RelocationStatus.SIGNED, RelocationStatus.DECIDED}


@transaction.atomic
def add_household(
    *, actor: User, compound: Compound, owner: str, legal_area: Decimal, actual_area: Decimal,
    unregistered_area: Decimal = Decimal(0), unregistered_ruling: str = "", reason: str = "",
) -> RelocationHousehold:
    """Register a household of a yard as surveyed; ``reason`` answers that the project has more than planned."""
    must(actor, PERMISSION)
    compound = lock_record(actor, compound)
    lock_for_entry(actor, PERMISSION, compound.unit)
    must_be_pursued(compound.project)
    owner = _full_name(owner)
    _within_plan(compound.project, reason)
    _not_again(compound, owner, reason)
    household = RelocationHousehold(
        unit=compound.unit, compound=compound, owner=owner, legal_area=legal_area, actual_area=actual_area,
        unregistered_area=unregistered_area, unregistered_ruling=unregistered_ruling, recorded_by=actor,
        recorded_at=clock.now(),
    )
    save_checked(household)
    told = {**snapshot(household), OWNER: mask_names(owner)}
    record(actor=actor, action="登记征收户", label=f"登记征收户：{household}", obj=household, after=told, reason=reason)
    return household


@transaction.atomic
def edit_household(
    *, actor: User, household: RelocationHousehold, legal_area: Decimal, actual_area: Decimal, owner: str = "",
    unregistered_area: Decimal = Decimal(0), unregistered_ruling: str = "",
) -> RelocationHousehold:
    """Correct what was surveyed; an agreement rests on it, so afterwards it is fixed. No ``owner``, the same owner."""
    must(actor, PERMISSION)
    household = lock_record(actor, household)
    if household.mode:
        raise ServiceError("这一户已签协议或已作补偿决定，权利人和面积不能再改；确需更正请先撤回该步骤。")
    before = snapshot(household)
    owner = _full_name(owner) if owner.strip() else household.owner
    masked = mask_names(household.owner), mask_names(owner)
    household.owner, household.legal_area, household.actual_area = owner, legal_area, actual_area
    household.unregistered_area, household.unregistered_ruling = unregistered_area, unregistered_ruling
    return change(actor, "修改征收户", household, before, also={OWNER: masked})


@transaction.atomic
def negotiate(*, actor: User, household: RelocationHousehold, on: date, note: str = "") -> RelocationHousehold:
    """Enter that talks with the household have begun."""
    return _step(actor, household, "negotiate", on, note)


@transaction.atomic
def sign(
    *, actor: User, household: RelocationHousehold, on: date, mode: str, agreement_no: str,
    planned_demolish_on: date, compensation: Decimal | None = None, swap_sets: int = 0, note: str = "",
    evidence: Evidence = (),
) -> RelocationHousehold:
    """Enter the agreement, with the day by which the house is to come down."""
    agreed = _agreed(on, mode, agreement_no, planned_demolish_on, compensation, swap_sets)
    return _step(actor, household, "sign", on, note, agreed, evidence)


@transaction.atomic
def decide(
    *, actor: User, household: RelocationHousehold, on: date, mode: str, agreement_no: str,
    planned_demolish_on: date, compensation: Decimal | None = None, swap_sets: int = 0, note: str = "",
    evidence: Evidence = (),
) -> RelocationHousehold:
    """Enter the decision on compensation where no agreement was reached; such a household never counts as signed."""
    if not evidence:
        raise ServiceError({"evidence": "请上传补偿决定书。"})
    decided = _agreed(on, mode, agreement_no, planned_demolish_on, compensation, swap_sets)
    return _step(actor, household, "decide", on, note, decided, evidence)


@transaction.atomic
def pay(
    *, actor: User, household: RelocationHousehold, on: date, note: str = "", evidence: Evidence = ()
) -> RelocationHousehold:
    """Enter that the compensation is there: money paid, homes for exchange handed over or secured."""
    return _step(actor, household, "pay", on, note, evidence=evidence)


@transaction.atomic
def vacate(*, actor: User, household: RelocationHousehold, on: date, note: str = "") -> RelocationHousehold:
    """Enter that the household has moved out; compensation comes first."""
    return _step(actor, household, "vacate", on, note)


@transaction.atomic
def demolish(
    *, actor: User, household: RelocationHousehold, on: date, note: str = "", evidence: Evidence = ()
) -> RelocationHousehold:
    """Enter that the house has come down."""
    return _step(actor, household, "demolish", on, note, evidence=evidence)


@transaction.atomic
def replan_demolition(
    *, actor: User, household: RelocationHousehold, planned_demolish_on: date, reason: str
) -> RelocationHousehold:
    """Move the day by which the house is to come down; the diary keeps the earlier one and the reason."""
    must(actor, PERMISSION)
    household = lock_record(actor, household)
    if not may_replan(household):
        raise ServiceError(NOT_PLANNED)
    not_before("planned_demolish_on", planned_demolish_on, _standing(household)[-1].on, "最近一步的日期")
    before = snapshot(household)
    household.planned_demolish_on = planned_demolish_on
    changed = change(actor, "调整计划拆除日期", household, before, reason=_said(reason))
    _keep_plan(actor, changed, reason)
    return changed


@transaction.atomic
def undo_step(*, actor: User, household: RelocationHousehold, reason: str) -> RelocationHousehold:
    """Take the last step back; not by whoever entered it. Figures of earlier cut-offs keep it."""
    must(actor, RELOCATION.steps["undo"].permission)
    household = lock_record(actor, household)
    before = snapshot(household)
    RELOCATION.enter(household, "undo", actor)
    *earlier, last = _standing(household)
    if actor.is_person(last.recorded_by_id):
        raise ServiceError(OWN)
    if last.code in AGREED:
        if hasattr(household, "quota"):
            raise ServiceError("这一户已登记安置指标，签约不能撤回。")
        household.mode = household.agreement_no = ""
        household.compensation, household.swap_sets, household.planned_demolish_on = None, 0, None
    take_back(actor, last, _said(reason))
    household.status = earlier[-1].code if earlier else RelocationStatus.SURVEYED
    return change(actor, "撤回上一步", household, before, reason=reason,
                  also={"撤回的步骤": (f"{last.get_code_display()} {last.on}", "")})


def may_replan(household: RelocationHousehold) -> bool:
    """Tell whether the household has a day by which its house is to come down, and the house still stands."""
    return bool(household.mode) and household.status != RelocationStatus.DEMOLISHED


def last_step(household: RelocationHousehold) -> RelocationStep | None:
    """Return the step that would be taken back next."""
    return household.steps.standing().order_by("-pk").first()


# -- shared steps ------------------------------------------------------------------------------------


def _step(
    actor: User, household: RelocationHousehold, code: str, on: date, note: str,
    facts: Mapping[str, Any] | None = None, evidence: Evidence = (),
) -> RelocationHousehold:
    """Take a step of the household on its day: not in the future, and not before the step that it follows."""
    must(actor, RELOCATION.steps[code].permission)
    household = lock_record(actor, household)
    must_be_pursued(household.compound.project)
    before = snapshot(household)
    step = RELOCATION.enter(household, code, actor)
    not_in_future("on", on)
    if earlier := _standing(household):
        not_before("on", on, earlier[-1].on, f"{earlier[-1].get_code_display()}日期")
    for field, value in (facts or {}).items():
        setattr(household, field, value)
    happen(actor, RelocationStep(household=household, code=step.target, on=on, note=note))
    if facts:
        _keep_plan(actor, household)
    changed = change(actor, step.label, household, before, reason=note, also={"发生日期": ("", str(on))})
    keep(actor, household, evidence)
    return changed


def _keep_plan(actor: User, household: RelocationHousehold, reason: str = "") -> None:
    """Keep the planned day beside the earlier ones: figures of earlier cut-offs go by those."""
    save_checked(DemolitionPlan(
        household=household, planned_on=household.planned_demolish_on, reason=reason, recorded_by=actor,
        recorded_at=clock.now(),
    ))


def _within_plan(project: AffordableProject, reason: str) -> None:
    planned = project.households_planned
    number = RelocationHousehold.objects.filter(compound__project=project).count() + 1
    if planned is not None and number > planned and not reason.strip():
        raise NeedsReason(f"“{project}”征收户将有 {number} 户，超过计划 {planned} 户，请确认并说明。", "above_plan")


def _not_again(compound: Compound, owner: str, reason: str) -> None:
    same = compound.households.filter(owner=owner).order_by("pk").first()
    if same is not None and not reason.strip():
        raise NeedsReason(f"{compound.no}已登记权利人{mask_names(owner)}（实测 {same.actual_area} ㎡），"
                          "请确认并说明不是重复登记。", "again")


def _full_name(owner: str) -> str:
    if "*" in owner:
        raise ServiceError({"owner": "请填写权利人完整姓名，不带星号（*）。"})
    return text.clean(owner)


def _standing(household: RelocationHousehold) -> list[RelocationStep]:
    """Return the steps that have not been taken back, in the order in which they were entered."""
    return list(household.steps.standing().order_by("pk"))


def _agreed(
    on: date, mode: str, agreement_no: str, planned_demolish_on: date, compensation: Decimal | None, swap_sets: int
) -> dict[str, Any]:
    """Return the terms, each with what its mode needs and nothing else."""
    faults = {}
    if not agreement_no.strip():
        faults["agreement_no"] = "请填写协议（决定）编号。"
    if mode == CompensationMode.SWAP and not swap_sets:
        faults["swap_sets"] = "产权调换须填调换套数。"
    if mode == CompensationMode.BOTH and not (swap_sets and compensation):
        faults["swap_sets"] = "货币加调换须同时填补偿金额和调换套数。"
    if mode == CompensationMode.MONETARY and not compensation:
        faults["compensation"] = "货币补偿须填补偿金额。"
    if mode == CompensationMode.MONETARY and swap_sets:
        faults["swap_sets"] = "货币补偿没有调换套数，请清空或改选补偿方式。"
    if planned_demolish_on < on:
        faults["planned_demolish_on"] = f"计划拆除日期 {planned_demolish_on} 早于 {on}，请核对。"
    if faults:
        raise ServiceError(faults)
    return {"mode": mode, "agreement_no": agreement_no, "planned_demolish_on": planned_demolish_on,
            "compensation": compensation, "swap_sets": swap_sets}


def _said(reason: str) -> str:
    if not reason.strip():
        raise ServiceError({"reason": "请写明原因。"})
    return reason
