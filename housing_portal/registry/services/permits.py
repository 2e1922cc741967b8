"""Verbs of sale permits: entered as they stand on paper, changed with history, ended so that buildings are free."""
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.figures import grouped
from housing_portal.kit.saving import save_checked
from housing_portal.registry import references
from housing_portal.registry.enums import ENDED_PERMITS, PermitKind, PermitStatus
from housing_portal.registry.models import Building, Estate, PermitBuilding, SalePermit
from housing_portal.registry.naming import permit_key, written_scope
from housing_portal.registry.services.steps import locked, must_be_current, must_edit_market, not_in_future, note
from housing_portal.registry.workflow import PERMIT

Scope = Sequence[tuple[Building, int | None]]
TOLERANCE = Decimal("0.01")  # ㎡ for every home: areas of rooms are rounded one by one


@transaction.atomic
def register_permit(
    *, actor: User, kind: str, number: str, estate: Estate, buildings: Scope, reason: str = "", **facts: Any
) -> SalePermit:
    """Register a permit that was issued; ``facts`` are further fields of the model, the areas among them.

    Raises NeedsReason when the buildings' areas do not add up to the permit's.
    """
    must_edit_market(actor)
    return grant_permit(
        actor=actor, kind=kind, number=number, estate=estate, buildings=buildings, reason=reason, **facts
    )


@transaction.atomic
def edit_permit(
    *, actor: User, permit: SalePermit, number: str, buildings: Scope, reason: str = "", **facts: Any
) -> SalePermit:
    """Change what a permit says; the diary keeps what it said before."""
    must_edit_market(actor)
    return amend_permit(actor=actor, permit=permit, number=number, buildings=buildings, reason=reason, **facts)


@transaction.atomic
def grant_permit(
    *, actor: User, kind: str, number: str, estate: Estate, buildings: Scope, reason: str = "", verb: str = "登记",
    **facts: Any,
) -> SalePermit:
    """Store a permit that ``actor`` may decide on: whoever answers an application does not keep the registers."""
    estate = locked(estate)
    must_be_current(estate, "estate")
    permit = SalePermit(
        kind=kind, number=number, number_key=permit_key(number), estate=estate, developer=estate.developer,
        recorded_by=actor, recorded_at=clock.now(), **facts,
    )
    return _store(actor, verb, permit, buildings, {}, reason)


@transaction.atomic
def amend_permit(
    *, actor: User, permit: SalePermit, number: str, buildings: Scope, reason: str = "", **facts: Any
) -> SalePermit:
    """Change a permit on a decision of ``actor``; the diary keeps what it said before."""
    permit = _locked(permit)
    if permit.status in ENDED_PERMITS:
        raise ServiceError(f"许可{permit.get_status_display()}（{permit.ended_on}），不能再修改。")
    before = _snapshot(permit)
    for field, value in {"number": number, "number_key": permit_key(number), **facts}.items():
        setattr(permit, field, value)
    return _store(actor, "变更", permit, buildings, before, reason)


@transaction.atomic
def step_permit(
    *, actor: User, permit: SalePermit, step: str, reason: str = "", on: date | None = None
) -> SalePermit:
    """Suspend, resume, convert, expire or revoke a permit; ``on`` is the day of an ending, by default today."""
    permit = _locked(permit)
    before = snapshot(permit)
    taken = PERMIT.enter(permit, step, actor)
    if permit.status == PermitStatus.REVOKED:
        _must_be_settled(permit)
    if taken.needs_reason and not reason:
        raise ServiceError({"reason": "请填写说明，例如决定机关和文号。"})
    if permit.status in ENDED_PERMITS:
        permit.ended_on, permit.ended_at = _last_day(permit, on or clock.today()), clock.now()
        permit.scope.update(is_current=False)
    save_checked(permit)
    note(actor, taken.label, permit, before=before, after=snapshot(permit), reason=reason)
    return permit


def is_overdue(permit: SalePermit) -> bool:
    """Tell whether the permit has run out and nobody has registered it yet."""
    return permit.ended_on is None and permit.valid_to is not None and permit.valid_to < clock.today()


# -- shared steps ------------------------------------------------------------------------------------


def _locked(permit: SalePermit) -> SalePermit:
    locked(permit.estate)
    return locked(permit)


def _store(
    actor: User, verb: str, permit: SalePermit, buildings: Scope, before: dict[str, Any], reason: str
) -> SalePermit:
    not_in_future(issued_on=permit.issued_on)
    buildings = [(locked(building), floor) for building, floor in sorted(buildings, key=lambda pair: pair[0].pk)]
    _must_be_sound(permit, buildings)
    if not reason:
        _must_add_up(permit, buildings)
    save_checked(permit)
    _set_scope(permit, dict(buildings))
    note(actor, verb, permit, before=before, after=_snapshot(permit), reason=reason)
    return permit


