"""Every rule of findings and notices is broken by SQL, and verify names it; the demonstration keeps them all."""
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.apps import apps

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from inspections import seeds
from inspections.models.finding import Finding, FindingStep
from inspections.models.notice import NoticeFinding, RectificationNotice
from reports.demo import calendar, office, past, rectification
from reports.rules.rectification import RECTIFICATION_RULES
from tests.pages import records_findings as make
from tests.pages.records import Writers
from tests.reports.broken import found
from tests.reports.desk import disarm, rearm, tamper

STATES, OTHERS, NUMBERS, DEADLINES, CLOSING, SUMS = RECTIFICATION_RULES


@pytest.fixture
def by(clerk: User, chief: User) -> Iterator[Writers]:
    with time_machine.travel(datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI), tick=False):
        yield Writers(clerk, chief)


@pytest.fixture
def closed(by: Writers) -> Iterator[Finding]:
    """A finding that was put on notice, reported, re-checked and closed; its notice is closed too."""
    made = make.closed(by, "恒远")
    assert broken() == {}
    disarm(Finding, FindingStep, RectificationNotice, NoticeFinding)
    yield made
    rearm()


@pytest.fixture
def notice(closed: Finding) -> RectificationNotice:
    return closed.notice_lines.get().notice


def broken() -> dict[str, list[str]]:
    return found(RECTIFICATION_RULES)


def test_what_the_services_make_keeps_all_rules(by: Writers, person: Callable[..., User]) -> None:
    row = make.recheck(by, make.replied(by, "恒远"), result="failed", next_due_on=date(2026, 6, 1))
    make.issued(by, row)
    make.penalised(by, make.finding(by, "宏达"))
    make.fixed(by, "鼎盛")
    make.notices.revoke(actor=by.chief, notice=make.issued(by, make.finding(by, "嘉和")), reason="对象有误")
    make.extensions.approve_extension(actor=make.deputy(), extension=make.extension(by, "安泰"))
    assert broken() == {}


def test_a_state_to_which_no_step_led(closed: Finding) -> None:
    tamper(closed, status="rechecking")
    rest = "第 1 轮、期限 2026-06-10（首次 2026-06-10）"
    assert broken() == {STATES: [f"检查问题 {closed.pk}：复查合格待销号、{rest}，按办理步骤应为已销号、{rest}"],
                        CLOSING: ["整改通知单 住建整〔2026〕1号：状态为已办结，所列问题未全部办结"]}


def test_a_step_that_was_left_out(closed: Finding) -> None:
    tamper(closed.steps.get(code="submitted"), code="noticed")
    assert broken() == {STATES: [f"检查问题 {closed.pk}：整改中之后不能直接到复查合格待销号"]}


def test_the_same_person_under_another_account(closed: Finding) -> None:
    tamper(closed.submitted_by, identity_index="1" * 32, is_active=False)
    tamper(closed.closed_by, identity_index="1" * 32)
    assert broken() == {
        OTHERS: [
            *(f"检查问题 {closed.pk}：{word}与登记整改情况为同一人" for word in ("复查", "销号")),
            f"检查问题 {closed.pk}：销号与登记问题为同一人",
        ],
        NUMBERS: ["整改通知单 住建整〔2026〕1号：起草、复核、签发有同一人"],
    }


def test_a_number_that_was_skipped(notice: RectificationNotice) -> None:
    tamper(notice, number="住建整〔2026〕2号")
    assert broken() == {NUMBERS: ["整改通知单 住建整〔2026〕：编号不连续"]}


def test_a_deadline_that_nobody_extended(notice: RectificationNotice) -> None:
    tamper(notice, deadline_on=date(2026, 7, 1))
    assert broken() == {DEADLINES: ["整改通知单 住建整〔2026〕1号：期限为 2026-07-01，按签发和延期应为 2026-06-10"]}


def test_a_notice_about_two_targets(by: Writers, closed: Finding, notice: RectificationNotice) -> None:
    tamper(closed, target=make.target(by, "宏达"))
    assert broken() == {CLOSING: [f"整改通知单 住建整〔2026〕1号：列入了其他对象的问题 {closed.pk}"]}


def test_a_state_that_nobody_knows(closed: Finding) -> None:
    tamper(closed.steps.get(code="closed"), code="unknown")
    told = "检查对象 {} 第 1 轮：发现 1 个，已整改、未整改、立案移送合计 0 个"
    assert found({SUMS: RECTIFICATION_RULES[SUMS]}) == {SUMS: [told.format(closed.target_id)]}


def test_the_demonstration_keeps_the_rules(db: None) -> None:
    with time_machine.travel(datetime(2026, 5, 20, 10, tzinfo=clock.SHANGHAI), tick=False):
        cast = office.set_up(calendar.so_far().year)
        seeds.seed(apps)
        by = Writers(cast.clerk, cast.chief)
        for place in range(len(rectification.WAYS)):
            on = clock.today() - timedelta(days=60)
            with past.at(on):
                make.inspection(by, make.target(by, f"{place}号"), on)
        rectification.fill(cast)
        states = sorted(Finding.objects.values_list("status", "round"))
        assert broken() == {}
    assert states == [
        ("closed", 1), ("closed", 1), ("closed", 1), ("closed", 1), ("fixed_onsite", 1), ("found", 1), ("noticed", 1),
        ("noticed", 3), ("penalty", 1), ("submitted", 1),
    ]
    assert sorted(RectificationNotice.objects.values_list("status", flat=True)) == [
        "closed", "closed", "closed", "drafted", "served", "served", "served"]
