"""Batches of a quarter, from the computation to the last card that was put right."""
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, transaction

from affordable.enums import BatchStatus, FamilyStatus, PaymentKind, PaymentStatus
from affordable.models import Benefit, Family, Member, SubsidyBatch, SubsidyPayment, SubsidyProgress
from affordable.services import batch_files, payments, progress, receipts, subsidy_batches
from housing_portal.accounts.models import Unit, User
from housing_portal.journal.models import Attachment, Entry
from housing_portal.kit import clock
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.scope import Scope
from housing_portal.kit.secrecy import mask_name
from tests.affordable import subsidies as made
from tests.affordable.families import said
from tests.affordable.subsidies import Treasury

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("may_20")]
TODAY = date(2026, 5, 20)
QUARTER = Decimal("1440.00")


@pytest.fixture
def who(clerk: User, chief: User) -> Treasury:
    return made.treasury(clerk, chief)


def paid(unit: Unit, day: date = TODAY) -> dict[str, object]:
    return SubsidyPayment.objects.paid(Scope(day, clock.now())).filter(unit=unit).figures(day.year)


def test_a_hundred_sent_three_returned_two_reissued(who: Treasury, town: Unit) -> None:
    made.granted(who.clerk, who.chief, town, 100)
    batch = made.sent(who, town)
    assert (batch.households, batch.amount, paid(town)["households"]) == (100, 100 * QUARTER, 0)

    batch = made.answered(who, batch, returned=(4, 5, 6))
    assert (batch.status, paid(town)) == (
        BatchStatus.PART_RETURNED, {"households": 97, "total": 97 * QUARTER, "latest": 1}
    )
    returned = batch.payments.filter(status=PaymentStatus.RETURNED).order_by("pk")
    for place, payment in enumerate(returned[:2]):
        made.new_card(payment.family, who.clerk, 90_000 + place)
        payments.ready_payment(actor=who.clerk, payment=payment)
    batch = batch_files.reissue_batch(actor=who.finance, batch=batch, file_format="csv", reason="补发")
    assert (batch.status, paid(town)["households"], len(made.lines_of(batch))) == (BatchStatus.REISSUING, 97, 2)
    batch = made.answered(who, batch)
    assert (batch.status, paid(town)) == (
        BatchStatus.PART_RETURNED, {"households": 99, "total": 99 * QUARTER, "latest": 1}
    )
    assert {(one.year, one.quarter) for one in batch.payments.all()} == {(2026, 1)}
    # the figures of the progress table follow by themselves
    row = SubsidyProgress.objects.of_year(Scope(TODAY, clock.now())).get()
    assert (row.unit, row.quarter, row.households_cum, row.amount_cum) == (town, 1, 99, 99 * QUARTER)


def test_what_is_known_of_a_past_day_stays(who: Treasury, town: Unit) -> None:
    made.granted(who.clerk, who.chief, town, 3)
    batch = made.sent(who, town)
    made.answered(who, batch, returned=(0,))
    now = clock.now()
    known = (Scope(TODAY, now), Scope(TODAY, now - timedelta(seconds=1)), Scope(date(2026, 5, 19), now))
    assert [SubsidyPayment.objects.paid(scope).count() for scope in known] == [2, 0, 0]


def test_everybody_who_cannot_be_paid_is_listed_and_keeps_nobody_waiting(who: Treasury, town: Unit) -> None:
    first, no_card, halted, shrunk, late = made.granted(who.clerk, who.chief, town, 5)
    no_card.cards.update(is_current=False)
    made.suspended(who, halted, TODAY)
    shrunk.members.update(is_current=False, left_on=TODAY, left_reason="death")
    made.granted(who.clerk, who.chief, town, 1, from_on=date(2026, 3, 2), first=9_000)
    batch = made.computed(who, town)
    assert list(batch.payments.values_list("family__number", "months", "amount")) == [
        (first.number, 3, QUARTER), (late.number, 3, QUARTER),
    ]
    assert list(batch.omissions.order_by("family__number").values_list("family__number", "reason", "note")) == [
        (no_card.number, "no_card", ""), (halted.number, "suspended", "发至 2026-05-20 止"),
        (shrunk.number, "changed", "核定 1 人，现有 0 人"), ("BZ2025-09000", "no_months", ""),
    ]


