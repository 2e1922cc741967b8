"""专班: meetings and decisions counted by kind, the week without a meeting, the quarter assessed, banks asked."""
from datetime import date
from decimal import Decimal

from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import Unit, User
from housing_portal.kit import scope
from housing_portal.todos import delivery as todos
from presale.delivery.models import FinancingAttempt, TaskForce
from presale.delivery.services import financing, meetings, taskforces
from tests.delivery.ledger import DAY, also, figures, said
from tests.pages import records_delivery as make
from tests.pages.records import PROOF, Writers

APRIL = make.APRIL


# -- meetings ------------------------------------------------------------------------------------------------


def test_each_kind_of_meeting_and_decision_counts_for_itself(by: Writers, town: Unit) -> None:
    force = make.taskforce(by, town)
    special = make.meeting(by, town, of=force, kind="special")
    for day in (1, 2, 3):
        make.meeting(by, town, of=force, on=date(2026, 4, day))
    major = make.decision(by, town, of=special, text="统筹财政垫付", kind="major")
    make.decision(by, town, of=special)
    meetings.resolve(actor=by.clerk, decision=major, on=DAY, evidence=PROOF)
    found = figures()
    keys = ("dv_taskforces", "dv_meeting_special", "dv_meeting_site", "dv_settled_major", "dv_settled_concrete",
            "dv_decisions_behind")
    assert [found.get(key) for key in keys] == [1, 1, 3, 1, None, 1]
    assert figures(date(2026, 4, 2))["dv_meeting_site"] == 2


def test_a_meeting_taken_back_has_decided_nothing(by: Writers, town: Unit) -> None:
    one = make.resolved(by, town).meeting
    assert said(meetings.take_back_meeting, actor=also(by.clerk, "chief"), meeting=one, reason="未召开") == [
        meetings.OWN_MEETING]
    meetings.take_back_meeting(actor=by.chief, meeting=one, reason="未召开")
    assert ("dv_meeting_site" in figures(), "dv_settled_concrete" in figures()) == (False, False)
    assert said(make.decision, by=by, unit=town, of=one) == [meetings.TAKEN_BACK]


def test_meetings_of_one_kind_and_day_are_entered_once(by: Writers, town: Unit) -> None:
    one = make.meeting(by, town)
    assert said(make.meeting, by=by, unit=town, of=one.taskforce) == {
        "on": ["2026-04-10 的现场调度已登记；同一天不止一次的请合并登记。"]}
    assert said(make.meeting, by=by, unit=town, of=one.taskforce, on=date(2026, 1, 4)) == {
        "on": ["2026-01-04 早于专班成立日期 2026-01-05，请核对。"]}


def test_a_meeting_names_its_estates(by: Writers, town: Unit, town2: Unit, pen: Client) -> None:
    one, other = make.estate(by, town), make.estate(by, town2)
    force = make.taskforce(by, town)
    pen.post(reverse("delivery:meeting_create"), {
        "taskforce": force.pk, "kind": "special", "on": "2026-05-20", "attendees": "各成员单位",
        "estates": [one.pk, other.pk],
    })
    held = force.meetings.get()
    assert meetings.names_of(held) == "、".join(sorted((str(one), str(other))))
    assert "专题会议" in pen.get(one.get_absolute_url()).content.decode()


def test_the_week_without_a_meeting_is_reminded_of(by: Writers, town: Unit) -> None:
    force = make.taskforce(by, town)
    make.estate(by, town, taskforce=force)
    titles = [[one.title for one in todos.missing(by.clerk, is_over)] for is_over in (True, False)]
    assert titles == [[f"{force} 2026-05-11 至 2026-05-17 没有调度"], [f"{force} 2026-05-18 至 2026-05-24 没有调度"]]
    make.meeting(by, town, of=force, on=date(2026, 5, 17), kind="weekly")
    make.meeting(by, town, of=force, on=DAY)
    assert [todos.missing(by.clerk, is_over) for is_over in (True, False)] == [[], []]


def test_a_decision_is_not_due_before_its_meeting(by: Writers, town: Unit) -> None:
    assert said(make.decision, by=by, unit=town, due_on=date(2026, 4, 9)) == {
        "due_on": ["2026-04-09 早于会议日期 2026-04-10，请核对。"]}
    one = make.decision(by, town, of=TaskForce.objects.get().meetings.get())
    assert said(meetings.resolve, actor=by.clerk, decision=one, on=DAY, evidence=()) == {
        "evidence": ["请上传解决情况的证明材料。"]}


