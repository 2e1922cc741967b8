"""The notice on paper says what was issued, once and for all; the register reads back."""
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from housing_portal.accounts.models import User
from housing_portal.journal.models import Attachment
from housing_portal.journal.services import content_of
from housing_portal.kit import clock
from housing_portal.kit.gongwen import Paragraph
from inspections.models.inspection import InspectionItem
from inspections.models.notice import RectificationNotice
from inspections.services import findings, notices
from reports.documents.rectification_notice import LATE, LATE_PLACE, STUB, rectification_notice
from reports.stored_papers.rectification import MISSING, paper_of
from reports.workbooks.inspection_register import inspection_register
from tests.inspections.duty import said
from tests.pages import records_findings as make
from tests.pages.records import Writers


@pytest.fixture
def by(clerk: User, chief: User) -> Writers:
    with time_machine.travel(datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI), tick=False):
        yield Writers(clerk, chief)


def two(by: Writers) -> RectificationNotice:
    visit = make.inspection(by, make.target(by, "恒远"))
    first = make.finding(by, "", inspection=visit)
    old = make.finding(by, "", inspection=visit, violation=make.violation(9, "公示资料未及时更新"), severity="major",
                       description="公示的施工许可证已过期。")
    return make.issued(by, first, old)


def test_the_paper_says_everything_that_was_issued(by: Writers) -> None:
    notice = two(by)
    paper = rectification_notice(notice, "云岭县住房和城乡建设局")
    texts = [block.runs for block in paper.body if isinstance(block, Paragraph)]
    assert (paper.number, paper.addressee, paper.issued_on) == (
        "住建整〔2026〕1号", "恒远置业有限公司", date(2026, 5, 20))
    assert [texts[0], *texts[7:12]] == [
        "经检查，你单位存在下列问题，现责令限期整改。", "（1）现场公示资料不齐全：未公示一房一价。",
        "（2）公示资料未及时更新：公示的施工许可证已过期。",
        "依据：《商品房销售管理办法》第8条；《商品房销售管理办法》第9条。", "整改要求：请逐条整改并书面报告。",
        "整改期限：2026年6月3日前（含当日）整改完毕，并书面报送整改情况。",
    ]
    assert LATE in texts
    who = f"李经办（执法证号云执{by.clerk.pk:04}）、王股长（执法证号云执{by.chief.pk:04}）"
    assert texts[1:7] == [
        "被查单位：恒远置业有限公司", "统一社会信用代码：——", "地址：城关镇东大街1号", "负责人：——",
        "检查时间：2026年5月6日", f"检查人员：{who}",
    ]
    stub = dict(map(tuple, paper.attachments[0].blocks[0].rows))
    assert (paper.attachments[0].title, stub["签发人"], stub["问题"]) == (
        STUB, "钱副局", "2个：现场公示资料不齐全；公示资料未及时更新")


def test_a_house_is_addressed_as_what_it_is_and_not_as_a_firm(by: Writers) -> None:
    visit = make.inspection(by, make.target(by, "文化巷", kind="3号"))
    paper = rectification_notice(make.issued(by, make.finding(by, "", inspection=visit)), "云岭县住房和城乡建设局")
    texts = [block.runs for block in paper.body if isinstance(block, Paragraph)]
    assert (paper.addressee, *texts[:3]) == (
        "文化巷3号", "经检查，存在下列问题，现责令限期整改。", "检查对象：文化巷3号", "地址：城关镇东大街1号")
    assert [LATE in texts, LATE_PLACE in texts, *[one for one in texts if "企业" in one or "单位：" in one]] == [
        False, True]
    assert paper.attachments[0].blocks[0].rows[1] == ["检查对象", "文化巷3号"]


def test_the_paper_names_the_round_of_its_issue_also_after_a_failed_recheck(by: Writers) -> None:
    row = make.replied(by, "恒远")
    make.recheck(by, row, result="failed", next_due_on=date(2026, 6, 10))
    paper = rectification_notice(RectificationNotice.objects.get(), "云岭县住房和城乡建设局")
    texts = [block.runs for block in paper.body if isinstance(block, Paragraph)]
    assert texts[7] == "（1）现场公示资料不齐全：未公示一房一价。"


def test_the_paper_is_drawn_once_and_not_before_the_issue(by: Writers, auditor: User) -> None:
    assert said(paper_of, actor=by.clerk, notice=make.drafted(by, make.finding(by, "宏达"))) == [MISSING]
    notice = make.issued(by, make.finding(by, "恒远"))
    assert said(paper_of, actor=auditor, notice=notice) == [
        "整改通知单还没有生成：由有登记权限的经办人员首次打开时生成，此后各岗位都能查看。"
    ]
    first = paper_of(actor=by.clerk, notice=notice)
    asked = notices.revoke(actor=by.chief, notice=notice, reason="对象有误")
    assert paper_of(actor=auditor, notice=asked) == first
    assert (first.name, content_of(first)[:5]) == ("整改通知单住建整〔2026〕1号.pdf", b"%PDF-")
    assert Attachment.objects.about(notice).count() == 1


def test_the_register_reads_back(by: Writers) -> None:
    visit = make.failed(by, "恒远")
    findings.find_failed(actor=by.clerk, inspection=visit)
    make.closed(by, "宏达")
    make.inspection(by, make.target(by, "鼎盛"), date(2026, 5, 8))
    sheet = load_workbook(BytesIO(inspection_register(date(2026, 1, 1), date(2026, 5, 20), make.domain()))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    first = next(place for place, row in enumerate(rows) if row[0] == 1)
    assert rows[first - 1][:4] == ["序号", "检查日期", "被查企业", "售房部\n（项目、场所）"]
    assert rows[first:first + 3] == [
        [1, "2026-05-06", "恒远置业有限公司", None, "现场公示", "现场公示资料不齐全：“公示预售许可证”不合格：没有张贴",
         "——", "——", "——", "已发现", "——"],
        [2, "2026-05-06", "宏达置业有限公司", None, "现场检查", "现场公示资料不齐全：未公示一房一价",
         "住建整〔2026〕1号", "2026-06-10", "2026-05-20", "已销号", "2026-05-20"],
        [3, "2026-05-08", "鼎盛置业有限公司", None, "现场检查", "未发现问题", "——", "——", "——", "——", "——"],
    ]
    assert InspectionItem.objects.count() == 1


def test_the_register_is_downloaded(by: Writers, client_of: Callable[[User], Client]) -> None:
    make.finding(by, "恒远")
    address = reverse("reports:inspection_register")
    sizes = [len(load_workbook(BytesIO(client_of(by.clerk).get(address + query).content)).active["B"])
             for query in ("", "?domain=market", "?from=2026-05-07", "?to=2026-05-05")]
    assert sizes == [sizes[0], sizes[0], sizes[0] - 1, sizes[0] - 1]
