"""Applications for sale permits in each of their states, the pipeline and events, made by the services."""
from datetime import date
from decimal import Decimal

from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import RoleGrant, Unit, User
from housing_portal.registry import services as registry
from housing_portal.registry.models import Building
from presale.models import EscrowAccount, EscrowBank, EscrowEvent, PermitApplication, PresalePipeline, RuleSet
from presale.services import events, permits
from tests.pages import records_registers as registers
from tests.pages.records import Writers
from tests.pages.route import Route
from tests.presale import applications
from tests.presale import builders as escrow


def _account(by: Writers, building: Building) -> EscrowAccount:
    rules = RuleSet.objects.filter(name="云岭县监管规则").first() or escrow.rules(by.clerk, by.chief)
    bank = EscrowBank.objects.order_by("pk").first() or escrow.bank(by.clerk)
    return escrow.account(building, by=by.clerk, other=by.chief, of_rules=rules, of_bank=bank)


def _ground(by: Writers, unit: Unit) -> tuple[Building, EscrowAccount]:
    building = registers.building(by, unit)
    registry.edit_building(actor=by.clerk, building=building, area_predicted=Decimal("10000.00"))
    return building, _account(by, building)


def draft(by: Writers, unit: Unit) -> PermitApplication:
    return applications.draft(*_ground(by, unit), by.clerk)


def submitted(by: Writers, unit: Unit) -> PermitApplication:
    return applications.submitted(*_ground(by, unit), by.clerk)


def fixing(by: Writers, unit: Unit) -> PermitApplication:
    return permits.notify_fix(actor=by.clerk, application=submitted(by, unit), fix_notice="请补充总平面图")


def accepted(by: Writers, unit: Unit) -> PermitApplication:
    return applications.accepted(*_ground(by, unit), by.clerk)


def reviewed(by: Writers, unit: Unit) -> PermitApplication:
    return applications.reviewed(*_ground(by, unit), by.clerk, by.chief)


def rejected(by: Writers, unit: Unit) -> PermitApplication:
    return permits.reject_application(
        actor=_deputy(), application=accepted(by, unit), decision="投入建设资金不足工程建设总投资的 25%"
    )


def issued(by: Writers, unit: Unit) -> PermitApplication:
    return applications.issued(*_ground(by, unit), by.clerk, by.chief, _deputy())


def project(by: Writers, unit: Unit) -> PresalePipeline:
    return events.list_project(
        actor=by.clerk, project_name=f"{unit}影院片区", developer=registers.developer(by, unit),
        expected_on=date(2026, 9, 1), contacted_on=date(2026, 5, 6),
    )


def event(by: Writers, unit: Unit) -> EscrowEvent:
    return events.record_event(
        actor=by.clerk, subject="platform_training", on=date(2026, 4, 12), place="县住建局会议室",
        lecturer="系统工程师", attendees=[registers.developer(by, unit)], note="预售资金监管平台操作培训",
    )


def _deputy() -> User:
    """Return the leader who decides; one for all applications."""
    known = User.objects.filter(username="deputy.permits").first()
    if known:
        return known
    bureau = Unit.objects.get(kind=UnitKind.BUREAU)
    made = User.objects.create(username="deputy.permits", name="赵副局", unit=bureau)
    RoleGrant.objects.create(user=made, role="deputy", reason="测试授权")
    return made


VIEW, RECORD, CONFIRM, APPROVE = "presale.view", "presale.record", "presale.confirm", "presale.approve"
# escrow belongs to the bureau: nobody else has the permissions
ESCROW_PERMITS = [
    *(Route(f"presale:{noun}_list", VIEW) for noun in ("application", "pipeline", "event")),
    *(Route(f"presale:{name}", RECORD) for name in (
        "application_create", "application_change", "pipeline_create", "event_create",
    )),
    *(Route(f"presale:{noun}_detail", VIEW, make, outside=403) for noun, make in (
        ("application", issued), ("pipeline", project), ("event", event),
    )),
    *(Route(f"presale:{name}", RECORD, make, outside=403) for name, make in (
        ("application_edit", fixing), ("application_submit", draft), ("application_fix", submitted),
        ("application_accept", submitted), ("application_withdraw", accepted), ("pipeline_edit", project),
        ("event_edit", event),
    )),
    Route("presale:application_review", CONFIRM, accepted, outside=403),
    *(Route(f"presale:application_{step}", APPROVE, reviewed, outside=403) for step in ("issue", "reject")),
]
