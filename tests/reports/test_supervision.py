"""Supervised matters: terms in working days that stay, duties of different persons, what comes next, what it scores."""
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

import pytest
import time_machine
from django.db import DatabaseError, transaction

from affordable import services as affordable
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.more_time import OWN_REQUEST
from housing_portal.kit import clock
from housing_portal.kit.errors import NeedsReason
from housing_portal.kit.scope import Scope
from housing_portal.registry import services as registry
from reports.enums import SupervisionSource
from reports.evaluate import IndicatorSet
from reports.models import SupervisionItem
from reports.services import more_time
from reports.services import supervision as services
from reports.supervision import days_over, escalation, owed, owed_at, recovery, score, standing
from tests.inspections.duty import said, with_role
from tests.pages import records
from tests.pages import records_supervision as make
from tests.pages.records import PROOF, Writers
from tests.pages.records_findings import deputy
from tests.pages.records_supervision import DAY


@contextmanager
def on(day: date) -> Iterator[None]:
    with time_machine.travel(datetime(day.year, day.month, day.day, 9, tzinfo=clock.SHANGHAI), tick=False):
        yield


def now(item: SupervisionItem) -> SupervisionItem:
    return SupervisionItem.objects.with_course().with_steps().select_related("unit").get(pk=item.pk)


# -- terms -------------------------------------------------------------------------------------------------


def test_terms_are_working_days_after_the_hand_over(by: Writers, town: Unit) -> None:
    item = make.issued(by, town)
    assert (item.issued_on, item.receipt_due_on, item.feedback_due_on, item.first_due_on, item.due_on) == (
        DAY, date(2026, 5, 22), date(2026, 6, 3), date(2026, 6, 30), date(2026, 6, 30))


def test_terms_follow_the_parameters_and_the_holidays_of_the_day(by: Writers, town: Unit) -> None:
    registry.set_parameter(actor=by.chief, key="supervise_receipt_days", value="1", reason="局务会")
    registry.paste_days(actor=by.clerk, lines="2026-05-21 节假日 调休")
    assert make.issued(by, town).receipt_due_on == date(2026, 5, 22)


def test_a_changed_holiday_table_moves_nothing_that_was_handed_over(by: Writers, town: Unit) -> None:
    item = make.issued(by, town)
    registry.paste_days(actor=by.clerk, lines="2026-05-21 节假日 调休\n2026-05-22 节假日 调休")
    item = now(item)
    assert (item.receipt_due_on, item.feedback_due_on, item.next_due) == (
        date(2026, 5, 22), date(2026, 6, 3), date(2026, 5, 22))


def test_the_table_refuses_to_change_what_was_handed_over(by: Writers, town: Unit) -> None:
    item = make.issued(by, town)
    with pytest.raises(DatabaseError), transaction.atomic():
        SupervisionItem.objects.filter(pk=item.pk).update(feedback_due_on=date(2026, 7, 1))
    SupervisionItem.objects.filter(pk=item.pk).update(leader="吴镇长")
    assert now(item).feedback_due_on == date(2026, 6, 3)


def test_what_is_owed_next(by: Writers, town: Unit) -> None:
    item = now(make.issued(by, town))
    assert (owed(item), standing(item, DAY), days_over(item, date(2026, 5, 22))) == ("签收", "签收还剩 2 天", 0)
    assert standing(item, date(2026, 5, 25)) == "签收逾期 3 天"
    item = now(services.receive(actor=by.clerk, item=item, on=DAY, receiver="吴主任"))
    assert (owed(item), item.next_due) == ("反馈", date(2026, 6, 3))
    item = now(make.answer(by, item, DAY))
    assert (owed(item), standing(item, date(2026, 8, 1)), days_over(item, date(2026, 8, 1))) == ("", "", 0)
    item = now(services.send_back(actor=deputy(), item=item, reason="没有附验收单"))
    assert (owed(item), item.next_due) == ("办结", date(2026, 6, 30))


