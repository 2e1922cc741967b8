"""The terms of 交易网签: filings, restrictions, permits, payouts, daily reports, months of the index."""
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cache, partial
from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.registry import parameters
from housing_portal.registry.filters import IN_USE
from housing_portal.registry.models import SalePermit
from housing_portal.registry.workdays import add_workdays
from housing_portal.todos.market import OFFICE
from housing_portal.todos.parts import Source, Todo
from transactions.daily import Day, unsent
from transactions.enums import ReportDay
from transactions.filters import contracts, funds
from transactions.models import ExistingHomeFund, RoomRestriction, SaleContract
from transactions.months import last_day, shifted, written
from transactions.services.funds import overdue_since
from transactions.services.indices import months_to_close
from transactions.workflow import CONFIRM, RECORD

MOST_NAMED = 8


def dated(user: User, first: date | None, last: date) -> list[Source]:
    """Return the records whose term falls from ``first`` to ``last``; without ``first``, those whose term is over."""
    if not (user.can(RECORD) or user.can(CONFIRM)):
        return []
    own = [_unfiled(first, last), _restrictions(first, last)] if user.can(RECORD) else []
    return [*own, _permits(first, last), *([_payouts()] if first is None else [])]


def missing(user: User, is_over: bool) -> list[Todo]:
    """Return what is not on record yet, its term ``is_over`` or not: daily reports sent, months closed."""
    return [*(_reports(is_over) if user.can(RECORD) else []), *(_months(is_over) if user.can(CONFIRM) else [])]


# -- records ----------------------------------------------------------------------------------------------


def _unfiled(first: date | None, last: date) -> Source:
    term = timedelta(days=parameters.number("filing_days"))
    rows = SaleContract.objects.unfiled().filter(**_between("signed_on", first and first - term, last - term))
    asked = {"status": contracts.UNFILED, **_asked("signed_on", first and first - term, last - term)}
    return Source(
        rows.select_related("estate", "seller").order_by("signed_on", "pk"), partial(_to_file, term),
        "合同备案期限", _list("transactions:contract_list", asked),
    )


def _restrictions(first: date | None, last: date) -> Source:
    rows = RoomRestriction.objects.active().filter(**_between("until_on", first, last))
    asked = {"status": "active", **_asked("until", first, last)}
    return Source(
        rows.select_related("room__building__estate").order_by("until_on", "pk"), _restriction,
        "限制到期", _list("transactions:restriction_list", asked),
    )


def _permits(first: date | None, last: date) -> Source:
    """Return the permits that run out, or have run out without anybody having registered it."""
    rows = SalePermit.objects.filter(ended_on=None, **_between("valid_to", first, last))
    asked = {"status": IN_USE, **_asked("valid_to", first, last)}
    return Source(
        rows.select_related("estate", "developer").order_by("valid_to", "pk"), _permit,
        "许可有效期", _list("registry:permit_list", asked),
    )


def _payouts() -> Source:
    """Return the funds that should have been paid out to the sellers."""
    rows, term = ExistingHomeFund.objects.unpaid_since(overdue_since()), parameters.number("resale_payout_days")
    until = cache(lambda day: add_workdays(day, term))  # many homes are transferred on one day
    return Source(
        rows.select_related("contract", "bank").order_by("transferred_on", "pk"), partial(_payout, until),
        "资金划付期限", _list("transactions:fund_list", {"status": funds.OVERDUE}),
    )


def _between(field: str, first: date | None, last: date) -> dict[str, date]:
    return {f"{field}__lte": last, **({f"{field}__gte": first} if first else {})}


def _asked(name: str, first: date | None, last: date) -> dict[str, str]:
    """Return the boxes of a list that ask for the same days."""
    return {f"{name}_after": str(first or ""), f"{name}_before": str(last)}


def _list(route: str, asked: dict[str, str]) -> str:
    return f"{reverse(route)}?{urlencode({name: value for name, value in asked.items() if value})}"


def _to_file(term: timedelta, it: SaleContract) -> Todo:
    note = f"{it.estate} {it.room_label}；{it.signed_on} 签订，{it.get_status_display()}"
    return Todo("合同备案期限", str(it), note, str(it.seller), it.get_absolute_url(), "查看", it.recorded_at,
                it.signed_on + term)


def _restriction(it: RoomRestriction) -> Todo:
    title = f"{it.room.building.estate} {it.room.label}　{it.get_kind_display()}"
    note = f"{it.authority} {it.case_no}".strip()
    return Todo("限制到期", title, note, OFFICE, it.get_absolute_url(), "查看", it.recorded_at, it.until_on)


def _permit(it: SalePermit) -> Todo:
    note = f"{it.estate}；有效期至 {it.valid_to}，{it.get_status_display()}"
    return Todo("许可有效期", str(it), note, str(it.developer), it.get_absolute_url(), "查看", it.recorded_at,
                it.valid_to)


def _payout(until: Callable[[date], date], it: ExistingHomeFund) -> Todo:
    note = f"{it.contract.address}；{it.transferred_on} 过户，卖方款项待划付"
    return Todo("资金划付期限", str(it), note, str(it.bank), it.get_absolute_url(), "查看", it.recorded_at,
                until(it.transferred_on))


# -- what there is no record of ---------------------------------------------------------------------------


def _reports(is_over: bool) -> list[Todo]:
    """Return the daily reports that were not sent, by month: each opens the calendar with exactly these days."""
    state = ReportDay.MISSING if is_over else ReportDay.DUE
    days = [day for day in unsent() if day.state == state]
    return [_of_month(list(some)) for _month, some in groupby(days, lambda day: (day.on.year, day.on.month))]


def _of_month(days: Sequence[Day]) -> Todo:
    on, state = days[0].on, days[0].state
    named = "、".join(f"{day.on.day} 日" for day in days[:MOST_NAMED]) + (" 等" if len(days) > MOST_NAMED else "")
    url = _list("transactions:daily_calendar", {"month": f"{on:%Y-%m}", "state": state.value})
    return Todo("交易日报", f"{on.year}年{on.month}月 {len(days)} 天的日报没有报送", named, OFFICE, url, "补报",
                due=days[0].due_at.astimezone(clock.SHANGHAI).date())


def _months(is_over: bool) -> list[Todo]:
    """Return the months of the index that have ended and are open; they should be closed by the end of the next."""
    waiting = months_to_close()
    if not waiting:
        return []
    until = last_day(shifted(waiting[0], 1))
    if (until < clock.today()) != is_over:
        return []
    title = f"{written(waiting[0])}价格指数没有结算"
    note = f"到{written(waiting[-1])}共 {len(waiting)} 个月没有结算" if len(waiting) > 1 else "结算后封存"
    return [Todo("月度结算", title, note, OFFICE, reverse("transactions:index_close"), "结算", due=until)]
