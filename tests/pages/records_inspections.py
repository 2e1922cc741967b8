"""Campaigns, draws and inspections in each of their states, made by the services."""
from datetime import date

from housing_portal.accounts.models import Unit, User
from inspections.enums.ground import CheckAspect, TargetKind, TieKind
from inspections.enums.inspections import ItemResult, Method
from inspections.models.campaign import Campaign, Screening
from inspections.models.domain import CheckItem, InspectionDomain, ViolationType
from inspections.models.draw import RandomDraw
from inspections.models.inspection import Inspection
from inspections.models.inspector import Inspector, InspectorTie
from inspections.models.target import InspectionTarget
from inspections.services import campaigns, dictionaries, draws, inspections, inspectors, targets
from inspections.services.inspections import Answer
from reports.stored_papers.inspections import log_of
from tests.pages import records_registers as registers
from tests.pages.records import Maker, Writers
from tests.pages.route import Route

ON = date(2026, 5, 18)
VALID = date(2028, 12, 31)
LOG = "查看销售现场，听取企业介绍，查阅预售许可和网签资料。"
VIEW, RECORD, CONFIRM, RULES = (f"inspections.{verb}" for verb in ("view", "record", "confirm", "rules"))


def domain(by: Writers, unit: Unit | None = None) -> InspectionDomain:
    """Return a domain beside those that every database starts with, or one of the unit's own."""
    code = f"d{unit.pk}" if unit else "sales"
    known = InspectionDomain.objects.filter(code=code).first()
    name = f"{unit}检查" if unit else "商品房销售"
    return known or dictionaries.add_domain(actor=by.chief, code=code, name=name)


def violation(by: Writers, unit: Unit) -> ViolationType:
    return dictionaries.add_violation(
        actor=by.chief, domain=domain(by, unit), number=8, name="现场公示资料不齐全", usual_severity="minor"
    )


def item(by: Writers, unit: Unit | None = None, text: str = "公示商品房预售许可证", **facts: object) -> CheckItem:
    given = {"aspect": CheckAspect.DISPLAY, "basis": "《城市房地产开发经营管理条例》第二十六条", **facts}
    return dictionaries.add_item(actor=by.chief, domain=domain(by, unit), text=text, **given)


def inspector_of(by: Writers, user: User) -> Inspector:
    known = Inspector.objects.filter(user=user).first()
    return known or inspectors.register_inspector(
        actor=by.chief, user=user, certificate_no=f"云执{user.pk:04}", valid_to=VALID
    )


def team(by: Writers) -> list[Inspector]:
    return [inspector_of(by, by.clerk), inspector_of(by, by.chief)]


def inspector(by: Writers, unit: Unit) -> Inspector:
    user = User.objects.create(username=f"inspector.{unit.pk}", name=f"{unit}检查员", unit=by.clerk.unit)
    return inspector_of(by, user)


def tie(by: Writers, unit: Unit) -> InspectorTie:
    return inspectors.declare_tie(
        actor=by.chief, inspector=inspector(by, unit), organization=registers.developer(by, unit),
        relation=TieKind.RELATIVE, from_on=date(2024, 1, 1), note="配偶任职",
    )


def office(by: Writers, unit: Unit) -> InspectionTarget:
    return targets.register_target(
        actor=by.clerk, domain=domain(by), kind=TargetKind.SALES_OFFICE, estate=registers.estate(by, unit)
    )


def campaign(by: Writers, unit: Unit) -> Campaign:
    return campaigns.plan_campaign(
        actor=by.clerk, name=f"{unit}房地产市场秩序专项检查", domain=domain(by), led_by="主要负责同志带队",
        starts_on=date(2026, 5, 6), ends_on=date(2026, 6, 30),
    )


def running(by: Writers, unit: Unit) -> Campaign:
    return campaigns.open_campaign(actor=by.chief, campaign=campaign(by, unit))


def closed(by: Writers, unit: Unit) -> Campaign:
    return campaigns.close_campaign(actor=by.chief, campaign=running(by, unit))


