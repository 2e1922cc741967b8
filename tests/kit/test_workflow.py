"""The status table: it draws the buttons and guards the service with the same rows."""
from dataclasses import dataclass

import pytest

from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.workflow import Step, Workflow

FLOW = Workflow(
    states={"draft": "草稿", "sent": "待复核", "done": "已复核"},
    steps=(
        Step("send", "提交", frozenset({"draft"}), "sent", "write"),
        Step("confirm", "复核", frozenset({"sent"}), "done", "confirm"),
        Step("back", "退回", frozenset({"sent", "done"}), "draft", "confirm", needs_reason=True, danger=True),
    ),
)


@dataclass
class Record:
    status: str


@dataclass(frozen=True)
class Person:
    permissions: frozenset[str]

    def can(self, permission: str) -> bool:
        return permission in self.permissions


WRITER, CHECKER, BOTH = (Person(frozenset(codes)) for codes in (["write"], ["confirm"], ["write", "confirm"]))


@pytest.mark.parametrize(
    ("status", "person", "codes"),
    [
        ("draft", WRITER, ["send"]),
        ("draft", CHECKER, []),
        ("sent", WRITER, []),
        ("sent", CHECKER, ["confirm", "back"]),
        ("done", BOTH, ["back"]),
        ("elsewhere", BOTH, []),
    ],
)
def test_available_steps_in_the_order_of_the_table(status: str, person: Person, codes: list[str]) -> None:
    assert [step.code for step in FLOW.available(Record(status), person)] == codes


def test_enter_moves_and_returns_the_step() -> None:
    record = Record("draft")
    assert (FLOW.enter(record, "send", WRITER).label, record.status) == ("提交", "sent")


def test_every_step_enters_exactly_where_its_button_shows() -> None:
    shown, entered = set(), set()
    for status in FLOW.states:
        shown |= {(status, step.code) for step in FLOW.available(Record(status), BOTH)}
        for step in FLOW:
            try:
                FLOW.enter(Record(status), step.code, BOTH)
            except ServiceError:
                continue
            entered.add((status, step.code))
    assert shown == entered == {("draft", "send"), ("sent", "confirm"), ("sent", "back"), ("done", "back")}


def test_wrong_state_is_refused_with_what_is_and_what_must_be() -> None:
    record = Record("draft")
    with pytest.raises(ServiceError) as refusal:
        FLOW.enter(record, "back", CHECKER)
    assert refusal.value.sentence == "当前状态是“草稿”，不能“退回”（须为：待复核、已复核）。请刷新页面查看最新状态。"
    assert record.status == "draft"


def test_missing_permission_is_refused_and_moves_nothing() -> None:
    record = Record("sent")
    with pytest.raises(ServiceError) as refusal:
        FLOW.enter(record, "confirm", WRITER)
    assert (refusal.value.sentence, record.status) == ("您没有“复核”的权限，请联系有此权限的同事办理。", "sent")


def test_unknown_step_is_a_programming_error() -> None:
    with pytest.raises(KeyError, match="vanish"):
        FLOW.enter(Record("draft"), "vanish", BOTH)


def test_service_error_joins_its_messages() -> None:
    refusal = ServiceError({"amount": ["金额须大于零。"], "on": ["日期晚于今天。"]})
    assert refusal.sentence == "金额须大于零。；日期晚于今天。"


def test_needs_reason_carries_sentence_and_code() -> None:
    doubt = NeedsReason("比上月减少，请说明。", code="decrease")
    assert (doubt.sentence, doubt.code, str(doubt)) == ("比上月减少，请说明。", "decrease", "比上月减少，请说明。")
