"""保交房问题: found, solved, closed by another person; estates per kind are never added up."""
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import Unit, User
from housing_portal.todos import delivery as todos
from presale.delivery.models import DeliveryProblem
from presale.delivery.services import problems
from tests.delivery.ledger import DAY, also, figures, said
from tests.pages import records_delivery as make
from tests.pages.records import PROOF, Writers

WAGES = {"kind": "labor", "amount": Decimal(900_000), "detail": "拖欠农民工工资"}
PERMITS = {"kind": "procedure", "amount": None, "missing": ["planning", "works"], "detail": "手续不全"}


def test_one_estate_with_three_kinds_is_one_estate_of_each(by: Writers, town: Unit, town2: Unit) -> None:
    one, other = make.estate(by, town), make.estate(by, town2)
    make.problem(by, town, of=one)
    make.problem(by, town, of=one, detail="另一笔缺口", amount=Decimal(20_000_000))
    make.problem(by, town, of=one, **WAGES)
    make.problem(by, town, of=other, **PERMITS)
    make.problem(by, town, of=other, kind="quality", amount=None, detail="墙体开裂、屋面漏水")
    found = figures()
    kinds = {key: value for key, value in found.items() if key.startswith("dv_problem_")}
    assert kinds == {
        "dv_problem_fund": 1, "dv_problem_labor": 1, "dv_problem_procedure": 1, "dv_problem_quality": 1}
    assert (found["dv_fund_gap"], found["dv_wages"]) == (Decimal(70_000_000), Decimal(900_000))
    assert sum(kinds.values()) > found["dv_estates"]


@pytest.mark.parametrize(("given", "words"), [
    ({"amount": Decimal(-1)}, {"amount": ["资金缺口应填正数，不能是 -1。"]}),
    ({"amount": None}, {"amount": ["请填写资金缺口（元）。"]}),
    ({"kind": "quality"}, {"amount": ["这类问题不填金额，请删除。"]}),
    ({**PERMITS, "missing": []}, {"missing": ["请勾选缺少的手续。"]}),
    ({**WAGES, "missing": ["works"]}, {"missing": ["只有“手续不全”才勾选缺少的手续，请取消勾选。"]}),
    ({"found_on": date(2026, 5, 21)}, {"found_on": ["2026-05-21 晚于今天，请填写今天或以前的日期。"]}),
])
def test_what_does_not_fit_is_refused(by: Writers, town: Unit, given: dict, words: dict) -> None:
    assert said(make.problem, by=by, unit=town, **given) == words


def test_a_negative_gap_keeps_what_was_typed(by: Writers, town: Unit, pen: Client) -> None:
    url = reverse("delivery:problem_create", args=[make.estate(by, town).pk])
    typed = {"kind": "fund", "found_on": "2026-04-10", "amount": "-500000", "detail": "资金链紧张"}
    page = pen.post(url, typed).content.decode()
    assert ("资金缺口应填正数，不能是 -500000。" in page, "资金链紧张" in page, "-500,000" in page or "-500000" in page,
            DeliveryProblem.objects.count()) == (True, True, True, 0)


def test_the_list_shows_amounts_in_its_unit(by: Writers, town: Unit, pen: Client) -> None:
    make.problem(by, town)
    page = pen.get(reverse("delivery:problem_list")).content.decode()
    assert [word in page for word in ("涉及金额（万元）", "5,000.00", "50,000,000.00")] == [True, True, False]


def test_a_gap_that_shrinks_leaves_earlier_days_alone(by: Writers, town: Unit, pen: Client) -> None:
    one = make.problem(by, town)
    url, typed = reverse("delivery:problem_amount", args=[one.pk]), {"on": "2026-05-10", "amount": "30,000,000"}
    assert pen.post(url, typed).content.decode().count("请填写变化原因。") == 2
    assert pen.post(url, {**typed, "note": "盘活商铺到账"}).status_code == 302
    gaps = [figures(day)["dv_fund_gap"] for day in (date(2026, 5, 9), date(2026, 5, 10))]
    assert gaps == [Decimal(50_000_000), Decimal(30_000_000)]
    restate = partial(problems.restate_amount, actor=by.clerk, problem=one, note="再核")
    assert said(restate, on=date(2026, 5, 9), amount=Decimal(1)) == {
        "on": ["2026-05-09 早于上一次金额的日期 2026-05-10，请核对。"]}
    assert said(restate, on=DAY, amount=Decimal(30_000_000)) == {
        "amount": ["2026-05-10 起已是这个金额，没有变化，不必登记。"]}
    assert said(restate, on=DAY, amount=Decimal(0)) == {"amount": ["资金缺口应填正数，不能是 0。"]}
    other = make.problem(by, town, of=one.estate, **PERMITS)
    assert said(restate, problem=other, on=DAY, amount=Decimal(1)) == ["这类问题不涉及金额，不能登记。"]
    page = pen.get(one.get_absolute_url()).content.decode()
    assert ("30,000,000.00" in page, "盘活商铺到账" in page) == (True, True)