def test_what_was_owed_on_a_past_day_as_known_then(by: Writers, town: Unit) -> None:
    item = make.received(by, town)
    before = clock.now()
    with on(date(2026, 6, 8)):
        item = make.answer(by, item, date(2026, 6, 5))
        late = Scope(date(2026, 6, 4), clock.now())
        assert owed_at(item, Scope(date(2026, 6, 8), before)) == ("反馈", date(2026, 6, 3))
        assert owed_at(item, Scope(date(2026, 6, 8), clock.now())) is None
        assert owed_at(item, late) == ("反馈", date(2026, 6, 3))


# -- the course --------------------------------------------------------------------------------------------


def test_the_course_from_hand_over_to_the_end(by: Writers, town: Unit) -> None:
    item = make.begun(by, town)
    assert item.status == "in_progress"
    item = make.answer(by, item, DAY)
    item = services.send_back(actor=deputy(), item=item, reason="没有附验收单")
    assert (item.status, item.fed_by) == ("returned", by.chief)
    item = make.answer(by, item, DAY)
    item = services.accept(actor=deputy(), item=item, on=DAY, quality="fair", note="已核实")
    assert (item.status, item.accepted_by, item.quality) == ("accepted", deputy(), "fair")
    codes = list(item.steps.order_by("pk").values_list("code", flat=True))
    assert codes == ["issued", "received", "in_progress", "feedback", "returned", "feedback", "accepted"]


def test_nobody_accepts_what_he_took_up_or_answered(by: Writers, town: Unit, town2: Unit) -> None:
    item = make.answered(by, town)
    taker, answerer = with_role(by.clerk, "deputy"), with_role(by.chief, "deputy")
    accept = {"item": item, "on": DAY, "quality": "good"}
    assert said(services.accept, actor=taker, **accept) == [services.OWN_ITEM]
    assert said(services.accept, actor=answerer, **accept) == [services.OWN_FEEDBACK]
    assert said(services.send_back, actor=answerer, item=item, reason="不全") == [services.OWN_FEEDBACK]
    other = make.issued(by, town2)
    assert said(services.void, actor=taker, item=other, reason="立错") == [services.OWN_VOID]
    assert services.void(actor=deputy(), item=other, reason="立错").status == "void"


def test_who_may_not(by: Writers, town: Unit, township_clerk: User, auditor: User) -> None:
    facts = {"source": "manual", "unit": town, "title": "道路", "requirement": "完工", "due_on": make.DUE}
    for who in (township_clerk, auditor):
        assert said(services.draft_item, actor=who, **facts) == [
            "您没有“登记督办事项、反馈与催办”的权限，请联系有此权限的同事办理。"]
    item = make.answered(by, town)
    assert said(services.accept, actor=auditor, item=item, on=DAY, quality="good") == [
        "您没有“批准督办延期、办结与评分”的权限，请联系有此权限的同事办理。"]


def test_steps_come_in_order_and_not_in_the_future(by: Writers, town: Unit) -> None:
    item = make.issued(by, town)
    receive = {"actor": by.clerk, "item": item, "receiver": "吴主任"}
    assert said(services.receive, **receive, on=date(2026, 5, 21)) == {
        "on": ["2026-05-21 晚于今天，请填写今天或以前的日期。"]}
    assert said(services.receive, **receive, on=date(2026, 5, 19)) == {
        "on": ["2026-05-19 早于“已交办待签收”的日期 2026-05-20，请核对。"]}
    assert said(services.receive, **{**receive, "receiver": " "}, on=DAY) == {"receiver": ["请填写签收人。"]}
    assert said(services.accept, actor=deputy(), item=item, on=DAY, quality="good") == [
        "当前状态是“已交办待签收”，不能“核定办结”（须为：已反馈待核定）。请刷新页面查看最新状态。"]


