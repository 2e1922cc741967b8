"""The county's speech on 保交房 with its blanks filled from records: what table D says must hold, holds.

The speech itself prints no number. Eight estates are invented, six of them at risk, with problems of several kinds.
"""
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest
import time_machine

from housing_portal.accounts.models import User
from housing_portal.kit import clock, scope
from housing_portal.kit.figures import in_unit
from presale.delivery.measures import handover
from presale.delivery.models import (
    Accident,
    FundRaised,
    Promise,
    SiteProgress,
    SoldStatement,
    TroubledEstate,
    WorkStateChange,
)
from presale.delivery.register import delay_of, kinds_of, register_rows
from presale.delivery.services import financing, meetings
from presale.delivery.services.handover import take_steps
from presale.delivery.stops import halts
from tests.delivery import homes, ledger
from tests.pages import records_delivery as make
from tests.pages.records import PROOF, Writers
from tests.transactions import builders as market

AS_OF = date(2026, 5, 20)
NAMES = "甲乙丙丁戊己庚辛"
STATES = ("stopped", "stopped", "semi_stopped", "lagging", "lagging", "lagging", "normal", "completed")
# problems by place: two estates lack money and have something else as well
PROBLEMS = (
    (0, "fund", 120_000_000), (0, "labor", 3_200_000), (1, "fund", 80_000_000), (1, "procedure", None),
    (2, "fund", 45_000_000), (2, "quality", None), (3, "quality", None), (4, "safety", None), (5, "planning", None),
)
SETS, HANDED = 40, 25


@pytest.fixture
def by(clerk: User, chief: User) -> Iterator[Writers]:
    with time_machine.travel(datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI), tick=False):
        yield Writers(clerk, chief)


@pytest.fixture
def county(by: Writers) -> list[TroubledEstate]:
    """The ledger with everything that is said of it; the first estate stood still and is partly handed over."""
    force = make.taskforce(by, by.clerk.unit, kind="lead")
    found = [
        make.estate(by, by.clerk.unit, estate=market.estate(f"云栖里{name}区"), taskforce=force, risk_level="high")
        for name in NAMES[:5]
    ]
    found += [
        make.estate(by, by.clerk.unit, estate=market.estate(f"云栖里{name}区"), taskforce=force, risk_level="mid")
        for name in NAMES[5:]
    ]
    for one, code in zip(found, STATES, strict=True):
        make.said(by, one, WorkStateChange, date(2025, 3, 10), code=code)
    for place, kind, amount in PROBLEMS:
        given = {"missing": ["planning", "works"]} if kind == "procedure" else {}
        make.problem(by, by.clerk.unit, of=found[place], kind=kind, amount=amount and Decimal(amount), **given)
    _meet(by, force)
    _ask(by, found[2])
    _deliver(by, found[7])
    return found


def _meet(by: Writers, force: object) -> None:
    for place, kind in enumerate(("special", "special", "site", "site", "site"), start=1):
        held = make.meeting(by, by.clerk.unit, of=force, kind=kind, on=date(2026, 4, place))
        one = make.decision(by, by.clerk.unit, of=held, kind="major" if kind == "special" else "concrete")
        if place != 5:
            meetings.resolve(actor=by.clerk, decision=one, on=AS_OF, evidence=PROOF)


def _ask(by: Writers, of: TroubledEstate) -> None:
    for name in ("云岭农商银行", "云川商业银行", "云岭村镇银行"):
        asked = make.asked(by, by.clerk.unit, of, name)
        financing.refuse(actor=by.clerk, financing=asked, on=AS_OF, note="负债率高，有多笔逾期贷款")
    for kind, amount in (("assets", 1_800_000), ("credit", 26_000_000)):
        make.said(by, of, FundRaised, kind=kind, amount=Decimal(amount), paper=f"凭证{amount}")


def _deliver(by: Writers, of: TroubledEstate) -> None:
    building = market.building(of.estate, completed_on=date(2026, 4, 20))
    rooms = homes.sold(building, SETS, by.clerk)
    make.said(by, of, SoldStatement, sold_area=Decimal(100 * SETS), sold_sets=SETS, due_sets=SETS, households=SETS)
    take_steps(actor=by.clerk, rooms=rooms[:HANDED], code="hand", on=date(2026, 4, 28))


