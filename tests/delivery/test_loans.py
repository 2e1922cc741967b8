"""专项借款: four figures kept apart, nothing used before it has arrived, four persons, wrong rows taken back."""
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit import clock, scope
from housing_portal.kit.errors import NeedsReason
from housing_portal.registry.enums import LandUse
from presale.delivery.measures import loans as measures
from presale.delivery.models.funding import FundRaised
from presale.delivery.models.loans import LoanAllocation, LoanUse
from presale.delivery.services import loans as services
from presale.delivery.services import uses
from presale.delivery.services.facts import record_fact
from tests.affordable.test_communities import said
from tests.delivery import loans as make
from tests.delivery.loans import DAY, People, yuan
from tests.transactions import builders as market

LATER = date(2026, 4, 1)


def figures(as_of: date = LATER) -> dict[str, object]:
    """Return the figures that are not 0."""
    now = scope.current(as_of)
    found = {one.key: one.evaluate(now, None).total.value for one in measures.MEASURES}
    return {key: value for key, value in found.items() if value}


def both(user: User, *roles: str) -> User:
    """Return the person with further duties: what must be another person is no matter of permission."""
    for role in roles:
        user.role_grants.create(role=role, reason="代理")
    return User.objects.get(pk=user.pk)


def now(allocation: LoanAllocation, as_of: date = LATER) -> tuple[Decimal, ...]:
    row = LoanAllocation.objects.with_figures(scope.current(as_of)).get(pk=allocation.pk)
    return row.amount, row.arrived, row.paid, row.left, row.flight, row.owed


def test_four_figures_are_four(who: People) -> None:
    allocation = make.funded(who)
    make.paid(who, allocation, 3_000_000)
    make.applied(who, allocation, 500_000)
    services.record_repayment(actor=who.finance, allocation=allocation, kind="principal", source="receipts",
                              on=date(2026, 3, 20), amount=yuan(1_000_000), voucher="HK1")
    assert now(allocation) == tuple(map(yuan, (20_000_000, 10_000_000, 3_000_000, 7_000_000, 500_000, 2_000_000)))
    assert figures() == {
        "loan_cnt": 1, "loan_borrowed": yuan(100_000_000), "loan_estates": 1, "loan_approved": yuan(20_000_000),
        "loan_arrived": yuan(10_000_000), "loan_paid": yuan(3_000_000), "loan_used_year": yuan(3_000_000),
        "loan_left": yuan(7_000_000), "loan_flight": yuan(500_000), "loan_principal": yuan(1_000_000),
        "loan_owed": yuan(2_000_000),
    }
    assert now(allocation, date(2026, 3, 1))[1:4] == (yuan(0), yuan(0), yuan(0))


def test_used_of_the_year_is_not_paid_to_the_day(who: People) -> None:
    allocation = make.allocated(who, of=make.loan(who, signed_on=date(2025, 5, 6)), on=date(2025, 5, 6))
    make.drawn(who, allocation, 5_000_000, date(2025, 6, 1))
    make.paid(who, allocation, 2_000_000, date(2025, 6, 1))
    make.paid(who, allocation, 1_500_000, DAY)
    found = figures()
    assert (found["loan_paid"], found["loan_used_year"]) == (yuan(3_500_000), yuan(1_500_000))
    assert figures(date(2025, 12, 31))["loan_used_year"] == yuan(2_000_000)


def test_nothing_is_used_before_it_has_arrived(who: People) -> None:
    allocation = make.funded(who)
    make.paid(who, allocation, 6_000_000)
    make.applied(who, allocation, 3_000_000)
    assert said(make.applied, who=who, allocation=allocation, amount=1_000_001) == {"amount": [
        "申请 1,000,001.00 元，超过到账未用的 1,000,000.00 元（到账 10,000,000.00，已拨付 6,000,000.00，"
        "在途 3,000,000.00）。借款要先到账后使用，请减少金额或待借款到账。"
    ]}
    assert make.applied(who, allocation, 1_000_000).status == "applied"


def test_it_cannot_have_been_paid_before_the_money_came(who: People) -> None:
    allocation = make.allocated(who)
    make.drawn(who, allocation, 1_000_000, DAY)
    use = make.approved(who, make.applied(who, allocation, 1_000_000, date(2026, 2, 1)), date(2026, 2, 1))
    assert said(uses.pay_use, actor=who.finance, use=use, on=date(2026, 3, 1), voucher="F1") == {"on": [
        "截至 2026-03-01 只到账 0.00 元，已拨付 0.00 元，不够拨付 1,000,000.00 元，请核对拨付日期。"
    ]}
    assert uses.pay_use(actor=who.finance, use=use, on=DAY, voucher="F1").paid_on == DAY