def test_a_step_is_taken_back_by_another_person(by: Writers, town: Unit) -> None:
    item = make.answered(by, town)
    assert said(services.undo_step, actor=with_role(by.chief, "deputy"), item=item, reason="录错") == [
        services.OWN_STEP]
    item = services.undo_step(actor=deputy(), item=item, reason="录错")
    assert (item.status, item.fed_by) == ("received", None)
    assert now(item).fed_on is None
    item = services.undo_step(actor=deputy(), item=item, reason="录错")
    assert said(services.undo_step, actor=deputy(), item=item, reason="录错") == [
        "当前状态是“已交办待签收”，不能“撤回上一步”（须为：已签收、办理中、已反馈待核定、反馈被退回、已办结）。"
        "请刷新页面查看最新状态。"]


def test_taking_back_the_acceptance_takes_the_quality_along(by: Writers, town: Unit, director: User) -> None:
    item = services.undo_step(actor=director, item=make.accepted(by, town), reason="材料有误")
    assert (item.status, item.accepted_by, item.quality, item.fed_by) == ("feedback", None, "", by.chief)


def test_only_drafts_are_edited(by: Writers, town: Unit) -> None:
    item = services.edit_item(actor=by.clerk, item=make.drafted(by, town), title="改名")
    assert item.title == "改名"
    item = services.issue_item(actor=by.clerk, item=item, on=DAY)
    assert said(services.edit_item, actor=by.clerk, item=item, title="再改") == [services.EDITED]


# -- more time ---------------------------------------------------------------------------------------------


def test_more_time_is_granted_by_another_and_the_first_term_stays(by: Writers, town: Unit) -> None:
    extension = make.extension(by, town)
    assert said(more_time.approve_extension, actor=with_role(by.clerk, "deputy"), extension=extension) == [
        OWN_REQUEST]
    more_time.approve_extension(actor=deputy(), extension=extension, answer="同意")
    item = now(extension.item)
    assert (item.first_due_on, item.due_on, item.feedback_due_on) == (
        date(2026, 6, 30), date(2026, 7, 31), date(2026, 6, 3))


def test_refused_time_moves_nothing(by: Writers, town: Unit) -> None:
    extension = make.extension(by, town)
    assert said(more_time.refuse_extension, actor=deputy(), extension=extension, reason=" ") == {
        "reason": ["请写明原因。"]}
    extension = more_time.refuse_extension(actor=deputy(), extension=extension, reason="理由不足")
    assert (extension.status, now(extension.item).due_on) == ("refused", date(2026, 6, 30))


def test_a_matter_is_not_settled_while_more_time_is_asked_for(by: Writers, town: Unit) -> None:
    extension = make.extension(by, town)
    item = make.answer(by, extension.item, DAY)
    closing = {"actor": deputy(), "item": item, "on": DAY, "quality": "good"}
    assert said(services.accept, **closing) == ["这一事项有待批准的延期申请，请先批准或不同意。"]
    more_time.refuse_extension(actor=deputy(), extension=extension, reason="已经办结，不必延期")
    assert services.accept(**closing).status == "accepted"


def test_more_time_once_later_and_with_a_reason_when_late(by: Writers, town: Unit) -> None:
    extension = make.extension(by, town)
    ask = {"actor": by.clerk, "item": extension.item, "asked_on": DAY, "reason": "雨季"}
    assert said(more_time.ask_extension, **ask, new_due_on=date(2026, 8, 1)) == {
        "__all__": ["这一事项已有一份待批准的延期申请。"]}
    more_time.refuse_extension(actor=deputy(), extension=extension, reason="理由不足")
    assert said(more_time.ask_extension, **ask, new_due_on=date(2026, 6, 30)) == {
        "new_due_on": ["延期后的期限须晚于现行期限 2026-06-30。"]}
    with on(date(2026, 7, 3)):
        late = {**ask, "asked_on": date(2026, 7, 3), "new_due_on": date(2026, 8, 1)}
        with pytest.raises(NeedsReason) as asked:
            more_time.ask_extension(**late)
        assert asked.value.sentence == "办理期限 2026-06-30 已过，逾期后申请延期请说明原因。"
        assert more_time.ask_extension(**late, late_reason="汛期抢险").reason == "雨季；汛期抢险"