def test_the_states_add_up_to_the_estates_at_risk(county: list[TroubledEstate]) -> None:
    found = ledger.figures()
    parts = [found[key] for key in ("dv_stopped", "dv_semi_stopped", "dv_lagging")]
    assert (parts, sum(parts), found["dv_at_risk"], found["dv_estates"]) == ([2, 1, 3], 6, 6, 8)
    assert found["dv_high_risk"] == 5


def test_kinds_of_problems_are_never_estates(county: list[TroubledEstate]) -> None:
    found = ledger.figures()
    kinds = {key.removeprefix("dv_problem_"): value for key, value in found.items() if key.startswith("dv_problem_")}
    assert kinds == {"fund": 3, "procedure": 1, "labor": 1, "quality": 2, "safety": 1, "planning": 1}
    assert (sum(kinds.values()), found["dv_at_risk"]) == (9, 6)
    money = in_unit(found["dv_fund_gap"], "亿元"), in_unit(found["dv_wages"], "万元")
    assert money == (Decimal("2.45"), Decimal(320))


def test_both_paragraphs_say_the_same_of_the_money(county: list[TroubledEstate]) -> None:
    """L32 and L36 name the estates short of money and the gap: one figure each, whoever asks, whenever."""
    now = scope.current(AS_OF)
    at_risk = TroubledEstate.objects.listed(now).at_risk(now).troubled_by(now, "fund")
    found = ledger.figures()
    assert (at_risk.count(), found["dv_problem_fund"]) == (3, 3)
    gaps = [one.amount for it in at_risk for one in it.problems.filter(kind="fund").with_amount(now)]
    assert sum(gaps) == found["dv_fund_gap"]


def test_meetings_and_banks(county: list[TroubledEstate]) -> None:
    found = ledger.figures()
    keys = ("dv_taskforces", "dv_charged", "dv_meeting_special", "dv_meeting_site", "dv_settled_major",
            "dv_settled_concrete", "dv_banks", "dv_financing_refused", "dv_raised_assets", "dv_raised_credit")
    assert [found[key] for key in keys] == [1, 8, 2, 3, 2, 2, 3, 3, Decimal(1_800_000), Decimal(26_000_000)]
    assert found["dv_raised"] == found["dv_raised_assets"] + found["dv_raised_credit"]


def test_part_of_an_estate_is_handed_over(county: list[TroubledEstate]) -> None:
    found, now = ledger.figures(), scope.current(AS_OF)
    sets = {one.key: one.evaluate(now, None).total.value for one in handover.MEASURES}
    assert (found["dv_partly"], found["dv_due_sets"], sets["handover_sets"]) == (1, SETS, HANDED)
    assert (found["dv_buyers"], found["dv_households"]) == (SETS, SETS)
    last = next(one for one in register_rows(now) if one.pk == county[7].pk)
    assert (last.delivered, last.undelivered) == (HANDED, SETS - HANDED)


def test_one_estate_has_its_story(by: Writers, county: list[TroubledEstate]) -> None:
    one = county[0]
    make.said(by, one, WorkStateChange, date(2026, 3, 10), code="normal")
    make.said(by, one, SiteProgress, AS_OF, percent=Decimal("78.00"))
    make.said(by, one, Promise, AS_OF, delivery_on=date(2026, 11, 30), by_whom="开发企业")
    make.said(by, one, Accident, date(2026, 4, 2), injured=2, loss=Decimal(150_000), note="模板支撑不牢固")
    row = next(each for each in register_rows(scope.current(AS_OF)) if each.pk == one.pk)
    assert [halt.months for halt in halts(one, scope.current(AS_OF))] == [12]
    assert (row.percent, row.expected_on, delay_of(row, scope.current(AS_OF)), kinds_of(row)) == (
        Decimal("78.00"), date(2026, 11, 30), 518, "资金短缺、劳资纠纷")
    found = ledger.figures()
    assert [found[key] for key in ("dv_stopped", "dv_accidents", "dv_injured", "dv_accident_loss")] == [
        1, 1, 2, Decimal(150_000)]


def test_every_figure_is_the_sum_of_the_lines_behind_it(county: list[TroubledEstate]) -> None:
    assert ledger.drilled(AS_OF) == ledger.figures(AS_OF)
