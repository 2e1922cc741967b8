"""Rural houses in each of their states, made by the services."""
from datetime import date
from decimal import Decimal

from affordable.models import RuralHouse
from affordable.services import rural
from affordable.workflow import RURAL
from housing_portal.accounts.models import Unit
from tests.affordable.families import identity
from tests.pages.records import PROOF, Writers
from tests.pages.route import Route

ON = date(2026, 4, 10)
DONE_BY = date(2026, 5, 10)
WAY = ("appraise", "publish", "approve", "start", "complete", "accept", "pay")


def house(by: Writers, unit: Unit, serial: int | None = None, **facts: object) -> RuralHouse:
    number = identity(unit.pk % 1000 if serial is None else serial)
    given = {
        "plan_year": 2026, "village": "柳树村三组", "target_kind": "minimum", "list_doc": "云民发〔2026〕8号",
        "name": "周小川", "identity": number, "phone": "13900000001", **facts,
    }
    return rural.register_house(actor=by.clerk, unit=unit, **given)


def advanced(by: Writers, row: RuralHouse, until: str, on: date = ON) -> RuralHouse:
    """Bring a house to the step ``until``; the chief approves and accepts, the clerk does everything else."""
    more = {
        "appraise": {"appraisal": "D"},
        "approve": {"mode": "rebuild", "subsidy": Decimal("26000.00"), "planned_done_on": DONE_BY},
        "accept": {"evidence": PROOF},
    }
    for code in WAY[: WAY.index(until) + 1]:
        actor = by.chief if code in ("approve", "accept") else by.clerk
        row = getattr(rural, code)(actor=actor, house=row, on=on, **more.get(code, {}))
    return row


def state(until: str) -> object:
    """Return the maker of a house that stands after ``until``."""
    return lambda by, unit: advanced(by, house(by, unit), until)


approved, paid = state("approve"), state("pay")
VIEW, RECORD, CONFIRM = "affordable.view", "affordable.record", "affordable.confirm"
BEFORE = dict(zip(WAY[1:], WAY, strict=False))
RURAL_HOUSES = [
    Route("affordable:rural_list", VIEW), Route("affordable:rural_create", RECORD),
    *(Route(f"affordable:rural_{page}", "affordable.import") for page in ("import", "template")),
    Route("affordable:rural_detail", VIEW, paid), Route("affordable:rural_edit", RECORD, house),
    *(Route(f"affordable:rural_{code}", RURAL.steps[code].permission,
            state(BEFORE[code]) if code in BEFORE else house) for code in WAY),
    Route("affordable:rural_drop", CONFIRM, house), Route("affordable:rural_undo", CONFIRM, approved),
]
