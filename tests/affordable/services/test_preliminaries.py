"""Eleven papers per project, their steps, and what is read off them."""
from datetime import date

import pytest
from django.apps import apps

from affordable.backfill import complete_preliminaries
from affordable.enums import PreliminaryCode, ProjectKind
from affordable.licences import bundles
from affordable.models import PreliminaryStep
from affordable.services import preliminaries, projects
from housing_portal.journal.models import Attachment
from housing_portal.kit.scope import current


@pytest.fixture
def project(clerk, unit):
    return projects.create_project(
        actor=clerk, unit=unit, kind=ProjectKind.SHANTYTOWN, name="东关片区", plan_year=2026
    )


@pytest.fixture
def paper(project):
    return project.preliminaries.get(code=PreliminaryCode.SITE)


def approve(clerk, paper, proof, **changes):
    facts = {"doc_no": "云自然资〔2026〕3号", "issuer": "县自然资源局", "approved_on": date(2026, 5, 6)}
    return preliminaries.approve_preliminary(
        actor=clerk, preliminary=paper, **{**facts, "evidence": proof, **changes}
    )


def words(project):
    return {bundle.name: bundle.words for bundle in bundles(project.preliminaries.all())}


def test_a_project_begins_with_eleven(project):
    assert [row.code for row in project.preliminaries.order_by("pk")] == PreliminaryCode.values
    assert set(project.preliminaries.values_list("status", flat=True)) == {"not_started"}


def test_projects_of_earlier_versions_get_what_they_lack(project):
    project.preliminaries.filter(code__in=["site", "design"]).delete()
    complete_preliminaries(apps, None)
    complete_preliminaries(apps, None)
    assert sorted(row.code for row in project.preliminaries.all()) == sorted(PreliminaryCode.values)


def test_the_way_of_a_paper(clerk, paper, proof):
    preliminaries.prepare_preliminary(actor=clerk, preliminary=paper, planned_on=date(2026, 4, 30))
    preliminaries.submit_preliminary(actor=clerk, preliminary=paper, applied_on=date(2026, 4, 10))
    preliminaries.return_preliminary(actor=clerk, preliminary=paper, reason="缺勘测报告")
    paper.refresh_from_db()
    assert (paper.status, paper.applied_on, paper.planned_on) == ("preparing", None, date(2026, 4, 30))
    preliminaries.submit_preliminary(actor=clerk, preliminary=paper, applied_on=date(2026, 5, 4))
    approve(clerk, paper, proof)
    paper.refresh_from_db()
    assert (paper.status, paper.doc_no, paper.issuer, paper.approved_on) == (
        "approved", "云自然资〔2026〕3号", "县自然资源局", date(2026, 5, 6)
    )
    assert Attachment.objects.about(paper).get().name == "开工令.pdf"


def test_an_approval_needs_number_issuer_day_and_paper(clerk, paper, proof, refused):
    preliminaries.submit_preliminary(actor=clerk, preliminary=paper, applied_on=date(2026, 5, 4))
    with refused({"evidence": ["登记“用地预审与选址意见书”批复须上传批复文件或证照。"]}):
        approve(clerk, paper, ())
    with refused({"approved_on": ["2026-05-03 早于报审日期 2026-05-04，请核对。"]}):
        approve(clerk, paper, proof, approved_on=date(2026, 5, 3))
    with refused({"issuer": ["请填写批复机关。"]}):
        approve(clerk, paper, proof, issuer=" ")
    with refused({"__all__": ["已批复的手续须填文号和批复日期。"]}):
        approve(clerk, paper, proof, doc_no="")


def test_a_wrong_approval_is_taken_back_by_another(clerk, chief, paper, proof, refused):
    approve(clerk, paper, proof)
    with refused(["您没有“复核里程碑与审计整改”的权限，请联系有此权限的同事办理。"]):
        preliminaries.reset_preliminary(actor=clerk, preliminary=paper, reason="文号登错")
    clerk.role_grants.create(role="chief", reason="代理")
    with refused(["这次登记由您本人办理，撤回须由另一位同事进行。"]):
        preliminaries.reset_preliminary(actor=type(clerk).objects.get(pk=clerk.pk), preliminary=paper, reason="登错")
    preliminaries.reset_preliminary(actor=chief, preliminary=paper, reason="文号登错")
    paper.refresh_from_db()
    assert (paper.status, paper.doc_no, paper.approved_on, paper.approved_at) == ("preparing", "", None, None)


def test_bundles_are_read_off_the_papers(clerk, project, proof, refused):
    assert words(project)["两证一书"] == (
        "已办 0 项，缺用地预审与选址意见书、建设用地规划许可证、建设工程规划许可证"
    )
    for code in ("site", "land_planning"):
        approve(clerk, project.preliminaries.get(code=code), proof)
    assert words(project)["两证一书"] == "已办 2 项，缺建设工程规划许可证"
    last = project.preliminaries.get(code="work_planning")
    with refused({"reason": ["请写明原因或依据。"]}):
        preliminaries.skip_preliminary(actor=clerk, preliminary=last, reason="")
    preliminaries.skip_preliminary(actor=clerk, preliminary=last, reason="原址改造")
    assert words(project) == {
        "两证一书": "已齐（2 项）", "四证": "已办 1 项，缺不动产权证（土地）、施工许可证"
    }


def test_late_papers_are_those_of_projects_under_way(clerk, chief, project, paper, proof):
    preliminaries.plan_preliminary(actor=clerk, preliminary=paper, planned_on=date(2026, 5, 19))
    late = lambda day: [row.code for row in PreliminaryStep.objects.behind(current(day))]  # noqa: E731
    assert (late(date(2026, 5, 19)), late(date(2026, 5, 20))) == ([], ["site"])
    approve(clerk, paper, proof, approved_on=date(2026, 5, 20))
    assert late(date(2026, 5, 20)) == []


def test_a_done_paper_and_a_cancelled_project_take_no_plan(clerk, chief, project, paper, proof, refused):
    approve(clerk, paper, proof)
    with refused(["“用地预审与选址意见书”已批复，不需要再定计划。"]):
        preliminaries.plan_preliminary(actor=clerk, preliminary=paper, planned_on=date(2026, 6, 1))
    projects.cancel_project(
        actor=chief, project=project, state_doc="云政函〔2026〕9号", cancelled_on=date(2026, 5, 10), reason="调减"
    )
    with refused(["项目“东关片区”已取消，不再办理前期手续。"]):
        preliminaries.prepare_preliminary(
            actor=clerk, preliminary=project.preliminaries.get(code="design"), planned_on=date(2026, 6, 1)
        )
