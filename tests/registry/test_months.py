"""Which moment a month is read at, and who may lock it."""
from collections.abc import Callable, Iterator
from datetime import date, datetime

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.scope import Scope
from housing_portal.registry.models import MonthLock
from housing_portal.registry.services.months import enter_lock, lock_of, scope_at
from tests.conftest import Office

JUNE = date(2026, 6, 30)


@pytest.fixture(autouse=True)
def july() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 7, 5, 9, 12, tzinfo=clock.SHANGHAI), tick=False) as traveller:
        yield traveller


@pytest.fixture
def lock(chief: User) -> Callable[..., MonthLock]:
    """Return the verb: lock a month of 2026 now."""

    def do(month: int, reason: str = "", by: User = chief) -> MonthLock:
        return enter_lock(actor=by, year=2026, month=month, cutoff=clock.now(), reason=reason)

    return do


def test_open_month_is_read_as_known_now(office: Office) -> None:
    assert scope_at(JUNE) == Scope(JUNE, clock.now(), None)


def test_locked_month_is_read_as_known_at_its_lock(lock: Callable, july: time_machine.Traveller) -> None:
    made = lock(6, "五月另行补锁")
    july.move_to(datetime(2026, 8, 1, 9, tzinfo=clock.SHANGHAI))
    units = frozenset({1})
    assert scope_at(JUNE, units) == Scope(JUNE, made.cutoff, units)
    assert scope_at(date(2026, 6, 3)).cutoff == made.cutoff
    assert [scope_at(day).cutoff for day in (date(2026, 5, 31), date(2026, 7, 1), date(2025, 6, 30))] == [
        clock.now()
    ] * 3


def test_further_revision_counts_from_its_moment_on(lock: Callable, july: time_machine.Traveller) -> None:
    first = lock(6, "五月另行补锁")
    july.move_to(datetime(2026, 7, 9, 9, tzinfo=clock.SHANGHAI))
    second = lock(6, "补录东屏镇开工")
    assert (first.revision, second.revision, scope_at(JUNE).cutoff) == (1, 2, second.cutoff)
    # what was asked before the second lock is still answered by the first, and before the first by none
    asked = [lock_of(Scope(JUNE, moment)) for moment in (second.cutoff, first.cutoff)]
    before = lock_of(Scope(JUNE, datetime(2026, 7, 5, 9, 11, tzinfo=clock.SHANGHAI)))
    assert (asked, before) == ([second, first], None)


def test_only_a_month_that_is_over_is_locked(lock: Callable) -> None:
    with pytest.raises(ServiceError) as refusal:
        lock(7)
    assert refusal.value.message_dict == {"month": ["2026年7月还没有过完，月末以后才能锁定。"]}


def test_last_day_of_the_month_is_not_yet_over(lock: Callable, july: time_machine.Traveller) -> None:
    july.move_to(datetime(2026, 6, 30, 23, 59, tzinfo=clock.SHANGHAI))
    with pytest.raises(ServiceError, match="还没有过完"):
        lock(6)


@pytest.mark.parametrize(("year", "month"), [(2026, 0), (2026, 13), (1989, 6), (2027, 1)])
def test_month_that_does_not_exist_is_refused(chief: User, year: int, month: int) -> None:
    with pytest.raises(ServiceError) as refusal:
        enter_lock(actor=chief, year=year, month=month, cutoff=clock.now())
    assert refusal.value.message_dict == {"month": ["没有这个月份，请核对。"]}


def test_month_before_should_be_locked_first(lock: Callable) -> None:
    with pytest.raises(NeedsReason) as question:
        lock(6)
    assert question.value.sentence == "2026年5月还没有锁定。确要先锁定6月的，请说明原因。"
    assert lock(6, "五月数据仍在核对").reason == "五月数据仍在核对"


def test_months_in_their_order_need_no_words(lock: Callable) -> None:
    assert [str(lock(month)) for month in (1, 2)] == ["2026年1月（第 1 版）", "2026年2月（第 1 版）"]


def test_locking_again_needs_its_reason(lock: Callable) -> None:
    lock(1)
    with pytest.raises(ServiceError) as refusal:
        lock(1, "补录")
    assert refusal.value.message_dict == {
        "reason": ["2026年1月（第 1 版）已锁定；重新锁定请写明原因，至少 4 个字。"]
    }


def test_who_lacks_the_permission_locks_nothing(lock: Callable, clerk: User) -> None:
    with pytest.raises(ServiceError) as refusal:
        lock(1, by=clerk)
    assert refusal.value.messages == ["您没有“锁定月份”的权限，请联系有此权限的同事办理。"]


def test_another_units_chief_locks_nothing(lock: Callable, person: Callable[..., User], office: Office) -> None:
    with pytest.raises(ServiceError, match="您没有“锁定月份”的权限"):
        lock(1, by=person("chief", office.townships[0]))


def test_lock_stands_in_the_diary(lock: Callable, chief: User) -> None:
    made = lock(6, "五月数据仍在核对")
    entry = Entry.objects.get(object_type="registry.monthlock", object_id=made.pk)
    assert (entry.actor, entry.action, entry.label, entry.reason) == (
        chief, "锁定月份", "锁定月份：2026年6月（第 1 版）", "五月数据仍在核对"
    )


def test_lock_is_never_changed(lock: Callable) -> None:
    made = lock(1)
    refusal = "append-only table registry_monthlock: UPDATE refused"
    with pytest.raises(DatabaseError, match=refusal), transaction.atomic():
        MonthLock.objects.filter(pk=made.pk).update(cutoff=clock.now())


def test_table_itself_refuses_what_is_not_so(chief: User) -> None:
    facts = {"year": 2026, "month": 1, "cutoff": clock.now(), "locked_by": chief}
    MonthLock.objects.create(revision=1, **facts)
    for wrong in ({"revision": 1}, {"revision": 2}, {"revision": 1, "month": 13}):
        with pytest.raises(IntegrityError), transaction.atomic():
            MonthLock.objects.create(**{**facts, **wrong})
