"""校核、会签、退回: every duty has a person of its own, and red items stop a paper until somebody explains them."""
from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from housing_portal.journal.models import Entry
from housing_portal.kit.clock import SHANGHAI
from housing_portal.kit.errors import ServiceError
from reports.explanations import open_warnings
from reports.models import Document
from reports.services import captures, checking, overrides, signing
from reports.services.drafts import draft_document, edit_document, take_newest_template
from reports.views.document_steps import buttons_of
from tests.reports.conftest import PAPER
from tests.reports.course import again

EXPLAINED = "各乡镇目标尚在分解"


def refusal(deed, **given):
    with pytest.raises(ServiceError) as refused:
        deed(**given)
    return refused.value.messages


@pytest.fixture
def two_roles(person):
    """Return somebody who may both draft and check."""

    def make(*roles: str):
        first, *more = roles
        user = person(first)
        for role in more:
            user.role_grants.create(role=role)
        return type(user).objects.get(pk=user.pk)

    return make


@pytest.mark.usefixtures("light")
def test_the_course_names_who_did_what(year, course, deputy, director):
    paper = course.signed(year.bulletin())
    assert (paper.drafted_by, paper.checked_by, paper.countersigned_by, paper.signed_by) == (
        year.clerk, year.chief, deputy, director
    )
    deeds = Entry.objects.about(paper).order_by("pk").values_list("action", flat=True)
    assert list(deeds) == ["起草公文", "公文取数", "校核公文", "会签公文", "签发公文"]


def test_the_drafter_neither_checks_nor_countersigns_nor_signs(year, two_roles, course):
    own = two_roles("clerk", "deputy")
    paper = draft_document(actor=own, **{**PAPER, "basis_doc": year.bulletin().basis_doc})
    captures.capture(actor=year.clerk, document=paper)
    assert refusal(checking.proofread, actor=own, document=paper) == ["这份公文由您本人起草，须由另一位同事校核。"]
    checking.proofread(actor=year.chief, document=paper)
    assert refusal(checking.countersign, actor=own, document=paper) == ["这份公文由您本人起草，须由另一位同事会签。"]
    checking.countersign(actor=course.deputy, document=paper)
    assert refusal(signing.sign, actor=own, document=paper) == ["这份公文由您本人起草，须由另一位同事签发。"]


def test_whoever_took_the_figures_does_not_check_them(year, course):
    paper = year.bulletin()
    captures.capture(actor=year.chief, document=paper)
    assert refusal(checking.proofread, actor=year.chief, document=paper) == [
        "这份公文由您本人取数，须由另一位同事校核。"
    ]


def test_whoever_has_written_at_a_draft_does_not_check_it(year, course, deputy):
    paper = year.bulletin()
    edit_document(actor=year.chief, document=paper, problems="部分单位上报不及时。")
    course.captured(paper)
    assert [step.label for step in buttons_of(again(paper), year.chief, is_captured=True) if step.label == "校核"] == []
    assert refusal(checking.proofread, actor=year.chief, document=paper) == [
        "这份公文由您本人修改，须由另一位同事校核。"
    ]
    assert checking.proofread(actor=deputy, document=paper).checked_by == deputy


def test_whoever_has_put_a_draft_on_a_new_template_does_not_check_it(year, course, deputy):
    paper = year.bulletin()
    take_newest_template(actor=year.chief, document=paper)
    course.captured(paper)
    assert refusal(checking.proofread, actor=year.chief, document=paper) == [
        "这份公文由您本人换用新模板，须由另一位同事校核。"
    ]
    assert checking.proofread(actor=deputy, document=paper).checked_by == deputy


def test_whoever_has_explained_a_red_item_does_not_check_the_paper(year, office, course, deputy):
    year.target(office.whole, "shantytown", 400)
    paper = course.captured(year.bulletin())
    [warning] = open_warnings(paper, checking.judged(paper, course.last(paper)))
    checking.explain_warning(actor=year.chief, document=paper, warning=warning, reason=EXPLAINED)
    assert refusal(checking.proofread, actor=year.chief, document=paper) == [
        "这份公文由您本人说明差异，须由另一位同事校核。"
    ]
    assert checking.proofread(actor=deputy, document=paper).checked_by == deputy


def test_whoever_has_asked_for_another_number_does_not_check_the_paper(year, office, course, deputy, director):
    year.invest(office.townships[0], 100)
    paper = year.bulletin()
    asked = overrides.ask_override(
        actor=year.chief, document=paper, figure="investment_total_wan_derived", value="155", reason="县政府审定数",
    )
    overrides.approve_override(actor=director, override=asked)
    course.captured(paper)
    assert refusal(checking.proofread, actor=year.chief, document=paper) == [
        "这份公文由您本人申请改写数字，须由另一位同事校核。"
    ]
    assert refusal(checking.proofread, actor=deputy, document=paper)[0] == "还有 1 项须处理或说明后才能办理。"


def test_the_checker_neither_countersigns_nor_signs(year, course, deputy):
    paper = course.captured(year.bulletin())
    checking.proofread(actor=deputy, document=paper)
    assert refusal(checking.countersign, actor=deputy, document=paper) == ["这份公文由您本人校核，须由另一位同事会签。"]
    checking.countersign(actor=year.chief, document=paper)
    assert refusal(signing.sign, actor=deputy, document=paper) == ["这份公文由您本人校核，须由另一位同事签发。"]


def test_whoever_countersigned_does_not_sign(year, course, deputy):
    paper = course.countersigned(year.bulletin())
    assert refusal(signing.sign, actor=deputy, document=paper) == ["这份公文由您本人会签，须由另一位同事签发。"]


