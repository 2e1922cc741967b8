"""Findings and notices in each of their states, made by the services."""
from collections.abc import Callable
from datetime import date

from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import Unit, User
from housing_portal.kit import clock
from housing_portal.registry.models import Organization
from inspections.models.domain import CheckItem, InspectionDomain, ViolationType
from inspections.models.finding import Finding
from inspections.models.inspection import Inspection, InspectionItem, InspectionMember
from inspections.models.inspector import Inspector
from inspections.models.notice import Extension, RectificationNotice
from inspections.models.target import InspectionTarget
from inspections.services import extensions, findings, notices, rechecks
from inspections.workflow import FINDING, NOTICE
from reports.stored_papers.rectification import paper_of
from tests.conftest import hire
from tests.material import png_bytes
from tests.pages.records import PROOF, Writers
from tests.pages.route import Route

DAY, DUE = date(2026, 5, 6), date(2026, 5, 29)
PHOTO = [("整改后.png", png_bytes("整改后"))]


def domain() -> InspectionDomain:
    facts = {"name": "房地产市场", "count_unit": "家", "finding_unit": "个", "order": 1}
    return InspectionDomain.objects.get_or_create(code="market", defaults=facts)[0]


def violation(number: int = 8, name: str = "现场公示资料不齐全", of: InspectionDomain | None = None) -> ViolationType:
    """Return a kind of violation with its legal basis, which the county writes into the dictionary."""
    of = of or domain()
    made = ViolationType.objects.get_or_create(domain=of, number=number, defaults={"name": name})[0]
    made.basis = f"《商品房销售管理办法》第{number}条"
    made.save()
    return made


def target(by: Writers, name: str, kind: str = "developer", of: InspectionDomain | None = None) -> InspectionTarget:
    of = of or domain()
    firm = Organization.objects.get_or_create(name=f"{name}置业有限公司")[0]
    facts = {"address": "城关镇东大街1号", "recorded_by": by.clerk, "recorded_at": clock.now()}
    label = f"{name}置业有限公司" if kind == "developer" else f"{name}{kind}"
    kind, of_firm = ("developer", firm) if kind == "developer" else ("other", None)
    return InspectionTarget.objects.get_or_create(
        domain=of, kind=kind, organization=of_firm, name=label, defaults=facts)[0]


def inspector(user: User, number: int) -> Inspector:
    facts = {"certificate_no": f"云执{number:04}", "valid_to": date(2030, 12, 31), "recorded_by": user,
             "recorded_at": clock.now()}
    return Inspector.objects.get_or_create(user=user, defaults=facts)[0]


def inspectors(by: Writers) -> list[Inspector]:
    return [inspector(by.clerk, by.clerk.pk), inspector(by.chief, by.chief.pk)]


def inspection(by: Writers, of: InspectionTarget, on: date = DAY) -> Inspection:
    made = Inspection.objects.create(
        target=of, on=on, leader=by.chief, methods=["site"], recorded_by=by.clerk, recorded_at=clock.now(),
    )
    for one in inspectors(by):
        InspectionMember.objects.create(inspection=made, inspector=one)
    return made


def failed(by: Writers, unit: Unit) -> Inspection:
    """Return an inspection with a failed line of the checklist."""
    made = inspection(by, target(by, str(unit)))
    line = CheckItem.objects.create(
        domain=made.target.domain, aspect="display", text="公示预售许可证", violation=violation(),
    )
    InspectionItem.objects.create(inspection=made, item=line, result="fail", note="没有张贴")
    return made


def finding(by: Writers, unit: Unit | str, **facts: object) -> Finding:
    of = facts.pop("inspection", None) or inspection(by, target(by, str(unit)))
    given = {"violation": violation(), "description": "未公示一房一价", "severity": "minor", "found_on": of.on, **facts}
    return findings.find(actor=by.clerk, inspection=of, **given)


def onsite(by: Writers, unit: Unit | str) -> Finding:
    return finding(by, unit, onsite_fixable=True)


def fixed(by: Writers, unit: Unit | str) -> Finding:
    return findings.fix_onsite(actor=by.clerk, finding=onsite(by, unit), on=DAY, pictures=PHOTO)


def closed_onsite(by: Writers, unit: Unit | str) -> Finding:
    return findings.confirm_onsite(actor=by.chief, finding=fixed(by, unit), on=DAY)


def drafted(by: Writers, *rows: Finding, **facts: object) -> RectificationNotice:
    given = {"kind": "deadline", "demand": "请逐条整改并书面报告。", **facts}
    return notices.draft_notice(actor=by.clerk, target=rows[0].target, findings=rows, **given)


