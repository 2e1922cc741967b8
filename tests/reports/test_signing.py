"""签发与印发: the number without gaps, the bytes stored once, nothing issued rendered again."""
import hashlib
import os
import signal
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.db.utils import DatabaseError

from housing_portal.journal.models import NumberSequence
from housing_portal.journal.services import take_number
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.gongwen import GongwenError, pool
from housing_portal.kit.gongwen.frames import receive
from housing_portal.kit.gongwen.limits import Limits
from housing_portal.kit.gongwen.pool import Printer, printed_by
from reports.explanations import open_warnings
from reports.models import Document, DocumentNumber, IssuedCopy
from reports.papers import captured_paper, kept_paper
from reports.services import checking, signing
from reports.services.drafts import draft_document, edit_document
from tests.reports.conftest import PAPER
from tests.reports.course import again
from tests.reports.test_checking import refusal

FIRST, SECOND = "云房保办发〔2026〕1号", "云房保办发〔2026〕2号"


@pytest.mark.usefixtures("light")
def test_signing_takes_the_next_number_and_the_day(year, course, director):
    paper = course.signed(year.bulletin(issued_on=date(2026, 6, 1)))
    assert (paper.number, paper.status, paper.signed_by, paper.issued_on) == (
        FIRST, "signed", director, date(2026, 7, 2)
    )
    row = DocumentNumber.objects.get()
    assert (str(row), row.document, row.taken_by, row.voided_at) == (FIRST, paper, director, None)


def test_issue_stores_bytes_digest_capture_and_what_it_was_made_with(year, office, course):
    year.invest(office.townships[0], 100)
    paper = year.bulletin()
    copy = course.copy(paper)
    capture = course.last(paper)
    assert again(paper).status == "issued"
    assert bytes(copy.pdf)[:5] == b"%PDF-"
    assert copy.sha256 == hashlib.sha256(bytes(copy.pdf)).hexdigest()
    assert (copy.capture, copy.data_cutoff, copy.figures) == (capture, capture.data_cutoff, {})
    assert (copy.template_name, copy.template_sha256) == (capture.template_name, capture.template_sha256)
    assert {"WeasyPrint", "Pango", "HarfBuzz", "GongwenFangSongRegular.otf"} <= set(copy.made_with)


def test_the_printed_paper_is_the_captured_one_with_number_and_dates(year, office, course, monkeypatch):
    printed = []
    monkeypatch.setattr(signing, "render_pdf", lambda paper: printed.append(paper) or b"%PDF-")
    year.invest(office.townships[0], 100)
    paper = course.signed(year.bulletin(issued_on=date(2026, 6, 1)))
    year.invest(office.townships[0], 999)
    signing.issue(actor=year.clerk, document=paper)
    kept = captured_paper(course.last(paper))
    for sheet in printed:
        assert (sheet.number, sheet.draft, sheet.issued_on, sheet.imprint_on) == (
            FIRST, False, date(2026, 7, 2), date(2026, 7, 2)
        )
        assert (sheet.body, sheet.attachments, sheet.title) == (kept.body, kept.attachments, kept.title)
    assert len(printed) == 2


@pytest.mark.usefixtures("light")
def test_a_paper_that_goes_up_bears_the_name_of_whoever_signed_it(year, course, director):
    paper = course.captured(year.paper(kind="work_report", addressees="云岭县人民政府"))
    capture = course.last(paper)
    open_red = open_warnings(paper, checking.judged(paper, capture))
    for warning in open_red:
        checking.explain_warning(actor=year.clerk, document=paper, warning=warning, reason="试填数据，尚未齐全")
    left_open = kept_paper(paper, capture, None)
    assert (left_open.upward, left_open.signers) == (True, [])
    name = director.name
    paper = signing.sign(actor=director, document=checking.countersign(
        actor=course.deputy, document=checking.proofread(actor=year.chief, document=paper)))
    type(director).objects.filter(pk=director.pk).update(name="改名人")
    assert kept_paper(again(paper), capture, None).signers == [name]
    copy = signing.issue(actor=year.clerk, document=paper)
    assert kept_paper(again(paper), capture, copy).signers == [name]


@pytest.mark.usefixtures("light")
def test_a_paper_among_equals_names_nobody(year, course):
    paper = course.signed(year.bulletin())
    signed = kept_paper(paper, course.last(paper), None)
    assert (signed.upward, signed.signers, paper.signed_name) == (False, [], course.director.name)


