"""What waits in 问题整改: for whom who had no hand in it, and until when."""
from collections.abc import Callable
from datetime import date

from housing_portal.accounts.models import User
from housing_portal.todos import rectification as todos
from inspections.services import notices
from tests.inspections.duty import with_role
from tests.pages import records_findings as make
from tests.pages.records import Writers


def waits(user: User) -> list[tuple[str, str]]:
    """Return (kind, deed) of what waits for ``user``; each leads to a page."""
    found = [source.todo(row) for source in todos.to_review(user) for row in source.rows]
    return sorted((one.kind, one.deed) for one in found if one.url.startswith("/inspections/"))


def test_each_matter_waits_for_its_second_person(by: Writers, auditor: User) -> None:
    make.fixed(by, "一")
    make.replied(by, "二")
    make.rechecked(by, "三")
    make.drafted(by, make.finding(by, "四"))
    notices.review(actor=by.chief, notice=make.drafted(by, make.finding(by, "五")))
    make.extension(by, "六")
    assert waits(by.chief) == [("即知即改", "确认"), ("整改复查", "复查"), ("整改通知单", "复核"), ("问题销号", "销号")]
    assert waits(make.deputy()) == [("整改延期", "批准"), ("整改通知单", "签发")]
    assert waits(by.clerk) == [("整改通知单", "送达")] * 3
    assert waits(with_role(by.clerk, "chief")) == [("整改通知单", "送达")] * 3
    assert waits(auditor) == []


def test_repeated_failure_proposes_a_penalty(by: Writers) -> None:
    row = make.recheck(by, make.replied(by, "一"), result="failed", next_due_on=date(2026, 6, 1))
    assert waits(make.deputy()) == []
    row = make.rechecks.reply(actor=by.clerk, finding=row, on=date(2026, 5, 20), text="已改。")
    make.recheck(by, row, result="failed", next_due_on=date(2026, 6, 8))
    assert waits(make.deputy()) == [("复查不合格", "立案")]


def test_what_came_back_and_what_falls_due(by: Writers, person: Callable[..., User], auditor: User) -> None:
    notices.send_back(actor=by.chief, notice=make.drafted(by, make.finding(by, "一")), reason="依据不全")
    make.noticed(by, "二")
    returned = [source.todo(row) for source in todos.sent_back(by.clerk) for row in source.rows]
    assert [(one.title, one.deed) for one in returned] == [("未编号　一置业有限公司", "修改")]
    assert [list(source.rows) for source in todos.sent_back(person("clerk", name="周经办"))] == [[]]

    def due(first: date | None, last: date) -> list[date]:
        return [source.todo(row).due for source in todos.dated(by.clerk, first, last) for row in source.rows]

    assert due(date(2026, 6, 1), date(2026, 6, 10)) == [date(2026, 6, 10)]
    assert due(None, date(2026, 6, 9)) == []
    assert todos.dated(auditor, None, date(2026, 12, 31)) == []