def test_who_is_helped_twice_is_left_out(who: Treasury, town: Unit, town2: Unit) -> None:
    mover, tenants, other = made.granted(who.clerk, who.chief, town, 3)
    Family.objects.filter(pk=tenants.pk).update(unit=town2, status=FamilyStatus.ALLOCATED)
    tenants.grants.all().delete()
    Benefit.objects.filter(family=tenants).update(kind="lease")
    index = mover.members.get().identity_index
    # by the days on record the same person also lived in a home of the county until March
    Member.objects.filter(family=tenants).update(
        identity_index=index, is_current=False, left_on=date(2026, 3, 10), left_reason="moved"
    )
    batch = made.computed(who, town)
    assert list(batch.payments.values_list("family__number", flat=True)) == [other.number]
    assert list(batch.omissions.values_list("family__number", "reason", "note")) == [
        (mover.number, "double", f"有成员同时在保障对象 {tenants.number}"),
    ]


def test_a_later_batch_makes_up_for_what_an_earlier_one_left_out(who: Treasury, town: Unit) -> None:
    one, two = made.granted(who.clerk, who.chief, town, 2)
    two.cards.update(is_current=False)
    first = made.answered(who, made.sent(who, town))
    assert first.status == BatchStatus.SUCCEEDED
    two.cards.update(is_current=True)
    second = made.computed(who, town, quarter=2)
    rows = second.payments.order_by("pk").values_list("family", "kind", "year", "quarter", "amount")
    assert list(rows) == [
        (one.pk, PaymentKind.REGULAR, 2026, 2, QUARTER), (two.pk, PaymentKind.REGULAR, 2026, 2, QUARTER),
        (two.pk, PaymentKind.BACKPAY, 2026, 1, QUARTER),
    ]
    assert (second.households, second.amount) == (2, 3 * QUARTER)


def test_what_was_returned_and_closed_is_owed_still(who: Treasury, town: Unit) -> None:
    made.granted(who.clerk, who.chief, town, 2)
    batch = made.answered(who, made.sent(who, town), returned=(1,))
    with pytest.raises(NeedsReason) as asked:
        subsidy_batches.close_batch(actor=who.chief, batch=batch)
    assert asked.value.sentence == "还有 1 笔退票没有补发，办结后列入以后的批次追溯补发。请写明办结的理由。"
    subsidy_batches.close_batch(actor=who.chief, batch=batch, reason="本人外出，下季度补发")
    second = made.computed(who, town, quarter=2)
    assert sorted(second.payments.values_list("kind", "quarter")) == [
        ("backpay", 1), ("regular", 2), ("regular", 2),
    ]


def test_back_pay_that_came_back_is_reissued_before_its_batch_is_closed(who: Treasury, town: Unit) -> None:
    made.granted(who.clerk, who.chief, town, 2)
    first = made.answered(who, made.sent(who, town), returned=(1,))
    subsidy_batches.close_batch(actor=who.chief, batch=first, reason="本人外出，下季度补发")
    second = made.answered(who, made.sent(who, town, quarter=2), returned=(2,))
    with pytest.raises(ServiceError) as refusal:
        subsidy_batches.close_batch(actor=who.chief, batch=second, reason="本人外出，下季度补发")
    assert refusal.value.sentence.startswith("还有 1 笔追溯补发被退票。")
    with time_machine.travel(datetime(2026, 8, 20, tzinfo=clock.SHANGHAI)):
        third = made.computed(who, town, quarter=3)
    assert sorted(third.payments.values_list("quarter", "kind")) == [(3, "regular"), (3, "regular")]


