"""结账: a month in which everything agrees with the banks is closed, and nothing is booked in it any more."""
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from housing_portal.accounts.models import User
from housing_portal.journal.services import record
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.periods import month_end
from housing_portal.kit.saving import save_checked
from presale.enums import ReconciliationStatus
from presale.ledger import OPEN_FOR_FACTS
from presale.models import ClosedMonth, EscrowAccount, LedgerEntry, Reconciliation
from presale.services.reconciliations import figures, questions
from presale.workflow import VERIFY
from transactions.services.entry import must

ONE_DAY = timedelta(days=1)


def next_month() -> date:
    """Return the first day of the month that is to be closed next: none may be left out."""
    last = ClosedMonth.objects.order_by("last_day").last()
    if last is not None:
        return last.last_day + ONE_DAY
    opened = EscrowAccount.objects.filter(opened_on__isnull=False).order_by("opened_on").first()
    entry = LedgerEntry.objects.order_by("booked_on", "pk").first()
    first = min((day for day in (opened and opened.opened_on, entry and entry.booked_on) if day), default=clock.today())
    return first.replace(day=1)


def accounts_of(first: date) -> QuerySet:
    """Return the accounts whose books the month closes: those that exist at the bank, and those that moved in it."""
    last = last_of(first)
    standing = Q(status__in=OPEN_FOR_FACTS, opened_on__lte=last)
    moved = Q(pk__in=LedgerEntry.objects.filter(booked_on__range=(first, last)).values("account"))
    return EscrowAccount.objects.filter(standing | moved).order_by("pk")


def obstacle(account: EscrowAccount, on: date) -> str:
    """Return why the month that ends ``on`` cannot be closed as far as ``account`` goes, or nothing.

    An account that was closed in it is compared on its last day.
    """
    on = min(on, account.closed_on or on)
    row = Reconciliation.objects.filter(account=account, day=on).first()
    if row is None:
        return f"{on} 没有对账"
    if row.status != ReconciliationStatus.MATCHED:
        return f"{on} 对账{row.get_status_display()}"
    if any(getattr(row, name) != value for name, value in figures(account, on).items()):
        return f"{on} 对账以后账目有变动，请重新对账"
    return questions(account, on)


@transaction.atomic
def close_month(*, actor: User, first: date) -> ClosedMonth:
    """Close a month for good, when the last day of every account agrees with the bank. Accounts are locked meanwhile.

    Entries wait for the lock of their account: none slips into the month while it is being closed.
    """
    must(actor, VERIFY)
    if first != next_month():
        raise ServiceError(f"下一个应结账的月份是 {next_month():%Y-%m}，请刷新页面后办理。")
    last = last_of(first)
    if last >= clock.today():
        raise ServiceError(f"{first:%Y-%m} 还没有过完，月末以后才能结账。")
    accounts = list(accounts_of(first).select_for_update(of=("self",), no_key=True))
    faults = [f"{account}：{why}" for account in accounts if (why := obstacle(account, last))]
    if faults:
        raise ServiceError([f"{sentence}。" for sentence in faults])
    closed = ClosedMonth(first_day=first, last_day=last, closed_by=actor, closed_at=clock.now())
    save_checked(closed)
    record(actor=actor, action="结账", label=f"结账：{closed}", obj=closed, after={"账户数": len(accounts)})
    return closed


def last_of(first: date) -> date:
    """Return the last day of a month."""
    return month_end(first.year, first.month)
