"""What waits: logs for those who were there, lists for another person, campaigns that should be closed."""
from collections.abc import Callable
from datetime import date

from housing_portal.accounts.models import Unit
from housing_portal.todos import inspections as todos
from tests.inspections.duty import with_role
from tests.pages import records_inspections as make
from tests.pages.records import Writers


def titles(sources: list) -> list[tuple[str, str]]:
    return [(todo.kind, todo.title) for one in sources for todo in map(one.todo, one.rows)]


def test_a_log_waits_for_whoever_was_there_and_has_not_entered_it(
    by: Writers, town: Unit, person: Callable
) -> None:
    visit = make.recorded(by, town)
    make.visit(by, visit.target, on=date(2026, 5, 19), log_text="")
    assert titles(todos.to_review(by.chief)) == [("检查日志", str(visit))]
    assert [titles(todos.to_review(user)) for user in (by.clerk, person("chief"))] == [[], []]


def test_a_list_waits_for_another_than_who_made_it(by: Writers, town: Unit) -> None:
    drawing = make.prepared(by, town)
    assert titles(todos.to_review(by.chief)) == [("双随机抽取", str(drawing.campaign))]
    assert titles(todos.to_review(with_role(by.clerk, "chief"))) == []


def test_a_campaign_past_its_end_waits_to_be_closed(by: Writers, town: Unit, township_clerk: object) -> None:
    campaign = make.running(by, town)
    ends = date(2026, 6, 30)
    assert titles(todos.dated(by.chief, None, ends)) == [("专项检查", str(campaign))]
    assert [titles(todos.dated(by.chief, *days)) for days in (
        (None, date(2026, 6, 29)), (date(2026, 7, 1), date(2026, 7, 9)),
    )] == [[], []]
    assert todos.dated(by.clerk, None, ends) == []
    assert todos.sent_back(by.clerk) == []
    assert titles(todos.to_review(township_clerk)) == []
