"""The box in the head of every page finds what the reader may see, and nothing else."""
from collections.abc import Callable

import pytest
from django.test import Client

from housing_portal.accounts.models import Unit, User
from tests.conftest import Office
from tests.pages import records
from tests.pages import records_escrow_permits as permits
from tests.pages.records import Writers

Sign = Callable[[User], Client]


def found(client: Client, words: str) -> dict[str, list[str]]:
    groups = client.get("/search/", {"q": words}).context["groups"]
    return {group.label: [name for name, _note, _url in group.rows] for group in groups}


def test_number_of_a_paper(writers: Writers, away: Unit, client_of: Sign) -> None:
    target = records.target(writers, away)
    number = target.policy_doc.number
    assert found(client_of(writers.clerk), number) == {
        "依据文件": [f"《目标任务的通知》（{number}）"], "年度目标": ["东屏镇 2026 年棚户区改造开工"],
    }


def test_name_of_a_unit_leads_to_its_targets(writers: Writers, away: Unit, client_of: Sign) -> None:
    groups = client_of(writers.clerk).get("/search/?q=东屏").context["groups"]
    assert [(g.label, g.rows) for g in groups] == [
        ("责任单位", [("东屏镇", "乡镇街道　东屏镇", f"/affordable/targets/?unit={away.pk}")])
    ]


def test_project_with_its_milestones_and_builder(writers: Writers, away: Unit, client_of: Sign) -> None:
    row = records.milestone(writers, away)
    assert found(client_of(writers.clerk), "东屏镇片区") == {"项目": ["东屏镇片区"], "里程碑": [str(row)]}
    assert found(client_of(writers.clerk), "建安 东屏镇") == {"项目": ["东屏镇片区"], "机构": ["东屏镇建安有限公司"]}


def test_findings_notes_and_papers(writers: Writers, away: Unit, client_of: Sign) -> None:
    finding, note, paper = (make(writers, away) for make in (records.finding, records.note, records.document))
    client = client_of(writers.clerk)
    assert found(client, "竣工验收") == {"审计问题": [str(finding)]}
    assert found(client, "前期手续") == {"情况说明": [str(note)]}
    assert found(client, "住房保障工作的通报") == {"公文": [str(paper)]}


def test_applications_for_permits_are_found_by_whoever_sees_escrow(
    writers: Writers, away: Unit, township_clerk: User, client_of: Sign
) -> None:
    application = permits.submitted(writers, away)
    client = client_of(writers.clerk)
    assert found(client, application.number) == {"许可申请": [application.number]}
    assert found(client, str(application.estate))["许可申请"] == [application.number]
    assert found(client_of(township_clerk), application.number) == {}


def test_more_than_five_are_counted_and_linked(writers: Writers, office: Office, client_of: Sign) -> None:
    for unit in [*office.townships, office.undertaker, office.planning]:
        records.project(writers, unit)
    group = client_of(writers.clerk).get("/search/?q=片区").context["groups"][0]
    assert (group.label, group.count, len(group.rows), group.more) == (
        "项目", 6, 5, "/affordable/projects/?q=%E7%89%87%E5%8C%BA"
    )


def test_other_units_records_are_not_found(
    writers: Writers, away: Unit, township_clerk: User, client_of: Sign
) -> None:
    records.milestone(writers, away)
    assert found(client_of(township_clerk), "片区") == {}


def test_closed_areas_are_not_searched(
    writers: Writers, away: Unit, sysadmin: User, client_of: Sign
) -> None:
    records.project(writers, away)
    assert found(client_of(sysadmin), "东屏镇") == {"机构": ["东屏镇建安有限公司"]}


@pytest.mark.parametrize("words", ["", "   ", "没有这样的东西"])
def test_nothing_found_is_said(words: str, clerk: User, client_of: Sign) -> None:
    answer = client_of(clerk).get("/search/", {"q": words})
    assert (answer.context["groups"], answer.context["total"]) == ([], 0)
    sentence = "请输入项目、单位、企业名称或文号。" if not words.strip() else f"没有找到与“{words}”有关的记录。"
    assert sentence in answer.content.decode()


def test_full_width_and_case_do_not_matter(writers: Writers, away: Unit, client_of: Sign) -> None:
    records.batch(writers, away)
    records.target(writers, away)
    assert list(found(client_of(writers.clerk), "〔２０２６〕")) == ["依据文件", "年度目标"]
