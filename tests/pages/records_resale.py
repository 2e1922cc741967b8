"""Existing homes, their money and daily reports, made by the services; every unit has its own home and day."""
from datetime import date, timedelta

from housing_portal.accounts.models import Unit
from reports.stored_papers.daily_covers import cover_of
from tests.pages.records import Writers
from tests.transactions import homes
from transactions.models import DailyReport, ExistingHomeContract, ExistingHomeFund
from transactions.services import daily, funds, resale

YESTERDAY = date(2026, 5, 19)


def verified(by: Writers, unit: Unit) -> ExistingHomeContract:
    return homes.verified(by.clerk, unit.pk % 100)


def signed(by: Writers, unit: Unit) -> ExistingHomeContract:
    return homes.signed(by.clerk, number=unit.pk % 100)


def filed(by: Writers, unit: Unit) -> ExistingHomeContract:
    return homes.filed(by.clerk, by.chief, number=unit.pk % 100)


def opened(by: Writers, unit: Unit) -> ExistingHomeFund:
    return homes.opened(filed(by, unit), by.clerk)


def funded(by: Writers, unit: Unit) -> ExistingHomeFund:
    return homes.paid_in(opened(by, unit), by.clerk, homes.PRICE)


def transferred(by: Writers, unit: Unit) -> ExistingHomeFund:
    fund = funded(by, unit)
    resale.transfer_resale(actor=by.clerk, contract=fund.contract, transferred_on=YESTERDAY)
    return funds.confirm_transfer(actor=by.clerk, fund=fund)


def ended(by: Writers, unit: Unit) -> ExistingHomeFund:
    """Return a fund whose money is to go back."""
    fund = funded(by, unit)
    homes.cancelled(fund.contract, by.chief, YESTERDAY)
    return funds.cancel_fund(actor=by.chief, fund=fund, reason="合同已注销")


def report(by: Writers, unit: Unit) -> DailyReport:
    return daily.generate_report(actor=by.clerk, on=YESTERDAY - timedelta(days=unit.pk % 20))


def checked(by: Writers, unit: Unit) -> DailyReport:
    return daily.check_report(actor=by.chief, report=report(by, unit))


def sent(by: Writers, unit: Unit) -> DailyReport:
    return daily.submit_report(actor=by.clerk, report=checked(by, unit), channel="省监测平台")


def covered(by: Writers, unit: Unit) -> DailyReport:
    """Return a report of which the letter is there."""
    report = sent(by, unit)
    cover_of(actor=by.clerk, report=report)
    return report


def rejected(by: Writers, unit: Unit) -> DailyReport:
    return daily.reject_report(actor=by.clerk, report=sent(by, unit), reason="格式不符")
