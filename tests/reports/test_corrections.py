"""更正与撤回: new papers that refer to the old one, which is not touched."""
import pytest

from housing_portal.kit.gongwen import Heading
from housing_portal.kit.gongwen.paper import run_text
from reports.differences import differences
from reports.enums import DocumentStatus
from reports.kinds import form_of, noun_of
from reports.models import Document
from reports.papers import captured_paper
from reports.services import checking, corrections, signing
from tests.reports.course import again
from tests.reports.test_checking import refusal

pytestmark = pytest.mark.usefixtures("light")
REASON = "东屏镇六月投资漏报"


@pytest.fixture
def wrong(year, office, course) -> Document:
    """Return an issued paper with a figure that would be another today."""
    year.invest(office.townships[0], 100)
    paper = course.issued(year.bulletin())
    year.invest(office.townships[1], 50)
    return paper


def drafted(year, paper: Document) -> Document:
    return corrections.draft_correction(actor=year.clerk, document=paper, reason=REASON)


def issued(course, paper: Document) -> Document:
    """Take a paper through; what its words are blamed for is explained."""
    paper = course.captured(paper)
    for warning in checking.judged(paper, course.last(paper)):
        checking.explain_warning(actor=course.clerk, document=paper, warning=warning, reason="引用原文数字，已核对")
    return course.issued(paper)


def lines_of(course, paper: Document) -> list[str]:
    items = [block for block in captured_paper(course.last(paper)).body if isinstance(block, Heading)]
    return ["".join(map(run_text, (*item.runs, *item.body))) for item in items]


def test_a_correction_lists_what_was_printed_and_what_is_right(year, course, wrong):
    paper = drafted(year, wrong)
    assert (paper.kind, paper.corrects, paper.title, paper.assessment) == (
        "correction", wrong, "关于更正《关于全县住房保障工作督查情况的通报》的通知", REASON
    )
    assert (paper.prefix, paper.addressees, paper.as_of) == (wrong.prefix, wrong.addressees, wrong.as_of)
    course.captured(paper)
    assert lines_of(course, paper) == [
        "1.完成投资。原文为100万元，更正为150万元。", "2.东屏镇完成投资。原文为——，更正为50万元。",
    ]
    first = captured_paper(course.last(paper)).body[0]
    words = "".join(map(run_text, first.runs))
    assert f"《{wrong.title}》（{wrong.number}）印发后" in words
    assert f"更正原因：{REASON}。" in words
    assert [row.key for row in course.last(paper).bindings.all()] == ["investment_total_wan_derived"] * 2


def test_the_old_paper_is_marked_when_its_correction_goes_out(year, course, wrong):
    paper = drafted(year, wrong)
    ready = course.captured(paper)
    assert again(wrong).status == "issued"
    ready = issued(course, ready)
    assert (again(wrong).status, ready.status) == ("corrected", "issued")
    assert list(again(wrong).corrections.all()) == [ready]
    assert [one.binding.key for one in differences(again(wrong))] == ["investment_total_wan_derived"] * 2
    assert differences(ready) == []


def test_whatever_refers_to_a_paper_takes_its_form_and_goes_where_it_went(year, course):
    report, letter = year.paper(kind="work_report"), year.paper(kind="urge_letter", mark="云岭县住房保障办公室")
    second = year.paper(kind="withdrawal", corrects=year.paper(kind="correction", corrects=report))
    third = year.paper(kind="withdrawal", corrects=letter)
    assert [noun_of(form_of(one)) for one in (second, third, year.paper(kind="bulletin"))] == ["报告", "函", "通知"]
    papers = [captured_paper(course.last(course.captured(one))) for one in (second, third)]
    assert [(one.upward, one.letter, one.double_sided) for one in papers] == [(True, False, True), (False, True, False)]


def test_an_old_paper_is_withdrawn_with_its_withdrawal(year, course, wrong):
    paper = corrections.draft_withdrawal(actor=year.clerk, document=wrong, reason="依据文件已废止")
    assert paper.title == "关于撤回《关于全县住房保障工作督查情况的通报》的通知"
    issued(course, paper)
    assert again(wrong).status == "withdrawn"
    assert refusal(corrections.draft_correction, actor=year.clerk, document=wrong, reason=REASON) == [
        "这份公文已经撤回，不再更正或撤回。"
    ]


def test_a_corrected_paper_may_be_corrected_again_and_withdrawn(year, office, course, wrong):
    issued(course, drafted(year, wrong))
    year.invest(office.townships[1], 60)
    second = issued(course, drafted(year, wrong))
    assert lines_of(course, second) == [
        "1.完成投资。云房保办发〔2026〕2号更正为150万元，现更正为160万元。",
        "2.东屏镇完成投资。云房保办发〔2026〕2号更正为50万元，现更正为60万元。",
    ]
    assert again(wrong).status == "corrected"


