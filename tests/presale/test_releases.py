"""A release from the application to the bank's receipt: what it needs, who may do what, and what the books say."""
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from housing_portal.accounts.models import RoleGrant, User
from housing_portal.kit import clock
from presale.enums import AccountStatus, ReconciliationStatus, ReleaseStatus
from presale.models import EscrowAccount, Freeze, LedgerEntry, NodeCertification, Payee, Reconciliation, Release
from presale.services import approvals, payouts, releases
from presale.services.decisions import STALE
from presale.services.nodes import void_node
from tests.presale import builders, cases
from tests.presale.builders import yuan
from tests.presale.cases import Office, next_of, refused, sums
from transactions.models import SaleContract

MILLION = 1_000_000


def test_the_whole_way(who: Office, funded: EscrowAccount, payee: Payee, node: NodeCertification) -> None:
    release = cases.approved(who, cases.drafted(who, funded, payee, MILLION, node))
    assert (release.status, sums(funded)) == (ReleaseStatus.APPROVED, (yuan(6 * MILLION), yuan(MILLION), yuan(0)))
    next_of(release, payouts.notify_release, who.clerk)
    next_of(release, payouts.instruct_release, who.clerk)
    release = cases.receipt(who, Release.objects.get(pk=release.pk))
    assert sums(funded) == (yuan(5 * MILLION), yuan(0), yuan(MILLION))
    assert (release.status, release.entry.amount, release.paid_on) == ("paid", yuan(-MILLION), clock.today())
    steps = list(release.decisions.order_by("pk").values_list("step", "by__name"))
    assert steps == [("submit", "李经办"), ("accept", "周经办"), ("verify", who.finance.name),
                     ("approve", "赵副局"), ("approve_top", "钱局长"), ("notify", "李经办"), ("instruct", "李经办"),
                     ("pay", who.finance.name)]
    persons = {release.accepted_by, release.inspected_by, release.verified_by, release.approved_by}
    assert persons == {who.second, who.inspector, who.finance, who.deputy}


def test_the_working_of_the_application_is_kept(
    who: Office, funded: EscrowAccount, payee: Payee, node: NodeCertification
) -> None:
    release = cases.submitted(who, cases.drafted(who, funded, payee, MILLION, node))
    amounts = {line["symbol"]: line["amount"] for line in release.snapshot["lines"]}
    assert amounts == {"Q0": "10000000.00", "Qn": "4000000.00", "Qc": "10000000.00", "Qe": "4000000.00",
                       "B": "6000000.00", "B′": "6000000.00", "S": "2000000.00", "A": "2000000.00"}
    assert release.quota == funded.quotas.get()


@pytest.mark.parametrize(("amount", "too_much"), [("2000000.01", "0.01"), ("2010000", "10,000.00")])
def test_more_than_available_is_refused_to_the_cent(
    who: Office, funded: EscrowAccount, payee: Payee, node: NodeCertification, amount: str, too_much: str
) -> None:
    release = cases.drafted(who, funded, payee, amount, node)
    (sentence,) = refused(lambda: cases.submitted(who, release))
    assert f"超过可拨付额 2,000,000.00 元，多 {too_much} 元" in sentence
    exact = cases.submitted(who, cases.drafted(who, funded, payee, 2 * MILLION, node))
    assert exact.status == ReleaseStatus.SUBMITTED


def test_what_others_have_asked_for_is_not_available(
    who: Office, funded: EscrowAccount, payee: Payee, node: NodeCertification
) -> None:
    cases.submitted(who, cases.drafted(who, funded, payee, 1_500_000, node))
    second = cases.drafted(who, funded, payee, 600_000, node)
    (sentence,) = refused(lambda: cases.submitted(who, second))
    assert "超过可拨付额 500,000.00 元，多 100,000.00 元" in sentence


def test_without_a_node_only_what_lies_above_the_quota(
    who: Office, funded: EscrowAccount, contract: SaleContract, payee: Payee, node: NodeCertification
) -> None:
    release = cases.drafted(who, funded, payee, MILLION)
    assert refused(lambda: cases.submitted(who, release)) == [
        "没有选依据节点，本次 1,000,000.00 元，最多可用 0.00 元"
        "（超过额度的资金，即可用余额减现金受限额减在途），多 1,000,000.00 元。"
    ]
    cases.sold(funded, contract, 5 * MILLION, who.clerk)
    assert cases.approved(who, release).second_approved_by == who.director


