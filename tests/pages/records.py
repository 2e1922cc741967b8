"""One record of every kind, made by the services, so that every address of the portal has something to show."""
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from affordable import services
from affordable.enums import InvestmentBasis, MilestoneCode, ProjectKind
from affordable.models import AnnualTarget, AuditFinding, ImportBatch, Milestone
from housing_portal.accounts.enums import UnitKind
from housing_portal.accounts.models import RoleGrant, Unit, UnitAlias, User
from housing_portal.journal.exports import request_export
from housing_portal.journal.models import Attachment, Entry, Export
from housing_portal.kit import clock
from housing_portal.registry import services as registry
from reports.models import Document, StatedFigure
from reports.services.drafts import draft_document
from tests.material import pdf_bytes

DAY = date(2026, 5, 20)
PROOF = [("开工令.pdf", pdf_bytes("开工令"))]


@dataclass(frozen=True)
class Writers:
    """Who writes: the second person confirms."""

    clerk: User
    chief: User


def target(by: Writers, unit: Unit) -> AnnualTarget:
    return services.issue_target(
        actor=by.clerk, unit=unit, year=2026, program="shantytown", quantity=120, issued_on=date(2026, 1, 5),
        policy_doc=policy(by, unit),
    )


def policy(by: Writers, unit: Unit) -> object:
    return registry.register_policy(
        actor=by.clerk, number=f"云房保发〔2026〕{unit.pk}号", issuer="县住建局", title="目标任务的通知"
    )


def organization(by: Writers, unit: Unit) -> object:
    return registry.register_organization(actor=by.clerk, name=f"{unit}建安有限公司", kinds=["contractor"])


def district(by: Writers, unit: Unit) -> object:
    return registry.register_district(actor=by.clerk, code=f"990{unit.pk % 1000:03}", name=str(unit))


def project(by: Writers, unit: Unit) -> object:
    return services.create_project(
        actor=by.clerk, unit=unit, kind=ProjectKind.SHANTYTOWN, name=f"{unit}片区", plan_year=2026, sets_planned=100,
        invest_total=Decimal("46000000.00"), undertaker=organization(by, unit),
    )


def milestone(by: Writers, unit: Unit) -> Milestone:
    return services.record_milestone(
        actor=by.clerk, unit=unit, kind=ProjectKind.SHANTYTOWN, code=MilestoneCode.STARTED, actual_on=DAY, sets=40,
        project=project(by, unit), building="3 号楼", evidence=PROOF,
    )


def confirmed(by: Writers, unit: Unit) -> Milestone:
    row = services.record_milestone(
        actor=by.clerk, unit=unit, kind=ProjectKind.RENTAL, code=MilestoneCode.STARTED, actual_on=DAY, sets=7,
        evidence=PROOF,
    )
    return services.confirm_milestone(actor=by.chief, milestone=row)


def returned(by: Writers, unit: Unit) -> Milestone:
    row = services.record_milestone(
        actor=by.clerk, unit=unit, kind=ProjectKind.SHANTYTOWN, code=MilestoneCode.DEMOLISHED, actual_on=DAY, sets=9
    )
    return services.return_milestone(actor=by.chief, milestone=row, reason="请补拍现场照片")


def investment(by: Writers, unit: Unit) -> object:
    return services.record_investment(
        actor=by.clerk, unit=unit, as_of=DAY, amount_cum=Decimal("9190000.00"), basis=InvestmentBasis.VISUAL
    )


def subsidy(by: Writers, unit: Unit) -> object:
    return services.record_subsidy(
        actor=by.clerk, unit=unit, as_of=DAY, quarter=1, households_cum=294, amount_cum=Decimal("301181.00")
    )


def note(by: Writers, unit: Unit) -> object:
    return services.record_note(
        actor=by.clerk, unit=unit, kind=ProjectKind.SHANTYTOWN, as_of=DAY, text="前期手续已完成", stage="ready"
    )


