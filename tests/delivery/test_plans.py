"""一楼一策: three persons, versions, measures with their days and proofs."""
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import BaseConstraint
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import Unit
from housing_portal.journal.models import Entry
from housing_portal.todos import delivery as todos
from presale.delivery.models import EstatePlan, PlanMeasure
from presale.delivery.services import plans
from tests.delivery.ledger import DAY, also, figures, said
from tests.pages import records_delivery as make
from tests.pages.records import PROOF, Writers

LATER = {"responsible": "县财政局", "owner": "周科", "due_on": date(2026, 9, 30)}


def _kinds(sources: list) -> list[str]:
    return [source.todo(row).kind for source in sources for row in source.rows]


def test_three_persons_bring_a_plan_into_force(by: Writers, town: Unit) -> None:
    one = make.submitted(by, town)
    assert said(plans.review, actor=also(by.clerk, "chief"), plan=one) == [plans.OWN_DRAFT]
    plans.review(actor=by.chief, plan=one)
    for drafter in (also(by.clerk, "deputy"), also(by.chief, "deputy")):
        assert said(plans.approve, actor=drafter, plan=one) == [plans.NOT_THIRD]
    done = plans.approve(actor=make.deputy(by), plan=one)
    assert (done.status, done.reviewed_by, done.approved_by, done.approved_on) == (
        "approved", by.chief, make.deputy(by), DAY)
    assert set(Entry.objects.filter(action="批准").get().after) == {"状态", "批准人", "批准日期"}


def test_the_page_says_why_the_drafter_may_not_approve(by: Writers, town: Unit, client_of: object) -> None:
    one = make.reviewed(by, town)
    drafter = also(by.clerk, "deputy")
    assert plans.NOT_THIRD in client_of(drafter).get(reverse("delivery:plan_approve", args=[one.pk])).content.decode()


def test_the_table_itself_refuses_an_approval_by_the_drafter(by: Writers, town: Unit) -> None:
    one = make.reviewed(by, town)
    one.status, one.approved_by, one.approved_on = "approved", by.clerk, DAY
    names = [each.name for each in EstatePlan._meta.constraints if not _holds(each, one)]
    assert names == ["plan_approved_by_third"]


def _holds(constraint: BaseConstraint, one: EstatePlan) -> bool:
    try:
        constraint.validate(EstatePlan, one)
    except ValidationError:
        return False
    return True


def test_the_next_version_takes_the_place_of_the_last(by: Writers, town: Unit) -> None:
    estate = make.estate(by, town)
    first = make.approved(by, town, estate)
    second = make.approved(by, town, estate)
    first.refresh_from_db()
    assert (first.status, second.version, second.status) == ("superseded", 2, "approved")
    assert figures()["dv_measures"] == 1
    assert list(PlanMeasure.objects.in_force()) == [second.measures.get()]


def test_one_version_is_in_hand_at_a_time(by: Writers, town: Unit) -> None:
    one = make.submitted(by, town)
    assert said(plans.draft_plan, actor=by.clerk, estate=one.estate, text="另一版") == [
        "这个项目的第 1 版方案待审核，请先办完那一版。"]


def test_a_plan_without_measures_says_nothing(by: Writers, town: Unit) -> None:
    one = plans.draft_plan(actor=by.clerk, estate=make.estate(by, town), text="盘活资产")
    assert said(plans.submit, actor=by.clerk, plan=one) == ["方案还没有措施，请先逐条登记措施、责任单位和时限。"]


def test_only_the_drafter_writes_and_only_while_it_is_a_draft(by: Writers, town: Unit, deliv_office: object) -> None:
    one = make.plan(by, town)
    words = [f"方案由{by.clerk}起草，请由本人修改、提交。"]
    assert said(plans.edit_plan, actor=deliv_office, plan=one, text="改") == words
    assert said(plans.add_measure, actor=deliv_office, plan=one, text="新措施", **LATER) == words
    plans.add_measure(actor=by.clerk, plan=one, text="协调财政垫付", **LATER)
    plans.submit(actor=by.clerk, plan=one)
    assert said(plans.edit_measure, actor=by.clerk, measure=one.measures.first(), text="改") == [plans.NOT_DRAFT]


def test_a_plan_sent_back_waits_for_its_drafter(by: Writers, town: Unit) -> None:
    one = make.reviewed(by, town)
    assert _kinds(todos.to_review(make.deputy(by))) == ["一楼一策批准"]
    plans.send_back(actor=make.deputy(by), plan=one, reason="资金来源不清")
    one.refresh_from_db()
    assert (one.status, one.reviewed_by, one.reviewed_on) == ("drafted", None, None)
    assert (_kinds(todos.sent_back(by.clerk)), _kinds(todos.to_review(make.deputy(by)))) == (["方案退回"], [])


def test_measures_are_done_with_proof_and_late_after_their_day(by: Writers, town: Unit) -> None:
    one = make.measure(by, town)
    assert (figures().get("dv_measures_behind"), figures(date(2026, 5, 21))["dv_measures_behind"]) == (1, 1)
    given = {"actor": by.clerk, "measure": one, "on": DAY, "evidence": PROOF}
    assert said(plans.finish_measure, **{**given, "evidence": ()}) == {"evidence": ["请上传完成措施的证明材料。"]}
    assert said(plans.finish_measure, **{**given, "on": date(2026, 5, 19)}) == {
        "on": ["2026-05-19 早于方案批准日期 2026-05-20，请核对。"]}
    plans.finish_measure(**given)
    assert (figures()["dv_measures_done"], "dv_measures_behind" in figures()) == (1, False)
    assert said(plans.undo_measure, actor=also(by.clerk, "chief"), measure=one, reason="没做完") == [
        "这一步由您本人登记，撤回须由另一位同事进行。"]


def test_a_measure_of_a_draft_cannot_be_done(by: Writers, town: Unit) -> None:
    one = make.draft_measure(by, town)
    assert said(plans.finish_measure, actor=by.clerk, measure=one, on=DAY, evidence=PROOF) == [
        "所属方案起草，批准执行后才能登记完成。"]


def test_due_measures_stand_among_the_matters(by: Writers, town: Unit) -> None:
    one = make.measure(by, town)
    over, soon = todos.dated(by.clerk, None, date(2026, 5, 19)), todos.dated(by.clerk, DAY, date(2026, 5, 30))
    assert [(source.todo(row).title, source.todo(row).days_over) for source in over for row in source.rows] == [
        (one.text, 10)]
    assert _kinds(soon) == []


def test_a_measure_is_struck_out_of_a_draft(by: Writers, town: Unit, pen: Client) -> None:
    one = make.draft_measure(by, town)
    pen.post(reverse("delivery:measure_remove", args=[one.pk]), {"reason": "重复"})
    assert PlanMeasure.objects.count() == 0


def test_the_same_measure_stands_once(by: Writers, town: Unit) -> None:
    one = make.plan(by, town)
    assert said(plans.add_measure, actor=by.clerk, plan=one, text="处置商铺筹集资金", **LATER) == {
        "__all__": ["这条措施已登记。"]}
    assert said(plans.add_measure, actor=by.clerk, plan=one, text="再筹", amount=Decimal(-5), **LATER) == {
        "__all__": ["所需资金应大于 0；不需要资金的留空。"]}
