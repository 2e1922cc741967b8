"""Each check of projects, relocation and old communities warns with both numbers, and is silent when it should be."""
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from affordable import services
from affordable.models import AffordableProject, RenovationCommunity
from affordable.services import fundings, preliminaries, relocated, resettlement
from housing_portal.accounts.models import Unit
from housing_portal.kit.scope import Scope
from reports.consistency import check
from tests.conftest import Office
from tests.pages import records_communities as communities
from tests.pages import records_projects as projects
from tests.pages import records_relocation as relocation
from tests.pages.records import PROOF, Writers, project
from tests.reports.conftest import DAY, Year

pytestmark = pytest.mark.django_db
Found = Callable[[str], list[tuple]]


@pytest.fixture
def by(year: Year) -> Writers:
    return Writers(year.clerk, year.chief)


@pytest.fixture
def town(office: Office) -> Unit:
    return office.townships[0]


@pytest.fixture
def found(scope: Callable[[], Scope]) -> Found:
    """Return (subject, left, right) of the warnings of one check."""
    return lambda code: [(w.subject, w.left, w.right) for w in check(scope()) if w.code == code]


def started(by: Writers, of: AffordableProject, sets: int) -> None:
    row = services.record_milestone(
        actor=by.clerk, unit=of.unit, kind=of.kind, code="started", actual_on=DAY, sets=sets, project=of,
        note="超计划部分已报批", evidence=PROOF,
    )
    services.confirm_milestone(actor=by.chief, milestone=row)


def test_signed_households_are_of_the_planned_ones(by: Writers, town: Unit, found: Found) -> None:
    relocation.signed(by, town)
    assert found("signed_within_plan") == [("城关镇", 1, None)]
    AffordableProject.objects.update(households_planned=0)
    assert found("signed_within_plan") == [("城关镇", 1, 0)]
    AffordableProject.objects.update(households_planned=1)
    assert found("signed_within_plan") == []


def test_a_planned_day_that_is_over(by: Writers, town: Unit, found: Found) -> None:
    one = relocation.signed(by, town)
    assert found("demolition_overdue") == [("relocation", 1, 1)]
    relocated.replan_demolition(actor=by.clerk, household=one, planned_demolish_on=DAY, reason="汛期")
    assert found("demolition_overdue") == []


def test_a_yard_that_signed_in_part(by: Writers, town: Unit, found: Found) -> None:
    one = relocation.signed(by, town)
    assert found("partly_signed") == []
    relocated.add_household(
        actor=by.clerk, compound=one.compound, owner="吴小川", legal_area=Decimal(80), actual_area=Decimal(80)
    )
    assert found("partly_signed") == [("relocation", 1, 0)]


def test_more_homes_handed_out_than_there_are(by: Writers, town: Unit, found: Found) -> None:
    resettlement.allot_quota(
        actor=by.clerk, quota=relocation.published(by, town), on=date(2026, 5, 1), sets_allocated=2
    )
    assert found("allotted_within_project") == []
    AffordableProject.objects.update(sets_planned=1)
    assert found("allotted_within_project") == [(f"{town}片区", 2, 1)]


def test_work_of_a_community_that_nobody_has_entered(by: Writers, town: Unit, found: Found) -> None:
    communities.community(by, town)
    assert found("work_counts_every_community") == []
    other = communities.community(by, town, "粮站家属院")
    communities.item(by, other)
    assert found("work_counts_every_community") == [("communities", 1, 2)]
    communities.item(by, RenovationCommunity.objects.get(name="县委家属院"))
    assert found("work_counts_every_community") == []


def test_not_all_have_begun(by: Writers, town: Unit, found: Found) -> None:
    assert found("not_all_started") == []
    communities.advanced(by, communities.community(by, town), "start")
    other = communities.community(by, town, "粮站家属院")
    assert found("not_all_started") == [("communities", 1, 2)]
    communities.advanced(by, other, "start")
    assert found("not_all_started") == []


def test_buildings_that_do_not_make_up_the_community(by: Writers, town: Unit, found: Found) -> None:
    communities.building(by, town)
    assert found("buildings_against_community") == [
        (f"楼栋/{town.pk}/县委家属院", 1, 4), (f"户数/{town.pk}/县委家属院", 32, 128),
    ]
    RenovationCommunity.objects.update(building_count=1, households=32)
    assert found("buildings_against_community") == []


def test_work_for_more_than_is_invested(by: Writers, town: Unit, found: Found) -> None:
    communities.work(by, town)
    assert found("budget_within_investment") == []
    RenovationCommunity.objects.update(invest_main=Decimal(400_000))
    assert found("budget_within_investment") == [(f"主体改造/{town.pk}/县委家属院", 42, 40)]


def test_more_begun_than_planned(by: Writers, town: Unit, found: Found) -> None:
    of = project(by, town)
    started(by, of, 100)
    assert found("starts_within_plan") == []
    started(by, of, 20)
    assert found("starts_within_plan") == [(f"{town.pk}/2026/{town}片区", 120, 100)]


def test_begun_without_a_licence(by: Writers, town: Unit, found: Found) -> None:
    of = project(by, town)
    started(by, of, 100)
    assert found("started_without_licence") == []  # nobody keeps its papers here
    feasibility, licence = (of.preliminaries.get(code=code) for code in ("feasibility", "construction"))
    preliminaries.submit_preliminary(actor=by.clerk, preliminary=feasibility, applied_on=date(2026, 4, 1))
    assert found("started_without_licence") == [("projects", 1, 1)]
    preliminaries.approve_preliminary(
        actor=by.clerk, preliminary=licence, doc_no="云施许〔2026〕3号", issuer="县住建局", approved_on=DAY,
        evidence=PROOF,
    )
    assert found("started_without_licence") == []


def test_sources_that_are_not_the_investment(by: Writers, town: Unit, found: Found) -> None:
    projects.funding(by, town)
    row = communities.community(by, town)
    fundings.add_funding(actor=by.clerk, community=row, kind="central", planned=Decimal(5_000_000))
    assert found("planned_money") == [
        (f"affordableproject/{town.pk}/{town}片区", 2000, 4600), (f"renovationcommunity/{town.pk}/{row}", 500, 510),
    ]
    fundings.add_funding(actor=by.clerk, community=row, kind="county", planned=Decimal(100_000))
    AffordableProject.objects.update(invest_total=Decimal(20_000_000))
    assert found("planned_money") == []


def test_more_arrived_than_was_planned(by: Writers, town: Unit, found: Found) -> None:
    source = projects.funding(by, town)
    fundings.record_arrival(actor=by.clerk, source=source, as_of=date(2026, 5, 31), arrived_cum=Decimal(20_000_000))
    assert found("arrived_within_planned") == []
    fundings.record_arrival(
        actor=by.clerk, source=source, as_of=DAY, arrived_cum=Decimal(21_000_000), note="追加中央补助"
    )
    assert found("arrived_within_planned") == [(f"{source.pk}", 2100, 2000)]


def test_less_than_at_the_end_of_the_last_month(year: Year, town: Unit, found: Found) -> None:
    year.invest(town, 650, on=date(2026, 5, 31))
    year.invest(town, 650, on=date(2026, 6, 15))
    assert found("fallen") == []
    year.invest(town, 600, on=DAY, note="审计核减")
    assert found("fallen") == [("investment_total_wan_derived/城关镇", 600, 650)]
