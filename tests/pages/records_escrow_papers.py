"""Escrow records whose paper to the bank has been issued: everybody who may see the record then finds the paper."""
from datetime import date

from django.db import models

from housing_portal.accounts.models import Unit
from presale import ledger
from presale.enums import EntryKind
from presale.models import EscrowAccount, LedgerEntry, PermitApplication, Refund, Release
from reports.stored_papers import fund_notices as papers
from tests.pages import records_escrow_accounts as accounts
from tests.pages import records_escrow_permits as permits
from tests.pages import records_escrow_releases as payments
from tests.pages.records import Writers
from tests.pages.route import Route
from tests.presale import builders


def release(by: Writers, unit: Unit) -> Release:
    return _issued(by, papers.RELEASE, payments.notified(by, unit))


def refund(by: Writers, unit: Unit) -> Refund:
    return _issued(by, papers.REFUND, payments.refund_paying(by, unit))


def reversal(by: Writers, unit: Unit) -> LedgerEntry:
    """Return the correction of a receipt."""
    wrong = builders.received(
        accounts.active(by, unit), "500.00", by=by.clerk, kind=EntryKind.INTEREST, on=date(2026, 3, 3))
    entry = ledger.reverse(
        actor=by.clerk, entry=wrong, booked_on=date(2026, 3, 4), bank_serial=f"CZ{unit.pk}", document="证明1号",
        token=f"cz{unit.pk}", memo="错记",
    )
    return _issued(by, papers.REVERSAL, entry)


def ended(by: Writers, unit: Unit) -> EscrowAccount:
    return _issued(by, papers.END, accounts.released(by, unit))


def stated(by: Writers, unit: Unit) -> EscrowAccount:
    """Return an account whose statement of March 2026 has been issued."""
    account = accounts.active(by, unit)
    papers.statement_of(actor=by.clerk, account=account, year=2026, month=3)
    return account


def fixing(by: Writers, unit: Unit) -> PermitApplication:
    return _issued(by, papers.FIX, permits.fixing(by, unit))


def rejected(by: Writers, unit: Unit) -> PermitApplication:
    return _issued(by, papers.REFUSAL, permits.rejected(by, unit))


def permitted(by: Writers, unit: Unit) -> PermitApplication:
    return _issued(by, papers.PERMIT, permits.issued(by, unit))


def _issued(by: Writers, notice: papers.Notice, of: models.Model) -> models.Model:
    papers.notice_of(actor=by.clerk, notice=notice, obj=of)
    return of


ESCROW_PAPERS = [
    *(Route(f"reports:{name}", "presale.view", make, outside=403) for name, make in (
        ("release_notice", release), ("refund_notice", refund), ("reversal_notice", reversal), ("end_notice", ended),
        ("fix_notice", fixing), ("refusal_notice", rejected), ("permit_notice", permitted),
    )),
    Route("reports:account_statement", "presale.view", stated, (2026, 3), outside=403),
]
