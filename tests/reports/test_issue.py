"""From draft to issued paper: what stops it, what is frozen, what would differ today."""
import hashlib
from datetime import date

import pytest
from django.db import connection
from django.db.utils import DatabaseError

from housing_portal.journal.models import Entry, NumberSequence
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.scope import current
from housing_portal.registry.models import Setting
from reports import issue
from reports.consistency import check
from reports.models import IssuedCopy
from tests.reports.conftest import DAY, PAPER


@pytest.fixture
def deputy_signs(person):
    return person("deputy")


def test_issue_takes_the_next_number_and_freezes_bytes_and_figures(year, office, deputy_signs):
    year.invest(office.townships[0], 100)
    paper = year.paper()
    copy = issue.issue_document(actor=deputy_signs, document=paper)
    paper.refresh_from_db()
    assert (paper.number, paper.status, paper.signed_by) == ("云房保办发〔2026〕1号", "issued", deputy_signs)
    assert copy.sha256 == hashlib.sha256(bytes(copy.pdf)).hexdigest()
    assert bytes(copy.pdf)[:5] == b"%PDF-"
    assert copy.figures["investment_total_wan_derived"] == {
        "label": "完成投资", "unit": "万元", "value": 100, "numerator": None, "denominator": None, "record_count": 1,
        "by_unit": {"城关镇": 100},
    }
    assert issue.differences(paper) == []


def test_later_records_change_nothing_issued_and_show_as_differences(year, office, deputy_signs):
    year.invest(office.townships[0], 100)
    paper = year.paper()
    before = bytes(issue.issue_document(actor=deputy_signs, document=paper).pdf)
    year.invest(office.townships[1], 50)
    paper.refresh_from_db()
    assert bytes(IssuedCopy.objects.get(document=paper).pdf) == before
    assert [(d["label"], d["value"], d["now"]) for d in issue.differences(paper)] == [
        ("完成投资", 100, 150), ("东屏镇完成投资", None, 50)
    ]


def test_a_correction_that_leaves_the_total_alone_is_still_a_difference(year, office, deputy_signs):
    a, b, *_ = office.townships
    year.invest(a, 100)
    year.invest(b, 50)
    paper = year.paper()
    issue.issue_document(actor=deputy_signs, document=paper)
    year.invest(a, 70, note="录入时多写")
    year.invest(b, 80)
    paper.refresh_from_db()
    assert [(d["label"], d["value"], d["now"]) for d in issue.differences(paper)] == [
        ("城关镇完成投资", 100, 70), ("东屏镇完成投资", 50, 80)
    ]


def test_a_figure_that_did_not_exist_then_is_a_difference(year, office, deputy_signs):
    paper = year.paper()
    issue.issue_document(actor=deputy_signs, document=paper)
    year.finding(office.townships[0], "未办理产权登记")
    paper.refresh_from_db()
    assert [(d["label"], d["value"], d["now"]) for d in issue.differences(paper)] == [
        ("2025年审计未整改问题", None, 1), ("城关镇2025年审计未整改问题", None, 1),
        ("审计未整改问题", 0, 1), ("城关镇审计未整改问题", None, 1),
        ("2025年审计：未办理产权登记", None, 1), ("城关镇2025年审计：未办理产权登记", None, 1),
    ]


def test_a_red_warning_stops_the_issue_until_it_is_explained(year, office, deputy_signs):
    year.target(office.whole, "shantytown", 400)
    paper = year.paper()
    with pytest.raises(ServiceError) as refusal:
        issue.issue_document(actor=deputy_signs, document=paper)
    assert refusal.value.messages[0] == "还有 1 项须处理或说明后才能签发。"
    assert NumberSequence.objects.count() == 0
    [warning] = check(current(DAY))
    issue.explain_warning(actor=year.clerk, document=paper, warning=warning, reason="各乡镇目标尚在分解")
    copy = issue.issue_document(actor=deputy_signs, document=paper)
    assert [(w["left"], w["right"], w["reason"]) for w in copy.warnings] == [(400, 0, "各乡镇目标尚在分解")]


def test_what_the_paper_does_not_print_does_not_stop_it(year, office, deputy_signs):
    Setting.objects.create(key="param.subsidy_base_year", value="2026")
    assert [(w.code, w.severity) for w in check(current(DAY))] == [("register_year", "red")]
    assert issue.issue_document(actor=deputy_signs, document=year.paper()).warnings == []


