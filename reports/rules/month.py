"""What snapshots of months promise: each lock has one, no figure was changed, none is missing from the chain."""
from collections.abc import Callable, Iterator

from housing_portal.kit.clock import SHANGHAI
from housing_portal.registry.models import MonthLock
from reports.models import MonthSnapshot
from reports.snapshots import broken

Sentences = Iterator[str]


def snapshots_unchanged() -> Sentences:
    for lock in MonthLock.objects.filter(snapshot=None).order_by("pk"):
        yield f"{lock}：没有快照"
    yield from broken(MonthSnapshot.objects.select_related("lock").order_by("number"))


def revisions_in_order() -> Sentences:
    """Revisions of a month count from 1, each locked after the one before and after the month's last day."""
    known: dict[tuple[int, int], MonthLock] = {}
    for lock in MonthLock.objects.order_by("year", "month", "revision"):
        before = known.get((lock.year, lock.month))
        if lock.revision != (before.revision + 1 if before else 1) or (before and lock.cutoff <= before.cutoff):
            yield f"{lock}：版次不连续，或锁定时间不晚于上一版"
        if lock.cutoff.astimezone(SHANGHAI).date() <= lock.last_day:
            yield f"{lock}：这个月还没有过完就已锁定"
        known[lock.year, lock.month] = lock


MONTH_RULES: dict[str, Callable[[], Sentences]] = {
    "月度快照未被改动，校验链完整": snapshots_unchanged,
    "月度锁定版次连续，都在月末以后": revisions_in_order,
}
