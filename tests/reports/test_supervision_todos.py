"""What waits in 督查督办: for whom who had no hand in it, and until when; what has recovered."""
from collections.abc import Callable
from datetime import date

import time_machine

from affordable import services as affordable
from housing_portal.accounts.models import Unit, User
from housing_portal.todos import piles
from housing_portal.todos import supervision as todos
from reports.models import MendingCheck, SupervisionItem, Talk
from reports.services import followup, letters
from tests.inspections.duty import with_role
from tests.pages import records
from tests.pages import records_supervision as make
from tests.pages.records import Writers
from tests.pages.records_findings import deputy
from tests.pages.records_supervision import DAY


def waits(user: User) -> list[tuple[str, str, str]]:
    """Return (kind, title, deed) of what waits for ``user``."""
    found = [source.todo(row) for source in todos.to_review(user) for row in source.rows]
    return sorted((one.kind, one.title, one.deed) for one in found if one.url.startswith("/reports/supervision/"))


def due(user: User, first: date | None, last: date) -> list[tuple[str, date]]:
    found = [source.todo(row) for source in todos.dated(user, first, last) for row in source.rows]
    return [(one.kind, one.due) for one in found]


def test_each_matter_waits_for_another_person(by: Writers, town: Unit, town2: Unit, auditor: User) -> None:
    make.answered(by, town)
    make.extension(by, town2)
    make.noticed(by, town2)
    assert waits(deputy()) == [
        ("督办反馈", "城关镇　城关镇配套道路", "核定"), ("督办延期", "东屏镇　东屏镇配套道路", "批准")]
    assert waits(by.chief) == [("督办交办", "东屏镇　东屏镇配套道路", "交办")]
    assert waits(with_role(by.chief, "deputy")) == [
        ("督办交办", "东屏镇　东屏镇配套道路", "交办"), ("督办延期", "东屏镇　东屏镇配套道路", "批准")]
    assert waits(with_role(by.clerk, "deputy")) == [("督办交办", "东屏镇　东屏镇配套道路", "交办")]
    assert waits(auditor) == []


def test_a_draft_letter_hands_nothing_over(by: Writers, town: Unit) -> None:
    letters.draft_notices(actor=by.clerk, items=[make.drafted(by, town)])
    assert waits(by.clerk) == []


def test_what_came_back_waits_for_who_entered_it(by: Writers, town: Unit, person: Callable[..., User]) -> None:
    make.returned(by, town)
    back = [source.todo(row) for source in todos.sent_back(by.chief) for row in source.rows]
    assert [(one.kind, one.title) for one in back] == [("反馈退回", "城关镇　城关镇配套道路")]
    assert [list(source.rows) for source in todos.sent_back(person("clerk", name="周经办"))] == [[]]
    assert todos.sent_back(deputy()) == []


def test_receipt_feedback_and_end_fall_due_one_after_the_other(
    by: Writers, town: Unit, town2: Unit, auditor: User
) -> None:
    make.issued(by, town)
    make.received(by, town2)
    make.drafted(by, town2, title="未交办")
    assert due(by.clerk, DAY, date(2026, 6, 3)) == [("督办签收", date(2026, 5, 22)), ("督办反馈", date(2026, 6, 3))]
    assert due(by.clerk, None, date(2026, 5, 22)) == [("督办签收", date(2026, 5, 22))]
    assert due(by.clerk, None, date(2026, 5, 21)) == []
    assert todos.dated(auditor, None, date(2026, 12, 31)) == []


def test_what_has_recovered_waits_for_who_may_close_it(by: Writers, town: Unit) -> None:
    row = records.submitted(by, town)
    item = make.issued(by, town, source="audit", audit_finding=row)
    assert todos.missing(deputy(), is_over=False) == []
    affordable.close_finding(actor=by.chief, finding=row, closed_on=DAY)
    found = todos.missing(deputy(), is_over=False)
    why, url = f"来源记录“{row}”已是“已销号”。", f"/reports/supervision/{item.pk}/recover/"
    assert [(one.kind, one.title, one.note, one.url) for one in found] == [
        ("建议办结", "城关镇　城关镇配套道路", why, url)]
    assert todos.missing(deputy(), is_over=True) == []
    assert todos.missing(with_role(by.clerk, "deputy"), is_over=False) == []
    assert todos.missing(by.chief, is_over=False) == []


def test_the_workbench_counts_what_it_lists(by: Writers, town: Unit, town2: Unit) -> None:
    make.answered(by, town)
    make.issued(by, town2)
    for user in (by.clerk, by.chief, deputy()):
        for pile in piles(user):
            assert pile.count == len(pile.todos), (user, pile.key)


def test_what_follows_waits_for_the_office_and_for_who_took_no_part(by: Writers, town: Unit, town2: Unit) -> None:
    make.inspected(by, town)
    assert waits(by.clerk) == [("督查结论", "城关镇　城关镇配套道路", "登记")]
    assert waits(deputy()) == []  # not to be accepted before its check
    make.checked(by, town2)
    assert waits(deputy()) == [("督办反馈", "东屏镇　东屏镇配套道路", "核定")]


def test_a_talk_waits_after_the_bulletin(by: Writers, town: Unit) -> None:
    item = make.listed(by, town)
    assert waits(by.clerk) == []
    with time_machine.travel("2026-06-04 10:00:00+08:00", tick=False):
        assert waits(by.clerk) == [("督办约谈", "城关镇　城关镇配套道路", "约谈")]
        talk = Talk(on=date(2026, 6, 4), promised_by=date(2026, 6, 10), **make.TALK)
        followup.follow_up(actor=by.clerk, item=item, fact=talk)
        assert waits(by.clerk) == []


def test_checks_and_reviews_fall_due(by: Writers, town: Unit, town2: Unit) -> None:
    make.checked(by, town, result="open", again_by=date(2026, 6, 15))
    make.contested(by, town2)
    assert due(by.clerk, DAY, date(2026, 6, 30)) == [
        ("整改核查", date(2026, 6, 10)), ("整改核查", date(2026, 6, 15))]
    assert due(deputy(), DAY, date(2026, 6, 30)) == [("督查复核", date(2026, 6, 19))]
    assert waits(deputy()) == [("督查复核", "东屏镇　东屏镇配套道路", "决定")]
    assert due(with_role(by.clerk, "deputy"), DAY, date(2026, 6, 30))[-1] == ("整改核查", date(2026, 6, 15))
    assert due(by.clerk, None, date(2026, 6, 10)) == [("整改核查", date(2026, 6, 10))]
    item = SupervisionItem.objects.get(unit=town)
    settled = MendingCheck(on=DAY, result="settled", text="已完成", checked_by="李经办")
    followup.follow_up(actor=by.clerk, item=item, fact=settled)
    assert due(by.clerk, DAY, date(2026, 6, 15)) == [("整改核查", date(2026, 6, 10))]
