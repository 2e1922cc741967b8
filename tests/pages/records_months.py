"""A locked month and a month without anything, made by the services."""
from affordable.models import ZeroReport
from affordable.services.zero import report_zero
from housing_portal.accounts.models import Unit
from reports.models import MonthSnapshot
from reports.snapshots import lock_month
from tests.pages.records import Writers
from tests.pages.route import Route

LOOK, LOCK = "reports.view", "reports.lock"
VIEW, RECORD = "affordable.view", "affordable.record"


def snapshot(by: Writers, unit: Unit) -> MonthSnapshot:
    return lock_month(actor=by.chief, year=2026, month=4, reason=f"{unit}另行补录")


def zero(by: Writers, unit: Unit) -> ZeroReport:
    return report_zero(actor=by.clerk, unit=unit, year=2026, month=4)


MONTHS = [
    Route("reports:calendar", VIEW),
    Route("reports:months", LOOK), Route("reports:month_lock", LOCK, more=(2026, 4)),
    *(Route(f"reports:{name}", LOOK, snapshot) for name in ("month_detail", "month_drift", "month_drift_workbook")),
    Route("affordable:zero_list", VIEW), Route("affordable:zero_create", RECORD),
    Route("affordable:zero_detail", VIEW, zero),
]
