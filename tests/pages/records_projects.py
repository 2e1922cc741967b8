"""Parts of projects, made by the services."""
from datetime import date
from decimal import Decimal

from affordable.enums import MilestoneCode, PreliminaryCode
from affordable.models import AffordableProject, FundingSource, MilestonePlan, PreliminaryStep, ProjectBuilding
from affordable.services import buildings, fundings, plans, preliminaries, projects
from housing_portal.accounts.models import Unit
from tests.pages.records import DAY, PROOF, Writers, project
from tests.pages.route import Route


def suspended(by: Writers, unit: Unit) -> AffordableProject:
    return projects.suspend_project(
        actor=by.chief, project=project(by, unit), state_doc="云政函〔2026〕5号", reason="资金未落实"
    )


def building(by: Writers, unit: Unit) -> ProjectBuilding:
    return buildings.add_building(actor=by.clerk, project=project(by, unit), no="1 号楼", sets=60, floors=18)


def plan(by: Writers, unit: Unit) -> MilestonePlan:
    return plans.plan_milestone(
        actor=by.clerk, project=project(by, unit), code=MilestoneCode.STARTED, planned_on=date(2026, 6, 30), sets=80
    )


def preliminary(by: Writers, unit: Unit) -> PreliminaryStep:
    return project(by, unit).preliminaries.get(code=PreliminaryCode.FEASIBILITY)


def submitted(by: Writers, unit: Unit) -> PreliminaryStep:
    return preliminaries.submit_preliminary(
        actor=by.clerk, preliminary=preliminary(by, unit), applied_on=date(2026, 4, 1)
    )


def approved(by: Writers, unit: Unit) -> PreliminaryStep:
    return preliminaries.approve_preliminary(
        actor=by.clerk, preliminary=preliminary(by, unit), doc_no="云发改审〔2026〕12号", issuer="县发展改革局",
        approved_on=DAY, evidence=PROOF,
    )


def funding(by: Writers, unit: Unit) -> FundingSource:
    return fundings.add_funding(
        actor=by.clerk, project=project(by, unit), kind="central", planned=Decimal("20000000.00")
    )


VIEW, RECORD, CONFIRM = "affordable.view", "affordable.record", "affordable.confirm"
PROJECTS = [
    Route("affordable:project_month", RECORD),
    *(Route(f"affordable:project_{step}", CONFIRM, make) for step, make in (
        ("suspend", project), ("resume", suspended), ("cancel", project),
    )),
    Route("affordable:building_create", RECORD), Route("affordable:building_edit", RECORD, building),
    Route("affordable:building_remove", RECORD, building),
    Route("affordable:plan_list", VIEW), Route("affordable:plan_create", RECORD),
    Route("affordable:plan_detail", VIEW, plan), Route("affordable:plan_revise", RECORD, plan),
    Route("affordable:preliminary_list", VIEW),
    *(Route(f"affordable:preliminary_{step}", permission, make) for step, permission, make in (
        ("detail", VIEW, preliminary), ("plan", RECORD, preliminary), ("prepare", RECORD, preliminary),
        ("submit", RECORD, preliminary), ("approve", RECORD, submitted), ("return", RECORD, submitted),
        ("skip", RECORD, preliminary), ("reset", CONFIRM, approved),
    )),
    Route("affordable:funding_list", VIEW), Route("affordable:funding_create", RECORD),
    Route("affordable:funding_detail", VIEW, funding), Route("affordable:funding_edit", RECORD, funding),
    Route("affordable:funding_arrive", RECORD, funding),
]