def test_a_rendering_that_fails_gives_its_number_back_and_says_why(year, course, director, monkeypatch):
    first, second = course.countersigned(year.bulletin()), course.countersigned(year.bulletin())

    def broken(paper: object) -> bytes:
        raise GongwenError("字库缺少“𱍊”（U+3134A），请换用其他字。")

    with monkeypatch.context() as patch:
        patch.setattr(signing, "render_pdf", broken)
        assert refusal(signing.sign, actor=director, document=first) == ["字库缺少“𱍊”（U+3134A），请换用其他字。"]
    assert (again(first).status, again(first).number) == ("countersigned", "")
    assert (DocumentNumber.objects.count(), NumberSequence.objects.count()) == (0, 0)
    assert signing.sign(actor=director, document=second).number == FIRST


@pytest.fixture
def printer(monkeypatch):
    """Let papers be printed by a process of this test, within bounds of its own."""
    made = Printer(replace(Limits(), pages=1))
    monkeypatch.setattr(signing, "render_pdf", lambda paper: printed_by(made, paper))
    yield made
    made.close()


def test_a_paper_of_too_many_pages_gives_its_number_back(year, course, director, printer):
    paper = course.countersigned(year.bulletin())
    told = refusal(signing.sign, actor=director, document=paper)
    assert told == ["公文共4页，超过上限1页，请拆分后再生成。"]
    assert (again(paper).number, again(paper).signed_name, DocumentNumber.objects.count()) == ("", "", 0)
    printer.limits = Limits()
    printer.close()
    assert signing.sign(actor=director, document=paper).number == FIRST


def test_a_layout_process_killed_while_signing_costs_no_number(year, course, director, printer, monkeypatch):
    def killed(stream):
        os.kill(printer.pid, signal.SIGKILL)
        return receive(stream)

    printer.limits = Limits()
    paper = course.countersigned(year.bulletin())
    with monkeypatch.context() as patch:
        patch.setattr(pool, "receive", killed)
        assert refusal(signing.sign, actor=director, document=paper) == [
            "排版程序意外中止，公文没有生成，请重试；仍不成功的，请联系管理员。"
        ]
    assert (again(paper).status, NumberSequence.objects.count()) == ("countersigned", 0)
    assert signing.sign(actor=director, document=paper).number == FIRST


def test_a_name_that_no_font_can_print_is_refused_in_words(year, course):
    paper = year.bulletin(issuer="云岭县\U0003134A办")
    assert "U+3134A" in refusal(course.signed, paper=paper)[0]
    assert again(paper).number == ""


@pytest.mark.usefixtures("light")
def test_a_supervision_paper_names_what_allows_it(year, course):
    paper = course.captured(year.paper())
    for warning in open_warnings(paper, checking.judged(paper, course.last(paper))):
        checking.explain_warning(actor=year.clerk, document=paper, warning=warning, reason="口头授权，文件后补")
    assert refusal(course.signed, paper=paper) == [
        "督查类公文必须写明授权依据（政府督查工作条例 §7）：请退回起草，填写“督查依据文件”。"
    ]


@pytest.mark.usefixtures("light")
def test_an_undone_signature_leaves_a_void_number(year, course, director, deputy):
    paper = course.signed(year.bulletin())
    assert refusal(signing.unsign, actor=director, document=paper, reason="错") == [
        "请写明撤销签发的原因，至少 4 个字。"
    ]
    paper = signing.unsign(actor=director, document=paper, reason="主送单位有误")
    assert (paper.status, paper.number, paper.signed_by, paper.signed_at, paper.checked_by) == (
        "draft", "", None, None, None
    )
    assert (paper.signed_name, paper.checked_at, paper.countersigned_at) == ("", None, None)
    row = DocumentNumber.objects.get()
    assert (row.voided_by, row.void_reason) == (director, "主送单位有误")
    assert course.signed(paper).number == SECOND
    assert [str(row) for row in DocumentNumber.objects.filter(document=paper)] == [SECOND, FIRST]


@pytest.mark.usefixtures("light")
def test_numbers_follow_each_other_without_gaps_even_after_a_refusal(year, course, director):
    first, second, third = (course.countersigned(year.bulletin()) for _ in range(3))
    assert signing.sign(actor=director, document=first).number == FIRST
    assert refusal(signing.sign, actor=course.deputy, document=second)
    assert signing.sign(actor=director, document=third).number == SECOND


@pytest.mark.usefixtures("light")
def test_each_office_and_year_counts_for_itself(year, course):
    assert course.signed(year.bulletin()).number == FIRST
    assert course.signed(year.bulletin(prefix="云房保办函")).number == "云房保办函〔2026〕1号"


@pytest.mark.usefixtures("light")
def test_a_number_given_to_an_old_paper_is_passed_over(year, course):
    year.paper(number=FIRST, title="关于上一次督查情况的通报")
    assert course.signed(year.bulletin()).number == SECOND