def stock(by: Writers, unit: Unit) -> object:
    return services.record_stock(
        actor=by.clerk, unit=unit, as_of=DAY, period_from=2008, period_to=2015, assigned_sets=300,
        reported_done_sets=280, reused_sets=30, existing_sets=200,
    )


def arrears(by: Writers, unit: Unit) -> object:
    return services.record_arrears_plan(
        actor=by.clerk, unit=unit, as_of=DAY, arranged_sets=56, due_on=date(2026, 12, 31)
    )


def continued(by: Writers, unit: Unit) -> object:
    return services.record_continued_task(
        actor=by.clerk, unit=unit, as_of=DAY, year=2026, begun_before=date(2022, 12, 31), sets=70, forecast="can"
    )


def finding(by: Writers, unit: Unit) -> AuditFinding:
    return services.list_finding(
        actor=by.clerk, audit_year=2025, unit=unit, listed_on=date(2026, 3, 1), title="未办理竣工验收手续",
        due_on=date(2026, 6, 30),
    )


def submitted(by: Writers, unit: Unit) -> AuditFinding:
    return services.submit_finding(actor=by.clerk, finding=finding(by, unit), evidence=PROOF)


def batch(by: Writers, unit: Unit) -> ImportBatch:
    return ImportBatch.objects.create(
        kind="目标任务进展情况表", file_name=f"{unit}.xlsx", sha256=f"{unit.pk:064}", as_of=DAY, unit=by.clerk.unit,
        created=3, recorded_by=by.clerk, recorded_at=clock.now(),
        differences=[{"indicator": "investment_total_wan_derived", "label": "完成投资", "unit": "万元",
                      "stated": 17342, "derived": 17312}],
    )


def document(by: Writers, unit: Unit) -> Document:
    return draft_document(
        actor=by.clerk, title=f"关于{unit}住房保障工作的通报", issuer="云岭县住房保障办", mark="云岭县住房保障办文件",
        prefix="云房保发", addressees="各乡镇人民政府", imprint_office="云岭县住房保障办", as_of=DAY, issued_on=DAY,
    )


def stated(by: Writers, unit: Unit) -> StatedFigure:
    return StatedFigure.objects.create(
        as_of=DAY, source=f"{unit}通报", indicator="investment_total_wan_derived", label="完成投资", unit="万元",
        value="17342", recorded_by=by.clerk, recorded_at=clock.now(),
    )


def disputed(by: Writers, unit: Unit) -> Document:
    """Return a paper with a warning: a printed figure that the records do not give."""
    stated(by, unit)
    return document(by, unit)


def alias(by: Writers, unit: Unit) -> UnitAlias:
    return UnitAlias.objects.create(unit=unit, name=f"{unit}人民政府")


def day(by: Writers, unit: Unit) -> object:
    return registry.add_day(actor=by.clerk, on=date(2026, 10, 1), kind="holiday", name="国庆节")


def attachment(by: Writers, unit: Unit) -> Attachment:
    return Attachment.objects.about(milestone(by, unit)).get()


def entry(by: Writers, unit: Unit) -> Entry:
    return Entry.objects.about(note(by, unit)).get()


def export(by: Writers, unit: Unit) -> Export:
    return request_export(actor=by.clerk, path="/journal/exports/", query=f"q={unit}")


def unit_itself(by: Writers, unit: Unit) -> Unit:
    return unit


def somebody(by: Writers, unit: Unit) -> User:
    return by.clerk


def colleague(by: Writers, unit: Unit) -> User:
    user = User.objects.create(username=f"colleague.{unit.pk}", name=f"{unit}经办", unit=unit)
    RoleGrant.objects.create(user=user, role="clerk")
    return user


def branch(by: Writers, unit: Unit) -> Unit:
    return Unit.objects.create(name=f"{unit}住建所", kind=UnitKind.TOWNSHIP, parent=unit, order=90)


Maker = Callable[[Writers, Unit], object]
