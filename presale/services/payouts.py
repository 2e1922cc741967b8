"""What follows an approval: the notice, the bank's processing, and its receipt or its return of the payment."""
from datetime import date
from decimal import Decimal

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import take_number
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.figures import grouped
from presale import ledger
from presale.models import LedgerEntry, Release
from presale.services.limits import must_be_open, must_rest_on_node
from presale.services.releases import begin, finish, lock_release, take
from transactions.services.entry import Evidence, county, not_before
from transactions.services.holding import must_say


@transaction.atomic
def notify_release(*, actor: User, release: Release, revision: int) -> Release:
    """Draw up the notice for the bank: its number is taken now and stays with the release."""
    release, before, step = begin(actor, release, "notify", revision)
    must_be_open(release.account)
    must_rest_on_node(release)
    today = clock.today()
    number = take_number(prefix="拨付通知书", year=today.year)
    release.notice_no, release.notified_on = f"{county()}BF{today.year}{number:06}", today
    return finish(actor, release, before, step)


@transaction.atomic
def instruct_release(*, actor: User, release: Release, revision: int) -> Release:
    """Hand the notice to the bank; after a returned payment once more, under the same number."""
    release, before, step = begin(actor, release, "instruct", revision)
    must_be_open(release.account)
    must_rest_on_node(release)
    release.fail_reason = ""
    return finish(actor, release, before, step)


@transaction.atomic
def pay_release(
    *, actor: User, release: Release, revision: int, amount: Decimal, booked_on: date, bank_serial: str, token: str,
    evidence: Evidence = (),
) -> Release:
    """Book the bank's receipt: exactly the approved amount, once, however often the form is sent."""
    release = lock_release(release)  # a double click waits here, and then finds the entry of the first
    if (known := LedgerEntry.objects.filter(token=token).first()) is not None:
        return _again(actor, release, known, amount, booked_on, bank_serial)
    release, before, step = take(actor, release, "pay", revision)
    must_be_exact(amount, release.approved_amount)
    not_before("booked_on", booked_on, release.notified_on, "通知日期")
    ledger.pay_release(actor=actor, release=release, booked_on=booked_on, bank_serial=bank_serial, token=token)
    release.paid_on = booked_on
    return finish(actor, release, before, step, evidence=evidence)


@transaction.atomic
def fail_release(*, actor: User, release: Release, revision: int, reason: str) -> Release:
    """Enter that the bank has sent the payment back; the money stays set aside until it is paid or given up."""
    release, before, step = begin(actor, release, "fail", revision)
    release.fail_reason = must_say(reason, "请写明退票的原因。")
    return finish(actor, release, before, step, reason)


def must_be_exact(amount: Decimal, approved: Decimal) -> None:
    """Refuse a receipt over another amount: it stays open until the bank has explained it."""
    if amount != approved:
        raise ServiceError({
            "amount": f"银行回单 {grouped(amount, 2)} 元，与核准的 {grouped(approved, 2)} 元不符，"
            f"相差 {grouped(abs(amount - approved), 2)} 元：本单挂起不登记，请与银行核对更正。"
        })


def _again(
    actor: User, release: Release, known: LedgerEntry, amount: Decimal, booked_on: date, bank_serial: str
) -> Release:
    """Answer a submission that has been booked already: the same content is its result, other content is refused."""
    if known.release_id != release.pk or known.amount != -amount:
        raise ServiceError("这次提交已用于另一笔流水，请重新打开页面填写。")
    ledger.pay_release(actor=actor, release=release, booked_on=booked_on, bank_serial=bank_serial, token=known.token)
    return release
