"""May this seller sell this building on this day?"""
from collections.abc import Iterator
from datetime import date

from housing_portal.registry.enums import PermitKind, PermitStatus
from housing_portal.registry.models import PermitBuilding, SalePermit
from transactions.enums import SaleKind
from transactions.guards.case import Finding, Limits, Refusal, SigningCase


def covering(case: SigningCase) -> PermitBuilding | None:
    """Return what permits the sale: in force on the day and as high as the room; else, for history, a later one."""
    contract = case.contract
    high_enough = [one for one in case.permits if _covers_floor(one, contract.room.floor)]
    if in_force := [one for one in high_enough if _in_force(one, contract.signed_on)]:
        return max(in_force, key=lambda one: one.permit.issued_on)
    later = [one for one in high_enough if case.is_history and one.permit.issued_on > contract.signed_on]
    return min(later, key=lambda one: one.permit.issued_on, default=None)


def sale_kind(case: SigningCase) -> SaleKind:
    """Return 现售 for what is sold under a spot filing, or completed and registered without a permit in force."""
    cover = covering(case)
    if cover is None:
        return SaleKind.SPOT if _is_registered(case, case.contract.signed_on) else SaleKind.PRESALE
    return SaleKind.SPOT if cover.permit.kind == PermitKind.SPOT else SaleKind.PRESALE


def is_before_permit(case: SigningCase) -> bool:
    """Return whether an old contract precedes its permit: allowed, but marked (先签后证)."""
    cover = covering(case)
    return cover is not None and cover.permit.issued_on > case.contract.signed_on


def _covers_floor(scope: PermitBuilding, floor: int) -> bool:
    return scope.up_to_floor is None or floor <= scope.up_to_floor


def _in_force(scope: PermitBuilding, on: date) -> bool:
    permit = scope.permit
    return permit.issued_on <= on and (permit.ended_on is None or permit.ended_on > on)


def _is_registered(case: SigningCase, on: date) -> bool:
    building = case.contract.room.building
    done = (building.completed_on, building.registered_on)
    return all(day is not None and day <= on for day in done)


def permitted(case: SigningCase, limits: Limits) -> Iterator[Finding]:
    """A permit of the day must cover building and floor, unless the building is completed and registered.

    At the window it must do so today as well: no ended permit is revived by writing an earlier day into the contract.
    """
    cover = covering(case)
    if cover is None:
        if not _is_registered(case, case.contract.signed_on):
            yield _why_unpermitted(case)
        return
    permit = cover.permit
    if not case.is_history and not _may_be_sold(case, limits.today):
        yield _ended(permit)
    if permit.status == PermitStatus.SUSPENDED and not case.is_history:
        yield Refusal("permit_suspended", "room", f"许可 {permit} 已暂停网签，恢复之前不能签约，请与预售管理股室联系。")
    over = permit.ended_on is None and permit.valid_to is not None and permit.valid_to < limits.today
    if over and not case.is_history:
        yield Refusal(
            "permit_run_out", "room", f"许可 {permit} 的有效期到 {permit.valid_to} 为止，现已过期，延期之前不能签约。"
        )


def _may_be_sold(case: SigningCase, on: date) -> bool:
    floor = case.contract.room.floor
    return _is_registered(case, on) or any(_covers_floor(one, floor) and _in_force(one, on) for one in case.permits)


def _why_unpermitted(case: SigningCase) -> Refusal:
    contract, building = case.contract, case.contract.room.building
    on = contract.signed_on
    if not case.permits:
        return Refusal("unpermitted", "room", f"{building}没有预售许可，也未办理现售备案，不能签约；取得许可后再办理。")
    lower = [one for one in case.permits if _in_force(one, on)]
    if lower:
        top = max(one.up_to_floor for one in lower)
        return Refusal(
            "above_permitted", "room",
            f"许可 {lower[0].permit} 对{building}批准至第 {top} 层，这户在第 {contract.room.floor} 层，不能签约。",
        )
    first = min(case.permits, key=lambda one: one.permit.issued_on).permit
    if on < first.issued_on:
        return Refusal(
            "before_permit", "signed_on",
            f"签订日期 {on} 早于许可 {first} 的发证日期 {first.issued_on}，取得许可前不能签约。",
        )
    return _ended(max(case.permits, key=lambda one: one.permit.issued_on).permit)


def _ended(permit: SalePermit) -> Refusal:
    state = permit.get_status_display()
    return Refusal("permit_ended", "room", f"许可 {permit} 已失效（{state}），没有其他有效许可，不能签约。")


def right_seller(case: SigningCase, limits: Limits) -> Iterator[Finding]:
    """The seller is the developer of the estate or of the permit, and may sign."""
    contract = case.contract
    is_developer = contract.seller_id == contract.room.building.estate.developer_id
    if not is_developer and ((cover := covering(case)) is None or contract.seller_id != cover.permit.developer_id):
        yield Refusal("other_seller", "room", f"出卖人“{contract.seller}”不是这个楼盘的开发企业，请核对楼盘资料。")
    since = contract.seller.signing_suspended_on
    # at the window a suspension counts from the day it is there, whatever day the contract bears
    on = contract.signed_on if case.is_history else limits.today
    if since is not None and since <= on:
        yield Refusal("seller_suspended", "room", f"出卖人“{contract.seller}”自 {since} 起暂停网签，恢复之前不能签约。")