def test_four_people_have_a_part(who: Treasury, town: Unit, person: Callable[..., User]) -> None:
    made.granted(who.clerk, who.chief, town, 1)
    batch = made.computed(who, town)
    all_round = person("chief")
    for role in ("clerk", "deputy", "finance"):
        all_round.role_grants.create(role=role, reason="测试授权")
    batch = subsidy_batches.compute_batch(actor=all_round, batch=batch)
    own = "您已办理本批次的测算，{}须由另一位同事办理。"
    assert said(subsidy_batches.check_batch, actor=all_round, batch=batch) == [own.format("复核")]
    batch = subsidy_batches.check_batch(actor=who.chief, batch=batch)
    assert said(subsidy_batches.approve_batch, actor=all_round, batch=batch) == [own.format("审批")]
    batch = subsidy_batches.approve_batch(actor=who.deputy, batch=batch)
    batch = subsidy_batches.fund_batch(actor=all_round, batch=batch, funded_on=TODAY, funded_doc="财拨1")
    assert said(
        batch_files.export_batch, actor=all_round, batch=batch, file_format="csv", reason="代发"
    ) == [own.format("导出")]


def test_a_batch_that_would_be_computed_otherwise_is_not_approved(who: Treasury, town: Unit) -> None:
    family, _other = made.granted(who.clerk, who.chief, town, 2)
    batch = made.checked(who, town)
    made.new_card(family, who.clerk, 91_000)
    assert said(subsidy_batches.approve_batch, actor=who.deputy, batch=batch) == [subsidy_batches.CHANGED]
    batch = subsidy_batches.return_batch(actor=who.chief, batch=batch, reason="换卡")
    batch = subsidy_batches.compute_batch(actor=who.clerk, batch=batch)
    batch = subsidy_batches.check_batch(actor=who.chief, batch=batch)
    assert subsidy_batches.approve_batch(actor=who.deputy, batch=batch).status == BatchStatus.APPROVED


def test_what_was_approved_stays(who: Treasury, town: Unit) -> None:
    made.granted(who.clerk, who.chief, town, 1)
    batch = made.funded(who, town)
    batch.payments.update(card="6217009999999999")  # past the services; the row itself keeps amount and name
    assert said(
        batch_files.export_batch, actor=who.finance, batch=batch, file_format="csv", reason="代发"
    ) == ["批次内容与批准时不一致，不能继续办理。请立即联系系统管理员核对操作日志。"]
    for change in ({"status": "drafted"}, {"approved_by": who.second}):
        with pytest.raises(DatabaseError), transaction.atomic():
            SubsidyBatch.objects.filter(pk=batch.pk).update(**change)


def test_the_bank_file_is_kept_and_named_in_the_diary(who: Treasury, town: Unit) -> None:
    families = made.granted(who.clerk, who.chief, town, 2)
    batch = made.exported(who, town)
    file = Attachment.objects.about(batch).get(kind="代发文件")
    assert (file.name, file.sha256) == (f"代发文件 BT20261-{batch.pk}-1.csv", batch.file_digest)
    told = Entry.objects.about(batch).latest("pk")
    assert (told.action, told.actor, told.reason) == ("生成代发文件", who.finance, "送银行代发")
    batch.payments.update(status=PaymentStatus.SENT)
    assert [(line["户名"], line["金额"]) for line in made.lines_of(batch)] == [
        (family.members.get().name, "1440.00") for family in families
    ]


@pytest.mark.parametrize(("facts", "sentences"), [
    ({"quarter": 4}, {"quarter": ["2026 年第 4 季度还没有开始，请核对。"]}),
    ({"year": 1989}, {"year": ["1989 年不在 1990—2027 年之间，请核对年份。"]}),
])
def test_impossible_quarters(who: Treasury, town: Unit, facts: dict, sentences: dict) -> None:
    call = {"year": 2026, "quarter": 1, **facts}
    assert said(subsidy_batches.create_batch, actor=who.clerk, unit=town, **call) == sentences