def _must_be_sound(permit: SalePermit, buildings: Scope) -> None:
    if not buildings:
        raise ServiceError({"buildings": "请填写批准楼幢：许可按幢核发。"})
    for building, floor in buildings:
        must_be_current(building, "buildings")
        if building.estate_id != permit.estate_id:
            raise ServiceError({"buildings": f"“{building}”不属于“{permit.estate}”，请核对。"})
        if floor is not None and not 0 < floor <= building.floors_above:
            raise ServiceError({"buildings": f"“{building}”共 {building.floors_above} 层，没有第 {floor} 层。"})
        if permit.kind == PermitKind.SPOT and building.completed_on is None:
            raise ServiceError({"buildings": f"“{building}”没有竣工备案日期，不能登记现售备案；请先补登竣工备案。"})
    taken = PermitBuilding.objects.filter(building__in=[building for building, _ in buildings], is_current=True)
    if other := taken.exclude(permit=permit.pk).select_related("building", "permit").order_by("pk").first():
        sentence = f"“{other.building}”已在现行许可 {other.permit} 内，请先变更、撤销或将该许可转现售。"
        raise ServiceError({"buildings": sentence})


def _must_add_up(permit: SalePermit, buildings: Scope) -> None:
    areas = [building.area_measured or building.area_predicted for building, _ in buildings]
    if None in areas:
        return
    total, is_whole = sum(areas), all(floor is None for _, floor in buildings)
    gap = permit.area_total - total if is_whole else max(permit.area_total - total, Decimal(0))
    if abs(gap) > TOLERANCE * permit.sets_total:
        stated, known = grouped(permit.area_total, 2), grouped(total, 2)
        raise NeedsReason(f"批准面积 {stated} ㎡，批准楼幢的建筑面积共 {known} ㎡，请确认并说明。", "areas")


def _set_scope(permit: SalePermit, wanted: dict[Building, int | None]) -> None:
    held = {row.building: row for row in permit.scope.select_related("building").order_by("pk")}
    for building in held.keys() - wanted.keys():
        if used := _contracts(permit, building):
            raise ServiceError({"buildings": f"“{building}”在本许可下已有{used}，不能移出。"})
        held[building].delete()
    for building, floor in wanted.items():
        row = held.get(building) or PermitBuilding(permit=permit, building=building)
        row.up_to_floor = floor
        save_checked(row)


def _contracts(permit: SalePermit, building: Building) -> str:
    """Return what was signed under the permit in the building; whatever refers to both of them counts."""
    signed = [
        field for field in references.relations(SalePermit)
        if field.model is not PermitBuilding and any(other.name == "building" for other in field.model._meta.fields)
    ]
    used = [field for field in signed if references.rows_of(field, permit).filter(building=building).exists()]
    return "、".join(str(field.model._meta.verbose_name) for field in used)


def _must_be_settled(permit: SalePermit) -> None:
    """A permit under which homes are sold is not revoked over the heads of their buyers."""
    if living := "、".join(f"{kind} {count} 份" for kind, count in references.living(permit)):
        remedy = "须先处理好已售合同（撤销或解除），再撤销许可；可先“暂停网签”。"
        raise ServiceError(f"本许可下有履行中的{living}，{remedy}")


def _last_day(permit: SalePermit, on: date) -> date:
    """Return from when on the permit is no longer in force, or why it cannot end so."""
    if permit.status == PermitStatus.EXPIRED:
        if permit.valid_to is None or permit.valid_to >= clock.today():
            until = f"有效期至 {permit.valid_to}" if permit.valid_to else "没有登记有效期止"
            raise ServiceError(f"许可{until}，尚未到期，不能登记到期。")
        return permit.valid_to + timedelta(days=1)
    not_in_future(on=on)
    if on < permit.issued_on:
        raise ServiceError({"on": f"失效日期 {on} 早于发证日期 {permit.issued_on}，请核对。"})
    if permit.status == PermitStatus.CONVERTED:
        open_ones = permit.scope.filter(building__completed_on=None).select_related("building").order_by("pk")
        if names := "、".join(str(row.building) for row in open_ones):
            raise ServiceError(f"{names}没有竣工备案日期，全部竣工备案后才能转现售；请先补登。")
    return on


def _snapshot(permit: SalePermit) -> dict[str, Any]:
    return {**snapshot(permit), "批准楼幢": written_scope(permit)}
