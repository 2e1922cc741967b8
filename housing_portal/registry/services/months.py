"""Months that are locked: which moment they are read at, and how a further one is locked."""
from datetime import date, datetime

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.entry import FIRST_YEAR, must
from housing_portal.journal.services import record, snapshot
from housing_portal.kit import clock, text
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.periods import month_end
from housing_portal.kit.saving import save_checked
from housing_portal.kit.scope import Scope
from housing_portal.registry.models import MonthLock

LOCK = "reports.lock"
SHORTEST_REASON = 4


def scope_at(day: date, unit_ids: frozenset[int] | None = None) -> Scope:
    """Return the scope in which ``day`` is read: as known when its month was locked last, as known now if it is not."""
    now = clock.now()
    lock = MonthLock.objects.in_force(day, now)
    return Scope(day, lock.cutoff if lock else now, unit_ids)


def lock_of(scope: Scope) -> MonthLock | None:
    """Return the lock of the month of ``scope`` as it was at its cut-off: a later one was not known then."""
    return MonthLock.objects.in_force(scope.as_of, scope.cutoff)


@transaction.atomic
def enter_lock(*, actor: User, year: int, month: int, cutoff: datetime, reason: str = "") -> MonthLock:
    """Lock a past month at ``cutoff``, or lock it anew as a further revision, which needs a reason.

    The caller sees to it that nobody is writing. Raises NeedsReason, which ``reason`` answers, while the month
    before it in the year was never locked.
    """
    must(actor, LOCK)
    if not actor.sees_everything:
        raise ServiceError("月份由住建部门锁定，请联系住建部门办理。")
    if not (FIRST_YEAR <= year <= clock.today().year and 1 <= month <= 12):
        raise ServiceError({"month": "没有这个月份，请核对。"})
    if month_end(year, month) >= clock.today():
        raise ServiceError({"month": f"{year}年{month}月还没有过完，月末以后才能锁定。"})
    reason = text.clean(reason)
    last = MonthLock.objects.filter(year=year, month=month).order_by("revision").last()
    if last and len(reason) < SHORTEST_REASON:
        raise ServiceError({"reason": f"{last}已锁定；重新锁定请写明原因，至少 {SHORTEST_REASON} 个字。"})
    if month > 1 and not reason and not MonthLock.objects.filter(year=year, month=month - 1).exists():
        raise NeedsReason(f"{year}年{month - 1}月还没有锁定。确要先锁定{month}月的，请说明原因。", "order")
    lock = MonthLock(year=year, month=month, revision=last.revision + 1 if last else 1, cutoff=cutoff, reason=reason,
                     locked_by=actor)
    save_checked(lock)
    record(actor=actor, action="锁定月份", label=f"锁定月份：{lock}", obj=lock, reason=reason, after=snapshot(lock))
    return lock
