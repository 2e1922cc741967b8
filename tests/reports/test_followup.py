"""约谈 after the bulletin; 督查: its conclusion, the review of it, the check of the mending, and only then the end."""
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from housing_portal.accounts.models import Unit, User
from housing_portal.journal import stages
from housing_portal.journal.models import Entry
from housing_portal.kit import clock
from housing_portal.kit.gongwen import Heading
from housing_portal.kit.scope import current
from housing_portal.registry import services as registry
from reports.evaluate import evaluate
from reports.models import (
    Conclusion,
    Document,
    MendingCheck,
    ReviewDecision,
    ReviewRequest,
    SupervisionItem,
    Talk,
)
from reports.passages.supervision import unsettled
from reports.rules.followup import FOLLOWUP_RULES
from reports.rules.supervision import SUPERVISION_RULES
from reports.rules.told import TOLD_RULES
from reports.services import followup, letters
from reports.services import supervision as services
from reports.services.followup import INSPECTION, TALK
from reports.slots.parts import Facts
from reports.supervision import cannot_close, escalation
from tests.inspections.duty import said, with_role
from tests.pages import records_supervision as make
from tests.pages.records import Writers
from tests.pages.records_findings import deputy
from tests.pages.records_supervision import DAY
from tests.reports.broken import found
from tests.reports.desk import disarm, rearm, tamper
from tests.reports.test_supervision import now, on

ORDER, LEGAL, ENDS, BACK = FOLLOWUP_RULES
TOLD = "按日登记的情况与操作日志一致"
MEND = date(2026, 6, 10)


def broken() -> dict[str, list[str]]:
    return found(FOLLOWUP_RULES, SUPERVISION_RULES, TOLD_RULES)


def talk(by: Writers, item: SupervisionItem, day: date, promised_by: date, **facts: object) -> Talk:
    fact = Talk(on=day, promised_by=promised_by, **{**make.TALK, **facts})
    return followup.follow_up(actor=by.clerk, item=item, fact=fact)


def conclude(by: Writers, item: SupervisionItem, **facts: object) -> Conclusion:
    given = {"on": DAY, "delivered_on": DAY, "text": "路基未完成，限期整改。", "mend_due_on": MEND, **facts}
    return followup.follow_up(actor=by.clerk, item=item, fact=Conclusion(**given))


def decide(actor: User, item: SupervisionItem, **facts: object) -> ReviewDecision:
    return followup.follow_up(actor=actor, item=item, fact=ReviewDecision(**{"on": DAY, "result": "upheld", **facts}))


def check(by: Writers, item: SupervisionItem, **facts: object) -> MendingCheck:
    given = {"on": DAY, "result": "settled", "text": "路基已完成", "checked_by": "李经办、王同志", **facts}
    return followup.follow_up(actor=by.clerk, item=item, fact=MendingCheck(**given))


# -- talks ---------------------------------------------------------------------------------------------------


def listed(by: Writers, item: SupervisionItem) -> Document:
    """Return a bulletin that is out and names the matter, entered by the service."""
    bulletin = letters.draft_document(
        actor=by.clerk, title="关于督办事项落实情况的通报", issuer="县住建局", mark="县住建局文件", prefix="住建",
        addressees="各责任单位", imprint_office="县住建局办公室", as_of=clock.today(), issued_on=clock.today())
    letters.list_in_bulletin(actor=by.clerk, item=item, document=bulletin)
    return make.sent(bulletin)


def next_of(item: SupervisionItem) -> tuple[str, str]:
    step = escalation(now(item), clock.today())
    return step.code, step.label


def words(bulletin: Document) -> str:
    told = unsettled(Facts(bulletin, evaluate(current(clock.today()))))
    assert isinstance(told[0], Heading)
    return "".join(part if isinstance(part, str) else part.text for part in told[0].body)


@pytest.fixture
def urged(by: Writers, town: Unit) -> SupervisionItem:
    """Return a matter that was handed over by a notice and urged as often as it takes; stand after that."""
    registry.set_parameter(actor=by.chief, key="supervise_urge_times", value="1", reason="局务会")
    services.issue_of_paper(actor=by.clerk, document=make.noticed(by, town))
    item = services.receive(actor=by.clerk, item=SupervisionItem.objects.get(), on=DAY, receiver="吴主任")
    with on(date(2026, 6, 8)):
        make.sent(letters.draft_notices(actor=by.clerk, items=[item])[0])
    return now(item)


