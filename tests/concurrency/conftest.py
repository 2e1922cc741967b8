"""People who act at the same time, each in a thread with a connection of its own."""
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial

import pytest
import time_machine
from django.db.models import Model, QuerySet
from django.db.models.signals import pre_save

from housing_portal.accounts.models import Unit
from housing_portal.kit import clock

Meeting = Callable[..., None]


@pytest.fixture
def patience() -> float:
    """Seconds to wait for the others: where a lock does its work, they stand at it and never arrive."""
    return 0.5


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)


@pytest.fixture
def meeting(patience: float) -> Iterator[Meeting]:
    """Return a maker of meetings: ``meeting(Milestone)`` lets each thread wait for the others before it saves one.

    By then it has read and checked; without a lock all have read the same and all are going to write.
    """
    ended: list[Callable[[], object]] = []

    def make(*models: type[Model], people: int = 2) -> None:
        place, present = threading.Barrier(people), set()

        def wait(**saved: object) -> None:
            if threading.get_ident() not in present:
                present.add(threading.get_ident())
                with suppress(threading.BrokenBarrierError):
                    place.wait(patience)

        for model in models:
            pre_save.connect(wait, sender=model, weak=False)
            ended.append(partial(pre_save.disconnect, wait, sender=model))

    yield make
    for end in ended:
        end()


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI), tick=True):
        yield


@pytest.fixture
def town(office: object) -> Unit:
    return office.townships[0]


@pytest.fixture
def town2(office: object) -> Unit:
    return office.townships[1]
