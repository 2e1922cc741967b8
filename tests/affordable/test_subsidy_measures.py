"""What the figures of subsidies say as of a day."""
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from affordable.measures.subsidies import MEASURES, RATES, RECKONED
from affordable.services import batch_files, payments, subsidy_batches
from housing_portal.accounts.models import Unit, User
from housing_portal.kit import clock
from housing_portal.kit.scope import Scope
from tests.affordable import subsidies as made
from tests.affordable.subsidies import Treasury

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("may_20")]
TODAY = date(2026, 5, 20)
MEASURE = {measure.key: measure for measure in MEASURES}


@pytest.fixture
def who(clerk: User, chief: User) -> Treasury:
    return made.treasury(clerk, chief)


def value(key: str, scope: Scope) -> object:
    return MEASURE[key].evaluate(scope, None).total.value


def values(scope: Scope) -> dict[str, object]:
    keys = ("subsidy_paid_hh", "subsidy_paid_wan", "subsidy_returned_hh", "subsidy_batches_behind",
            "subsidy_q1_listed_hh", "subsidy_q1_paid_hh", "subsidy_q2_listed_hh", "subsidy_q2_paid_hh")
    return {key.removeprefix("subsidy_"): value(key, scope) for key in keys}


@pytest.fixture
def scope(may_20: None) -> Callable[..., Scope]:
    return lambda **facts: Scope(**{"as_of": TODAY, "cutoff": clock.now(), **facts})


def test_households_not_times(who: Treasury, town: Unit, scope: Callable[..., Scope]) -> None:
    made.granted(who.clerk, who.chief, town, 4)
    first = made.answered(who, made.sent(who, town), returned=(3,))
    made.sent(who, town, quarter=2)
    assert values(scope()) == {
        "paid_hh": 3, "paid_wan": Decimal("4320.00"), "returned_hh": 1, "batches_behind": 1, "q1_listed_hh": 4,
        "q1_paid_hh": 3, "q2_listed_hh": 4, "q2_paid_hh": 0,
    }
    second = made.SubsidyBatch.objects.get(quarter=2)
    made.answered(who, second)
    payments.ready_payment(actor=who.clerk, payment=first.payments.get(status="returned"), reason="银行已恢复账户")
    again = batch_files.reissue_batch(actor=who.finance, batch=first, file_format="csv", reason="补发")
    made.answered(who, again)
    assert values(scope()) == {
        "paid_hh": 4, "paid_wan": Decimal("11520.00"), "returned_hh": 0, "batches_behind": 0, "q1_listed_hh": 4,
        "q1_paid_hh": 4, "q2_listed_hh": 4, "q2_paid_hh": 4,
    }


def test_a_closed_batch_is_done_with_and_its_return_is_made_up_for_later(
    who: Treasury, town: Unit, scope: Callable[..., Scope]
) -> None:
    made.granted(who.clerk, who.chief, town, 2)
    first = made.answered(who, made.sent(who, town), returned=(1,))
    keys = ("subsidy_batches_behind", "subsidy_returned_hh")
    assert [value(key, scope()) for key in keys] == [1, 1]
    subsidy_batches.close_batch(actor=who.chief, batch=first, reason="列入第二季度追溯补发")
    assert [value(key, scope()) for key in keys] == [0, 1]
    assert [value(key, scope(as_of=TODAY - timedelta(days=1))) for key in keys] == [1, 0]
    assert [one.reckon(scope()).value for one in RECKONED] == [2026, 2]
    made.answered(who, made.sent(who, town, quarter=2))
    assert [value(key, scope()) for key in keys] == [0, 0]


def test_a_past_day_knows_what_was_known(who: Treasury, town: Unit, scope: Callable[..., Scope]) -> None:
    made.granted(who.clerk, who.chief, town, 2)
    made.answered(who, made.sent(who, town))
    earlier = (scope(as_of=TODAY - timedelta(days=1)), scope(cutoff=clock.now() - timedelta(seconds=1)))
    assert [value("subsidy_paid_hh", one) for one in earlier] == [0, 0]


def test_the_rate_of_a_quarter(who: Treasury, town: Unit, scope: Callable[..., Scope]) -> None:
    made.granted(who.clerk, who.chief, town, 3)
    made.answered(who, made.sent(who, town), returned=(0,))
    rate = {one.key: one for one in RATES}["subsidy_q1_rate"]
    parts = (MEASURE[key].evaluate(scope(), None) for key in (rate.numerator, rate.denominator))
    assert rate.evaluate(*parts).total.value == Decimal("66.67")


def test_the_next_quarter(who: Treasury, town: Unit, scope: Callable[..., Scope]) -> None:
    def following() -> list[object]:
        return [one.reckon(scope()).value for one in RECKONED]

    made.granted(who.clerk, who.chief, town, 1)
    batch = made.sent(who, town)
    assert following() == [2026, 1]
    made.answered(who, batch)
    assert following() == [2026, 2]


def test_quarters_before_the_first_batch_are_not_still_to_come(
    who: Treasury, town: Unit, scope: Callable[..., Scope]
) -> None:
    assert [one.reckon(scope()).value for one in RECKONED] == [2026, 1]
    made.granted(who.clerk, who.chief, town, 1)
    batch = made.created(who, town, quarter=2)
    assert [one.reckon(scope()).value for one in RECKONED] == [2026, 2]
    batch.__class__.objects.filter(pk=batch.pk).update(year=2025)
    assert [one.reckon(scope()).value for one in RECKONED] == [2026, 1]