def test_one_batch_for_a_quarter(who: Treasury, town: Unit, office: object) -> None:
    made.created(who, town)
    for unit in (town, office.whole):
        assert said(subsidy_batches.create_batch, actor=who.second, unit=unit, year=2026, quarter=1) == {
            "quarter": ["2026 年第 1 季度租赁补贴已有批次（城关镇，已建立），请打开办理。"]
        }


def test_voided_before_it_is_sent_and_not_after(who: Treasury, town: Unit) -> None:
    made.granted(who.clerk, who.chief, town, 1)
    batch = subsidy_batches.void_batch(actor=who.chief, batch=made.exported(who, town), reason="金额有误")
    assert (batch.status, batch.payments.get().status) == (BatchStatus.VOID, PaymentStatus.VOID)
    again = made.sent(who, town)
    sentences = said(subsidy_batches.void_batch, actor=who.chief, batch=again, reason="x")
    assert sentences[0].startswith("当前状态是“已送银行”，不能“作废”")


def test_nobody_to_pay(who: Treasury, town: Unit) -> None:
    batch = made.created(who, town)
    assert said(subsidy_batches.compute_batch, actor=who.clerk, batch=batch) == ["这个季度没有可以发放的家庭。"]


def test_typed_progress_and_payments_do_not_count_twice(who: Treasury, town: Unit, office: object) -> None:
    facts = {"as_of": date(2026, 4, 30), "quarter": 1, "households_cum": 5}
    progress.record_subsidy(actor=who.clerk, unit=town, **facts)
    with pytest.raises(NeedsReason):
        made.created(who, town)
    subsidy_batches.create_batch(actor=who.clerk, unit=town, year=2026, quarter=2, reason="改按明细")
    sentence = "城关镇 2026 年已建立发放批次（2026 年第 2 季度租赁补贴），补贴进度由发放明细推导，不用登记。"
    assert said(progress.record_subsidy, actor=who.clerk, unit=town, **facts) == {"unit": [sentence]}


def test_recovered_money_does_not_count_as_paid(who: Treasury, town: Unit) -> None:
    made.granted(who.clerk, who.chief, town, 2)
    batch = made.answered(who, made.sent(who, town))
    payments.claw_back(actor=who.finance, payment=batch.payments.first(), on=TODAY, note="家庭已购房")
    row = SubsidyProgress.objects.of_year(Scope(TODAY, clock.now())).get()
    assert (paid(town)["households"], row.households_cum, row.amount_cum) == (1, 1, QUARTER)
    payments.claw_back(actor=who.finance, payment=batch.payments.last(), on=TODAY, note="家庭已购房")
    row = SubsidyProgress.objects.of_year(Scope(TODAY, clock.now())).get()
    assert (row.quarter, row.households_cum, row.amount_cum) == (1, 0, 0)


def test_the_same_card_is_sent_again_only_with_a_word(who: Treasury, town: Unit) -> None:
    made.granted(who.clerk, who.chief, town, 1)
    batch = made.answered(who, made.sent(who, town), returned=(0,))
    payment = batch.payments.get()
    with pytest.raises(NeedsReason) as asked:
        payments.ready_payment(actor=who.clerk, payment=payment)
    assert asked.value.sentence.startswith("代发账户与退票时相同（退票原因：卡已注销）。")
    ready = payments.ready_payment(actor=who.clerk, payment=payment, reason="银行已恢复账户")
    assert (ready.is_ready, ready.readied_by) == (True, who.clerk)
    who.clerk.role_grants.create(role="finance", reason="测试授权")
    clerk = User.objects.get(pk=who.clerk.pk)
    assert said(batch_files.reissue_batch, actor=clerk, batch=batch, file_format="csv", reason="补发") == [
        "其中有由您本人更正的代发账户，须由另一位同事办理补发。"
    ]


