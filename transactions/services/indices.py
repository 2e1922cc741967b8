"""Closing a month: the price indices are computed from what is known, and stored once and for all.

A closed month that is closed again gets a new revision when it comes out differently, and so do the months after it,
because each stands on the one before.
"""
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import IntegrityError, transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import record
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.figures import rounded
from housing_portal.kit.scope import Scope, current
from housing_portal.registry import parameters
from transactions.ledger import first_filing
from transactions.models import PriceIndex
from transactions.months import last_day, last_full, month_of, shifted, span, written
from transactions.price_index import WINDOW, Line, Month, State, compute
from transactions.services import tallies
from transactions.services.entry import must
from transactions.strata import SEGMENTS, Homes, homes_of
from transactions.workflow import CONFIRM

# what a second closing must change to be worth a revision
CONTENT = ("month_on_month", "level", "sets", "strata", "weight_valid", "weight_carried", "weight_all", "is_published",
           "average_price", "detail")


@transaction.atomic
def close_month(*, actor: User, month: int) -> list[PriceIndex]:
    """Compute and store the indices of ``month``, and anew those of later closed months; returns the new rows."""
    must(actor, CONFIRM)
    last = last_full(clock.today())
    if month > last:
        raise ServiceError({"month": f"{written(month)}还没有结束，最晚可结算{written(last)}。"})
    closed = PriceIndex.objects.order_by("month").values_list("month", flat=True)
    base, latest = closed.first(), closed.last()
    if base is not None and month < base:
        raise ServiceError({"month": f"基期是{written(base)}，更早的月份不能结算。"})
    if latest is not None and month > shifted(latest, 1):
        raise ServiceError({"month": f"请先结算{written(shifted(latest, 1))}：指数逐月链接，不能跳过。"})
    stored = []
    for each in span(month, max(month, latest or month)):
        stored += [row for segment in SEGMENTS if (row := _close(actor, segment, each)) is not None]
    transaction.on_commit(tallies.refresh)
    return stored


def months_to_close() -> list[int]:
    """Return the months that have ended and are not closed, from the first filing on."""
    closed = PriceIndex.objects.order_by("-month").values_list("month", flat=True).first()
    first = first_filing(current())
    if closed is None and first is None:
        return []
    return span(shifted(closed, 1) if closed else month_of(first), last_full(clock.today()))


def latest_rows(segment: str, months: list[int]) -> dict[int, PriceIndex]:
    """Return the latest revision of each of ``months``."""
    rows = PriceIndex.objects.filter(segment=segment, month__in=months).order_by("revision")
    return {row.month: row for row in rows}


def _close(actor: User, segment: str, month: int) -> PriceIndex | None:
    """Store the month unless its latest revision says the same already."""
    known = latest_rows(segment, span(shifted(month, -WINDOW), month))
    row = _computed(segment, month, known)
    former = known.get(month)
    if former and all(getattr(former, name) == getattr(row, name) for name in CONTENT):
        return None
    row.revision = former.revision + 1 if former else 1
    row.recorded_by, row.recorded_at = actor, clock.now()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise ServiceError(f"{written(month)}刚刚由他人结算，请刷新后核对。") from None
    record(
        actor=actor, action="结算价格指数", obj=row, label=f"结算{written(month)}{row.get_segment_display()}价格指数",
        after={"版次": row.revision, "定基指数": str(rounded(Decimal(row.level).scaleb(-6))), "成交套数": row.sets},
    )
    return row


def _computed(segment: str, month: int, known: dict[int, PriceIndex]) -> PriceIndex:
    scope = Scope(last_day(month), clock.now())
    homes = homes_of(segment, month, scope, parameters.number("price_deviation_percent"))
    before = known.get(shifted(month, -1))
    earlier = [known[each].detail for each in span(shifted(month, -WINDOW), shifted(month, -1)) if each in known]
    weights: Counter[str] = Counter()
    for detail in earlier:
        weights.update({line["key"]: line["amount"] for line in detail})
    result = compute(
        before.level if before else None, _standing(before.detail if before else []), homes.deals, weights,
        parameters.number("index_least_stratum"),
    )
    return _row(segment, month, result, homes, before.detail if before else [])


def _standing(detail: list[dict[str, Any]]) -> dict[str, Fraction]:
    return {line["key"]: Fraction(*line["standing"]) for line in detail if line["standing"]}


def _row(segment: str, month: int, result: Month, homes: Homes, before: list[dict[str, Any]]) -> PriceIndex:
    names = {line["key"]: line["name"] for line in before} | dict(homes.names)
    amount, area = (sum(getattr(deals, part) for deals in homes.deals.values()) for part in ("amount", "area"))
    enough = result.sets >= parameters.number("index_least_county")
    return PriceIndex(
        segment=segment, month=month, month_on_month=result.change, level=result.level, sets=result.sets,
        strata=sum(line.ratio is not None and line.weight > 0 for line in result.lines),
        weight_valid=_yuan(result.weight(State.VALID)), weight_carried=_yuan(result.weight(State.CARRIED)),
        weight_all=_yuan(result.weight(*State)), is_published=enough and result.change is not None,
        average_price=rounded(Decimal(amount) / Decimal(area)) if area else None,
        detail=[_kept(line, names.get(line.key, line.key)) for line in result.lines if _matters(line)],
    )


def _matters(line: Line) -> bool:
    return bool(line.deals.sets or line.standing is not None or line.weight)


def _kept(line: Line, name: str) -> dict[str, Any]:
    """Return a stratum as stored: whole numbers, so that the next month goes on from exactly the same price."""
    standing = None if line.standing is None else [line.standing.numerator, line.standing.denominator]
    return {
        "key": line.key, "name": name, "state": line.state.value, "sets": line.deals.sets, "area": line.deals.area,
        "amount": line.deals.amount, "standing": standing, "weight": line.weight,
        "ratio": None if line.ratio is None else [line.ratio.numerator, line.ratio.denominator],
    }


def _yuan(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)

