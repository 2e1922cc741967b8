"""Supervised money of the invented county: a year of it, told day by day as its office told it.

Buildings permitted since the supervision began have an account; each account has a course of its own. What differs
from the rule stands once, at one place, so that every alert has one example.
"""
from datetime import timedelta

from housing_portal.kit import clock
from housing_portal.registry.models import Building
from presale.enums import Granularity, NodeCode
from presale.services import alerts
from reports.demo import escrow_around, escrow_permits, escrow_risks, escrow_sites
from reports.demo.escrow_bank import BankSide
from reports.demo.escrow_desk import Desk
from reports.demo.escrow_refunds import Refunds
from reports.demo.escrow_releases import Releases
from reports.demo.escrow_sites import BEGAN, BLOCKED, FROZEN, SPLIT, WORKS, YOUNG, Site, permitted
from reports.demo.office import Office
from reports.demo.past import Agenda

ONE = timedelta(days=1)
# days after the permit
STAGES = ((NodeCode.FOUNDATION, 25), (NodeCode.HALF, 110), (NodeCode.TOPOUT, 200), (NodeCode.FACADE, 300))
LATEST = 6  # days ago: what has been reached since is not certified yet
FAULTY = (WORKS, FROZEN)  # whose buyers do not all pay as they should


def fill(office: Office) -> None:
    """Fill the supervision."""
    desk, agenda = Desk(office), Agenda()
    sites = escrow_sites.supervised()
    sites[SPLIT].granularity = Granularity.BUILDING
    done = escrow_sites.finished([site.estate for site in (sites[FROZEN], sites[BLOCKED])])
    for place, site in enumerate([*sites, *done]):
        escrow_sites.expect(site, faulty=place in FAULTY)
    course(desk, agenda, sites, done)
    bank = BankSide(desk, agenda, [*sites, *done])
    bank.course()
    agenda.run()
    bank.last_days()
    alerts.run_rules(actor=desk.clerk, day=clock.today())
    escrow_risks.answer(desk)


def course(desk: Desk, agenda: Agenda, sites: list[Site], done: list[Site]) -> None:
    """Put everything on the agenda: accounts and works, then what people ask for, what goes wrong, what banks say."""
    today = clock.today()
    agenda.on(today - ONE * (BEGAN + 20), desk.begin)
    releases = Releases(desk, agenda)
    for site in [*sites, *done]:
        agenda.on(site.opened_on, desk.begin_account, site)
    for place, site in enumerate(sites):
        stages = STAGES[:1] if place == YOUNG else STAGES
        for building in site.buildings:
            _build(desk, agenda, building, stages)
            for _code, days in stages:
                day = permitted(building) + ONE * (days + 5)
                if day < today - ONE * 24:
                    agenda.on(day, releases.of_stage, site, 60)
        if place != YOUNG:
            agenda.on(today - ONE * 18, desk.report, site, 30 + 12 * place)
    for days, place, percent in ((20, SPLIT, 100), (22, FROZEN, 80)):
        agenda.on(today - ONE * days, releases.of_stage, sites[place], percent)
    for site in done:
        for back, (code, _days) in enumerate((*STAGES, (NodeCode.REGISTRATION, 0))):
            agenda.on(today - ONE * (60 - back), desk.certify, site.buildings[0], code)
    for place in (WORKS, FROZEN):
        agenda.on(today - ONE * 62, desk.quota, sites[place], None, 420)
    agenda.on(today - ONE * 15, desk.end_proposal, sites[YOUNG])
    agenda.on(today, desk.propose, sites[BLOCKED], None, 300)
    releases.of_today(sites)
    Refunds(desk, agenda).course(sites[:BLOCKED])
    escrow_risks.course(desk, agenda, [*sites, *done])
    escrow_permits.course(desk, agenda)
    escrow_around.course(desk, agenda)


def _build(desk: Desk, agenda: Agenda, building: Building, stages: tuple[tuple[NodeCode, int], ...]) -> None:
    """Certify what a building has reached; the next stage is on its way."""
    today, begun = clock.today(), permitted(building)
    for code, days in stages:
        day = begun + ONE * days
        if day <= today - ONE * LATEST:
            agenda.on(day, desk.certify, building, code)
        elif day <= today + ONE * 30:
            agenda.on(today - ONE, desk.inspect, building, code)
            return
        elif day <= today + ONE * 60:
            agenda.on(today, desk.apply, building, code)
            return
