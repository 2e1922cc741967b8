from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime

import pytest
import time_machine

from affordable import services
from affordable.enums import MilestoneCode, ProjectKind
from affordable.models import Milestone
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.kit.errors import NeedsReason, ServiceError
from tests.material import pdf_bytes


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI), tick=False):
        yield


@pytest.fixture
def unit(office: object) -> Unit:
    return office.townships[0]


@pytest.fixture
def other(office: object) -> Unit:
    return office.townships[1]


@pytest.fixture
def proof() -> list[tuple[str, bytes]]:
    return [("开工令.pdf", pdf_bytes("开工令"))]


@pytest.fixture
def started(clerk: User, unit: Unit, proof: list) -> Callable[..., Milestone]:
    """Record a start: ``started(sets=120)``."""

    def record(**changes: object) -> Milestone:
        facts = {
            "actor": clerk, "unit": unit, "kind": ProjectKind.SHANTYTOWN, "code": MilestoneCode.STARTED,
            "actual_on": date(2026, 3, 10), "sets": 100, "evidence": proof,
        }
        return services.record_milestone(**{**facts, **changes})

    return record


@pytest.fixture
def refused() -> Callable[[object], AbstractContextManager]:
    """Expect exactly these sentences (per field, or a list) and that the diary stays as it was."""

    @contextmanager
    def expect(said: object) -> Iterator[None]:
        before = Entry.objects.count()
        with pytest.raises(ServiceError) as caught:
            yield
        error = caught.value
        assert (error.message_dict if hasattr(error, "error_dict") else error.messages) == said
        assert Entry.objects.count() == before

    return expect


@pytest.fixture
def asked() -> Callable[[str, str], AbstractContextManager]:
    """Expect this question for a reason, and that the diary stays as it was."""

    @contextmanager
    def expect(sentence: str, code: str) -> Iterator[None]:
        before = Entry.objects.count()
        with pytest.raises(NeedsReason) as caught:
            yield
        assert (caught.value.sentence, caught.value.code) == (sentence, code)
        assert Entry.objects.count() == before

    return expect
