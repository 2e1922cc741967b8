"""Papers wait for whoever may take their next step and has had no other duty in them."""
import pytest

from housing_portal.accounts.models import User
from housing_portal.todos import papers
from reports.services import captures, checking, signing

pytestmark = pytest.mark.usefixtures("light")


def waiting(user: User) -> list[tuple[str, str]]:
    return [(found.kind, found.deed) for source in papers.to_review(user) for found in map(source.todo, source.rows)]


def returned(user: User) -> list[tuple[str, str]]:
    return [(found.kind, found.note) for source in papers.sent_back(user) for found in map(source.todo, source.rows)]


def test_each_step_waits_for_others_than_those_who_acted(year, course, clerk, chief, deputy, director):
    paper = year.bulletin()
    assert [waiting(user) for user in (clerk, chief, deputy, director)] == [[], [], [], []]
    captures.capture(actor=clerk, document=paper)
    check = ("公文校核", "校核")
    assert [waiting(user) for user in (clerk, chief, deputy, director)] == [[], [check], [check], [check]]
    checking.proofread(actor=chief, document=paper)
    agree = ("公文会签", "会签")
    assert [waiting(user) for user in (clerk, chief, deputy, director)] == [[], [], [agree], [agree]]
    checking.countersign(actor=deputy, document=paper)
    assert [waiting(user) for user in (clerk, chief, deputy, director)] == [[], [], [], [("公文签发", "签发")]]
    signing.sign(actor=director, document=paper)
    out = ("公文印发", "印发")
    assert [waiting(user) for user in (clerk, chief, deputy, director)] == [[out], [out], [], []]
    signing.issue(actor=clerk, document=paper)
    assert [waiting(user) for user in (clerk, chief, deputy, director)] == [[], [], [], []]


def test_a_paper_without_countersigning_waits_for_its_signature(year, course, chief, deputy):
    course.proofread(year.bulletin(needs_countersign=False))
    assert (waiting(chief), waiting(deputy)) == ([], [("公文签发", "签发")])


def test_a_notice_of_a_batch_names_its_unit(year, office, course, deputy):
    paper = course.proofread(year.bulletin(needs_countersign=False, unit=office.townships[0]))
    [source] = [source for source in papers.to_review(deputy) if source.rows]
    assert source.todo(source.rows[0]).note == (
        f"督查通报（{office.townships[0]}），截至 {paper.as_of}；{paper.drafted_by} 起草")


def test_whoever_took_the_figures_is_not_asked_to_check_them(year, chief, deputy):
    captures.capture(actor=chief, document=year.bulletin())
    assert (waiting(chief), waiting(deputy)) == ([], [("公文校核", "校核")])


def test_what_came_back_waits_for_its_drafter_with_the_reason(year, course, clerk, chief, deputy):
    paper = course.proofread(year.bulletin())
    assert returned(clerk) == []
    checking.send_back(actor=deputy, document=paper, reason="附件标题与正文不一致")
    assert (returned(clerk), returned(chief)) == ([("公文退回", "附件标题与正文不一致")], [])
    captures.capture(actor=clerk, document=paper)
    assert returned(clerk) == []
    checking.take_back(actor=clerk, document=paper)
    assert returned(clerk) == []


def test_people_of_other_units_are_asked_nothing(year, course, township_clerk):
    course.signed(year.bulletin())
    assert (waiting(township_clerk), returned(township_clerk)) == ([], [])
