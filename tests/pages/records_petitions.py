"""Petitions in each of their states, made by the services."""
from datetime import date

from housing_portal.accounts.models import Unit, User
from inspections.models.petition import Petition, Petitioner
from inspections.services import petition_marks, petitioners
from inspections.services import petitions as services
from inspections.workflow import PETITION
from tests.conftest import hire
from tests.pages.records import Writers
from tests.pages.route import Route

RECEIVED = date(2026, 3, 2)
ACCEPTED = date(2026, 3, 10)
ANSWERED = date(2026, 4, 15)
CLOSED = date(2026, 4, 22)


def deputy() -> User:
    """Return the leader who approves; one for all petitions."""
    known = User.objects.filter(username="deputy.petitions").first()
    bureau = User.objects.filter(unit__parent__isnull=False).order_by("pk")[0].unit.parent
    return known or hire("deputy", bureau, name="赵副局", username="deputy.petitions")


def petition(by: Writers, unit: Unit, **facts: object) -> Petition:
    given = {
        "channel": "letter", "received_on": RECEIVED, "title": f"{unit}云栖里逾期交房", "category": "late", **facts,
    }
    return services.register_petition(actor=by.clerk, **given)


def petitioner(by: Writers, unit: Unit, **facts: object) -> Petitioner:
    given = {"role": "delegate", "name": "周小静", "phone": "13900000001", **facts}
    return petitioners.add_petitioner(actor=by.clerk, petition=petition(by, unit), **given)


def named(by: Writers, unit: Unit) -> Petition:
    return petitioner(by, unit).petition


STEPS = {
    "accept": {"on": ACCEPTED, "told_on": ACCEPTED},
    "assign": {"on": ACCEPTED, "handler": "房地产市场监管股", "leader": "赵副局"},
    "draft": {"on": ANSWERED, "reply_no": "云住建信复〔2026〕3号"},
    "sign": {"on": ANSWERED},
    "serve": {"on": ANSWERED},
    "close": {"on": CLOSED},
    "review": {"on": date(2026, 4, 25)},
    "opine": {"on": date(2026, 5, 6), "told_on": date(2026, 5, 7), "note": "维持"},
    "recheck": {"on": date(2026, 5, 10)},
    "conclude": {"on": date(2026, 5, 15), "told_on": date(2026, 5, 15), "note": "维持"},
}
DEEDS = {"review": services.ask_review, "recheck": services.ask_recheck}
WAY = list(STEPS)


def advanced(by: Writers, row: Petition, until: str, **days: object) -> Petition:
    """Bring a petition to the step ``until``: the clerk does everything, the chief signs and closes."""
    for code in WAY[: WAY.index(until) + 1]:
        actor = by.chief if code in ("sign", "close") else by.clerk
        deed = DEEDS.get(code) or getattr(services, code)
        row = deed(actor=actor, petition=row, **{**STEPS[code], **(days if code == until else {})})
    return row


def state(until: str) -> object:
    """Return the maker of a petition that stands after ``until``."""
    return lambda by, unit: advanced(by, petition(by, unit), until)


def extending(by: Writers, unit: Unit) -> Petition:
    row = advanced(by, petition(by, unit), "assign")
    return services.extend(actor=by.clerk, petition=row, on=date(2026, 4, 30), days=20, reason="等待鉴定结论")


def transferred(by: Writers, unit: Unit) -> Petition:
    return services.transfer(
        actor=by.clerk, petition=petition(by, unit), on=date(2026, 3, 4), told_on=date(2026, 3, 4),
        transferred_to="县自然资源局",
    )


def rated(by: Writers, row: Petition, satisfaction: str = "content") -> Petition:
    return petition_marks.rate(
        actor=by.clerk, petition=row, on=CLOSED, satisfaction=satisfaction, note="4 月 22 日电话回访告知"
    )


served = state("serve")
VIEW, RECORD = "petitions.view", "petitions.record"
BEFORE = {
    **dict(zip(WAY[1:], WAY, strict=False)), "return": "draft", "extend": "assign", "undo": "accept", "rate": "serve",
}
OTHERS = {"accept": petition, "transfer": petition, "reject": petition, "object": transferred, "grant": extending,
          "deny": extending}
# petitions belong to the bureau: nobody else has the permissions
PETITIONS = [
    Route("inspections:petition_list", VIEW), Route("inspections:petition_create", RECORD),
    *(Route(f"inspections:petition_{page}", RECORD) for page in ("import", "template")),
    Route("inspections:petition_detail", VIEW, state("conclude"), outside=403),
    Route("inspections:petition_edit", RECORD, petition, outside=403),
    Route("inspections:petitioner_create", RECORD, petition, outside=403),
    Route("inspections:petitioner_edit", RECORD, petitioner, outside=403),
    Route("inspections:petition_reveal", "personal.reveal", named, outside=403),
    Route("inspections:petition_rate", RECORD, served, outside=403),
    *(Route(f"inspections:petition_{step.code}", step.permission,
            OTHERS.get(step.code) or state(BEFORE[step.code]), outside=403) for step in PETITION),
]