# -- the task force itself -----------------------------------------------------------------------------------


def test_a_task_force_with_estates_is_not_dissolved(by: Writers, town: Unit) -> None:
    force = make.taskforce(by, town)
    one = make.estate(by, town, taskforce=force)
    assert said(taskforces.edit_taskforce, actor=by.clerk, taskforce=force, to_on=DAY) == {
        "to_on": ["这个专班还有在册的责任项目，请先把项目改由其他专班负责。"]}
    assert (figures()["dv_charged"], one.taskforce) == (1, force)


def test_an_assessment_is_confirmed_by_another_person(by: Writers, town: Unit) -> None:
    one = make.assessment(by, town)
    assert said(taskforces.confirm_assessment, actor=also(by.clerk, "chief"), assessment=one) == [
        taskforces.OWN_ASSESSMENT]
    done = taskforces.confirm_assessment(actor=by.chief, assessment=one)
    assert (done.status, done.confirmed_by) == ("confirmed", by.chief)
    assert said(make.assessment, by=by, unit=town, of=one.taskforce) == {
        "__all__": ["这个专班本季度已有考核结果，作废后才能重新登记。"]}
    taskforces.void_assessment(actor=by.chief, assessment=one, reason="评分有误")
    assert make.assessment(by, town, of=one.taskforce).status == "recorded"


def test_a_quarter_is_assessed_when_it_is_over(by: Writers, town: Unit) -> None:
    force = make.taskforce(by, town)
    given = {"actor": by.clerk, "taskforce": force, "year": 2026, "score": 90, "note": "好"}
    assert said(taskforces.assess, quarter=2, **given) == {
        "quarter": ["2026 年第 2 季度还没有结束，季度结束后再考核。"]}
    assert said(taskforces.assess, **{**given, "year": 2019}, quarter=1) == {"year": ["年度应在 2020 至 2026 之间。"]}


def test_the_budget_of_the_year_is_taken_back_by_another_person(by: Writers, town: Unit, deliv_office: User) -> None:
    one = make.budget(by, town)
    assert figures()["dv_budget"] == Decimal(500_000)
    assert said(taskforces.set_aside, actor=deliv_office, taskforce=one.taskforce) == [
        "您没有“登记专项借款到账、核验、拨付与归还”的权限，请联系有此权限的同事办理。"]
    taskforces.take_back_budget(actor=by.chief, budget=one, reason="重复")
    assert "dv_budget" not in figures()


# -- banks ---------------------------------------------------------------------------------------------------


def test_banks_are_counted_once_however_often_they_are_asked(by: Writers, town: Unit, town2: Unit) -> None:
    one, other = make.estate(by, town), make.estate(by, town2)
    first = make.asked(by, town, one)
    second = make.asked(by, town, one, "云川商业银行")
    make.asked(by, town2, other)
    financing.refuse(actor=by.clerk, financing=first, on=DAY, note="负债率过高，有逾期贷款")
    financing.grant(actor=by.clerk, financing=second, on=DAY)
    found = figures()
    keys = ("dv_banks", "dv_financings", "dv_financing_granted", "dv_financing_refused")
    assert [found[key] for key in keys] == [2, 3, 1, 1]
    before = figures(date(2026, 5, 19))
    assert [before.get(key) for key in keys] == [2, 3, None, None]
    assert FinancingAttempt.objects.banks(scope.current(date(2026, 4, 9))).count() == 0


def test_answers_follow_the_application(by: Writers, town: Unit) -> None:
    one = make.asked(by, town)
    assert said(financing.refuse, actor=by.clerk, financing=one, on=DAY, note="") == {
        "note": ["请写明银行没有批准的原因。"]}
    assert said(financing.grant, actor=by.clerk, financing=one, on=date(2026, 4, 9)) == {
        "on": ["2026-04-09 早于申请日期 2026-04-10，请核对。"]}
    assert said(financing.ask_bank, actor=by.clerk, estate=one.estate, bank=one.estate.developer, applied_on=APRIL,
                amount=Decimal(1)) == {
        "bank": [f"“{one.estate.developer}”没有登记为银行，请核对，或先在机构台账登记。"]}
    assert said(make.asked, by=by, unit=town, of=one.estate) == {"__all__": ["这一天向这家银行的申请已登记。"]}