def test_a_talk_follows_the_bulletin_and_a_broken_promise_the_next_one(by: Writers, urged: SupervisionItem) -> None:
    item = urged
    with on(date(2026, 6, 16)):
        assert next_of(item) == ("list", "列入通报、报请约谈")
        assert said(talk, by, item, clock.today(), date(2026, 6, 20)) == [followup.NOT_LISTED]
        listed(by, item)
    with on(date(2026, 6, 17)):
        assert next_of(item) == ("talk", "约谈")
        assert list(SupervisionItem.objects.to_talk(clock.today())) == [item]
        assert said(talk, by, item, date(2026, 6, 15), date(2026, 6, 20)) == {
            "on": ["2026-06-15 早于列入通报的日期 2026-06-16，请核对。"]}
        assert said(talk, by, item, date(2026, 6, 17), date(2026, 6, 16)) == {
            "__all__": ["承诺期限不能早于约谈日期。"]}
        assert said(talk, by, item, date(2026, 6, 18), date(2026, 6, 20)) == {
            "on": ["2026-06-18 晚于今天，请填写今天或以前的日期。"]}
        talk(by, item, date(2026, 6, 17), date(2026, 6, 24))
        assert next_of(item) == ("wait", "等待承诺期限")
        assert list(SupervisionItem.objects.to_talk(clock.today())) == []
    with on(date(2026, 6, 25)):
        assert next_of(item) == ("list", "再次列入通报")
        again = listed(by, item)
        assert words(again) == (
            "2026年5月20日交办，反馈期限2026年6月3日，已逾期22天（自然日），仍未反馈。办理标准：完成配套道路施工。"
            "2026年6月17日已约谈吴镇长，承诺2026年6月24日前落实：完成路基和排水，到期仍未落实。")
    with on(date(2026, 6, 26)):
        assert next_of(item) == ("talk", "约谈")
        make.answer(by, item, clock.today())
        assert next_of(item)[0] == "decide"
        assert list(SupervisionItem.objects.to_talk(clock.today())) == []


def test_a_promise_that_still_runs_is_said_without_blame(by: Writers, urged: SupervisionItem) -> None:
    with on(date(2026, 6, 16)):
        bulletin = listed(by, urged)
        assert words(bulletin).endswith("办理标准：完成配套道路施工。")
        talk(by, urged, date(2026, 6, 16), date(2026, 6, 16))
        assert words(bulletin).endswith("2026年6月16日已约谈吴镇长，承诺2026年6月16日前落实：完成路基和排水。")


def test_a_talk_is_taken_back_by_another_with_a_reason(by: Writers, town: Unit) -> None:
    item = make.talked(by, town)
    back = {"item": item, "kinds": TALK, "reason": "被约谈人登记有误"}
    assert said(followup.take_back_last, actor=by.chief, **back) == [
        "您没有“批准督办延期、办结与评分”的权限，请联系有此权限的同事办理。"]
    assert said(followup.take_back_last, actor=with_role(by.clerk, "deputy"), **back) == [followup.OWN]
    assert said(followup.take_back_last, actor=deputy(), **back | {"reason": " "}) == {"reason": ["请写明原因。"]}
    followup.take_back_last(actor=deputy(), **back)
    assert (now(item).talked_on, Talk.objects.count()) == (None, 2)
    assert said(followup.take_back_last, actor=deputy(), **back) == [followup.NOTHING]
    assert list(Entry.objects.about(item).filter(action__contains="约谈").order_by("pk").values_list(
        "action", "reason")) == [("登记督办约谈", ""), ("撤回督办约谈", "被约谈人登记有误")]


def test_who_may_not_enter_a_talk_and_when(by: Writers, town: Unit, auditor: User) -> None:
    item = make.listed(by, town)
    fact = Talk(on=DAY, promised_by=MEND, **make.TALK)
    assert said(followup.follow_up, actor=auditor, item=item, fact=fact) == [
        "您没有“登记督办事项、反馈与催办”的权限，请联系有此权限的同事办理。"]
    item = make.answer(by, item, DAY)
    services.accept(actor=deputy(), item=item, on=DAY, quality="good")
    assert said(followup.follow_up, actor=by.clerk, item=item, fact=fact) == [
        followup.NOT_RUNNING.format("已办结")]


