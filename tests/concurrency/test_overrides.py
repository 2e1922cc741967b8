"""Figures printed otherwise, in several hands at once: one request, one decision, and no capture between them."""
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial

import pytest

from affordable import services as affordable
from housing_portal.accounts.models import Unit, User
from reports.models import Capture, Document, FigureOverride
from reports.services import captures, overrides
from reports.services.drafts import draft_document
from tests.concurrency.conftest import Meeting
from tests.races import Deed, at_once

DAY = date(2026, 4, 23)
TOTAL, REASON = "investment_total_wan_derived", "县政府常务会议审定数"
FIXED = "当前状态是“已取数”，内容已固定。要修改，请先撤回修改、退回起草或撤销签发。"
WAITS = "“完成投资”的改写申请还没有批准，请先办理，再取数。"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paper(clerk: User, town: Unit) -> Document:
    affordable.record_investment(actor=clerk, unit=town, as_of=DAY, amount_cum=Decimal("1500000.00"))
    return draft_document(
        actor=clerk, title="关于全县住房保障工作督查情况的通报", issuer="云岭县住房保障办",
        mark="云岭县住房保障办公室文件", prefix="云房保办发", addressees="各乡（镇）人民政府",
        imprint_office="云岭县住房保障办公室", as_of=DAY, issued_on=date(2026, 4, 30),
    )


@pytest.fixture
def asking(paper: Document, clerk: User) -> Callable[..., Deed]:
    return lambda value="155": partial(
        overrides.ask_override, actor=clerk, document=paper, figure=TOTAL, value=value, reason=REASON)


@pytest.fixture
def asked(asking: Callable[..., Deed]) -> FigureOverride:
    return asking()()


def states() -> list[str]:
    return sorted(FigureOverride.objects.values_list("status", flat=True))


def test_a_figure_is_asked_for_once(asking: Callable[..., Deed], meeting: Meeting) -> None:
    meeting(FigureOverride)
    assert at_once(asking("155"), asking("156")) == ["", "这个数字已有一份待批准的改写申请。"]
    assert states() == ["asked"]


def test_a_request_is_decided_once(
    asked: FigureOverride, chief: User, deputy: User, clerk: User, meeting: Meeting
) -> None:
    meeting(FigureOverride)
    first, *later = at_once(
        partial(overrides.approve_override, actor=chief, override=asked),
        partial(overrides.approve_override, actor=deputy, override=asked),
        partial(overrides.refuse_override, actor=deputy, override=asked, reason="按台账数印"),
        partial(overrides.take_back_override, actor=clerk, override=asked),
    )
    assert first == "" and [one.startswith("当前状态是“") for one in later] == [True] * 3
    assert asked.document.overrides.open().count() == 0


def test_a_capture_prints_what_was_decided_before_it(
    asked: FigureOverride, paper: Document, chief: User, deputy: User, meeting: Meeting
) -> None:
    meeting(FigureOverride, Capture)
    answers = at_once(
        partial(overrides.approve_override, actor=chief, override=asked),
        partial(captures.capture, actor=deputy if deputy.can("reports.draft") else chief, document=paper),
    )
    assert answers in (["", ""], ["", WAITS])
    assert states() == ["approved"]
    for capture in Capture.objects.all():
        assert capture.bindings.get(key=TOTAL, unit=None).override_id == asked.pk


def test_what_is_lifted_twice_is_lifted_once(
    asked: FigureOverride, chief: User, clerk: User, meeting: Meeting
) -> None:
    done = overrides.approve_override(actor=chief, override=asked)
    meeting(FigureOverride)
    assert at_once(*[partial(overrides.lift_override, actor=one, override=done) for one in (clerk, chief)]) == [
        "", overrides.NOT_IN_FORCE]
    assert states() == ["approved", "lifted"]