def test_two_accounts_of_one_person_are_one_person(year, course, deputy, person):
    other = person("deputy")
    paper = course.countersigned(year.bulletin())
    type(deputy).objects.filter(pk=deputy.pk).update(is_active=False)
    type(deputy).objects.filter(pk__in=[deputy.pk, other.pk]).update(identity_index="x" * 32)
    other = type(deputy).objects.get(pk=other.pk)
    assert refusal(signing.sign, actor=other, document=paper) == ["这份公文由您本人会签，须由另一位同事签发。"]


@pytest.mark.usefixtures("light")
def test_a_paper_that_needs_no_countersigning_goes_straight_to_the_signature(year, course, director):
    paper = course.proofread(year.bulletin(needs_countersign=False))
    assert refusal(checking.countersign, actor=course.deputy, document=paper) == [
        "这份公文不须会签，校核后直接送签发。"
    ]
    assert signing.sign(actor=director, document=paper).status == "signed"


def test_a_paper_that_needs_countersigning_is_not_signed_without(year, course, director):
    paper = course.proofread(year.bulletin())
    assert refusal(signing.sign, actor=director, document=paper) == ["这份公文须先会签，再送签发。"]


def test_a_draft_is_captured_first(year):
    assert refusal(checking.proofread, actor=year.chief, document=year.bulletin()) == [
        "当前状态是“草稿”，不能“校核”（须为：已取数）。请刷新页面查看最新状态。"
    ]


def test_a_red_item_stops_checking_until_it_is_explained(year, office, course):
    year.target(office.whole, "shantytown", 400)
    paper = course.captured(year.bulletin())
    [warning] = open_warnings(paper, checking.judged(paper, course.last(paper)))
    assert refusal(checking.proofread, actor=year.chief, document=paper) == [
        "还有 1 项须处理或说明后才能办理。", warning.sentence,
    ]
    assert refusal(checking.explain_warning, actor=year.clerk, document=paper, warning=warning, reason="略") == [
        "请写明差异原因，至少 4 个字。"
    ]
    checking.explain_warning(actor=year.clerk, document=paper, warning=warning, reason=EXPLAINED)
    assert checking.proofread(actor=year.chief, document=paper).status == "proofread"


def test_an_explanation_holds_only_for_its_sentence(year, office, course):
    year.target(office.whole, "shantytown", 400)
    paper = course.captured(year.bulletin())
    [warning] = open_warnings(paper, checking.judged(paper, course.last(paper)))
    checking.explain_warning(actor=year.clerk, document=paper, warning=warning, reason=EXPLAINED)
    year.target(office.townships[0], "shantytown", 100)
    course.captured(paper)
    assert [(w.left, w.right) for w in open_warnings(paper, checking.judged(paper, course.last(paper)))] == [(400, 100)]


def test_checked_papers_are_not_explained_any_more(year, office, course):
    year.target(office.whole, "shantytown", 400)
    paper = course.captured(year.bulletin())
    [warning] = open_warnings(paper, checking.judged(paper, course.last(paper)))
    given = {"actor": year.clerk, "document": paper, "warning": warning, "reason": EXPLAINED}
    checking.explain_warning(**given)
    checking.proofread(actor=year.chief, document=paper)
    assert refusal(checking.explain_warning, **given) == [
        "当前状态是“已校核”，内容已固定。要修改，请先撤回修改、退回起草或撤销签发。"
    ]


def test_when_each_of_them_acted_is_kept(year, course, director, time_machine):
    moments = [datetime(2026, 7, 3, hour, tzinfo=SHANGHAI) for hour in (9, 10, 11)]
    paper = course.captured(year.bulletin())
    for deed, actor, moment in zip(
        (checking.proofread, checking.countersign, signing.sign), (year.chief, course.deputy, director), moments,
        strict=True,
    ):
        time_machine.move_to(moment, tick=False)
        deed(actor=actor, document=paper)
    paper = again(paper)
    assert [paper.checked_at, paper.countersigned_at, paper.signed_at] == moments


def test_a_time_without_a_person_is_refused(year, course):
    paper = course.proofread(year.bulletin())
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=paper.pk).update(countersigned_at=paper.checked_at)


def test_a_returned_paper_begins_anew(year, course, deputy):
    paper = course.countersigned(year.bulletin())
    assert refusal(checking.send_back, actor=deputy, document=paper, reason="改") == ["请写明退回原因，至少 4 个字。"]
    paper = checking.send_back(actor=deputy, document=paper, reason="附件标题与正文不一致")
    assert (paper.status, paper.checked_by, paper.countersigned_by) == ("draft", None, None)
    assert (paper.checked_at, paper.countersigned_at) == (None, None)
    assert Entry.objects.about(paper).order_by("-pk")[0].reason == "附件标题与正文不一致"


def test_a_captured_paper_is_taken_back_by_the_drafters(year, course):
    paper = course.captured(year.bulletin())
    assert checking.take_back(actor=year.clerk, document=paper).status == "draft"
    assert again(paper).captures.count() == 1


def test_permissions_of_the_duties(year, course, finance):
    paper = course.captured(year.bulletin())
    for deed in (checking.proofread, checking.countersign, signing.sign):
        assert refusal(deed, actor=finance, document=paper)[0].startswith("您没有“")
    assert refusal(checking.proofread, actor=year.clerk, document=paper) == [
        "您没有“校核、会签公文，批准公文模板”的权限，请联系有此权限的同事办理。"
    ]