# -- 督查 ----------------------------------------------------------------------------------------------------


def test_a_plain_matter_has_nothing_of_it(by: Writers, town: Unit) -> None:
    item = make.answered(by, town)
    assert said(conclude, by, item) == [followup.NOT_INSPECTED]
    assert (cannot_close(now(item)), next_of(item)[0]) == ("", "decide")


def test_inspection_from_conclusion_to_the_end(by: Writers, town: Unit) -> None:
    item = make.inspected(by, town)
    accepting = {"actor": deputy(), "item": item, "on": DAY, "quality": "good"}
    assert next_of(item) == ("conclude", "作出督查结论")
    assert said(services.accept, **accepting) == [
        "督查事项须经整改核查认定“已落实”后办结，请先登记督查结论和整改核查。"]
    assert said(check, by, item) == [followup.NO_CONCLUSION]
    conclusion = conclude(by, item)
    assert (conclusion.ask_by, next_of(item)[0]) == (date(2026, 6, 19), "mend")
    assert said(conclude, by, item) == [followup.CONCLUDED]
    with on(date(2026, 6, 11)):
        assert next_of(item) == ("check", "整改核查")
        check(by, item, on=date(2026, 6, 11), result="open", again_by=date(2026, 6, 30))
        assert (next_of(item)[0], now(item).mend_by) == ("mend", date(2026, 6, 30))
        assert said(services.accept, **accepting | {"on": clock.today()})[0].startswith("督查事项须经整改核查")
        check(by, item, on=date(2026, 6, 11))
        assert next_of(item)[0] == "decide"
        assert services.accept(**accepting | {"on": clock.today()}).status == "accepted"
        assert said(check, by, item) == [followup.NOT_RUNNING.format("已办结")]
        assert said(followup.take_back_last, actor=deputy(), item=item, kinds=INSPECTION, reason="有误") == [
            followup.NOT_RUNNING.format("已办结")]
    assert broken() == {}


def test_a_review_is_asked_for_within_thirty_days_of_receipt(by: Writers, town: Unit) -> None:
    item = make.concluded(by, town)
    asking = {"actor": by.clerk, "item": item}
    with on(date(2026, 6, 20)):
        late = ReviewRequest(on=date(2026, 6, 20), grounds="统计有误")
        assert said(followup.follow_up, **asking, fact=late) == {
            "on": ["申请复核的期限 2026-06-19 已过（自收到结论之日起 30 日），不能登记。"]}
        early = ReviewRequest(on=date(2026, 5, 19), grounds="统计有误")
        assert said(followup.follow_up, **asking, fact=early) == {
            "on": ["2026-05-19 早于交办日期 2026-05-20，请核对。"]}
        last = followup.follow_up(**asking, fact=ReviewRequest(on=date(2026, 6, 19), grounds="统计有误"))
        assert (last.decide_by, next_of(item)) == (date(2026, 7, 19), ("review", "作出复核决定"))
        assert said(followup.follow_up, **asking, fact=late) == [followup.ASKED]


def test_a_review_is_decided_by_who_took_no_part(by: Writers, town: Unit) -> None:
    item = make.contested(by, town)
    closing = {"actor": deputy(), "item": item, "quality": "good"}
    check(by, item)
    waits = "督查对象申请的复核还没有决定（期限 2026-06-19），决定后再办结。"
    assert said(services.accept, **closing, on=DAY) == [waits]
    assert said(decide, by.chief, item) == ["您没有“批准督办延期、办结与评分”的权限，请联系有此权限的同事办理。"]
    assert said(decide, with_role(by.clerk, "deputy"), item) == [followup.TOOK_PART]
    assert said(decide, deputy(), item, result="changed") == {
        "__all__": ["变更结论的须写明变更后的结论；维持原结论的不填变更内容。"]}
    decide(deputy(), item, result="changed", text="路基已完成，排水限期整改。", mend_due_on=date(2026, 7, 10))
    assert said(decide, deputy(), item) == [followup.NOT_ASKED]
    assert said(followup.follow_up, actor=by.clerk, item=item, fact=ReviewRequest(on=DAY, grounds="再次")) == [
        followup.ASKED]
    assert now(item).mend_by == date(2026, 7, 10)
    assert broken() == {}