@pytest.mark.parametrize(("covers", "word"), [
    ("unsold", "未售房屋"), ("luxury", "高档住宅"), ("business", "商业、办公等工商业项目"),
])
def test_the_loan_is_for_sold_homes_alone(who: People, covers: str, word: str) -> None:
    given = make.facts(covers=covers)
    assert said(uses.apply_use, actor=who.clerk, allocation=make.funded(who), **given) == {
        "covers": [f"专项借款只用于已售逾期难交付的住宅，不得用于{word}。"]
    }


def test_allocations_stay_within_the_loan_and_its_purpose(who: People) -> None:
    loan = make.loan(who, 30_000_000)
    allocation = make.allocated(who, 20_000_000, loan)
    assert said(make.allocated, who=who, amount=10_000_001, of=loan) == {
        "amount": ["10,000,001.00 元超过借款金额尚未分配的 10,000,000.00 元，请核对金额。"]
    }
    assert said(make.drawn, who=who, allocation=allocation, amount=20_000_001) == {
        "amount": ["20,000,001.00 元超过批准金额中尚未到账的 20,000,000.00 元，请核对金额。"]
    }
    mall = make.troubled(who.clerk, market.estate("云岭广场", land_use=LandUse.COMMERCIAL))
    assert said(make.allocated, who=who, of=loan, to=mall) == {
        "estate": ["云岭广场的用地性质是“商业”，专项借款只用于住宅项目，不得用于工商业项目。"]
    }
    other = make.troubled(who.clerk, on_loan_list=False, on_county_list=True)
    assert said(make.allocated, who=who, of=loan, to=other) == {
        "estate": [f"{other}没有列入专项借款清单，请先在保交房台账勾选“列入专项借款”。"]
    }


@pytest.mark.parametrize(("amount", "sentence"), [("-1", "应大于 0，请核对。"), ("0", "应大于 0，请核对。")])
def test_amounts_are_positive(who: People, amount: str, sentence: str) -> None:
    allocation = make.funded(who)
    assert said(make.drawn, who=who, allocation=allocation, amount=amount) == {"amount": [sentence]}
    assert said(make.applied, who=who, allocation=allocation, amount=amount) == {"amount": [sentence]}


def test_a_voucher_is_entered_once(who: People) -> None:
    allocation = make.funded(who)
    given = {"actor": who.finance, "allocation": allocation, "on": DAY, "amount": yuan(1), "voucher": "JZ-A"}
    services.record_draw(**given)
    assert said(services.record_draw, **given) == {"voucher": ["凭证 JZ-A 已登记，请核对是否重复。"]}


def test_principal_is_paid_back_of_what_was_paid_out(who: People) -> None:
    allocation = make.funded(who)
    make.paid(who, allocation, 2_000_000)
    given = {"actor": who.finance, "allocation": allocation, "source": "assets", "on": LATER}
    assert said(services.record_repayment, kind="principal", amount=yuan(2_000_001), voucher="H1", **given) == {
        "amount": ["2,000,001.00 元超过已拨付尚未归还的 2,000,000.00 元，请核对金额。"]
    }
    services.record_repayment(kind="interest", amount=yuan(56_000), voucher="H2", **given)
    assert (now(allocation)[5], figures()["loan_interest"]) == (yuan(2_000_000), yuan(56_000))


def test_receipts_of_an_estate_pay_its_loan_first(who: People) -> None:
    allocation = make.funded(who)
    make.paid(who, allocation, 2_000_000)
    given = {"estate": allocation.estate, "kind": "receipts", "amount": yuan(500_000), "on": LATER, "paper": "尾款"}
    with pytest.raises(NeedsReason) as asked:
        record_fact(actor=who.finance, fact=FundRaised(**given))
    assert asked.value.sentence == (
        f"{allocation.estate}还有专项借款本金 2,000,000.00 元未还：项目回款应先还专项借款（后进先出），"
        "请先登记归还；另有安排的请说明。"
    )
    assert record_fact(actor=who.finance, fact=FundRaised(**given, note="已报市级同意用于收尾")).amount == yuan(500_000)


# -- persons --------------------------------------------------------------------------------------------


