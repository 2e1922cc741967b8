"""Every rule of supervised matters is broken by SQL, and verify names it."""
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from housing_portal.accounts.models import Unit
from reports.demo import office, supervision, targets
from reports.demo.calendar import so_far
from reports.models import (
    Document,
    SupervisionExtension,
    SupervisionFeedback,
    SupervisionItem,
    SupervisionLetter,
    SupervisionStep,
)
from reports.rules.supervision import SUPERVISION_RULES
from reports.rules.told import TOLD_RULES
from reports.services import letters, more_time
from tests.pages import records_supervision as make
from tests.pages.records import Writers
from tests.pages.records_findings import deputy
from tests.reports.broken import found
from tests.reports.desk import disarm, rearm, tamper

STATES, TERMS, OTHERS, ANSWERS, PAPERS, AUTHORITY, LETTERS_TOLD, ANSWERS_TOLD = SUPERVISION_RULES
MODELS = (SupervisionItem, SupervisionStep, SupervisionFeedback, SupervisionExtension, SupervisionLetter)


def broken() -> dict[str, list[str]]:
    return found(SUPERVISION_RULES)


@pytest.fixture
def open_tables(by: Writers) -> Iterator[None]:
    disarm(*MODELS)
    yield
    rearm()


@pytest.fixture
def accepted(by: Writers, town: Unit, open_tables: None) -> SupervisionItem:
    return make.accepted(by, town)


def test_what_the_services_make_keeps_all_rules(by: Writers, town: Unit, town2: Unit) -> None:
    make.accepted(by, town)
    make.returned(by, town2)
    make.noticed(by, town)
    more_time.approve_extension(actor=deputy(), extension=make.extension(by, town))
    item = make.answered(by, town)
    make.services.undo_step(actor=deputy(), item=item, reason="录错")
    make.services.void(actor=deputy(), item=item, reason="立错")
    assert found(SUPERVISION_RULES, TOLD_RULES) == {}


def test_a_state_to_which_no_step_led(accepted: SupervisionItem) -> None:
    tamper(accepted.steps.get(code="received"), code="in_progress")
    assert broken() == {STATES: [f"督办事项 {accepted.pk}：已交办待签收之后不能直接到办理中"]}


def test_a_state_that_was_typed_over(by: Writers, town: Unit, open_tables: None) -> None:
    item = make.begun(by, town)
    tamper(item, status="received")
    assert broken() == {STATES: [f"督办事项 {item.pk}：状态为已签收，按办理步骤应为办理中"]}


def test_another_day_of_the_hand_over(accepted: SupervisionItem) -> None:
    tamper(accepted.steps.get(code="issued"), on=date(2026, 5, 19))
    assert broken() == {STATES: [f"督办事项 {accepted.pk}：交办日期为 2026-05-20，按办理步骤应为 2026-05-19"]}


def test_steps_in_the_wrong_order(accepted: SupervisionItem) -> None:
    tamper(accepted.steps.get(code="accepted"), on=date(2026, 5, 19))
    assert broken() == {STATES: [f"督办事项 {accepted.pk}：办理步骤的日期先后颠倒"]}


def test_a_term_that_no_extension_moved(accepted: SupervisionItem) -> None:
    tamper(accepted, due_on=date(2026, 7, 1))
    assert broken() == {TERMS: [f"督办事项 {accepted.pk}：办理期限为 2026-07-01，按交办和延期应为 2026-06-30"]}


def test_the_same_person_under_another_account(accepted: SupervisionItem, by: Writers) -> None:
    tamper(by.chief, identity_index="1" * 32, is_active=False)
    tamper(deputy(), identity_index="1" * 32)
    assert broken() == {OTHERS: [f"督办事项 {accepted.pk}：办结由立项人或反馈登记人本人核定"]}


def test_more_time_granted_by_who_asked(by: Writers, town: Unit, open_tables: None) -> None:
    extension = more_time.approve_extension(actor=deputy(), extension=make.extension(by, town))
    tamper(by.clerk, identity_index="1" * 32, is_active=False)
    tamper(deputy(), identity_index="1" * 32)
    assert broken() == {OTHERS: [f"督办延期 {extension.pk}：由申请登记人本人批准"]}


def test_an_answer_without_words(accepted: SupervisionItem) -> None:
    SupervisionFeedback.objects.all()._raw_delete("default")
    assert broken() == {ANSWERS: [f"督办事项 {accepted.pk}：已反馈待核定的步骤没有反馈内容"],
                        ANSWERS_TOLD: [f"督办事项 {accepted.pk}：督办反馈与操作日志的登记不符"]}


@pytest.mark.parametrize("facts", [{"text": "道路已全部完工。"}, {"by": "东屏镇马主任"}])
def test_an_answer_that_was_typed_over(accepted: SupervisionItem, facts: dict) -> None:
    tamper(SupervisionFeedback.objects.get(), **facts)
    assert broken() == {ANSWERS_TOLD: [f"督办事项 {accepted.pk}：督办反馈与操作日志的登记不符"]}


def test_a_further_term_that_was_moved(by: Writers, town: Unit, open_tables: None) -> None:
    item = make.issued(by, town)
    with time_machine.travel("2026-06-08 10:00:00+08:00", tick=False):
        letters.draft_notices(actor=by.clerk, items=[item])
    assert broken() == {}
    tamper(item.letters.get(), answer_by=date(2026, 7, 31))
    assert broken() == {LETTERS_TOLD: [f"督办事项 {item.pk}：督办文书与操作日志的登记不符"]}


def test_a_paper_for_another_unit_or_of_another_form(
    by: Writers, town: Unit, town2: Unit, open_tables: None
) -> None:
    item = make.drafted(by, town)
    paper = letters.draft_notices(actor=by.clerk, items=[item])[0]
    tamper(paper, unit_id=town2.pk)
    assert broken() == {PAPERS: [f"督办事项 {item.pk}：公文《{paper}》发给了其他单位"]}
    tamper(item.letters.get(), purpose="listed")
    assert broken() == {PAPERS: [f"督办事项 {item.pk}：列入通报不能用项目督办通知"],
                        LETTERS_TOLD: [f"督办事项 {item.pk}：督办文书与操作日志的登记不符"]}


def test_inspection_without_its_authority(by: Writers, town: Unit, open_tables: None) -> None:
    item = make.drafted(by, town)
    tamper(item, method="inspect")
    assert broken() == {AUTHORITY: [f"督办事项 {item.pk}：方式为督查，没有授权文件"]}


@pytest.mark.django_db
def test_the_demonstration_keeps_them_all() -> None:
    with time_machine.travel("2026-08-14 10:00:00+08:00", tick=True):
        year = so_far()
        cast = office.set_up(year.year)
        targets.issue(cast, year)
        supervision.fill(cast)
    items = SupervisionItem.objects.order_by("pk").values_list("status", flat=True)
    assert list(items) == ["received", "feedback", "accepted", "in_progress", "feedback", "drafted", "drafted"]
    papers = Document.objects.order_by("pk").values_list("kind", "status", "number")
    assert list(papers) == [
        ("supervise_notice", "issued", "住建督办〔2026〕1号"), ("urge_letter", "issued", "住建函〔2026〕1号"),
        ("urge_letter", "draft", ""), ("supervise_notice", "draft", ""),
    ]
    assert broken() == {}
