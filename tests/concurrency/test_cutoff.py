"""A record that is under way while a month is locked or a paper captured: the cut-off gives what was kept, for good.

Petitions are the bureau's: they are not entered under the lock of a unit.
"""
import threading
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

import pytest
from django.db.models.signals import pre_save

from housing_portal.accounts.models import Unit, User
from inspections.models import Petition
from reports import moments, snapshots
from reports.evaluate import IndicatorSet
from reports.models import Capture, Document, MonthSnapshot
from reports.moments import captured_figures
from reports.services import captures
from reports.services.drafts import draft_document
from tests.concurrency.conftest import Meeting
from tests.pages.records import Writers
from tests.pages.records_petitions import petition
from tests.races import Deed, at_once

KEY = "pet_received"
DAY = date(2026, 4, 30)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def patience() -> float:
    return 30  # nobody is held up, so all arrive


@pytest.fixture
def paper(clerk: User) -> Document:
    return draft_document(
        actor=clerk, kind="work_report", title="2026年4月住房保障工作汇报", issuer="云岭县住房和城乡建设局",
        mark="云岭县住房和城乡建设局文件", prefix="云住建发", addressees="云岭县人民政府",
        imprint_office="云岭县住房和城乡建设局办公室", as_of=DAY, period_from=date(2026, 4, 1), issued_on=DAY,
    )


@pytest.fixture
def meanwhile(clerk: User, chief: User, town: Unit, meeting: Meeting) -> Iterator[Callable[[type, Deed], list[str]]]:
    """Do a deed while a petition has its time and is not yet stored; it is stored when the deed has read all."""
    under_way = threading.Event()

    def tell(**saved: object) -> None:
        under_way.set()

    def do(kept: type, deed: Deed) -> list[str]:
        def when_under_way() -> None:
            under_way.wait()
            deed()

        meeting(Petition, kept)
        return at_once(partial(petition, Writers(clerk, chief), town), when_under_way)

    pre_save.connect(tell, sender=Petition)
    yield do
    pre_save.disconnect(tell, sender=Petition)


def locked(chief: User) -> Deed:
    return partial(snapshots.lock_month, actor=chief, year=2026, month=4, reason="一至三月另行补锁")


def received() -> tuple[object, object]:
    """Return the petitions that the snapshot keeps, and those that its cut-off gives now."""
    snapshot = MonthSnapshot.objects.select_related("lock").get()
    return snapshot.figures[KEY]["total"][0], IndicatorSet(snapshot.scope).total(KEY).value


def test_the_cut_off_of_a_month_lies_before_what_is_under_way(meanwhile: Callable, chief: User) -> None:
    assert meanwhile(MonthSnapshot, locked(chief)) == ["", ""]
    assert received() == (0, 0)


def test_the_cut_off_of_a_paper_lies_before_what_is_under_way(
    meanwhile: Callable, clerk: User, paper: Document
) -> None:
    assert meanwhile(Capture, partial(captures.capture, actor=clerk, document=paper)) == ["", ""]
    capture, entered = Capture.objects.get(), Petition.objects.get()
    assert (captured_figures(capture).value(KEY), capture.data_cutoff < entered.recorded_at) == (0, True)


def test_what_is_stored_is_kept(clerk: User, chief: User, town: Unit) -> None:
    petition(Writers(clerk, chief), town)
    locked(chief)()
    assert received() == (1, 1)


def test_what_takes_minutes_is_waited_for(clerk: User, chief: User, paper: Document,
                                          monkeypatch: pytest.MonkeyPatch) -> None:
    """A capture meanwhile would leave out what others have entered since it began."""
    monkeypatch.setattr(moments, "OLDEST", "SELECT interval '3 minutes 20 seconds'")
    deeds = [locked(chief), partial(captures.capture, actor=clerk, document=paper)]
    assert [at_once(deed) for deed in deeds] == [[moments.UNDER_WAY.format(minutes=3)]] * 2
    assert (MonthSnapshot.objects.count(), Capture.objects.count()) == (0, 0)


def test_with_the_cut_off_at_the_present_moment_it_gives_other_figures(
    meanwhile: Callable, chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    monkeypatch.setattr(snapshots, "settled", moments.clock.now)
    assert meanwhile(MonthSnapshot, locked(chief)) == ["", ""]
    assert received() == (0, 1)