def test_a_changed_conclusion_is_checked_anew(by: Writers, town: Unit) -> None:
    """What was found settled before the review says nothing of what the changed conclusion asks for."""
    item = make.contested(by, town)
    check(by, item)
    closing = {"actor": deputy(), "item": item, "quality": "good"}
    with on(date(2026, 6, 1)):
        decide(deputy(), item, on=clock.today(), result="changed", text="排水也限期整改。", mend_due_on=None)
        assert (now(item).checked, now(item).mend_by, next_of(item)[0]) == (None, MEND, "mend")
        assert said(services.accept, **closing, on=clock.today()) == [
            "督查事项须经整改核查认定“已落实”后办结，请先登记督查结论和整改核查。"]
    with on(date(2026, 6, 2)):
        check(by, item, on=clock.today())
        assert services.accept(**closing, on=clock.today()).status == "accepted"
    assert broken() == {}


def test_a_further_term_stays_unless_the_review_sets_another(by: Writers, town: Unit) -> None:
    item = make.contested(by, town)
    check(by, item, result="open", again_by=date(2026, 6, 15))
    with on(date(2026, 6, 1)):
        decide(deputy(), item, on=clock.today(), result="changed", text="排水也限期整改。", mend_due_on=None)
    assert (now(item).checked, now(item).mend_by) == (None, date(2026, 6, 15))


def test_an_upheld_conclusion_needs_no_other_check(by: Writers, town: Unit) -> None:
    item = make.contested(by, town)
    check(by, item)
    decide(deputy(), item)
    assert services.accept(actor=deputy(), item=item, on=DAY, quality="good").status == "accepted"


def test_what_was_entered_last_is_taken_back_first(by: Writers, town: Unit) -> None:
    item = make.contested(by, town)
    for kind in (ReviewRequest, Conclusion):
        assert isinstance(followup.take_back_last(actor=deputy(), item=item, kinds=INSPECTION, reason="录错"), kind)
    assert (now(item).concluded_on, now(item).decide_by) == (None, None)
    assert conclude(by, item, mend_due_on=None).ask_by == date(2026, 6, 19)
    assert now(item).mend_by is None
    assert broken() == {}


def test_an_open_review_stops_the_taking_back_of_the_matter(by: Writers, town: Unit) -> None:
    item = services.send_back(actor=deputy(), item=make.contested(by, town), reason="没有附验收单")
    assert said(services.void, actor=deputy(), item=item, reason="立错")[0].startswith("督查对象申请的复核还没有决定")


@pytest.mark.parametrize(("facts", "refusal"), [
    ({"on": date(2026, 5, 21)}, {"on": ["2026-05-21 晚于今天，请填写今天或以前的日期。"]}),
    ({"delivered_on": date(2026, 5, 21)}, {"delivered_on": ["2026-05-21 晚于今天，请填写今天或以前的日期。"]}),
    ({"delivered_on": date(2026, 5, 19)}, {"delivered_on": ["2026-05-19 早于结论日期 2026-05-20，请核对。"]}),
    ({"mend_due_on": date(2026, 5, 19)}, {"__all__": ["整改期限不能早于送达日期。"]}),
    ({"text": "\u200b"}, {"text": ["此字段不能为空。"]}),
])
def test_a_conclusion_that_cannot_be(by: Writers, town: Unit, facts: dict, refusal: dict) -> None:
    assert said(conclude, by, make.inspected(by, town), **facts) == refusal


def test_an_unsettled_check_gives_a_further_term(by: Writers, town: Unit) -> None:
    item = make.concluded(by, town)
    sentence = {"__all__": ["未落实的须写明再次整改期限，且不早于核查日期；已落实的不填。"]}
    assert said(check, by, item, result="open") == sentence
    assert said(check, by, item, again_by=MEND) == sentence


def test_the_method_stays_once_handed_over(by: Writers, town: Unit) -> None:
    item = make.inspected(by, town)
    with pytest.raises(DatabaseError), transaction.atomic():
        SupervisionItem.objects.filter(pk=item.pk).update(method="supervise")


# -- what verify finds ---------------------------------------------------------------------------------------