def test_the_course_of_a_corrected_paper_goes_on_to_its_filing(year, course, wrong, client_of):
    notice = issued(course, drafted(year, wrong))
    page = client_of(year.clerk).get(wrong.get_absolute_url())
    assert [(one.label, one.state, one.why) for one in page.context["stages"]][5:] == [
        ("印发", "done", ""), ("更正", "done", f"{notice.number}《{notice}》"), ("归档", "now", ""),
    ]
    signing.archive(actor=year.clerk, document=again(wrong))
    page = client_of(year.clerk).get(wrong.get_absolute_url())
    assert [(one.label, one.state) for one in page.context["stages"]][6:] == [("更正", "done"), ("归档", "done")]
    assert (page.context["marks"], list(page.context["corrections"])) == ([DocumentStatus.CORRECTED], [notice])
    assert wrong.get_absolute_url() in client_of(year.clerk).get(notice.get_absolute_url()).content.decode()


def test_a_withdrawn_paper_has_no_filing_ahead(year, course, wrong, client_of):
    notice = issued(course, corrections.draft_withdrawal(actor=year.clerk, document=wrong, reason="依据文件已废止"))
    page = client_of(year.clerk).get(wrong.get_absolute_url())
    assert [(one.label, one.why) for one in page.context["stages"]][6:] == [("撤回", f"{notice.number}《{notice}》")]


def test_a_correction_states_the_figures_of_its_paper_in_the_period_of_that(year, course, wrong):
    paper = drafted(year, wrong)
    assert (paper.subject, paper.period_from, wrong.subject) == (wrong, wrong.period_from, wrong)
    assert corrections.draft_withdrawal(actor=year.clerk, document=wrong, reason=REASON).subject.kind == "withdrawal"


def test_what_a_correction_has_said_is_not_corrected_again(year, office, course, wrong):
    first = issued(course, drafted(year, wrong))
    told = f"本文已由{first.number}更正，更正后的数字与台账一致，没有还须更正的数字。{corrections.LOCKED_MONTH}"
    assert refusal(corrections.draft_correction, actor=year.clerk, document=wrong, reason=REASON) == [told]
    year.invest(office.townships[1], 60)
    notice = corrections.draft_correction(actor=year.clerk, document=first, reason=REASON)
    assert lines_of(course, issued(course, notice))[0] == "1.完成投资。原文为150万元，更正为160万元。"
    assert refusal(corrections.draft_correction, actor=year.clerk, document=wrong, reason=REASON) == [told]
    year.invest(office.townships[1], 0, note="重复登记，已核减")
    back = corrections.draft_correction(actor=year.clerk, document=wrong, reason=REASON)
    course.captured(back)
    assert lines_of(course, back) == [
        "1.完成投资。云房保办发〔2026〕3号更正为160万元，现更正为100万元。",
        "2.东屏镇完成投资。云房保办发〔2026〕3号更正为60万元，现更正为0万元。",
    ]


def test_without_a_difference_there_is_nothing_to_correct(year, office, course):
    year.invest(office.townships[0], 100)
    paper = course.issued(year.bulletin())
    assert refusal(corrections.draft_correction, actor=year.clerk, document=paper, reason=REASON) == [
        corrections.NO_DIFFERENCE
    ]


def test_one_correction_is_under_way_at_a_time(year, wrong):
    first = drafted(year, wrong)
    assert refusal(corrections.draft_correction, actor=year.clerk, document=wrong, reason=REASON) == [
        f"已有一份《{first}》在办理中（草稿），请接着办理那一份。"
    ]


def test_a_paper_that_is_not_out_is_not_corrected(year, course):
    paper = course.captured(year.bulletin())
    for deed in (corrections.draft_correction, corrections.draft_withdrawal):
        assert refusal(deed, actor=year.clerk, document=paper, reason=REASON) == [
            "这份公文还没有印发，可以直接修改，不必另发更正。"
        ]


def test_a_correction_needs_a_reason_and_the_permission(year, wrong, deputy):
    assert refusal(corrections.draft_correction, actor=year.clerk, document=wrong, reason="错") == [
        "请写明原因，至少 4 个字。"
    ]
    assert refusal(corrections.draft_correction, actor=deputy, document=wrong, reason=REASON) == [
        "您没有“起草公文、填写差异说明”的权限，请联系有此权限的同事办理。"
    ]


def test_a_long_title_gives_way_to_the_number(year, course, office):
    year.invest(office.townships[0], 100)
    paper = course.issued(year.bulletin(title="关于" + "全县住房保障工作督查" * 7 + "的通报"))
    year.invest(office.townships[1], 50)
    assert drafted(year, paper).title == "关于更正云房保办发〔2026〕1号文件的通知"