# -- what is refused ---------------------------------------------------------------------------------------


def test_inspection_needs_its_authority(by: Writers, town: Unit) -> None:
    assert said(make.drafted, by, town, method="inspect") == {"__all__": [
        "没有授权文件不得以督查方式办理，请改用督办或工作提示（政府督查工作条例 §7）。"]}
    paper = records.policy(by, town)
    assert make.drafted(by, town, method="inspect", authority_doc=paper).authority_doc == paper


@pytest.mark.parametrize(("facts", "refusal"), [
    ({"source": "decision"}, {"source_note": ["请写明来源：哪次会议、哪份通报、哪个文件。"]}),
    ({"source": "target"}, {"programme": ["请选择年度任务。"]}),
    ({"source": "target", "programme": "nonsense"}, {"programme": ["请选择年度任务。"]}),
    ({"due_on": date(2026, 5, 19)}, {"due_on": ["办理期限 2026-05-19 已过，请填写今天或以后的日期。"]}),
    ({"title": " "}, {"title": ["此字段不能为空。"]}),
])
def test_what_cannot_be_taken_up(by: Writers, town: Unit, facts: dict, refusal: dict) -> None:
    assert said(make.drafted, by, town, **facts) == refusal
    assert SupervisionItem.objects.count() == 0


def test_a_record_is_supervised_once_at_a_time(by: Writers, town: Unit) -> None:
    row = records.finding(by, town)
    first = make.drafted(by, town, source="audit", audit_finding=row)
    assert said(make.drafted, by, town, source="audit", audit_finding=row) == {
        "__all__": ["这条记录已有在办的督办事项。"]}
    services.void(actor=deputy(), item=first, reason="立错")
    assert make.drafted(by, town, source="audit", audit_finding=row).origin == row


def test_a_record_of_another_source_is_dropped(by: Writers, town: Unit) -> None:
    item = make.drafted(by, town, source="manual", audit_finding=records.finding(by, town), programme="shantytown")
    assert (item.audit_finding, item.programme, item.origin) == (None, "", None)


# -- lagging and recovered ----------------------------------------------------------------------------------


@pytest.fixture
def lagging(by: Writers, town: Unit) -> SupervisionItem:
    """A unit with a target of 100 and nothing started, taken up on 20 May."""
    affordable.issue_target(actor=by.clerk, unit=town, year=2026, program="shantytown", quantity=100,
                            issued_on=date(2026, 1, 5))
    return make.drafted(by, town, source="target", programme="shantytown", title="棚改开工")


def test_what_lags_keeps_how_it_stood(by: Writers, town: Unit, lagging: SupervisionItem) -> None:
    kept = {key: lagging.captured[key] for key in ("as_of", "target", "done", "rate", "share", "gap", "lamp")}
    assert kept == {"as_of": "2026-05-20", "target": "100", "done": "0", "rate": "0.00", "share": "38.36",
                    "gap": "-38.36", "lamp": "r"}
    assert said(make.drafted, by, town, source="target", programme="shantytown") == {
        "__all__": ["这个单位的这项任务已有在办的督办事项。"]}


def test_recovery_is_proposed_and_somebody_else_closes(
    by: Writers, town: Unit, lagging: SupervisionItem, auditor: User
) -> None:
    item = services.issue_item(actor=by.clerk, item=lagging, on=DAY)
    assert said(services.recover, actor=deputy(), item=item, quality="good") == [services.NOT_RECOVERED]
    row = affordable.record_milestone(
        actor=by.clerk, unit=town, kind="shantytown", code="started", actual_on=DAY, sets=60, evidence=PROOF)
    affordable.confirm_milestone(actor=by.chief, milestone=row)
    why = recovery(now(item), IndicatorSet(Scope(DAY, clock.now())))
    assert why == (
        "截至 2026-05-20，城关镇棚户区改造开工完成率 60.00%，序时进度 38.36%，差距 +21.64 个百分点，已恢复正常。")
    assert now(item).status == "issued"
    assert said(services.recover, actor=with_role(by.clerk, "deputy"), item=item, quality="good") == [
        services.OWN_ITEM]
    item = services.recover(actor=deputy(), item=item, quality="good")
    assert (item.status, item.steps.latest("pk").note) == ("accepted", why)


