"""Special loans and rooms under two hands at once: what has arrived is used once, a room is handed over once."""
from datetime import date
from functools import partial

import pytest

from housing_portal.accounts.models import User
from presale.delivery.models.handover import HandoverStep, UnitDelivery
from presale.delivery.models.loans import LoanDraw, LoanUse
from presale.delivery.services import handover, uses
from presale.delivery.services import loans as services
from tests.concurrency.conftest import Meeting
from tests.delivery import homes, loans
from tests.delivery.loans import People
from tests.races import at_once
from tests.transactions import builders as market

OVER = (
    "申请 600,000.00 元，超过到账未用的 400,000.00 元（到账 1,000,000.00，已拨付 0.00，在途 600,000.00）。"
    "借款要先到账后使用，请减少金额或待借款到账。"
)
FULL = "12,000,000.00 元超过批准金额中尚未到账的 8,000,000.00 元，请核对金额。"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def who(clerk: User, finance: User, deputy: User, chief: User) -> People:
    return People(clerk, finance, deputy, chief)


def asked(who: People) -> list[partial]:
    allocation = loans.funded(who, 1_000_000)
    given = loans.facts(600_000)
    return [partial(uses.apply_use, actor=who.clerk, allocation=allocation, **given) for _ in range(2)]


def test_what_has_arrived_is_asked_for_once(who: People, meeting: Meeting) -> None:
    deeds = asked(who)
    meeting(LoanUse)
    assert (at_once(*deeds), LoanUse.objects.count()) == (["", OVER], 1)


def arriving(who: People) -> list[partial]:
    """Return two arrivals that together are more than was approved."""
    allocation = loans.allocated(who, 20_000_000)
    return [partial(loans.drawn, who, allocation, 12_000_000) for _ in range(2)]


def test_no_more_arrives_than_was_approved(who: People, meeting: Meeting) -> None:
    deeds = arriving(who)
    meeting(LoanDraw)
    assert (at_once(*deeds), LoanDraw.objects.count()) == (["", FULL], 1)


@pytest.mark.postgres
@pytest.mark.usefixtures("no_locks")
def test_without_the_lock_more_would_arrive(who: People, meeting: Meeting) -> None:
    deeds = arriving(who)
    meeting(LoanDraw)
    assert (at_once(*deeds), LoanDraw.objects.count()) == (["", ""], 2)


def test_an_arrival_is_not_taken_back_while_it_is_asked_for(who: People, meeting: Meeting) -> None:
    allocation = loans.funded(who, 1_000_000)
    draw = allocation.draws.get()
    meeting(LoanUse, LoanDraw)
    answers = at_once(
        partial(uses.apply_use, actor=who.clerk, allocation=allocation, **loans.facts(600_000)),
        partial(services.take_back_draw, actor=who.chief, draw=draw, reason="重复登记"),
    )
    now = services.figures(allocation)
    assert (answers[0], now.flight <= now.left) == ("", True)


def test_a_room_is_handed_over_once(who: People) -> None:
    building = market.building(loans.troubled(who.clerk).estate, completed_on=date(2026, 3, 31))
    [room] = homes.sold(building, 1, who.clerk)
    hand = partial(handover.take_step, actor=who.clerk, room=room, code="hand", on=date(2026, 4, 10))
    assert at_once(hand, hand) == [
        "", "这套房已于 2026-04-10 交付，不能重复登记；原登记有误的，请先由另一位同事撤回。"
    ]
    assert (UnitDelivery.objects.count(), HandoverStep.objects.count()) == (1, 1)