@pytest.mark.usefixtures("light")
def test_an_old_paper_keeps_its_number_and_its_day(year, course, director):
    paper = course.signed(year.bulletin(number="云房保办发〔2025〕9号", issued_on=date(2025, 12, 20)))
    assert (paper.number, paper.issued_on) == ("云房保办发〔2025〕9号", date(2025, 12, 20))
    assert DocumentNumber.objects.count() == 0
    assert signing.unsign(actor=director, document=paper, reason="主送单位有误").number == "云房保办发〔2025〕9号"


@pytest.mark.usefixtures("light")
def test_a_number_of_the_register_is_not_typed_again(year, course, director):
    paper = course.signed(year.bulletin())
    signing.unsign(actor=director, document=paper, reason="主送单位有误")
    with pytest.raises(ServiceError) as refused:
        draft_document(actor=year.clerk, **{**PAPER, "number": FIRST})
    assert refused.value.message_dict == {"number": [f"{FIRST}已在文号登记中取用或作废，请核对原文号。"]}
    with pytest.raises(ServiceError):
        edit_document(actor=year.clerk, document=paper, number=FIRST)


@pytest.mark.usefixtures("light")
def test_an_issued_paper_is_neither_edited_nor_signed_nor_issued_again(year, course, director):
    paper = course.issued(year.bulletin())
    assert refusal(edit_document, actor=year.clerk, document=paper, title="另一标题") == [
        "这份公文已印发，内容不再改动；有误请另发更正。"
    ]
    for deed, actor in ((signing.sign, director), (signing.issue, year.clerk), (checking.proofread, year.chief)):
        assert refusal(deed, actor=actor, document=paper)[0].startswith("当前状态是“已印发”，不能")
    assert refusal(signing.unsign, actor=director, document=paper, reason="主送单位有误")[0].startswith("当前状态")


def test_later_records_change_nothing_issued(year, office, course):
    year.invest(office.townships[0], 100)
    paper = year.bulletin()
    before = bytes(course.copy(paper).pdf)
    year.invest(office.townships[1], 50)
    assert bytes(IssuedCopy.objects.get(document=paper).pdf) == before


@pytest.mark.usefixtures("light")
def test_the_reasons_of_red_items_go_out_with_the_paper(year, office, course):
    year.target(office.whole, "shantytown", 400)
    paper = course.captured(year.bulletin())
    for warning in checking.judged(paper, course.last(paper)):
        checking.explain_warning(actor=year.clerk, document=paper, warning=warning, reason="各乡镇目标尚在分解")
    kept = [row for row in course.copy(paper).warnings if row["severity"] == "red"]
    assert [(row["left"], row["right"], row["reason"], row["explained_by"]) for row in kept] == [
        (400, 0, "各乡镇目标尚在分解", "李经办")
    ]


@pytest.mark.usefixtures("light")
def test_the_issued_copy_cannot_be_changed_by_anybody(year, course):
    course.issued(year.bulletin())
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("UPDATE reports_issuedcopy SET sha256 = ''")


@pytest.mark.usefixtures("light")
def test_an_issued_paper_is_filed(year, course):
    paper = course.issued(year.bulletin())
    assert signing.archive(actor=year.clerk, document=paper).status == "archived"


@pytest.mark.usefixtures("light")
def test_a_withdrawn_paper_is_not_filed_among_those_that_hold(year, course):
    paper = course.issued(year.bulletin())
    Document.objects.filter(pk=paper.pk).update(status="withdrawn")
    assert refusal(signing.archive, actor=year.clerk, document=paper)[0].startswith("当前状态是“已撤回”，不能“归档”")
    assert Document.objects.get(pk=paper.pk).status == "withdrawn"


def test_a_paper_does_not_bear_the_numbers_of_another_register(year):
    NumberSequence.objects.create(prefix="住建整", year=2026, last=7)
    told = refusal(lambda: year.bulletin(prefix="住建整"))
    assert told == ["“住建整”是其他业务的编号，不能用作机关代字。"]


@pytest.mark.usefixtures("light")
def test_papers_are_counted_apart_from_everything_else(year, course):
    first, second = course.countersigned(year.bulletin()), course.countersigned(year.bulletin())
    assert signing.sign(actor=course.director, document=first).number == "云房保办发〔2026〕1号"
    assert [take_number(prefix="云房保办发", year=2026) for _ in range(3)] == [1, 2, 3]
    assert signing.sign(actor=course.director, document=second).number == "云房保办发〔2026〕2号"
