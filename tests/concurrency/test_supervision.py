"""Numbers of notices and petitions, draws, payments and keys under many hands at once: each once, without a gap."""
from datetime import date
from functools import partial

import pytest

from housing_portal.accounts.models import Unit, User
from inspections.models import DrawPair, Petition, RectificationNotice
from inspections.services import draws, findings, notices
from presale.delivery.models import HandoverStep, LoanUse
from presale.delivery.services import handover, uses
from tests.delivery import homes, loans
from tests.delivery.loans import People
from tests.pages import records_findings, records_inspections, records_petitions
from tests.pages.records import Writers
from tests.races import at_once
from tests.transactions import builders as market

MANY = 20
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def by(clerk: User, chief: User) -> Writers:
    return Writers(clerk, chief)


def once(answers: list[str]) -> bool:
    """Tell whether one has done it and all others were told why not, in words."""
    return answers[0] == "" and all(answer and "Error" not in answer for answer in answers[1:])


def test_notices_are_numbered_without_a_gap(by: Writers, deputy: User, office: object) -> None:
    rows = [records_findings.drafted(by, records_findings.finding(by, f"云岭{one}")) for one in range(8)]
    reviewed = [notices.review(actor=by.chief, notice=row) for row in rows]
    assert at_once(*(partial(notices.issue, actor=deputy, notice=row) for row in reviewed)) == [""] * 8
    numbers = {row.number.partition("〕")[2] for row in RectificationNotice.objects.all()}
    assert numbers == {f"{place}号" for place in range(1, 9)}


def test_one_notice_is_issued_once(by: Writers, deputy: User, office: object) -> None:
    notice = notices.review(actor=by.chief, notice=records_findings.drafted(by, records_findings.finding(by, "云岭")))
    assert once(at_once(*[partial(notices.issue, actor=deputy, notice=notice)] * MANY))
    assert RectificationNotice.objects.get().number.endswith("〕1号")


def test_a_finding_stands_on_one_notice(by: Writers, office: object) -> None:
    row = records_findings.finding(by, "云岭")
    assert once(at_once(*[partial(records_findings.drafted, by, row)] * MANY))
    assert RectificationNotice.objects.count() == 1


def test_a_finding_is_closed_once(by: Writers, office: object) -> None:
    row = records_findings.rechecked(by, "云岭")
    assert once(at_once(*[partial(findings.close, actor=by.chief, finding=row, on=date(2026, 5, 20))] * MANY))
    assert row.steps.filter(code="closed").count() == 1


def test_petitions_are_numbered_without_a_gap(by: Writers, town: Unit) -> None:
    assert at_once(*[partial(records_petitions.petition, by, town)] * MANY) == [""] * MANY
    assert {row.number for row in Petition.objects.all()} == {f"信访2026-{one}" for one in range(1, MANY + 1)}


def test_lots_are_drawn_once(by: Writers, town: Unit) -> None:
    drawing = records_inspections.prepared(by, town)
    assert once(at_once(*[partial(draws.draw_lots, actor=by.chief, drawing=drawing)] * MANY))
    drawing.refresh_from_db()
    assert DrawPair.objects.count() == drawing.number * drawing.per_target
    assert draws.repeat(drawing) == draws.stored(drawing)


def test_a_use_is_approved_and_paid_once(by: Writers, finance: User, deputy: User) -> None:
    who = People(by.clerk, finance, deputy, by.chief)
    use = loans.checked(who, loans.applied(who, loans.funded(who)))
    assert once(at_once(*[partial(uses.approve_use, actor=deputy, use=use, on=loans.DAY)] * MANY))
    paying = partial(uses.pay_use, actor=finance, use=use, on=loans.DAY, voucher="F1")
    assert once(at_once(*[paying] * MANY))
    assert (LoanUse.objects.get().status, use.steps.filter(code="paid").count()) == ("paid", 1)


def test_a_room_is_handed_over_once(by: Writers) -> None:
    building = market.building(loans.troubled(by.clerk).estate, completed_on=date(2026, 3, 31))
    [room] = homes.sold(building, 1, by.clerk)
    deed = partial(handover.take_step, actor=by.clerk, room=room, code="hand", on=date(2026, 4, 10))
    assert once(at_once(*[deed] * MANY))
    assert HandoverStep.objects.count() == 1
