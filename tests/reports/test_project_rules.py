"""Every rule of projects is broken by SQL, and verify names what was done where."""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from affordable import services
from affordable.models import MilestonePlan, PreliminaryStep, ProjectBuilding
from affordable.services import plans
from housing_portal.accounts.models import User
from housing_portal.journal.models import Attachment
from reports.rules.project import PROJECT_RULES
from tests.conftest import Office
from tests.pages import records_projects as make
from tests.pages.records import DAY, PROOF, Writers
from tests.reports.broken import found
from tests.reports.desk import disarm, rearm, tamper

pytestmark = pytest.mark.django_db
COMPLETE, PAPERS, BUILDINGS, PLANS = PROJECT_RULES


@dataclass(frozen=True)
class County:
    """A building of 60 sets of which 40 have begun, an approval with its paper, a plan in its second revision."""

    building: ProjectBuilding
    approved: PreliminaryStep
    plan: MilestonePlan


@pytest.fixture
def county(time_machine_day: None, clerk: User, chief: User, office: Office) -> Iterator[County]:
    by, (a, b, c, _) = Writers(clerk, chief), office.townships
    building = make.building(by, a)
    for sets in (30, 10):
        services.record_milestone(
            actor=by.clerk, unit=a, kind="shantytown", code="started", actual_on=DAY, sets=sets,
            project=building.project, building=building.no, note="分两批开工", evidence=PROOF,
        )
    plan = plans.revise_plan(
        actor=by.clerk, plan=make.plan(by, c), planned_on=date(2026, 9, 30), sets=80, reason="汛期推迟"
    )
    made = County(building, make.approved(by, b), plan)
    assert found(PROJECT_RULES) == {}
    disarm(PreliminaryStep, ProjectBuilding, MilestonePlan, Attachment)
    yield made
    rearm()


def test_a_step_that_is_missing(county: County) -> None:
    project = county.building.project
    PreliminaryStep.objects.filter(project=project, code__in=("site", "bid"))._raw_delete("default")
    assert found(PROJECT_RULES) == {COMPLETE: [
        f"保障性项目 {project.pk}：缺少前期手续 用地预审与选址意见书、施工、监理招标",
    ]}


def test_an_approval_without_its_paper(county: County) -> None:
    Attachment.objects.about(county.approved)._raw_delete("default")
    assert found(PROJECT_RULES) == {PAPERS: [f"前期手续 {county.approved}：已批复，没有批复文件"]}


def test_more_begun_than_the_building_has(county: County) -> None:
    tamper(county.building, sets=39)
    assert found(PROJECT_RULES) == {BUILDINGS: [
        f"保障性项目 {county.building.project_id} 1 号楼：开工累计 40 套，大于楼幢 39 套",
    ]}


def test_a_revision_that_is_missing(county: County) -> None:
    tamper(county.plan, revision=3)
    assert found(PROJECT_RULES) == {PLANS: [f"保障性项目 {county.plan.project_id} 开工：计划节点版次应为 1—2"]}