# -- receipts that cannot be right ----------------------------------------------------------------------------


def faults(who: Treasury, batch: SubsidyBatch, content: bytes) -> list[tuple[int, str, str]]:
    plan = receipts.plan_receipt(actor=who.finance, batch=batch, name="回单.csv", content=content)
    return [(error.row, error.head, error.reason) for error in plan.errors]


def test_bad_receipts_are_refused_as_a_whole(who: Treasury, town: Unit) -> None:
    made.granted(who.clerk, who.chief, town, 3)
    batch = made.sent(who, town)
    rows = made.lines_of(batch)
    wrong = {
        0: {"批次号": "BT20254-1-1"}, 1: {"卡号": "6217000000000000", "金额": "1.00"},
        2: {"发放结果": "处理中"},
    }
    assert faults(who, batch, made.receipt(batch, changes=wrong)) == [
        (2, "批次号", f"不是本批次的批次号 {batch.code}"), (3, "卡号", "与送银行的卡号不同"),
        (3, "金额", "与送银行的金额 1,440.00 元不同"), (4, "发放结果", "不是“成功”或“退票”"),
    ]
    twice = made.receipt(batch, changes={2: {"明细号": rows[0]["明细号"]}, 1: {"明细号": "7777777"}})
    assert faults(who, batch, twice) == [
        (3, "明细号", "不是本次送银行的明细"), (4, "明细号", "与第 2 行重复"),
    ]
    early = made.receipt(batch, {1: ("退票", "")}, changes={0: {"入账日期": "2026-05-19"}, 2: {"户名": "吴某"}})
    assert faults(who, batch, early) == [
        (2, "入账日期", "不在送银行日期 2026-05-20 至今天之间"), (3, "退票原因", "退票没有写明原因"),
        (4, "户名", "与送银行的户名不同"),
    ]
    told = [{**row, "发放结果": "成功", "入账日期": "2026-05-20"} for row in rows]
    short = made.written(told[:2])
    assert faults(who, batch, short) == [(0, "明细号", f"回单中没有这一笔（{mask_name(rows[2]['户名'])}）")]
    sentence = {"file": ["文件中有 1 处错误，没有导入任何内容；请先预览并核对。"]}
    assert said(receipts.import_receipt, actor=who.finance, batch=batch, name="a.csv", content=short) == sentence
    assert paid(town)["households"] == 0


def test_a_receipt_counts_once(who: Treasury, town: Unit) -> None:
    made.granted(who.clerk, who.chief, town, 2)
    batch = made.sent(who, town)
    content = made.receipt(batch, {0: ("退票", "户名写错")})
    batch = receipts.import_receipt(actor=who.finance, batch=batch, name="回单.csv", content=content)
    back = batch.payments.get(status=PaymentStatus.RETURNED)
    assert (back.return_reason, back.results.get().note) == ("other", "户名写错")
    again = said(receipts.import_receipt, actor=who.finance, batch=batch, name="回单.csv", content=content)
    assert again == ["批次部分退票，没有等待银行回单的明细。"]


def test_the_receipt_of_the_first_sending_is_not_that_of_the_second(who: Treasury, town: Unit) -> None:
    made.granted(who.clerk, who.chief, town, 1)
    batch = made.sent(who, town)
    first = made.receipt(batch)
    batch = made.answered(who, batch, returned=(0,))
    payments.ready_payment(actor=who.clerk, payment=batch.payments.get(), reason="银行已恢复账户")
    batch = batch_files.reissue_batch(actor=who.finance, batch=batch, file_format="xlsx", reason="补发")
    assert faults(who, batch, first) == [(2, "批次号", f"不是本批次的批次号 BT20261-{batch.pk}-2")]
