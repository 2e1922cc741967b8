"""检查日志 as PDF: what it says, made once, another one when findings are added."""
from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import Unit, User
from housing_portal.journal.models import Attachment
from housing_portal.journal.services import content_of
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.gongwen import TableBlock, paper_html, render_pdf
from inspections.services import findings, inspections
from inspections.services.inspections import Answer
from reports.documents.inspection_log import inspection_log
from reports.stored_papers import inspections as papers
from tests.conftest import window_of
from tests.journal.test_photos import picture
from tests.pages import records_inspections as make
from tests.pages.records import Writers


@pytest.fixture(autouse=True)
def _may_20() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI), tick=False):
        yield


@pytest.fixture
def by(clerk: User, chief: User) -> Writers:
    return Writers(clerk, chief)


@pytest.fixture
def town(office: object) -> Unit:
    return office.townships[0]


def test_the_log_says_what_was_done_line_by_line(by: Writers, town: Unit) -> None:
    first = make.item(by, order=1)
    second = make.item(by, text="公示一房一价表", basis="", order=2)
    visit = make.visit(
        by, make.office(by, town), campaign=make.running(by, town), photos=[("大厅.jpg", picture())],
        answers=[Answer(second, "fail", "缺 3 号楼"), Answer(first, "pass")], handling="责令三日内补齐",
    )
    visit = inspections.sign_log(actor=by.chief, inspection=visit)
    paper = inspection_log(visit, "云岭县住房和城乡建设局")
    facts, lines, signatures = [block for block in paper.body if isinstance(block, TableBlock)]
    told = dict(facts.rows)
    numbers = [one.certificate_no for one in make.team(by)]
    assert [told[label] for label in ("检查日期", "检查对象", "带队人", "检查人员", "检查方式", "现场照片")] == [
        "2026年5月18日", f"{town}云栖里售房部（售房部）", "王股长",
        f"李经办（执法证号{numbers[0]}）、王股长（执法证号{numbers[1]}）", "现场检查、查阅资料", "1张",
    ]
    assert lines.rows == [
        ["1", "现场公示", "公示商品房预售许可证（《城市房地产开发经营管理条例》第二十六条）", "合格", "——"],
        ["2", "现场公示", "公示一房一价表", "不合格", "缺 3 号楼"],
    ]
    assert [row[0] for row in signatures.rows] == [
        "带队人（签字）", "检查人员（签字）", "被检查单位负责人（签字）", "日志确认"
    ]
    screen = paper_html(paper)
    assert [word in screen for word in (make.LOG, "责令三日内补齐", "本次检查没有登记问题。")] == [True] * 3


def test_the_paper_is_made_once(by: Writers, town: Unit, auditor: User) -> None:
    visit = make.signed(by, town)
    with pytest.raises(ServiceError) as refused:
        papers.log_of(actor=auditor, inspection=visit)
    assert refused.value.sentence == "检查日志还没有生成：由有登记权限的经办人员首次打开时生成，此后各岗位都能查看。"
    stored = papers.log_of(actor=by.clerk, inspection=visit)
    assert papers.log_of(actor=auditor, inspection=visit) == stored
    assert (content_of(stored)[:5], stored.name) == (b"%PDF-", f"检查日志{visit.pk:06}.pdf")
    assert content_of(stored) == render_pdf(inspection_log(visit, "云岭县住房和城乡建设局"))
    assert Attachment.objects.about(visit).count() == 1


def test_findings_that_come_later_make_another_paper(by: Writers, town: Unit) -> None:
    kind = make.dictionaries.add_violation(
        actor=by.chief, domain=make.domain(by), number=8, name="现场公示资料不齐全", usual_severity="minor"
    )
    visit = make.signed(by, town)
    first = papers.log_of(actor=by.clerk, inspection=visit)
    finding = findings.find(
        actor=by.clerk, inspection=visit, violation=kind, description="缺一房一价表。", severity="minor",
        found_on=make.ON,
    )
    second = papers.log_of(actor=by.clerk, inspection=visit)
    assert (second.name, second.sha256 == first.sha256) == (
        f"检查日志{visit.pk:06}（问题1个，至{finding.pk}）.pdf", False
    )
    screen = paper_html(inspection_log(visit, "云岭县住房和城乡建设局"))
    assert "1.现场公示资料不齐全（一般）：缺一房一价表。" in screen
    findings.withdraw(actor=by.chief, finding=finding, reason="登记错误")
    assert papers.log_of(actor=by.clerk, inspection=visit) == first


def test_no_paper_before_the_signature_and_after_it_was_void(by: Writers, town: Unit) -> None:
    visit = make.recorded(by, town)
    pen: Client = window_of(by.clerk)
    url = reverse("reports:inspection_log", args=[visit.pk])
    answer = pen.get(url)
    assert (answer.status_code, papers.MISSING in answer.content.decode()) == (409, True)
    inspections.void_inspection(actor=by.chief, inspection=visit, reason="重复登记")
    assert papers.VOID in pen.get(url).content.decode()
