"""Every rule of petitions is broken by SQL, and verify names what was done where; the demonstration keeps them all."""
from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine

from housing_portal.accounts.models import Unit, User
from housing_portal.kit import clock
from inspections.models import Petition, PetitionStep
from inspections.services import petitions as services
from reports.demo import calendar, office, petitions
from reports.rules.petition import PETITION_RULES
from tests.conftest import Office
from tests.pages import records_petitions as make
from tests.pages.records import Writers
from tests.reports.broken import found
from tests.reports.desk import disarm, rearm, tamper

pytestmark = pytest.mark.django_db
STATES, OTHERS, ONCE, GAPS, FIRST = PETITION_RULES


@pytest.fixture
def may_20() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI), tick=False):
        yield


@pytest.fixture
def by(may_20: None, clerk: User, chief: User) -> Writers:
    return Writers(clerk, chief)


@pytest.fixture
def closed(by: Writers, office: Office) -> Iterator[Petition]:
    made = make.rated(by, make.advanced(by, make.petition(by, office.townships[0]), "close"))
    assert broken() == {}
    disarm(Petition, PetitionStep)
    yield made
    rearm()


@pytest.fixture
def town(office: Office) -> Unit:
    return office.townships[0]


def broken() -> dict[str, list[str]]:
    return found(PETITION_RULES)


def test_a_state_that_no_step_gave(closed: Petition) -> None:
    tamper(closed, status="replied", satisfaction="discontent")
    assert broken() == {STATES: [
        "信访件 信访2026-1：状态为已答复，按办理进度应为已办结",
        "信访件 信访2026-1：满意度为不满意，按办理进度应为满意",
    ]}


def test_a_reply_signed_by_its_drafter(closed: Petition, by: Writers) -> None:
    tamper(closed.steps.get(code="signed"), recorded_by=by.clerk)
    assert broken() == {OTHERS: ["信访件 信访2026-1：“审签答复”与经办为同一人"]}


def test_a_rejection_by_the_registrar(closed: Petition, by: Writers, town: Unit) -> None:
    row = services.reject(
        actor=make.deputy(), petition=make.petition(by, town), on=make.ACCEPTED, told_on=make.ACCEPTED, reason="已诉讼"
    )
    tamper(row.steps.get(), recorded_by=by.clerk)
    assert broken() == {OTHERS: ["信访件 信访2026-2：“不予受理”与经办为同一人"]}


def test_two_extensions(closed: Petition, by: Writers, town: Unit) -> None:
    day = date(2026, 5, 6)
    row = services.grant(actor=make.deputy(), petition=make.extending(by, town), on=day, told_on=day)
    tamper(row.steps.get(code="asked"), code="granted", recorded_by=by.chief)
    assert broken() == {ONCE: ["信访件 信访2026-2：延期超过一次"]}


def test_a_number_that_is_missing(closed: Petition) -> None:
    tamper(closed, number="信访2026-3")
    assert broken() == {GAPS: ["信访编号 信访2026：缺第 1、2 号"]}


def test_a_repeat_of_a_repeat(closed: Petition, by: Writers, town: Unit) -> None:
    second = make.petition(by, town, repeats=closed)
    tamper(make.petition(by, town), repeats=second)
    assert broken() == {FIRST: ["信访件 信访2026-3：首次来件本身是重复件"]}


def test_the_demonstration_keeps_the_rules(may_20: None, db: None) -> None:
    cast = office.set_up(calendar.so_far().year)
    petitions.fill(cast)
    assert (broken(), Petition.objects.count()) == ({}, len(petitions.CASES) + 1)  # the one of March is over
    assert set(Petition.objects.values_list("status", flat=True)) == {
        "final", "closed", "review", "replied", "handling", "drafted", "transferred", "rejected", "accepted",
        "registered",
    }