def test_applicant_checker_and_approver_are_three(who: People) -> None:
    allocation = make.funded(who)
    clerk = both(who.clerk, "finance", "deputy")
    use = uses.apply_use(actor=clerk, allocation=allocation, **make.facts())
    assert said(uses.check_use, actor=clerk, use=use, on=DAY) == [uses.OWN["check"]]
    finance = both(who.finance, "deputy")
    use = uses.check_use(actor=finance, use=use, on=DAY)
    assert said(uses.approve_use, actor=finance, use=use, on=DAY) == [uses.OWN["approve"]]
    use = uses.approve_use(actor=who.deputy, use=use, on=DAY)
    assert said(uses.pay_use, actor=clerk, use=use, on=DAY, voucher="F1") == [uses.OWN["pay"]]
    use = uses.pay_use(actor=finance, use=use, on=DAY, voucher="F1")
    assert (use.status, use.checked_by, use.paid_by) == ("paid", finance, finance)


def test_the_task_force_writes_no_money(who: People, deliv_office: User) -> None:
    allocation = make.funded(who)
    assert said(uses.apply_use, actor=deliv_office, allocation=allocation, **make.facts()) == [
        "您没有“申请使用专项借款”的权限，请联系有此权限的同事办理。"
    ]


def test_sent_back_frees_the_money_and_comes_again(who: People) -> None:
    allocation = make.funded(who)
    use = make.applied(who, allocation, 10_000_000)
    use = uses.send_back_use(actor=who.finance, use=use, reason="缺监理签认")
    assert now(allocation)[4] == yuan(0)
    make.applied(who, allocation, 9_000_000)
    assert list(said(uses.resubmit_use, actor=who.clerk, use=use, **make.facts(1_000_001))) == ["amount"]
    use = uses.resubmit_use(actor=who.clerk, use=use, **make.facts(1_000_000))
    assert (use.status, now(allocation)[4]) == ("applied", yuan(10_000_000))
    assert Entry.objects.about(use).first().after == {
        "状态": "待核验", "申请金额（元）": "1000000.00", "发生日期": "2026-05-20"
    }


def test_rejected_and_cancelled_free_the_money(who: People) -> None:
    allocation = make.funded(who)
    uses.reject_use(actor=who.deputy, use=make.checked(who, make.applied(who, allocation, 4_000_000)), reason="超进度")
    uses.cancel_use(actor=who.deputy, use=make.approved(who, make.applied(who, allocation, 6_000_000)), reason="停用")
    assert now(allocation)[2:5] == (yuan(0), yuan(10_000_000), yuan(0))


# -- taking back ----------------------------------------------------------------------------------------


def test_a_payment_is_taken_back_by_another_person(who: People) -> None:
    allocation = make.funded(who)
    use = make.paid(who, allocation, 2_000_000)
    finance = both(who.finance, "chief")
    assert said(uses.undo_payment, actor=finance, use=use, reason="退汇") == [
        "这一步由您本人登记，撤回须由另一位同事进行。"
    ]
    before = scope.current(LATER)
    with time_machine.travel(clock.end_of(date(2026, 5, 20)), tick=False):
        use = uses.undo_payment(actor=who.chief, use=use, reason="账号有误退汇")
        assert (use.status, use.voucher, now(allocation)[2:5]) == (
            "approved", "", (yuan(0), yuan(10_000_000), yuan(2_000_000))
        )
    assert LoanUse.objects.paid(before).count() == 1


def test_an_arrival_is_taken_back_as_long_as_nothing_rests_on_it(who: People) -> None:
    allocation = make.allocated(who)
    first, second = make.drawn(who, allocation, 3_000_000), make.drawn(who, allocation, 2_000_000)
    make.applied(who, allocation, 2_500_000)
    assert said(services.take_back_draw, actor=both(who.finance, "chief"), draw=second, reason="重复") == [
        services.OWN_ROW
    ]
    assert said(services.take_back_draw, actor=who.chief, draw=first, reason="重复") == [
        "这笔到账 3,000,000.00 元中已有用款申请或拨付，现只有 2,500,000.00 元未被占用，不能撤回。"
    ]
    services.take_back_draw(actor=who.chief, draw=second, reason="重复登记")
    assert now(allocation)[1] == yuan(3_000_000)
    assert said(services.take_back_draw, actor=who.chief, draw=second, reason="再撤") == [
        "这一笔已撤回，请刷新页面。"
    ]
    assert Entry.objects.about(allocation).first().label == f"撤回借款到账：{allocation} 2,000,000.00 元（{DAY}）"