KINDS = (Talk, Conclusion, ReviewRequest, ReviewDecision, MendingCheck, SupervisionItem)


@pytest.fixture
def open_tables(by: Writers) -> Iterator[None]:
    disarm(*KINDS)
    yield
    rearm()


def untold(item: SupervisionItem, kind: type) -> dict[str, list[str]]:
    return {TOLD: [f"督办事项 {item.pk}：{kind._meta.verbose_name}与操作日志的登记不符"]}


@pytest.mark.parametrize("facts", [{"promise": "完成路基"}, {"talked_to": "马镇长"}, {"promised_by": date(2026, 7, 1)}])
def test_a_talk_that_was_typed_over(by: Writers, town: Unit, open_tables: None, facts: dict) -> None:
    item = make.talked(by, town)
    tamper(Talk.objects.get(), **facts)
    assert found(TOLD_RULES) == untold(item, Talk)


def test_terms_that_were_moved(by: Writers, town: Unit, open_tables: None) -> None:
    item = make.contested(by, town)
    tamper(Conclusion.objects.get(), ask_by=date(2026, 7, 1))
    tamper(ReviewRequest.objects.get(), decide_by=date(2026, 7, 1))
    assert broken() == {
        TOLD: [*untold(item, Conclusion)[TOLD], *untold(item, ReviewRequest)[TOLD]],
        LEGAL: [f"督办事项 {item.pk}：申请复核期限为 2026-07-01，按送达日期应为 2026-06-19",
                f"督办事项 {item.pk}：复核决定期限为 2026-07-01，按申请日期应为 2026-06-19"]}


def test_a_decision_by_who_drew_the_conclusion(by: Writers, town: Unit, open_tables: None) -> None:
    item = make.contested(by, town)
    decide(deputy(), item)
    tamper(by.clerk, identity_index="1" * 32, is_active=False)
    tamper(deputy(), identity_index="1" * 32)
    assert broken() == {LEGAL: [f"督办事项 {item.pk}：复核决定由登记督查结论或复核申请的本人登记"]}


def test_an_end_that_no_check_allows(by: Writers, town: Unit, open_tables: None) -> None:
    item = services.accept(actor=deputy(), item=make.checked(by, town), on=DAY, quality="good")
    tamper(MendingCheck.objects.get(), result="open", again_by=MEND)
    assert broken() == {TOLD: untold(item, MendingCheck)[TOLD],
                        ENDS: [f"督办事项 {item.pk}：已办结，整改核查没有认定已落实"]}


def test_an_end_without_a_check_of_the_changed_conclusion(by: Writers, town: Unit, open_tables: None) -> None:
    item = make.contested(by, town)
    check(by, item)
    decide(deputy(), item)
    services.accept(actor=deputy(), item=item, on=DAY, quality="good")
    tamper(ReviewDecision.objects.get(), result="changed", text="排水也限期整改。")
    assert broken()[ENDS] == [f"督办事项 {item.pk}：已办结，复核变更结论后没有整改核查"]


def test_what_has_no_ground(by: Writers, town: Unit, open_tables: None) -> None:
    item = make.contested(by, town)
    Conclusion.objects.all()._raw_delete("default")
    assert broken() == {TOLD: untold(item, Conclusion)[TOLD],
                        ORDER: [f"督办事项 {item.pk}：有督查复核申请，没有督查结论"],
                        BACK: [f"督办事项 {item.pk}：登记督查结论的经办人、说明与操作日志不符"]}


def test_a_taking_back_that_nobody_told(by: Writers, town: Unit) -> None:
    """Append-only tables take new rows: one that undoes a check would make it count no longer."""
    item = make.checked(by, town)
    stages.take_back(deputy(), MendingCheck.objects.get(), "另有原因")
    assert broken() == {BACK: [f"督办事项 {item.pk}：撤回督查整改核查的经办人、说明与操作日志不符"]}


def test_a_note_that_was_typed_over(by: Writers, town: Unit, open_tables: None) -> None:
    item = make.talked(by, town)
    tamper(Talk.objects.get(), note="另有说明")
    assert found(FOLLOWUP_RULES) == {BACK: [f"督办事项 {item.pk}：登记督办约谈的经办人、说明与操作日志不符"]}