@pytest.mark.parametrize(("status", "sentence"), [
    (AccountStatus.PAUSED, "账户暂停拨付：对账不符，现在不能拨付；请在原因消除、恢复拨付后办理。"),
    (AccountStatus.RELEASE_APPLIED, "账户申请解除，现在不能拨付。"),
])
def test_an_account_out_of_order(
    who: Office, funded: EscrowAccount, payee: Payee, node: NodeCertification, status: str, sentence: str
) -> None:
    release = cases.verified(who, cases.drafted(who, funded, payee, MILLION, node))
    EscrowAccount.objects.filter(pk=funded.pk).update(status=status, pause_reason="对账不符")
    assert refused(lambda: next_of(release, approvals.approve_release, who.deputy)) == [sentence]
    assert sums(funded) == (yuan(6 * MILLION), yuan(0), yuan(0))


def test_a_frozen_account(who: Office, funded: EscrowAccount, payee: Payee, node: NodeCertification) -> None:
    Freeze.objects.create(
        account=funded, court="云岭县人民法院", case_no="（2024）1号", doc_no="1号", cap_amount=yuan(1_500_000),
        from_on=builders.OPENED, recorded_by=who.clerk, recorded_at=clock.now(),
    )
    release = cases.drafted(who, funded, payee, MILLION, node)
    (sentence,) = refused(lambda: cases.submitted(who, release))
    assert "超过可拨付额 500,000.00 元" in sentence
    assert sentence.endswith("其中冻结 1,500,000.00 元不能使用。")


def test_the_last_comparison_with_the_bank_must_agree(
    who: Office, funded: EscrowAccount, payee: Payee, node: NodeCertification
) -> None:
    different = Reconciliation.objects.create(
        account=funded, day=clock.today(), ledger_count=1, ledger_amount=yuan(6 * MILLION), bank_count=1,
        ledger_balance=yuan(6 * MILLION), bank_amount=yuan(6 * MILLION), bank_balance=yuan(5 * MILLION),
        difference=yuan(-MILLION), status=ReconciliationStatus.DIFFERENT, recorded_by=who.clerk,
        recorded_at=clock.now(),
    )
    release = cases.drafted(who, funded, payee, MILLION, node)
    assert refused(lambda: cases.submitted(who, release)) == [f"{different.day} 的对账有差异，对平之前不能拨付。"]


def test_only_listed_payees_of_this_account(
    who: Office, funded: EscrowAccount, payee: Payee, node: NodeCertification
) -> None:
    Payee.objects.filter(pk=payee.pk).update(status="proposed", confirmed_by=None)
    payee.refresh_from_db()
    assert refused(lambda: cases.drafted(who, funded, payee, MILLION, node)) == [
        "云岭第一建筑公司 不在这个账户的收款人名单内，请先登记合同并复核收款人。"
    ]


def test_wages_go_to_the_wages_account(who: Office, funded: EscrowAccount, payee: Payee) -> None:
    assert refused(lambda: cases.drafted(who, funded, payee, 1, purpose="wages")) == [
        "人工费只能付给农民工工资专户，云岭第一建筑公司 是施工单位。"
    ]


def test_each_part_is_another_person(
    who: Office, funded: EscrowAccount, payee: Payee, node: NodeCertification, person: Callable[..., User]
) -> None:
    """Somebody who holds every role still has one part in a case."""
    everybody = person("clerk", name="孙全才")
    for role in ("finance", "deputy", "director"):
        RoleGrant.objects.create(user=everybody, role=role, reason="测试授权")
    everybody = User.objects.get(pk=everybody.pk)
    release = cases.submitted(who, cases.drafted(who, funded, payee, MILLION, node))
    next_of(release, releases.accept_release, everybody)
    assert refused(lambda: next_of(release, releases.verify_release, everybody, approved_amount=yuan(1), opinion="x")) \
        == ["您已担任本单的受理，财务核额须由另一位同事办理。"]
    next_of(release, releases.verify_release, who.finance, approved_amount=yuan(MILLION))
    assert refused(lambda: next_of(release, approvals.approve_release, everybody)) == [
        "您已担任本单的受理，审批须由另一位同事办理。"
    ]
    next_of(release, approvals.approve_release, who.deputy)
    assert refused(lambda: next_of(release, approvals.approve_top, everybody)) == [
        "您已担任本单的受理，局长审批须由另一位同事办理。"
    ]