def test_an_allocation_is_taken_back_while_it_is_untouched(who: People) -> None:
    allocation = make.allocated(who)
    draw = make.drawn(who, allocation, 1)
    assert said(services.take_back_allocation, actor=who.chief, allocation=allocation, reason="错") == [
        "这笔分配已有到账、用款或归还，不能撤回；请先撤回到账登记。"
    ]
    services.take_back_draw(actor=who.chief, draw=draw, reason="错")
    services.take_back_allocation(actor=who.chief, allocation=allocation, reason="批文作废")
    assert "loan_approved" not in figures()
    assert said(make.drawn, who=who, allocation=allocation, amount=1) == ["这笔分配已撤回，不能再登记，请刷新页面。"]


def test_a_past_day_never_shows_more_gone_than_come(who: People) -> None:
    """Entered afterwards for an earlier day, money must have been there on that day and on all days since."""
    allocation = make.allocated(who)
    first = make.drawn(who, allocation, 100, DAY)
    make.drawn(who, allocation, 200, date(2026, 3, 20))
    use = make.paid(who, allocation, 80, date(2026, 3, 10))
    late = make.approved(who, make.applied(who, allocation, 50, DAY), DAY)
    assert said(uses.pay_use, actor=who.finance, use=late, on=date(2026, 3, 5), voucher="F1") == {"on": [
        "截至 2026-03-10 只到账 100.00 元，已拨付 80.00 元，不够拨付 50.00 元，请核对拨付日期。"
    ]}
    back = {"actor": who.finance, "allocation": allocation, "kind": "principal", "source": "assets",
            "amount": yuan(30)}
    assert said(services.record_repayment, **back, on=date(2026, 3, 9), voucher="H1") == {"on": [
        "截至 2026-03-09 只拨付 0.00 元，归还本金将达 30.00 元，请核对归还日期。"
    ]}
    services.record_repayment(**back, on=date(2026, 3, 11), voucher="H1")
    assert said(uses.undo_payment, actor=who.chief, use=use, reason="退汇") == [
        "撤回后，截至 2026-03-11 的归还本金将大于拨付，不能撤回；请先撤回归还登记。"
    ]
    assert said(services.take_back_draw, actor=who.chief, draw=first, reason="重复") == [
        "撤回后，截至 2026-03-10 的拨付将大于到账，不能撤回；请先登记正确的到账、撤回拨付登记。"
    ]
    assert now(allocation, date(2026, 3, 10))[1:] == tuple(map(yuan, (100, 80, 20, 50, 80)))


# -- the tables themselves --------------------------------------------------------------------------------


def test_tables_refuse_more_than_has_arrived(who: People) -> None:
    use = make.applied(who, make.funded(who), 1_000_000)
    with pytest.raises(DatabaseError, match="loan use: more than has arrived"), transaction.atomic():
        LoanUse.objects.filter(pk=use.pk).update(amount=yuan(10_000_001))
    use = make.approved(who, use)
    with pytest.raises(DatabaseError, match="loan use: what was approved stays as it is"), transaction.atomic():
        LoanUse.objects.filter(pk=use.pk).update(payee_account="1")


# -- pages -----------------------------------------------------------------------------------------------


def test_a_use_goes_its_way_on_pages(who: People, client_of: object) -> None:
    allocation = make.funded(who)
    clerk: Client = client_of(who.clerk)
    url = reverse("delivery:use_create", args=[allocation.pk])
    given = make.facts("20000000")
    form = {**given, "payee": given["payee"].pk, "applied_on": "2026-03-02", "amount": "20,000,000"}
    page = clerk.post(url, form)
    assert list(page.context["form"].errors) == ["amount"]
    assert page.context["form"]["progress_basis"].value() == given["progress_basis"]
    assert clerk.post(url, {**form, "amount": "1,000,000"}).status_code == 302
    use = LoanUse.objects.get()
    for user, code, more in (
        (who.finance, "check", {}), (who.deputy, "approve", {}), (who.finance, "pay", {"voucher": "F9"}),
    ):
        step = reverse(f"delivery:use_{code}", args=[use.pk])
        assert client_of(user).post(step, {"on": "2026-03-02", **more}).url == use.get_absolute_url()
    page = clerk.get(allocation.get_absolute_url())
    assert [figure.text for figure in page.context["figures"]][:4] == [
        "20,000,000.00", "10,000,000.00", "1,000,000.00", "9,000,000.00"
    ]


def test_who_applied_is_told_that_another_checks(who: People, client_of: object) -> None:
    clerk = both(who.clerk, "finance")
    use = uses.apply_use(actor=clerk, allocation=make.funded(who), **make.facts())
    page = client_of(clerk).get(reverse("delivery:use_check", args=[use.pk]))
    assert page.context["blocked"] == uses.OWN["check"]
