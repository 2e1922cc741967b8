"""零报: stating that a month brought nothing."""
from django.db import transaction

from affordable.models import ZeroReport
from affordable.monthly import reported
from affordable.services.checks import lock_for_entry, must_be_year
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.entry import enter
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.periods import month as month_of

PERMISSION = "affordable.record"


@transaction.atomic
def report_zero(*, actor: User, unit: Unit, year: int, month: int, note: str = "") -> ZeroReport:
    """State that ``unit`` has nothing to report for a month that has begun and of which it has entered nothing.

    What is entered for the month afterwards counts as its report; the statement stays on record.
    """
    unit = lock_for_entry(actor, PERMISSION, unit)
    must_be_year("year", year)
    if not 1 <= month <= 12:
        raise ServiceError({"month": "月份是 1—12。"})
    period = month_of(year, month)
    if period.start > clock.today():
        raise ServiceError({"month": f"{period.label}还没有开始，不能零报。"})
    if reported(period.start, period.end, [unit]):
        raise ServiceError({"month": f"{unit} {period.label}已登记投资、进展或里程碑，不是零报。"})
    if ZeroReport.objects.of_month(year, month).filter(unit=unit).exists():
        raise ServiceError({"month": f"{unit} {period.label}已零报，不用重复。"})
    return enter(actor, "零报", ZeroReport(unit=unit, year=year, month=month, note=note))
