"""What the report says project by project (source 002 L7, L8): the parts are the whole, each with its own records."""
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from affordable import services
from affordable.enums import ProjectKind
from affordable.models import AffordableProject
from affordable.services import preliminaries, projects, resettlement
from housing_portal.accounts.models import Unit
from housing_portal.kit.scope import current
from reports.bindings import bound
from reports.compose import compose
from reports.enums import DocumentKind
from reports.evaluate import IndicatorSet
from reports.models import Document
from reports.papers import figures_in
from reports.slots.parts import Facts
from tests.affordable.test_relocation_figures import yard
from tests.pages.records import PROOF, Writers
from tests.reports.papers import find
from tests.reports.surfaces import text_of

DAY = date(2026, 5, 20)
Founded = Callable[..., None]


def facts() -> Facts:
    document = Document(
        kind=DocumentKind.WORK_REPORT, title="工作情况汇报", issuer="县住建局", mark="县住建局文件", prefix="云住建",
        addressees="县人民政府", as_of=DAY, period_from=date(2026, 1, 1), issued_on=DAY,
    )
    return Facts(document, IndicatorSet(current(DAY)))


def written() -> str:
    told = facts()
    return text_of(compose(told.document, told.figures).paper).replace("\n", "")


@pytest.fixture
def site(by: Writers, town: Unit) -> Callable[[str], AffordableProject]:
    def made(name: str, kind: str = ProjectKind.SHANTYTOWN) -> AffordableProject:
        return projects.create_project(
            actor=by.clerk, unit=town, kind=kind, name=name, plan_year=2026, sets_planned=200,
            households_planned=40, invest_total=Decimal("46000000.00"),
        )
    return made


@pytest.fixture
def founded(by: Writers, town: Unit) -> Founded:
    def record(project: AffordableProject | None, sets: int, on: date = DAY, *, confirm: bool = True) -> None:
        for code, number in (("started", sets), ("foundation", sets)):
            row = services.record_milestone(
                actor=by.clerk, unit=town, kind=ProjectKind.SHANTYTOWN, code=code, actual_on=on, sets=number,
                project=project, note="年度任务已完成", evidence=PROOF,
            )
            if confirm:
                services.confirm_milestone(actor=by.chief, milestone=row)
    return record


def test_foundations_are_said_by_project_and_add_up(site: Callable, founded: Founded) -> None:
    assert "完成基础" not in written()
    first, other = site("东关片区"), site("西关片区")
    founded(first, 40)
    founded(other, 30)
    founded(first, 20)
    founded(None, 5)
    founded(other, 90, confirm=False)
    assert "本年完成基础建设95套（东关片区60套、西关片区30套、未分项目5套）。" in written()
    told = facts()
    rows = {one.key: one for one in bound(told, figures_in(compose(told.document, told.figures).paper))}
    parts = {key: rows[f"shanty_founded_of.{key}"] for key in (first.pk, other.pk, 0)}
    assert {key: (row.value, [adds for _, _, adds in row.records]) for key, row in parts.items()} == {
        first.pk: (60, [40, 20]), other.pk: (30, [30]), 0: (5, [5]),
    }
    assert sorted(one for row in parts.values() for one in row.records) == sorted(rows["shanty_founded"].records)
    assert (parts[first.pk].label, parts[0].label) == ("东关片区：棚户区改造完成基础", "未分项目：棚户区改造完成基础")


def test_homes_and_claims_are_said_by_project(by: Writers, site: Callable) -> None:
    first, other = site("东关片区"), site("城西安置房", ProjectKind.RESETTLEMENT)
    homes = list(yard(by, first, "1号院", *["signed"] * 4).households.order_by("pk"))
    rows = [resettlement.register_quota(
        actor=by.clerk, project=project, household=one, quota_count=count, material_checked_on=date(2026, 3, 15)
    ) for one, project, count in zip(homes, (first, other, other, first), (1, 2, 2, 2), strict=True)]
    for row in rows[2:]:
        resettlement.audit_quota(actor=by.chief, quota=row, on=date(2026, 4, 1))
    assert ("完成2户、4个安置指标的材料审核（东关片区1户2个、城西安置房1户2个）。"
            "完成2户、3个安置指标的材料初审（东关片区1户1个、城西安置房1户2个）。") in written()
    for row in rows[2:]:
        resettlement.publish_quota(actor=by.clerk, quota=row, on=date(2026, 4, 10))
        resettlement.allot_quota(actor=by.clerk, quota=row, on=date(2026, 5, 1), sets_allocated=2)
    assert "完成安置房分配4套（东关片区2套、城西安置房2套）。" in written()
    claimed = find(f"quota_preliminary_count_of.{other.pk}").answer(facts(), None)
    assert (claimed.value, claimed.records) == (2, [(rows[1], 2)])


def test_a_claim_counts_where_its_records_do(by: Writers, site: Callable) -> None:
    """The household is cleared in one project and gets its home in another: the claim is that of the home."""
    cleared, homes = site("东关片区"), site("城西安置房", ProjectKind.RESETTLEMENT)
    one = yard(by, cleared, "2号院", "signed").households.get()
    resettlement.register_quota(actor=by.clerk, project=homes, household=one, quota_count=2,
                                material_checked_on=date(2026, 3, 15))
    values = [find(f"quota_preliminary_count_of.{project.pk}").answer(facts(), None).value
              for project in (cleared, homes)]
    assert values == [0, 2]


def test_papers_are_named_by_project(by: Writers, site: Callable) -> None:
    names = ("东关片区", "西关片区", "南关片区", "北关片区")
    made = [site(name) for name in names] + [site("城西安置房", ProjectKind.RESETTLEMENT)]

    def bring(project: AffordableProject, code: str, *, approved: date | None) -> None:
        row = preliminaries.prepare_preliminary(
            actor=by.clerk, preliminary=project.preliminaries.get(code=code), planned_on=DAY
        )
        row = preliminaries.submit_preliminary(actor=by.clerk, preliminary=row, applied_on=date(2026, 3, 1))
        if approved:
            preliminaries.approve_preliminary(
                actor=by.clerk, preliminary=row, doc_no=f"云自然资〔2026〕{project.pk}号", issuer="县自然资源局",
                approved_on=approved, evidence=PROOF,
            )

    assert "用地预审与选址意见书" not in written()
    for project in made[1:]:
        bring(project, "site", approved=date(2026, 4, 1))
    bring(made[0], "site", approved=None)
    bring(made[4], "design", approved=DAY)
    assert ("西关片区、南关片区、北关片区等4个项目用地预审与选址意见书已批复，东关片区正在办理。"
            "城西安置房初步设计、施工图审查已批复。") in written()


@pytest.mark.parametrize("key", ["shanty_founded_of.", "shanty_founded_of.x", "shanty_founded_of.99999",
                                 "shanty_founded.1", "gar_sets_of.1", f"shanty_founded_of.{'9' * 40}"])
def test_a_key_of_no_project_has_no_slot(db: None, key: str) -> None:
    assert find(key) is None
