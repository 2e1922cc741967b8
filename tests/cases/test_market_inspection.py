"""The paragraph of the work report on market inspections (000 L15) comes out of records, and only when it is true."""
from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.kit.scope import Scope
from housing_portal.registry.models import Estate, Organization
from inspections import phrases
from inspections.enums.ground import TargetKind
from inspections.models.target import InspectionTarget
from inspections.overview import Overview
from inspections.services import findings
from tests.pages import records_findings as make
from tests.pages.records import Writers
from tests.transactions import builders

DAY = date(2026, 5, 20)
FIRMS = ("县房地产开发公司", "恒昌房地产开发有限公司", "瑞景置业有限公司")
OFFICES = ("恒昌华府", "瑞景新城", "万和家园", "新城名苑")
MISSING, OLD = (8, "现场公示资料不齐全"), (9, "公示资料未及时更新")


@pytest.fixture
def by(clerk: User, chief: User) -> Iterator[Writers]:
    with time_machine.travel(datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI), tick=False):
        yield Writers(clerk, chief)


def target(by: Writers, kind: TargetKind, name: str, firm: Organization, estate: Estate | None) -> InspectionTarget:
    return InspectionTarget.objects.create(
        domain=make.domain(), kind=kind, organization=firm, estate=estate, name=name, recorded_by=by.clerk,
        recorded_at=clock.now(),
    )


@pytest.fixture
def inspected(by: Writers) -> list[InspectionTarget]:
    """Three firms and four sales offices, one firm and one office visited twice."""
    firms = [Organization.objects.create(name=name) for name in FIRMS]
    targets = [target(by, TargetKind.DEVELOPER, firm.name, firm, None) for firm in firms]
    for place, name in enumerate(OFFICES):
        estate = builders.estate(name)
        targets.append(target(by, TargetKind.SALES_OFFICE, f"{name}售房部", firms[place % 3], estate))
    for one in targets:
        make.inspection(by, one)
    for one in (targets[0], targets[3]):
        make.inspection(by, one, date(2026, 5, 11))
    return targets


def found(by: Writers, at: InspectionTarget, kind: tuple[int, str], **facts: object) -> make.Finding:
    visit = at.inspections.order_by("pk").first()
    return make.finding(by, "", inspection=visit, violation=make.violation(*kind), **facts)


def paragraph(scope: Scope) -> str:
    """Return the sentence of the report; every number is a figure that opens its records."""
    it = Overview(scope).figures
    return (f"对{it['insp_firms']}家房地产开发企业和{it['insp_offices']}个售房部进行了检查，"
            f"共发放整改通知单{it['check_notices']}份，{phrases.onsite_phrase(scope)}。")


def test_the_paragraph_counts_firms_offices_notices_and_what_was_mended(
    by: Writers, inspected: list[InspectionTarget]
) -> None:
    make.issued(by, found(by, inspected[3], MISSING), found(by, inspected[3], OLD))
    make.issued(by, found(by, inspected[4], MISSING))
    onsite = [found(by, one, OLD, onsite_fixable=True) for one in inspected[4:]]
    scope = Scope(DAY, clock.now())
    for row in onsite:
        findings.fix_onsite(actor=by.clerk, finding=row, on=DAY, pictures=make.PHOTO)
    for row in onsite[:2]:
        findings.confirm_onsite(actor=by.chief, finding=row, on=DAY)
    head = "对3家房地产开发企业和4个售房部进行了检查，共发放整改通知单2份，"
    assert paragraph(scope) == f"{head}查出即知即改的问题 3 个，已整改 2 个，1 个正在整改。"
    findings.confirm_onsite(actor=by.chief, finding=onsite[2], on=DAY)
    assert paragraph(scope) == f"{head}查出即知即改的问题 3 个并已全部整改完毕。"
    assert paragraph(Scope(date(2026, 5, 10), clock.now())) == (
        "对3家房地产开发企业和4个售房部进行了检查，共发放整改通知单0份，未查出即知即改的问题。")
