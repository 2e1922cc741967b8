"""Special loans day by day: 拨付 within 到账 and 归还本金 within 拨付 at the end of every day, not only of the last."""
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from presale.delivery.enums.loans import RepaymentKind, UseStatus
from presale.delivery.models.loans import LoanAllocation

Moves = list[tuple[date, Decimal]]


def arrivals(allocation: LoanAllocation) -> Moves:
    return list(allocation.draws.standing().values_list("on", "amount"))


def payments(allocation: LoanAllocation) -> Moves:
    return list(allocation.uses.filter(status=UseStatus.PAID).values_list("paid_on", "amount"))


def principals(allocation: LoanAllocation) -> Moves:
    rows = allocation.repayments.standing().filter(kind=RepaymentKind.PRINCIPAL)
    return list(rows.values_list("on", "amount"))


def by(day: date, moves: Moves) -> Decimal:
    """Return what had moved by the end of ``day``, in 元."""
    return sum((amount for on, amount in moves if on <= day), Decimal(0))


def first_gap(comes: Iterable[tuple[date, Decimal]], goes: Iterable[tuple[date, Decimal]]) -> date | None:
    """Return the first day at whose end more had gone than had come, or None."""
    moved: dict[date, Decimal] = defaultdict(Decimal)
    for on, amount in comes:
        moved[on] += amount
    for on, amount in goes:
        moved[on] -= amount
    left = Decimal(0)
    for day in sorted(moved):
        left += moved[day]
        if left < 0:
            return day
    return None