def test_whoever_keeps_the_list_of_payees_approves_nothing(
    who: Office, funded: EscrowAccount, payee: Payee, node: NodeCertification
) -> None:
    release = cases.verified(who, cases.drafted(who, funded, payee, MILLION, node))
    Payee.objects.filter(pk=payee.pk).update(confirmed_by=who.deputy)
    assert refused(lambda: next_of(release, approvals.approve_release, who.deputy)) == [
        "您维护过这个账户的规则、额度或收款人名单，不能参与这个账户的审批，请由其他同事审批。"
    ]


def test_the_database_refuses_three_persons(
    who: Office, funded: EscrowAccount, payee: Payee, node: NodeCertification
) -> None:
    release = cases.approved(who, cases.drafted(who, funded, payee, MILLION, node))
    rows = Release.objects.filter(pk=release.pk)
    for change in ({"verified_by": who.second}, {"approved_by": who.finance},
                   {"inspected_by": None, "second_approved_by": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)


@pytest.mark.parametrize("change", [
    "approved_amount = approved_amount - 1", "payee_account = '1'", "payee_name = 'x'", "purpose = 'other'",
    "amount = amount + 1", "digest = 'x'",
])
def test_what_was_approved_stays(
    who: Office, funded: EscrowAccount, payee: Payee, node: NodeCertification, change: str
) -> None:
    cases.approved(who, cases.drafted(who, funded, payee, MILLION, node))
    with pytest.raises(DatabaseError, match="what was approved"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE presale_release SET {change}")


@pytest.mark.parametrize("statement", ["UPDATE presale_decision SET opinion = 'x'", "DELETE FROM presale_decision"])
def test_decisions_stay(
    who: Office, funded: EscrowAccount, payee: Payee, node: NodeCertification, statement: str
) -> None:
    cases.submitted(who, cases.drafted(who, funded, payee, MILLION, node))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_what_changed_behind_the_back_goes_no_further(
    who: Office, funded: EscrowAccount, payee: Payee, node: NodeCertification
) -> None:
    release = cases.verified(who, cases.drafted(who, funded, payee, MILLION, node))
    Release.objects.filter(pk=release.pk).update(payee_account="6228000000000000000")
    (sentence,) = refused(lambda: next_of(release, approvals.approve_release, who.deputy))
    assert sentence.startswith("金额、收款人、账号、用途、节点或额度与上一环节办理时不一致")


def test_finance_may_lower_never_raise(
    who: Office, funded: EscrowAccount, payee: Payee, node: NodeCertification
) -> None:
    release = cases.submitted(who, cases.drafted(who, funded, payee, MILLION, node))
    next_of(release, releases.accept_release, who.second)
    verify = {"deed": releases.verify_release, "actor": who.finance}
    assert refused(lambda: next_of(release, **verify, approved_amount=yuan("1000000.01"))) == [
        "核准金额不能超过申请金额 1,000,000.00 元，多 0.01 元。"
    ]
    assert refused(lambda: next_of(release, **verify, approved_amount=yuan(900_000))) == ["核减的请写明理由。"]
    lowered = next_of(release, **verify, approved_amount=yuan(900_000), opinion="扣质保金")
    assert (lowered.amount, lowered.approved_amount) == (yuan(MILLION), yuan(900_000))


# -- what happens in between -----------------------------------------------------------------------------


def test_approval_counts_what_was_approved_before_not_what_was_asked_for(
    who: Office, funded: EscrowAccount, payee: Payee, node: NodeCertification
) -> None:
    first = cases.verified(who, cases.drafted(who, funded, payee, 1_500_000, node))
    cases.submitted(who, cases.drafted(who, funded, payee, 500_000, node))
    next_of(first, approvals.approve_release, who.deputy)
    assert next_of(first, approvals.approve_top, who.director).status == ReleaseStatus.APPROVED


def test_a_node_taken_back_stops_what_rests_on_it(
    who: Office, funded: EscrowAccount, payee: Payee, node: NodeCertification
) -> None:
    approved = cases.approved(who, cases.drafted(who, funded, payee, MILLION, node))
    void_node(actor=who.director, node=node, reason="误认")
    assert refused(lambda: next_of(approved, payouts.notify_release, who.clerk)) == [
        f"{node} 已撤回，未核验的节点不能作为用款依据。"
    ]


def test_a_new_quota_sends_it_back(who: Office, funded: EscrowAccount, payee: Payee, node: NodeCertification) -> None:
    release = cases.verified(who, cases.drafted(who, funded, payee, MILLION, node))
    builders.quota_version(funded, 9 * MILLION, by=who.clerk, approved_by=who.director)
    assert refused(lambda: next_of(release, approvals.approve_release, who.deputy)) == [
        "监管额度已调整为第 2 版，与申请时不同，请退回重新提交。"
    ]


def test_a_stale_form(who: Office, funded: EscrowAccount, payee: Payee, node: NodeCertification) -> None:
    release = cases.verified(who, cases.drafted(who, funded, payee, MILLION, node))
    seen = release.revision
    next_of(release, releases.return_release, who.clerk, reason="金额有误", open_fields=["amount"])
    next_of(release, releases.edit_release, who.clerk, amount=yuan(1_900_000))
    cases.verified(who, Release.objects.get(pk=release.pk))
    assert refused(lambda: approvals.approve_release(actor=who.deputy, release=release, revision=seen)) == [STALE]


def test_returned_only_what_was_marked_may_change(
    who: Office, funded: EscrowAccount, payee: Payee, node: NodeCertification
) -> None:
    release = cases.verified(who, cases.drafted(who, funded, payee, MILLION, node))
    back = next_of(release, releases.return_release, who.clerk, reason="金额有误", open_fields=["amount"])
    assert (back.verified_by, back.approved_amount, back.open_fields) == (None, None, ["amount"])
    assert refused(lambda: next_of(back, releases.edit_release, who.clerk, amount=yuan(5), applicant="别人")) == [
        "退回时没有开放“企业申请人”，不能修改。"
    ]
    edited = next_of(back, releases.edit_release, who.clerk, amount=yuan(5), applicant="马会计")
    assert (edited.amount, cases.submitted(who, edited).open_fields) == (yuan(5), [])


def test_cancelling_frees_what_was_reserved(
    who: Office, funded: EscrowAccount, payee: Payee, node: NodeCertification
) -> None:
    release = cases.approved(who, cases.drafted(who, funded, payee, MILLION, node))
    next_of(release, releases.cancel_release, who.clerk, reason="合同解除")
    draft = cases.drafted(who, funded, payee, 2 * MILLION, node)
    next_of(draft, releases.cancel_release, who.clerk, reason="重填")
    assert sums(funded) == (yuan(6 * MILLION), yuan(0), yuan(0))


# -- the bank --------------------------------------------------------------------------------------------


def test_another_amount_on_the_receipt_is_not_booked(
    who: Office, funded: EscrowAccount, payee: Payee, node: NodeCertification
) -> None:
    release = cases.paying(who, cases.drafted(who, funded, payee, MILLION, node))
    assert refused(lambda: cases.receipt(who, release, amount=yuan("999999.99"))) == [
        "银行回单 999,999.99 元，与核准的 1,000,000.00 元不符，相差 0.01 元：本单挂起不登记，请与银行核对更正。"
    ]
    assert sums(funded) == (yuan(6 * MILLION), yuan(MILLION), yuan(0))


def test_the_same_receipt_twice_is_one_payment(
    who: Office, funded: EscrowAccount, payee: Payee, node: NodeCertification
) -> None:
    release = cases.paying(who, cases.drafted(who, funded, payee, MILLION, node))
    for _ in range(2):
        again = cases.receipt(who, release, bank_serial="B1", token="one-form")
    assert (again.status, LedgerEntry.objects.filter(release=release).count()) == (ReleaseStatus.PAID, 1)
    assert refused(lambda: cases.receipt(who, release, bank_serial="B2", token="one-form")) == [
        "这次提交已用于另一笔流水，请重新打开页面填写。"
    ]
    (sentence,) = refused(lambda: cases.receipt(who, release, bank_serial="B2", token="another"))
    assert sentence.startswith("当前状态是“已拨付”，不能“登记银行回单”")
    assert sums(funded) == (yuan(5 * MILLION), yuan(0), yuan(MILLION))


def test_after_a_returned_payment_the_number_stays(
    who: Office, funded: EscrowAccount, payee: Payee, node: NodeCertification
) -> None:
    release = cases.paying(who, cases.drafted(who, funded, payee, MILLION, node))
    failed = next_of(release, payouts.fail_release, who.finance, reason="户名不符")
    assert (failed.status, sums(funded)[1]) == (ReleaseStatus.FAILED, yuan(MILLION))
    again = next_of(failed, payouts.instruct_release, who.clerk)
    assert (again.status, again.notice_no) == (ReleaseStatus.PAYING, release.notice_no)
    other = cases.paying(who, cases.drafted(who, funded, payee, 5, node))
    numbers = [one.notice_no[-6:] for one in (release, other)]
    assert numbers == ["000001", "000002"]
