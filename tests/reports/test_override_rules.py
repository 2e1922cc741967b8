"""Rules of verify about overridden figures and cited records: each notices what no page could do."""
from collections.abc import Callable

import pytest

from housing_portal.journal.models import Entry
from reports.models import FigureBinding, FigureOverride
from reports.rules.document import records_are_there
from reports.rules.override import OVERRIDE_RULES
from reports.rules.paper import PAPER_RULES
from tests.reports.broken import found
from tests.reports.desk import disarm, rearm, tamper
from tests.reports.test_overrides import TOTAL, approved, ask, paper

__all__ = ["approved", "ask", "paper"]  # fixtures


@pytest.fixture
def bound(year, paper, course, approved) -> FigureBinding:
    return course.last(course.captured(paper)).bindings.get(key=TOTAL, unit=None)


@pytest.fixture
def disarmed(bound):
    disarm(FigureOverride, FigureBinding)
    yield bound
    rearm()


def test_an_override_in_order_breaks_nothing(bound):
    assert (found(OVERRIDE_RULES), found(PAPER_RULES), list(records_are_there())) == ({}, {}, [])


BROKEN: dict[str, tuple[Callable[[FigureBinding], object], set[str]]] = {
    "decided by who asked": (
        lambda row: tamper(row.override, decided_by=row.override.asked_by),
        {"数字改写由另一人批准", "数字改写与操作日志一致", "公文取数与操作日志登记的摘要一致"},
    ),
    "another value": (
        lambda row: tamper(row.override, value="170"),
        {"数字改写与操作日志一致", "改写的数字按批准的印出", "公文取数与操作日志登记的摘要一致"},
    ),
    "another reason": (
        lambda row: tamper(row.override, reason="另一理由"),
        {"数字改写与操作日志一致", "公文取数与操作日志登记的摘要一致"},
    ),
    "never told": (lambda row: Entry.objects.about(row.override).delete(), {"数字改写与操作日志一致"}),
    "taken off the figure": (lambda row: tamper(row, override=None), {"公文取数与操作日志登记的摘要一致"}),
    "put on another figure": (
        lambda row: tamper(FigureBinding.objects.exclude(pk=row.pk)[0], override=row.override),
        {"改写的数字按批准的印出", "公文取数与操作日志登记的摘要一致"},
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_each_rule_notices(disarmed, name):
    spoil, rules = BROKEN[name]
    spoil(disarmed)
    assert set(found({**OVERRIDE_RULES, **PAPER_RULES})) == rules


def test_a_record_that_is_gone_is_noticed(disarmed):
    tamper(disarmed, records=[*disarmed.records, ["affordable.workitem", 999999, 1]])
    assert list(records_are_there()) == ["公文取数所附的改造内容 999999 已不存在"]
