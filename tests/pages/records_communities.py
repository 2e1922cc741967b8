"""Old communities in each of their states, with buildings and work, made by the services."""
from datetime import date
from decimal import Decimal

from affordable.models import RenovationBuilding, RenovationCommunity, WorkItem
from affordable.services import communities, community_buildings, works
from affordable.services.community_buildings import BuildingFacts
from affordable.services.works import WorkRow
from affordable.workflow import COMMUNITY
from housing_portal.accounts.models import Unit
from tests.pages.records import DAY, PROOF, Writers
from tests.pages.route import Route

WAY = ("design", "bid", "start", "build", "complete", "accept", "settle")
STARTED_ON = date(2026, 4, 10)


def community(by: Writers, unit: Unit, name: str = "县委家属院", **facts: object) -> RenovationCommunity:
    given = {
        "plan_year": 2026, "built_year": 1996, "building_count": 4, "households": 128, "area": Decimal("11200.00"),
        "invest_main": Decimal("3200000.00"), "invest_infra": Decimal("1900000.00"),
        "planned_start_on": date(2026, 4, 1), "planned_done_on": date(2026, 10, 31), **facts,
    }
    return communities.register_community(actor=by.clerk, unit=unit, name=name, **given)


def advanced(
    by: Writers, row: RenovationCommunity, until: str, on: date = STARTED_ON
) -> RenovationCommunity:
    """Bring a community to the step ``until``; the chief enters the acceptance, the clerk everything else."""
    for code in WAY[: WAY.index(until) + 1]:
        actor = by.chief if code == "accept" else by.clerk
        row = communities.advance_community(
            actor=actor, community=row, code=code, on=on, note="已核对", evidence=PROOF
        )
    return row


def state(until: str) -> object:
    """Return the maker of a community that stands after ``until``."""
    return lambda by, unit: advanced(by, community(by, unit), until)


def building(by: Writers, unit: Unit) -> RenovationBuilding:
    row = community(by, unit)
    community_buildings.add_buildings(
        actor=by.clerk, community=row, buildings=[BuildingFacts(1, "1 号楼", 32, Decimal("2800.00"))]
    )
    return row.buildings.get()


def work(by: Writers, unit: Unit) -> WorkItem:
    return item(by, community(by, unit))


def item(by: Writers, row: RenovationCommunity, name: str = "屋面防水", **facts: object) -> WorkItem:
    given = {"category": "basic", "scope": "main", "budget": Decimal("420000.00"), "qty": Decimal(3600),
             "measure": "㎡", **facts}
    return works.add_item(actor=by.clerk, community=row, item=name, **given)


def at_work(by: Writers, unit: Unit) -> RenovationCommunity:
    row = advanced(by, community(by, unit), "start")
    works.record_works(
        actor=by.clerk, community=row, as_of=DAY, rows=[WorkRow(item(by, row), Decimal(1800))]
    )
    return row


VIEW, RECORD, CONFIRM = "affordable.view", "affordable.record", "affordable.confirm"
BEFORE = dict(zip(WAY[1:], WAY, strict=False))
COMMUNITIES = [
    Route("affordable:community_list", VIEW), Route("affordable:community_create", RECORD),
    Route("affordable:community_detail", VIEW, at_work), Route("affordable:community_edit", RECORD, community),
    Route("affordable:community_progress", RECORD, at_work),
    *(Route(f"affordable:community_{code}", COMMUNITY.steps[code].permission,
            state(BEFORE[code]) if code in BEFORE else community) for code in WAY),
    Route("affordable:community_undo", CONFIRM, at_work),
    Route("affordable:community_building_create", RECORD, community),
    Route("affordable:community_building_edit", RECORD, building),
    Route("affordable:community_building_remove", RECORD, building),
    Route("affordable:work_list", VIEW), Route("affordable:work_create", RECORD, community),
    Route("affordable:work_detail", VIEW, work), Route("affordable:work_edit", RECORD, work),
    Route("affordable:work_remove", RECORD, work),
]
