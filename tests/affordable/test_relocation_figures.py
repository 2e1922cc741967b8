"""Slots 14–24 of the half-year report: yards and households, and the identities that hold by construction."""
from datetime import date, datetime
from decimal import Decimal

import pytest
import time_machine

from affordable.enums import ProjectKind
from affordable.measures.relocation import MEASURES, RECKONED
from affordable.models import Compound
from affordable.services import compounds, projects, relocated, resettlement
from housing_portal.kit import clock
from housing_portal.kit.scope import Scope, current
from tests.material import pdf_bytes

MEASURE = {one.key: one for one in MEASURES}
TODAY = date(2026, 5, 20)


@pytest.fixture
def project(by, town):
    return projects.create_project(
        actor=by.clerk, unit=town, kind=ProjectKind.SHANTYTOWN, name="东关片区", plan_year=2026,
        households_planned=40, invest_total=Decimal("46000000.00"),
    )


def yard(by, project, no, *states):
    """Register a yard whose households have come as far as ``states`` say."""
    made = compounds.add_compound(actor=by.clerk, project=project, no=no, address="东关街", yard_kind="private")
    for number, state in enumerate(states):
        one = relocated.add_household(
            actor=by.clerk, compound=made, owner=f"周小静{number}", legal_area=Decimal("90.00"),
            actual_area=Decimal("90.00"),
        )
        bring(by, one, state, f"{no}-{number}")
    return made


def bring(by, one, state, number):
    terms = {
        "mode": "swap", "swap_sets": 2, "agreement_no": number, "planned_demolish_on": date(2026, 5, 10 + one.pk % 9),
    }
    way = ("negotiating", "signed", "paid", "vacated", "demolished")
    if state == "decided":
        relocated.negotiate(actor=by.clerk, household=one, on=date(2026, 3, 1))
        proof = [("补偿决定书.pdf", pdf_bytes("决定"))]
        return relocated.decide(actor=by.clerk, household=one, on=date(2026, 3, 5), evidence=proof, **terms)
    for step in way[: way.index(state) + 1] if state in way else ():
        if step == "negotiating":
            relocated.negotiate(actor=by.clerk, household=one, on=date(2026, 3, 1))
        elif step == "signed":
            relocated.sign(actor=by.clerk, household=one, on=date(2026, 3, 10), **terms)
        elif step == "paid":
            relocated.pay(actor=by.clerk, household=one, on=date(2026, 3, 20))
        elif step == "vacated":
            relocated.vacate(actor=by.clerk, household=one, on=date(2026, 4, 1))
        else:
            relocated.demolish(actor=by.clerk, household=one, on=date(2026, 4, 20))
    return one


@pytest.fixture
def quarter(by, project):
    """Seven yards, one of every kind."""
    yard(by, project, "1号院", "demolished", "demolished")
    yard(by, project, "2号院", "signed", "demolished")
    yard(by, project, "3号院", "signed", "negotiating")
    yard(by, project, "4号院", "negotiating", "surveyed")
    yard(by, project, "5号院", "signed", "decided")
    yard(by, project, "6号院", "surveyed")
    yard(by, project, "7号院")


def figures(scope=None):
    scope = scope or current()
    return {key: one.evaluate(scope, None).total.value for key, one in MEASURE.items()}


def test_the_slots_of_the_report(by, quarter):
    found = figures()
    assert {key: found[key] for key in (
        "shanty_invest", "shanty_hh", "yards_signed", "hh_signed", "yards_demo", "hh_demo", "yards_left", "hh_left",
        "yards_nego", "yards_partly", "hh_decided",
    )} == {
        "shanty_invest": Decimal("46000000.00"), "shanty_hh": 40, "yards_signed": 2, "hh_signed": 6, "yards_demo": 1,
        "hh_demo": 3, "yards_left": 1, "hh_left": 3, "yards_nego": 1, "yards_partly": 2, "hh_decided": 1,
    }


@pytest.mark.parametrize("day", [date(2026, 2, 28), date(2026, 3, 15), date(2026, 4, 19), date(2026, 4, 20), TODAY])
def test_identities_hold_on_every_day(by, quarter, day):
    scope = Scope(day, clock.now())
    found = figures(scope)
    assert found["yards_signed"] == found["yards_demo"] + found["yards_left"]
    assert found["hh_signed"] == found["hh_demo"] + found["hh_left"]
    signed, talking = Compound.objects.signed(scope), Compound.objects.negotiating(scope)
    assert set(signed) & set(talking) == set()


def test_past_days_are_as_they_were(by, quarter):
    assert [
        tuple(figures(Scope(day, clock.now()))[key] for key in ("yards_signed", "hh_signed", "hh_demo", "yards_nego"))
        for day in (date(2026, 2, 28), date(2026, 3, 9), date(2026, 4, 19), date(2026, 4, 20))
    ] == [(0, 0, 0, 0), (0, 0, 0, 5), (2, 6, 0, 1), (2, 6, 3, 1)]


