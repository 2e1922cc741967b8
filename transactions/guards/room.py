"""Is the room free, unrestricted, of this area, and within its filed price?"""
from collections.abc import Iterator
from decimal import Decimal

from housing_portal.kit.figures import Ratio, brief
from transactions.enums import MORTGAGES, SEALS, PriceBasis, RestrictionKind, Special
from transactions.guards.case import Doubt, Finding, Limits, Refusal, SigningCase
from transactions.models import RoomPrice, SaleContract


def free_room(case: SigningCase, limits: Limits) -> Iterator[Finding]:
    """One room, one contract; a room that is gone cannot be sold."""
    room, live = case.contract.room, case.live
    if live is not None:
        yield Refusal("live_contract", "room", taken(live))
    freed_on = case.freed_on
    if freed_on is not None and case.contract.signed_on < freed_on and not case.is_history:
        words = f"这户的上一份合同 {freed_on} 才撤销、注销，签订日期不能早于这一天。"
        yield Refusal("not_yet_free", "signed_on", words)
    gone = room.demolished_on
    if gone is not None and gone <= case.contract.signed_on:
        yield Refusal("demolished", "room", f"这户已于 {gone} 灭失，不能签约。")


def taken(live: SaleContract) -> str:
    """Return the sentence that refuses a second contract on the room of ``live``."""
    return (
        f"这户已有有效合同 {live.contract_no}（{live.get_status_display()}，买受人 {live.masked_buyers}），"
        "须先撤销或注销才能再次签约。"
    )


def unrestricted(case: SigningCase, limits: Limits) -> Iterator[Finding]:
    """No seal, restriction, objection or kept room; a mortgage only with the creditor's consent."""
    for one in case.restrictions:
        kind = RestrictionKind(one.kind)
        if kind in MORTGAGES:
            if not one.creditor_consents:
                who = one.creditor or "抵押权人"
                yield Refusal("mortgaged", "room", f"这户自 {one.from_on} 起有{kind.label}，须先登记{who}同意销售。")
        elif kind == RestrictionKind.UNSELLABLE:
            yield Refusal("unsellable", "room", f"这户不可售（{one.get_unsellable_reason_display()}），不能签约。")
        elif kind in SEALS:
            yield Refusal(
                "sealed", "room",
                f"这户自 {one.from_on} 起{kind.label}（{one.authority}，{one.case_no}），解除后才能办理。",
            )
        else:
            by = f"（{one.authority}）" if one.authority else ""
            yield Refusal("restricted", "room", f"这户自 {one.from_on} 起有{kind.label}{by}，解除后才能办理。")


def right_area(case: SigningCase, limits: Limits) -> Iterator[Finding]:
    """The area priced is the room's own. Old contracts keep the area of their day (pitfall 2)."""
    contract, room = case.contract, case.contract.room
    by_inner = contract.price_basis == PriceBasis.INNER
    if case.is_history:
        if by_inner and contract.area_priced > room.area:
            words = f"套内面积 {contract.area_priced} ㎡ 大于楼盘表的建筑面积 {room.area} ㎡，请核对计价方式。"
            yield Refusal("inner_beyond_area", "area_priced", words)
        return
    known, words = (room.inner_area, "套内面积") if by_inner else (room.area, "建筑面积")
    if known is None:
        yield Refusal("no_inner_area", "price_basis", "这户没有登记套内面积，不能按套内面积计价，请先补登面积。")
    elif known != contract.area_priced:
        yield Refusal(
            "other_area", "area_priced",
            f"计价面积 {contract.area_priced} ㎡ 与楼盘表的{words} {known} ㎡ 不符，请核对；面积有变的先办理面积变更。",
        )


def within_filed_price(case: SigningCase, limits: Limits) -> Iterator[Finding]:
    """Never above the price on file; far below it is a sign of 工抵 and wants a word."""
    contract, price = case.contract, case.price
    if price is None:
        if not case.is_history:
            yield _without_price(case)
        return
    asked, filed, noun = _compared(contract, price)
    if asked > filed:
        yield Refusal(
            "above_filed_price", "unit_price" if noun == "单价" else "total_price",
            f"{noun} {brief(asked)} 元高于备案价 {brief(filed)} 元（{price.filing.filed_on} 备案），"
            "请改为不高于备案价，或先办理备案价调整。",
        )
    elif contract.special == Special.NONE and asked * 100 < filed * (100 - limits.price_drop_percent):
        lower = Ratio(filed - asked, filed)
        yield Doubt(
            "far_below_filed_price",
            f"{noun} {brief(asked)} 元比备案价 {brief(filed)} 元低 {lower} %，疑似工抵房或异常交易；"
            "属特殊交易的请选择类别，否则请写明原因。",
        )


def _without_price(case: SigningCase) -> Finding:
    if case.has_prices:
        return Refusal("no_filed_price", "unit_price", "这户没有备案价，而本楼盘实行一房一价，请先办理价格备案。")
    return Doubt("no_filed_price", "本楼盘还没有一房一价备案，无法核对备案价，请写明依据。")


def _compared(contract: SaleContract, price: RoomPrice) -> tuple[Decimal, Decimal, str]:
    """Return asked and filed price on one footing: per ㎡ of 建筑面积 where the contract counts so, else in total."""
    if contract.price_basis == PriceBasis.GROSS:
        return contract.unit_price, price.unit_price, "单价"
    return contract.total_price, price.total_price, "总价"
