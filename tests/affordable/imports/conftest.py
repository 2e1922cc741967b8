from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import time_machine

from affordable.imports import ImportPlan, commit_import, plan_import
from affordable.models import (
    AnnualTarget,
    ArrearsPlan,
    AuditFinding,
    ImportBatch,
    InvestmentRecord,
    Milestone,
    ProgressNote,
    SubsidyProgress,
)
from housing_portal.accounts.models import User
from housing_portal.journal.models import Attachment, Entry
from housing_portal.kit import clock

MODELS = (
    AnnualTarget, ArrearsPlan, AuditFinding, ImportBatch, InvestmentRecord, Milestone, ProgressNote, SubsidyProgress,
    Attachment, Entry,
)
NAME = "进展情况表.xlsx"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI), tick=False):
        yield


@pytest.fixture
def stored(office: object) -> Callable[[], dict[str, int]]:
    """Count the rows of everything that an import can write."""
    return lambda: {model.__name__: model.objects.count() for model in MODELS}


@pytest.fixture
def plan(clerk: User, stored: Callable) -> Callable[..., ImportPlan]:
    """Plan an import and see that it leaves nothing behind."""

    def look(data: bytes, **given: object) -> ImportPlan:
        before = stored()
        result = plan_import(data, NAME, **{"actor": clerk, **given})
        assert stored() == before
        return result

    return look


@pytest.fixture
def take(clerk: User) -> Callable[..., ImportBatch]:
    return lambda data, **given: commit_import(data=data, **{"actor": clerk, "filename": NAME, **given})


@pytest.fixture
def sentences(plan: Callable) -> Callable[..., list[str]]:
    return lambda data, **given: [error.sentence for error in plan(data, **given).errors]
