"""Every rule of 保交房台账 is broken by SQL, and verify names what was done where; the demonstration keeps them all."""
from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine

from housing_portal.accounts.models import Unit, User
from housing_portal.kit import clock, scope
from presale.delivery.models import Assessment, DeliveryProblem, EstatePlan, ProblemStep, TroubledEstate
from presale.delivery.services import plans, taskforces
from reports.demo import calendar, delivery, office
from reports.rules.delivery import DELIVERY_RULES
from tests.conftest import Office
from tests.pages import records_delivery as make
from tests.pages.records import PROOF, Writers
from tests.reports.broken import found
from tests.reports.desk import disarm, rearm, tamper
from tests.transactions import builders as market

pytestmark = pytest.mark.django_db
RISK, PROBLEMS, STATES, ORDER, BACK, OTHERS, THREE, SECOND = DELIVERY_RULES


@pytest.fixture
def may_20() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI), tick=False):
        yield


@pytest.fixture
def by(may_20: None, clerk: User, chief: User) -> Writers:
    return Writers(clerk, chief)


@pytest.fixture
def town(office: Office) -> Unit:
    return office.townships[0]


@pytest.fixture
def loose(by: Writers) -> Iterator[None]:
    disarm(DeliveryProblem, ProblemStep, EstatePlan, Assessment)
    yield
    rearm()


def broken() -> dict[str, list[str]]:
    return found(DELIVERY_RULES)


def test_a_state_that_no_step_gave(by: Writers, town: Unit, loose: None) -> None:
    one = make.solved(by, town)
    assert broken() == {}
    tamper(one, status="closed")
    assert broken()[STATES] == [f"保交房问题 {one.pk}：状态为已销号，最近一次步骤为待复核"]
    assert broken()[PROBLEMS] == [
        "资金短缺涉及的项目：指标为 1，逐条清点为 0", "资金缺口：指标为 50,000,000，逐条清点为 0"]


def test_a_problem_closed_by_whoever_solved_it(by: Writers, town: Unit, loose: None) -> None:
    one = make.closed(by, town)
    tamper(one.steps.get(code="closed"), recorded_by=by.clerk)
    assert broken() == {OTHERS: [f"保交房问题 {one.pk}：报解决与销号是同一人"]}


def test_a_step_that_does_not_follow(by: Writers, town: Unit, loose: None) -> None:
    one = make.closed(by, town)
    tamper(one.steps.get(code="solved"), code="doing")
    assert broken() == {ORDER: [f"保交房问题 {one.pk}：解决中之后不能直接到已销号"]}


def test_a_row_that_takes_back_something_else(by: Writers, town: Unit, loose: None) -> None:
    one = make.problem(by, town)
    step = ProblemStep.objects.create(
        problem=one, code="doing", on=make.APRIL, recorded_by=by.clerk, recorded_at=clock.now())
    ProblemStep.objects.create(
        problem=one, code="solved", on=make.APRIL, undoes=step, recorded_by=by.chief, recorded_at=clock.now())
    assert broken() == {BACK: [f"保交房问题 {one.pk}：撤回的步骤与原步骤不符"]}


def test_a_plan_that_one_person_carried_through(by: Writers, town: Unit, loose: None) -> None:
    one = make.approved(by, town)
    tamper(one, reviewed_by=by.clerk)
    assert broken() == {THREE: [f"{one}：起草、审核、批准不是三个人"]}


def test_an_old_version_in_force(by: Writers, town: Unit, loose: None) -> None:
    estate = make.estate(by, town)
    first, second = make.approved(by, town, estate), make.approved(by, town, estate)
    tamper(first, status="approved")
    tamper(second, status="superseded")
    assert broken() == {THREE: [
        f"{first}：记为现行方案，后面还有已批准的版次", f"{second}：是最新批准的版次，没有记为现行方案"]}


def test_an_assessment_confirmed_by_itself(by: Writers, town: Unit, loose: None) -> None:
    one = taskforces.confirm_assessment(actor=by.chief, assessment=make.assessment(by, town))
    tamper(one, confirmed_by=by.clerk)
    assert broken() == {SECOND: [f"{one}：没有由另一人复核"]}


def test_what_takes_its_proper_way_breaks_nothing(by: Writers, town: Unit) -> None:
    make.resolved(by, town)
    plans.finish_measure(actor=by.clerk, measure=make.measure(by, town), on=date(2026, 5, 20), evidence=PROOF)
    assert broken() == {}


def test_the_demonstration_keeps_the_rules(may_20: None, db: None) -> None:
    cast = office.set_up(calendar.so_far().year)
    for name in ("云栖里", "南山郡", "清溪苑", "石桥府", "北沟湾"):
        market.estate(name)
    delivery.fill(cast)
    states = dict(TroubledEstate.objects.stated(scope.current()).values_list("estate__record_name", "risk_level"))
    assert (len(states), broken()) == (5, {})


def test_a_demonstration_without_estates_has_its_meetings_alone(may_20: None, db: None) -> None:
    cast = office.set_up(calendar.so_far().year)
    delivery.fill(cast)
    assert (TroubledEstate.objects.count(), RISK in broken()) == (0, False)