def issued(by: Writers, *rows: Finding, **facts: object) -> RectificationNotice:
    notice = notices.review(actor=by.chief, notice=drafted(by, *rows, **facts))
    return notices.issue(actor=deputy(), notice=notice)


def draft_notice(by: Writers, unit: Unit) -> RectificationNotice:
    return drafted(by, finding(by, unit))


def reviewed_notice(by: Writers, unit: Unit) -> RectificationNotice:
    return notices.review(actor=by.chief, notice=draft_notice(by, unit))


def issued_notice(by: Writers, unit: Unit) -> RectificationNotice:
    return issued(by, finding(by, unit))


def drawn_notice(by: Writers, unit: Unit) -> RectificationNotice:
    """Return a notice of which the paper is there."""
    notice = issued_notice(by, unit)
    paper_of(actor=by.clerk, notice=notice)
    return notice


def extension(by: Writers, unit: Unit) -> Extension:
    notice = issued_notice(by, unit)
    return extensions.ask_extension(
        actor=by.clerk, notice=notice, asked_on=clock.today(), new_deadline=date(2026, 7, 31), reason="材料采购延误",
    )


def noticed(by: Writers, unit: Unit | str) -> Finding:
    row = finding(by, unit)
    issued(by, row)
    return row


def replied(by: Writers, unit: Unit | str) -> Finding:
    return rechecks.reply(actor=by.clerk, finding=noticed(by, unit), on=clock.today(), text="已补齐公示资料。")


def rechecked(by: Writers, unit: Unit | str) -> Finding:
    return recheck(by, replied(by, unit))


def recheck(by: Writers, row: Finding, **facts: object) -> Finding:
    given = {"on": clock.today(), "inspectors": inspectors(by), "result": "passed", "note": "已公示", "pictures": PHOTO}
    return rechecks.recheck(actor=by.chief, finding=row, **{**given, **facts})


def closed(by: Writers, unit: Unit | str) -> Finding:
    return findings.close(actor=by.chief, finding=rechecked(by, unit), on=clock.today())


def penalised(by: Writers, row: Finding) -> Finding:
    return findings.penalty(
        actor=deputy(), finding=row, on=clock.today(), paper_no="云住建罚立〔2026〕1号", note="拒不整改",
        evidence=PROOF,
    )


def deputy() -> User:
    """Return the leader who issues notices."""
    if known := User.objects.filter(username="deputy.notices").first():
        return known
    bureau = Unit.objects.get(kind=UnitKind.BUREAU)
    return hire("deputy", bureau, name="钱副局", username="deputy.notices")


VIEW, RECORD, APPROVE = "inspections.view", "inspections.record", "inspections.approve"
STATES: dict[str, Callable[[Writers, Unit], Finding]] = {
    "fix_onsite": onsite, "confirm_onsite": fixed, "reply": noticed, "recheck": replied, "close": rechecked,
    "penalty": finding, "transfer": finding, "withdraw": finding, "undo": closed_onsite,
}
NOTICES: dict[str, Callable[[Writers, Unit], RectificationNotice]] = {
    "review": draft_notice, "return": draft_notice, "issue": reviewed_notice, "refuse": reviewed_notice,
    "serve": issued_notice, "revoke": issued_notice, "discard": draft_notice,
}
# inspections belong to the bureau: nobody else has the permissions
FINDINGS = [
    Route("inspections:overview", VIEW),
    Route("inspections:finding_list", VIEW), Route("inspections:finding_create", RECORD),
    Route("inspections:finding_failed", RECORD, failed, outside=403),
    Route("inspections:finding_detail", VIEW, closed, outside=403),
    Route("inspections:finding_edit", RECORD, finding, outside=403),
    *(Route(f"inspections:finding_{code}", FINDING.steps[code].permission, make, outside=403)
      for code, make in STATES.items()),
    Route("inspections:notice_list", VIEW), Route("inspections:notice_create", RECORD),
    Route("inspections:notice_detail", VIEW, issued_notice, outside=403),
    Route("inspections:notice_edit", RECORD, draft_notice, outside=403),
    *(Route(f"inspections:notice_{code}", NOTICE.steps[code].permission, make, outside=403)
      for code, make in NOTICES.items()),
    Route("inspections:extension_create", RECORD, issued_notice, outside=403),
    Route("inspections:extension_detail", VIEW, extension, outside=403),
    *(Route(f"inspections:extension_{code}", APPROVE, extension, outside=403) for code in ("approve", "refuse")),
    Route("reports:inspection_register", VIEW),
    # drawn by whoever may enter records; until then there is nothing to look at
    Route("reports:rectification_notice", VIEW, drawn_notice, outside=403),
]
