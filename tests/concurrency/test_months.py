"""A month that is locked while others lock it too, or are entering records."""
import threading
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.db.models.signals import pre_save

from affordable import services
from affordable.models import InvestmentRecord
from housing_portal.accounts.models import Unit, User
from housing_portal.registry.models import MonthLock
from reports.evaluate import IndicatorSet
from reports.models import MonthSnapshot
from reports.snapshots import broken, lock_month
from tests.concurrency.conftest import Meeting
from tests.races import Deed, at_once

DAY = date(2026, 4, 30)
TWICE = "2026年1月（第 1 版）已锁定；重新锁定请写明原因，至少 4 个字。"
KEY = "investment_total_wan_derived"

pytestmark = pytest.mark.django_db(transaction=True)


def january(chief: User, reason: str = "") -> Deed:
    return partial(lock_month, actor=chief, year=2026, month=1, reason=reason)


def test_a_month_is_locked_once(chief: User, meeting: Meeting) -> None:
    meeting(MonthLock)
    assert at_once(january(chief), january(chief)) == ["", TWICE]
    assert [str(one) for one in MonthSnapshot.objects.all()] == ["2026年1月（第 1 版）快照"]


def test_two_revisions_follow_one_another_in_the_chain(chief: User, meeting: Meeting) -> None:
    meeting(MonthLock)
    assert at_once(*[january(chief, "各科室分别补录")] * 2) == ["", ""]
    snapshots = MonthSnapshot.objects.select_related("lock").order_by("number")
    assert [(one.number, one.lock.revision) for one in snapshots] == [(1, 1), (2, 2)]
    assert broken(snapshots) == []


# -- an entry under way while the month is locked -------------------------------------------------------------


@pytest.fixture
def entry_under_way(clerk: User, chief: User, town: Unit, meeting: Meeting) -> Iterator[list[Deed]]:
    """Return an entry, and the lock of the month that begins when the entry has its time and is not yet stored."""
    under_way = threading.Event()

    def tell(**saved: object) -> None:
        under_way.set()

    def lock_meanwhile() -> None:
        under_way.wait()
        lock_month(actor=chief, year=2026, month=4, reason="一至三月另行补锁")

    pre_save.connect(tell, sender=InvestmentRecord)
    meeting(InvestmentRecord, MonthSnapshot)
    yield [
        partial(services.record_investment, actor=clerk, unit=town, as_of=DAY, amount_cum=Decimal("9190000.00")),
        lock_meanwhile,
    ]
    pre_save.disconnect(tell, sender=InvestmentRecord)


def invested() -> tuple[str | int, Decimal | None]:
    """Return the investment in 元 that the snapshot keeps, and the one that its cut-off gives now."""
    snapshot = MonthSnapshot.objects.select_related("lock").get()
    return snapshot.figures[KEY]["total"][0], IndicatorSet(snapshot.scope).total(KEY).value


def test_the_cut_off_of_a_month_reproduces_its_figures(entry_under_way: list[Deed]) -> None:
    assert at_once(*entry_under_way) == ["", ""]
    assert invested() == ("9190000.00", Decimal("9190000.00"))


# -- the negative control ------------------------------------------------------------------------------------


@pytest.mark.postgres
@pytest.mark.usefixtures("no_locks")
class TestWithoutLocks:
    """With the locks taken away, only the database's constraints are left."""

    @pytest.fixture
    def patience(self) -> float:
        return 30  # nobody is held up, so all arrive

    def test_only_the_constraint_refuses_the_second(self, chief: User, meeting: Meeting) -> None:
        meeting(MonthLock)
        assert at_once(january(chief), january(chief)) == ["", "这个月的这一版已锁定。"]

    def test_an_entry_that_is_not_waited_for_is_left_out(self, entry_under_way: list[Deed]) -> None:
        """The cut-off holds even so: it lies before whatever is under way."""
        assert at_once(*entry_under_way) == ["", ""]
        assert invested() == (0, 0)