def test_an_explanation_holds_only_for_its_two_numbers(year, office, deputy_signs):
    year.target(office.whole, "shantytown", 400)
    paper = year.paper()
    [warning] = check(current(DAY))
    issue.explain_warning(actor=year.clerk, document=paper, warning=warning, reason="各乡镇目标尚在分解")
    year.target(office.townships[0], "shantytown", 100)
    assert [(w.left, w.right) for w in issue.open_warnings(paper, check(current(DAY)))] == [(400, 100)]


def test_the_drafter_does_not_sign(year, office, person):
    both = person("deputy")
    both.role_grants.create(role="clerk")
    both = type(both).objects.get(pk=both.pk)
    paper = issue.draft_document(actor=both, **PAPER)
    with pytest.raises(ServiceError) as refusal:
        issue.issue_document(actor=both, document=paper)
    assert refusal.value.messages == ["签发人不能是起草人本人，请由另一位领导签发。"]


def test_nobody_without_the_permission_drafts_or_signs(year, office, auditor, township_clerk):
    for person in (auditor, township_clerk):
        with pytest.raises(ServiceError):
            issue.draft_document(actor=person, **PAPER)
    with pytest.raises(ServiceError) as refusal:
        issue.issue_document(actor=year.clerk, document=year.paper())
    assert refusal.value.messages == ["您没有“签发公文”的权限，请联系有此权限的同事办理。"]


def test_an_issued_paper_is_neither_edited_nor_issued_again(year, office, deputy_signs):
    paper = year.paper()
    issue.issue_document(actor=deputy_signs, document=paper)
    for deed in (
        lambda: issue.edit_document(actor=year.clerk, document=paper, title="另一标题"),
        lambda: issue.issue_document(actor=deputy_signs, document=paper),
    ):
        with pytest.raises(ServiceError) as refusal:
            deed()
        assert refusal.value.messages == ["这份公文已印发，内容不再改动；有误请另发更正。"]


def test_numbers_follow_each_other_without_gaps_even_after_a_refusal(year, office, deputy_signs):
    first, second = year.paper(), year.paper(title="关于全县住房保障工作二次督查情况的通报")
    issue.issue_document(actor=deputy_signs, document=first)
    year.target(office.whole, "shantytown", 400)
    with pytest.raises(ServiceError):
        issue.issue_document(actor=deputy_signs, document=second)
    [warning] = check(current(DAY))
    issue.explain_warning(actor=year.clerk, document=second, warning=warning, reason="各乡镇目标尚在分解")
    issue.issue_document(actor=deputy_signs, document=second)
    second.refresh_from_db()
    assert second.number == "云房保办发〔2026〕2号"


def test_a_number_given_to_an_old_paper_is_passed_over(year, office, deputy_signs):
    year.paper(number="云房保办发〔2026〕1号", title="关于上一次督查情况的通报")
    paper = year.paper()
    issue.issue_document(actor=deputy_signs, document=paper)
    paper.refresh_from_db()
    assert paper.number == "云房保办发〔2026〕2号"


def test_the_issued_copy_cannot_be_changed_by_anybody(year, office, deputy_signs):
    issue.issue_document(actor=deputy_signs, document=year.paper())
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("UPDATE reports_issuedcopy SET sha256 = ''")


def test_every_deed_leaves_a_row_in_the_diary(year, office, deputy_signs):
    paper = year.paper()
    issue.edit_document(actor=year.clerk, document=paper, title="关于全县住房保障工作督查情况的通报（二）")
    issue.issue_document(actor=deputy_signs, document=paper)
    entries = Entry.objects.about(paper).order_by("pk")
    assert list(entries.values_list("action", flat=True)) == ["document.draft", "document.edit", "document.issue"]
    assert entries[1].before == {"标题": "关于全县住房保障工作督查情况的通报"}
    assert entries[1].after == {"标题": "关于全县住房保障工作督查情况的通报（二）"}


def test_a_name_that_no_font_can_print_is_refused_in_words(year, office):
    paper = year.paper(issuer="云岭县\U0003134A办", issued_on=date(2026, 7, 2))
    with pytest.raises(ServiceError) as refusal:
        issue.render_draft(paper, current(DAY))
    assert "U+3134A" in refusal.value.sentence
