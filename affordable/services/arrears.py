"""What earlier years left behind."""
from datetime import date

from django.db import transaction

from affordable.models import ArrearsPlan, ContinuedTask, RentalStock
from affordable.services.checks import lock_for_entry, must_be_year
from affordable.services.entry import state
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.entry import not_in_future
from housing_portal.kit import scope
from housing_portal.kit.errors import NeedsReason, ServiceError

PERMISSION = "affordable.record"


@transaction.atomic
def record_stock(
    *,
    actor: User,
    unit: Unit,
    as_of: date,
    period_from: int,
    period_to: int,
    assigned_sets: int,
    reported_done_sets: int,
    reused_sets: int,
    existing_sets: int,
    note: str = "",
) -> RentalStock:
    """Record the four numbers of public rental homes of earlier years, in 套; what is owed follows from them."""
    unit = lock_for_entry(actor, PERMISSION, unit)
    not_in_future("as_of", as_of)
    must_be_year("period_from", period_from)
    if period_to > as_of.year:
        raise ServiceError({"period_to": f"任务年度 {period_to} 晚于截至日期的年份，请核对。"})
    return state(actor, "登记历年公租房", RentalStock(
        unit=unit, as_of=as_of, period_from=period_from, period_to=period_to, assigned_sets=assigned_sets,
        reported_done_sets=reported_done_sets, reused_sets=reused_sets, existing_sets=existing_sets, note=note,
    ))


@transaction.atomic
def record_arrears_plan(
    *, actor: User, unit: Unit, as_of: date, arranged_sets: int, due_on: date | None = None, note: str = ""
) -> ArrearsPlan:
    """Record the 套 found to settle what is owed.

    Raises NeedsReason, which ``note`` answers, when they are not as many as the unit owes (dossier §3.10).
    """
    unit = lock_for_entry(actor, PERMISSION, unit)
    not_in_future("as_of", as_of)
    if not note.strip():
        _must_settle(unit, as_of, arranged_sets)
    plan = ArrearsPlan(unit=unit, as_of=as_of, arranged_sets=arranged_sets, due_on=due_on, note=note)
    return state(actor, "登记欠账落实", plan)


def _must_settle(unit: Unit, as_of: date, arranged_sets: int) -> None:
    stocks = RentalStock.objects.latest(scope.current(as_of)).filter(unit=unit).with_arrears()
    owed = [stock.arrears_sets for stock in stocks.order_by("pk")]
    if owed and sum(owed) != arranged_sets:
        raise NeedsReason(
            f"{unit}落实 {arranged_sets} 套，历史欠账为 {sum(owed)} 套，请确认并说明。", "arrears"
        )


@transaction.atomic
def record_continued_task(
    *,
    actor: User,
    unit: Unit,
    as_of: date,
    year: int,
    begun_before: date,
    sets: int | None = None,
    forecast: str = "",
    note: str = "",
) -> ContinuedTask:
    """Record the 套 begun by a day and not basically done, and whether they can be by the end of ``year``."""
    unit = lock_for_entry(actor, PERMISSION, unit)
    not_in_future("as_of", as_of)
    must_be_year("year", year)
    if begun_before > as_of:
        raise ServiceError({"begun_before": f"开工截止日 {begun_before} 晚于截至日期，请核对。"})
    if sets is None and not forecast:
        raise ServiceError({"sets": "未建成套数和年底研判至少填一项。"})
    return state(actor, "登记续建攻坚", ContinuedTask(
        unit=unit, as_of=as_of, year=year, begun_before=begun_before, sets=sets, forecast=forecast, note=note,
    ))
