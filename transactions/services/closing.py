"""Closing a month from the portal: once, and when every day of it has been reported."""
from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.kit.errors import ServiceError
from transactions.daily import punctuality
from transactions.enums import ReportDay
from transactions.models import PriceIndex
from transactions.months import first_day, last_day, written
from transactions.services.entry import must
from transactions.services.indices import close_month, months_to_close
from transactions.workflow import CONFIRM

UNSENT = (ReportDay.MISSING, ReportDay.DUE)
MOST_NAMED = 5
NOTHING_TO_CLOSE = "没有已结束而未结算的月份。"


@transaction.atomic
def close_once(*, actor: User, month: int) -> list[PriceIndex]:
    """Close a month that has not been closed; to close one anew is left to the command."""
    must(actor, CONFIRM)
    if fault := closing_fault(month):
        raise ServiceError(fault)
    return close_month(actor=actor, month=month)


def closing_fault(month: int) -> str:
    """Return why the month cannot be closed from the portal, or nothing."""
    closed = PriceIndex.objects.filter(month=month).order_by("pk").select_related("recorded_by").first()
    if closed:
        return f"{written(month)}已由{closed.recorded_by}结算，不能重复结算。"
    if month not in (waiting := months_to_close())[:1]:
        return f"指数逐月链接，请先结算{written(waiting[0])}。" if waiting else NOTHING_TO_CLOSE
    unsent = [day.on for day in punctuality(first_day(month), last_day(month)).days if day.state in UNSENT]
    if not unsent:
        return ""
    named = "、".join(f"{on.day} 日" for on in unsent[:MOST_NAMED]) + (" 等" if len(unsent) > MOST_NAMED else "")
    return f"{written(month)}还有 {len(unsent)} 天没有报送日报（{named}），请先补报再结算。"