def screening(by: Writers, unit: Unit) -> Screening:
    return campaigns.state_screening(
        actor=by.clerk, campaign=running(by, unit), on=ON, what="排查图斑", screened=120,
        found_what="存在安全隐患", found=7,
    )


def prepared(by: Writers, unit: Unit) -> RandomDraw:
    office(by, unit)
    return draws.prepare_draw(
        actor=by.clerk, campaign=running(by, unit), kinds=[TargetKind.SALES_OFFICE], inspectors=team(by), number=1
    )


def drawn(by: Writers, unit: Unit) -> RandomDraw:
    return draws.draw_lots(actor=by.chief, drawing=prepared(by, unit), witness="云岭")


def visit(by: Writers, target: InspectionTarget, **facts: object) -> Inspection:
    """Record an inspection led by the chief, entered by the clerk."""
    given = {
        "on": ON, "leader": by.chief, "inspectors": team(by), "methods": [Method.SITE, Method.PAPERS], "log_text": LOG,
        **facts,
    }
    return inspections.record_inspection(actor=by.clerk, target=target, **given)


def recorded(by: Writers, unit: Unit) -> Inspection:
    line = CheckItem.objects.filter(domain=domain(by)).first() or item(by)
    answers = [Answer(line, ItemResult.FAIL, "未公示最新一期许可证")]
    return visit(by, office(by, unit), campaign=running(by, unit), answers=answers)


def signed(by: Writers, unit: Unit) -> Inspection:
    return inspections.sign_log(actor=by.chief, inspection=recorded(by, unit))


def void(by: Writers, unit: Unit) -> Inspection:
    return inspections.void_inspection(actor=by.chief, inspection=recorded(by, unit), reason="重复登记")




def printed(by: Writers, unit: Unit) -> Inspection:
    """Return an inspection whose log somebody has opened as a paper."""
    row = signed(by, unit)
    log_of(actor=by.clerk, inspection=row)
    return row


def _route(name: str, permission: str, make: Maker) -> Route:
    """Return a page that only the bureau's people may open."""
    return Route(name, permission, make, outside=403)


GROUND = [
    *(Route(f"inspections:{noun}_list", VIEW) for noun in (
        "domain", "inspector", "target", "campaign", "draw", "inspection",
    )),
    *(Route(f"inspections:{noun}_create", RULES) for noun in ("domain", "violation", "item", "inspector")),
    *(Route(f"inspections:{name}", RECORD) for name in (
        "target_create", "target_many", "campaign_create", "draw_create", "inspection_start",
    )),
    Route("inspections:inspection_create", RECORD, code=404),
    _route("inspections:domain_detail", VIEW, domain), _route("inspections:domain_edit", RULES, domain),
    _route("inspections:violation_edit", RULES, violation), _route("inspections:item_edit", RULES, item),
    _route("inspections:inspector_detail", VIEW, inspector), _route("inspections:inspector_edit", RULES, inspector),
    _route("inspections:tie_create", VIEW, inspector), _route("inspections:tie_end", RULES, tie),
    _route("inspections:target_detail", VIEW, office), _route("inspections:target_edit", RECORD, office),
    _route("inspections:campaign_detail", VIEW, running), _route("inspections:campaign_edit", RECORD, campaign),
    _route("inspections:campaign_open", CONFIRM, campaign), _route("inspections:campaign_close", CONFIRM, running),
    _route("inspections:campaign_reopen", CONFIRM, closed), _route("inspections:campaign_screening", RECORD, running),
    _route("inspections:screening_take_back", CONFIRM, screening),
    _route("inspections:draw_detail", VIEW, drawn), _route("inspections:draw_draw", CONFIRM, prepared),
    _route("inspections:draw_void", CONFIRM, prepared), _route("inspections:draw_repeat", VIEW, drawn),
    _route("inspections:inspection_detail", VIEW, signed), _route("inspections:inspection_edit", RECORD, recorded),
    _route("inspections:inspection_sign", VIEW, recorded), _route("inspections:inspection_void", CONFIRM, recorded),
    _route("inspections:inspection_photos", RECORD, recorded),
    _route("reports:inspection_log", VIEW, printed),
]