def test_what_does_not_lag_is_not_taken_up(by: Writers, town: Unit, town2: Unit) -> None:
    records.target(by, town)
    row = affordable.record_milestone(
        actor=by.clerk, unit=town, kind="shantytown", code="started", actual_on=DAY, sets=120, evidence=PROOF)
    affordable.confirm_milestone(actor=by.chief, milestone=row)
    assert said(make.drafted, by, town, source="target", programme="shantytown") == {
        "programme": ["城关镇的“棚户区改造开工”没有滞后，不必督办。"]}
    assert said(make.drafted, by, town2, source="target", programme="shantytown") == {
        "programme": ["东屏镇没有“棚户区改造开工”的年度任务。"]}


def test_a_settled_record_proposes_closing(by: Writers, town: Unit) -> None:
    row = records.submitted(by, town)
    item = now(make.issued(by, town, source="audit", audit_finding=row))
    figures = IndicatorSet(Scope(DAY, clock.now()))
    assert recovery(item, figures) == ""
    affordable.close_finding(actor=by.chief, finding=row, closed_on=DAY)
    assert recovery(now(item), figures) == f"来源记录“{row}”已是“已销号”。"


# -- what comes next, and points ----------------------------------------------------------------------------


def test_what_comes_next_in_time(by: Writers, town: Unit) -> None:
    item = now(make.drafted(by, town))
    assert escalation(item, DAY).code == "issue"
    item = now(make.services.issue_item(actor=by.clerk, item=item, on=DAY))
    item = now(services.receive(actor=by.clerk, item=item, on=DAY, receiver="吴主任"))
    assert [escalation(item, day).code for day in (date(2026, 5, 28), date(2026, 5, 29), date(2026, 6, 3))] == [
        "none", "remind", "remind"]
    step = escalation(item, date(2026, 6, 4))
    assert (step.code, step.why) == (
        "urge", "反馈期限 2026-06-03，已逾期 1 天（自然日）；逾期即可催办，已催办 0 次。")
    item = now(make.answer(by, item, DAY))
    assert escalation(item, date(2026, 9, 1)).code == "decide"
    item = now(services.accept(actor=deputy(), item=item, on=DAY, quality="good"))
    assert escalation(item, date(2026, 9, 1)) is None


def test_points_name_every_rule(by: Writers, town: Unit, person: Callable[..., User]) -> None:
    item = make.issued(by, town)
    assert score(now(item)) is None
    with on(date(2026, 7, 2)):
        item = services.receive(actor=by.clerk, item=item, on=date(2026, 5, 25), receiver="吴主任")
        item = make.answer(by, item, date(2026, 6, 3))
        item = services.send_back(actor=deputy(), item=item, reason="没有附验收单")
        item = make.answer(by, item, date(2026, 7, 2))
        item = services.accept(actor=deputy(), item=item, on=date(2026, 7, 2), quality="fair")
    found = score(now(item))
    assert found.lines == [
        ("签收逾期（期限 2026-05-22，实际 2026-05-25）", 10), ("办结逾期（期限 2026-06-30，实际 2026-07-02）", 10),
        ("反馈退回 1 次", 5), ("办理质量一般", 5),
    ]
    assert found.points == 70
    registry.set_parameter(actor=by.chief, key="supervise_points_late", value="45", reason="局务会")
    assert score(now(item)).points == 0


def test_full_points(by: Writers, town: Unit) -> None:
    found = score(now(make.accepted(by, town)))
    assert (found.lines, found.points) == ([], 100)


def test_sources_are_those_of_the_dossier() -> None:
    assert "、".join(source.label for source in SupervisionSource) == "年度目标、通报、会议决定、审计、信访、检查、手工"