def test_missing_permits_stand_in_their_order(by: Writers, town: Unit, pen: Client) -> None:
    one = make.problem(by, town, **{**PERMITS, "missing": ["works", "planning"]})
    page = pen.get(reverse("delivery:problem_edit", args=[one.pk])).content.decode()
    assert (one.missing_permits, page.count("checked")) == ("规划许可、施工许可", 2)


def test_nobody_closes_what_he_said_is_solved(by: Writers, town: Unit, seal: Client) -> None:
    one = make.solved(by, town)
    both = also(by.clerk, "chief")
    assert said(problems.close, actor=both, problem=one, on=DAY) == [problems.OWN_SOLVED]
    assert figures()["dv_problem_fund"] == 1
    seal.post(reverse("delivery:problem_close", args=[one.pk]), {"on": "2026-05-20"})
    one.refresh_from_db()
    assert (one.status, "dv_problem_fund" in figures()) == ("closed", False)
    assert figures(date(2026, 5, 19))["dv_problem_fund"] == 1
    assert said(problems.edit_problem, actor=by.clerk, problem=one, detail="改") == [
        "问题已销号，不能修改；确需修改请先退回或撤回。"]


def test_solving_is_proved_and_not_before_it_was_found(by: Writers, town: Unit) -> None:
    one = make.problem(by, town)
    given = {"actor": by.clerk, "problem": one, "note": "资金到位", "evidence": PROOF, "on": DAY}
    assert said(problems.solve, **{**given, "evidence": ()}) == {
        "evidence": ["请上传解决情况的证明材料（凭证、批复、整改照片等）。"]}
    assert said(problems.solve, **{**given, "note": " "}) == {"note": ["请写明怎样解决的。"]}
    assert said(problems.solve, **{**given, "on": date(2026, 4, 9)}) == {
        "on": ["2026-04-09 早于发现日期 2026-04-10，请核对。"]}


def test_what_is_not_solved_goes_back_and_waits_for_whoever_said_so(by: Writers, town: Unit) -> None:
    one = make.solved(by, town)
    assert _kinds(todos.to_review(by.chief)) == ["问题销号"]
    assert _kinds(todos.to_review(also(by.clerk, "chief"))) == []
    problems.send_back(actor=by.chief, problem=one, reason="凭证不全")
    one.refresh_from_db()
    assert (one.status, _kinds(todos.sent_back(by.clerk)), _kinds(todos.sent_back(by.chief))) == (
        "doing", ["问题退回"], [])


def test_an_undone_step_leads_back(by: Writers, town: Unit, pen: Client) -> None:
    one = make.closed(by, town)
    assert said(problems.undo_step, actor=by.chief, problem=one, reason="又欠了") == [
        "这一步由您本人登记，撤回须由另一位同事进行。"]
    assert "2026-05-20 销号" in pen.get(one.get_absolute_url()).content.decode()
    problems.undo_step(actor=also(by.clerk, "chief"), problem=one, reason="又欠了")
    one.refresh_from_db()
    assert (one.status, figures()["dv_problem_fund"]) == ("solved", 1)


def test_amounts_are_added_up_for_one_kind_alone(by: Writers, town: Unit, pen: Client) -> None:
    one = make.estate(by, town)
    make.problem(by, town, of=one)
    make.problem(by, town, of=one, **WAGES)
    url = reverse("delivery:problem_list")
    assert ("合计" in pen.get(url).content.decode(), "合计" in pen.get(f"{url}?kind=fund").content.decode()) == (
        False, True)


def _kinds(sources: list) -> list[str]:
    return [source.todo(row).kind for source in sources for row in source.rows]


def test_people_of_the_task_force_may_enter_problems(by: Writers, town: Unit, deliv_office: User) -> None:
    one = problems.find_problem(
        actor=deliv_office, estate=make.estate(by, town), kind="safety", found_on=DAY, detail="临边防护缺失")
    assert figures()["dv_problem_safety"] == DeliveryProblem.objects.filter(pk=one.pk).count()
