"""Booking what happened to a contract: the only source of market figures."""
from datetime import date
from decimal import Decimal

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from transactions.enums import EventKind, PriceBasis
from transactions.models import ContractEvent, SaleContract
from transactions.services.entry import not_before, not_in_future

NOTHING = Decimal(0)


def book(
    actor: User, contract: SaleContract, kind: EventKind, on: date, *,
    was_filed: bool = False, sets: int = 0, area: Decimal = NOTHING, amount: Decimal = NOTHING,
) -> ContractEvent:
    """Store one event; ``sets``, ``area`` and ``amount`` are what it adds to sales."""
    return ContractEvent.objects.create(
        contract=contract, room=contract.room, kind=kind, was_filed=was_filed, occurred_on=on,
        month=on.year * 100 + on.month, sale_kind=contract.kind, is_residential=contract.is_residential,
        special=contract.special, sets=sets, area=area, amount=amount, recorded_by=actor, recorded_at=clock.now(),
    )


def book_whole(
    actor: User, contract: SaleContract, kind: EventKind, on: date, *, sign: int = 1, was_filed: bool = False
) -> ContractEvent:
    """Store an event that adds the whole contract to sales, or with ``sign`` −1 takes it away."""
    area = floor_area(contract) if kind == EventKind.SIGN else booked_area(contract)
    return book(
        actor, contract, kind, on, was_filed=was_filed, sets=sign, area=sign * area, amount=sign * contract.total_price
    )


def floor_area(contract: SaleContract) -> Decimal:
    """Return the 建筑面积 that is sold: what is priced, except where 套内面积 is priced (pitfall 2)."""
    return contract.room.area if contract.price_basis == PriceBasis.INNER else contract.area_priced


def booked_area(contract: SaleContract) -> Decimal:
    """Return the 建筑面积 that the signing and its changes have booked, whatever was measured since."""
    return contract.events.signings().sums("area")["area"]


def must_follow(contract: SaleContract, field: str, on: date) -> None:
    """Refuse a day after today, or before what has already happened to the contract."""
    not_in_future(field, on)
    last = contract.events.order_by("-occurred_on", "-pk").first()
    if last is not None:
        not_before(field, on, last.occurred_on, f"上一事项“{last.get_kind_display()}”的日期")