def test_what_was_taken_back_still_counts_in_figures_taken_before(by, quarter):
    taken, one = Scope(TODAY, clock.now()), Compound.objects.get(no="2号院").households.order_by("pk")[1]
    with time_machine.travel(datetime(2026, 5, 20, 11, tzinfo=clock.SHANGHAI), tick=False):
        relocated.undo_step(actor=by.chief, household=one, reason="登错户")
        assert (figures()["hh_demo"], figures(taken)["hh_demo"]) == (2, 3)


def test_states_of_yards_are_read_off_their_households(by, quarter):
    found = Compound.objects.with_state(current()).order_by("no")
    assert [(one.no, one.state, one.households_count, one.signed_count) for one in found] == [
        ("1号院", "demolished", 2, 2), ("2号院", "signed", 2, 2), ("3号院", "partly", 2, 1),
        ("4号院", "negotiating", 2, 0), ("5号院", "partly", 2, 1), ("6号院", "surveyed", 1, 0),
        ("7号院", "empty", 0, 0),
    ]


def test_the_last_planned_day_is_that_of_signed_houses_still_standing(by, project):
    made = yard(by, project, "1号院", "signed", "demolished", "decided")
    left = made.households.order_by("pk")[0]
    assert [one.evaluate(current()).total.value for one in RECKONED] == [5, left.planned_demolish_on.day]
    assert figures()["hh_demo_behind"] == len(
        [one for one in made.households.exclude(status="demolished") if one.planned_demolish_on < TODAY]
    )


def test_a_day_moved_later_leaves_earlier_figures_alone(by, project):
    one, taken = yard(by, project, "1号院", "signed").households.get(), Scope(TODAY, clock.now())
    first = [figure.evaluate(taken).total.value for figure in RECKONED]
    with time_machine.travel(datetime(2026, 5, 20, 11, tzinfo=clock.SHANGHAI), tick=False):
        relocated.replan_demolition(
            actor=by.clerk, household=one, planned_demolish_on=date(2026, 6, 30), reason="汛期"
        )
        assert [figure.evaluate(current()).total.value for figure in RECKONED] == [6, 30]
        assert [figure.evaluate(taken).total.value for figure in RECKONED] == first
        assert (figures()["hh_demo_behind"], figures(taken)["hh_demo_behind"]) == (0, 1)
        relocated.undo_step(actor=by.chief, household=one, reason="登错户")
        assert [figure.evaluate(current()).total.value for figure in RECKONED] == [None, None]
        assert [figure.evaluate(taken).total.value for figure in RECKONED] == first


def test_a_suspended_project_is_not_late(by, project):
    yard(by, project, "1号院", "signed")
    assert figures()["hh_demo_behind"] == 1
    projects.suspend_project(actor=by.chief, project=project, state_doc="云政函〔2026〕5号", reason="资金未落实")
    assert (figures()["hh_demo_behind"], figures()["hh_signed"]) == (0, 1)


def test_a_cancelled_project_is_nowhere(by, project, quarter):
    projects.cancel_project(
        actor=by.chief, project=project, state_doc="云政函〔2026〕9号", cancelled_on=date(2026, 5, 10), reason="调减"
    )
    found = figures()
    assert {key for key, value in found.items() if value} == set()


def test_households_and_indices_are_two_measures(by, project):
    made = yard(by, project, "1号院", "signed", "signed", "signed")
    rows = [
        resettlement.register_quota(
            actor=by.clerk, project=project, household=one, quota_count=count, material_checked_on=date(2026, 3, 15)
        )
        for one, count in zip(made.households.order_by("pk"), (1, 2, 2), strict=True)
    ]
    for row in rows[1:]:
        resettlement.audit_quota(actor=by.chief, quota=row, on=date(2026, 4, 1))
    resettlement.publish_quota(actor=by.clerk, quota=rows[2], on=date(2026, 4, 10))
    resettlement.allot_quota(actor=by.clerk, quota=rows[2], on=date(2026, 5, 1), sets_allocated=2)
    keys = [f"quota_{status}_{what}" for status in ("preliminary", "audited", "allotted") for what in ("hh", "count")]
    now, april = figures(), figures(Scope(date(2026, 4, 5), clock.now()))
    assert [now[key] for key in keys] == [1, 1, 1, 2, 1, 2]
    assert [april[key] for key in keys] == [1, 1, 2, 4, 0, 0]
    assert (now["quota_sets_allotted"], april["quota_sets_allotted"]) == (2, 0)


def test_every_figure_opens_its_records(by, quarter):
    scope = current()
    for one in MEASURE.values():
        rows = one.queryset(scope).select_related(*one.related)
        assert len(rows) == one.evaluate(scope, None).total.records


def test_one_agreement_makes_a_yard_partly_signed_and_decisions_alone_make_it_decided(by, project):
    """The word on the list and the figure behind it are about the same yards."""
    yard(by, project, "1号院", "decided", "decided")
    yard(by, project, "2号院", "decided", "negotiating")
    yard(by, project, "3号院", "decided", "signed")
    found = Compound.objects.with_state(current()).order_by("no")
    assert [(one.state, one.signed_count, one.decided_count) for one in found] == [
        ("decided", 0, 2), ("negotiating", 0, 1), ("partly", 1, 1)
    ]
    assert [found.filter(state=state).count() for state in ("partly", "negotiating")] == [
        figures()[key] for key in ("yards_partly", "yards_nego")
    ]
