"""Adding up events while others write them: what is under way is in no tally, and is counted all the same."""
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import connection, transaction

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.scope import Scope
from tests.races import at_once
from tests.transactions import builders
from tests.transactions.days import event, sale
from transactions import ledger
from transactions.enums import EventKind
from transactions.models import EventTally, SaleContract
from transactions.services import tallies

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 3, 10)


@pytest.fixture(autouse=True)
def _at_every_event(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tallies, "LEAST", 1)


@pytest.fixture
def contract(clerk: User) -> SaleContract:
    building = builders.building(builders.estate())
    builders.permit(building, by=clerk)
    return sale(builders.room(building), clerk, DAY, DAY)


def filed_sets() -> int:
    return ledger.turnover(Scope(clock.today(), clock.now()), [202603]).gross([202603]).sets


@contextmanager
def one_under_way(contract: SaleContract, by: User) -> Iterator[None]:
    """Let another clerk have written an event and not yet ended his transaction."""
    written, leave = threading.Event(), threading.Event()

    def write() -> None:
        try:
            with transaction.atomic():
                event(contract, by, EventKind.FILE, DAY, 1)
                written.set()
                leave.wait(10)
        finally:
            connection.close()

    clerk = threading.Thread(target=write)
    clerk.start()
    assert written.wait(10)
    yield
    leave.set()
    clerk.join()


@pytest.mark.postgres
def test_while_an_event_is_under_way_nothing_is_tallied(contract: SaleContract, clerk: User) -> None:
    with one_under_way(contract, clerk):
        event(contract, clerk, EventKind.FILE, DAY, 1)  # a newer key, stored first
        assert (tallies.refresh(), filed_sets()) == (0, 2)
    assert (filed_sets(), tallies.refresh(), filed_sets(), ledger.tallies_out_of_step()) == (3, 2, 3, [])


@pytest.mark.postgres
def test_without_the_lock_it_would_never_be_counted(
    contract: SaleContract, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tallies, "_keep_writers_out", lambda: None)
    with one_under_way(contract, clerk):
        event(contract, clerk, EventKind.FILE, DAY, 1)
        assert (tallies.refresh(), filed_sets()) == (2, 2)
    assert (filed_sets(), ledger.tallies_out_of_step()) == (2, [(202603, "file")])


def test_two_who_add_up_at_once_add_up_once(contract: SaleContract) -> None:
    assert at_once(tallies.refresh, tallies.refresh) == ["", ""]
    assert (EventTally.objects.count(), filed_sets(), ledger.tallies_out_of_step()) == (2, 1, [])


@pytest.mark.postgres
def test_who_read_the_last_tally_before_another_was_made_counts_nothing_twice(
    contract: SaleContract, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    tallies.refresh()
    event(contract, clerk, EventKind.FILE, DAY, 1)
    read = type(EventTally.objects.all()).last_event

    def then_another_is_made(rows: object) -> int:
        last = read(rows)
        monkeypatch.undo()
        monkeypatch.setattr(tallies, "LEAST", 1)
        assert tallies.refresh() == 1
        return last

    monkeypatch.setattr(type(EventTally.objects.all()), "last_event", then_another_is_made)
    assert (filed_sets(), filed_sets(), EventTally.objects.count()) == (2, 2, 3)
