"""Two accounts of one natural person are one person: in the services, and when the books are verified."""
import pytest

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.todos import piles
from presale.models import EscrowAccount, NodeCertification, Payee, Release
from presale.services import answers, approvals, issuing, nodes, permits, refunds, releases
from presale.services.duties import must_not_maintain
from reports.rules.person import no_person_twice
from tests.presale import applications, builders, cases
from tests.presale.builders import yuan
from tests.presale.cases import Office, next_of, refused
from tests.presale.statements import laid_out, movements, taken


def same(one: User, other: User) -> None:
    """Let ``one`` be a former account of the person who now works with ``other``."""
    User.objects.filter(pk=one.pk).update(identity_index="one-person", is_active=False)
    User.objects.filter(pk=other.pk).update(identity_index="one-person")


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.fixture
def release(who: Office, funded: EscrowAccount, payee: Payee, node: NodeCertification) -> Release:
    return cases.submitted(who, cases.drafted(who, funded, payee, 1_000_000, node))


def test_who_accepted_under_another_account_does_not_verify(who: Office, release: Release) -> None:
    next_of(release, releases.accept_release, who.second)
    same(who.second, who.finance)
    facts = {"approved_amount": yuan(1_000_000)}
    assert refused(lambda: next_of(release, releases.verify_release, fresh(who.finance), **facts)) == [
        "您已担任本单的受理，财务核额须由另一位同事办理。"
    ]


def test_who_entered_it_under_another_account_does_not_approve(who: Office, release: Release) -> None:
    next_of(release, releases.accept_release, who.second)
    next_of(release, releases.verify_release, who.finance, approved_amount=yuan(1_000_000))
    same(who.clerk, who.deputy)
    assert refused(lambda: next_of(release, approvals.approve_release, fresh(who.deputy))) == [
        "您维护过这个账户的规则、额度或收款人名单，不能参与这个账户的审批，请由其他同事审批。"
    ]
    assert refused(lambda: must_not_maintain(fresh(who.deputy), release.account)) == [
        "您维护过这个账户的规则、额度或收款人名单，不能参与这个账户的审批，请由其他同事审批。"
    ]


def test_the_inspector_under_another_account_is_passed_over(who: Office, release: Release) -> None:
    same(who.inspector, who.second)
    accepted = next_of(release, releases.accept_release, fresh(who.second))
    assert accepted.inspected_by == who.chief


def test_both_inspectors_are_the_one_who_accepts(who: Office, release: Release) -> None:
    same(who.inspector, who.second)
    User.objects.filter(pk=who.chief.pk).update(identity_index="one-person", is_active=False)
    assert refused(lambda: next_of(release, releases.accept_release, fresh(who.second))) == [
        "您已担任本单的节点查验，受理须由另一位同事办理。"
    ]


def test_one_person_is_not_two_inspectors(who: Office, account: EscrowAccount) -> None:
    asked = nodes.apply_node(actor=who.clerk, building=account.buildings.get(), node="topout",
                             applied_on=builders.OPENED)
    same(who.inspector, who.second)
    assert refused(lambda: nodes.inspect_node(
        actor=who.clerk, node=asked, inspected_on=builders.OPENED, inspector_one=fresh(who.inspector),
        inspector_two=who.second, finding="已封顶", evidence=cases.PROOF,
    )) == ["查验须由两位不同的同事进行。"]


def test_a_refund_as_well(who: Office, account: EscrowAccount) -> None:
    builders.received(account, 50_000, by=who.clerk, kind="earnest")
    refund = cases.refund_drafted(who, account, None, 20_000, kind="unsigned")
    cases.refund_next(refund, refunds.submit_refund, who.clerk)
    same(who.clerk, who.finance)
    assert refused(lambda: cases.refund_next(refund, refunds.check_refund, fresh(who.finance))) == [
        "您已担任本单的录入，财务核额须由另一位同事办理。"
    ]


def test_verify_names_what_one_person_did_twice(who: Office, release: Release) -> None:
    next_of(release, releases.accept_release, who.second)
    next_of(release, releases.verify_release, who.finance, approved_amount=yuan(1_000_000))
    next_of(release, approvals.approve_release, who.deputy)
    assert list(no_person_twice()) == []
    same(who.finance, who.deputy)
    assert list(no_person_twice()) == [f"用款拨付 {release}：财务核额与审批是同一人的两个账号"]


def test_a_permit_as_well(who: Office, account: EscrowAccount) -> None:
    ready = applications.reviewed(account.buildings.get(), account, who.clerk, who.chief)
    for name, deed in ((who.clerk, "录入、提交、受理"), (who.chief, "复核")):
        same(name, who.deputy)
        deputy = fresh(who.deputy)
        sentence = f"这份申请由您本人{deed}，须由另一位同事办理。"
        assert refused(lambda deputy=deputy: issuing.issue_permit(
            actor=deputy, application=ready, decided_on=clock.today(), issuer=applications.ISSUER
        )) == [sentence]
        assert refused(lambda deputy=deputy: permits.reject_application(
            actor=deputy, application=ready, decision="不符合条件"
        )) == [sentence]
        User.objects.filter(pk=name.pk).update(identity_index="another-person")


def test_verify_names_what_one_person_did_twice_for_a_permit(who: Office, account: EscrowAccount) -> None:
    ready = applications.reviewed(account.buildings.get(), account, who.clerk, who.chief)
    assert list(no_person_twice()) == []
    same(who.clerk, who.chief)
    assert list(no_person_twice()) == [
        f"许可申请 {ready}：{deed}与复核是同一人的两个账号" for deed in ("录入", "提交", "受理")
    ]


def test_one_person_is_not_two_inspectors_of_a_site(who: Office, account: EscrowAccount) -> None:
    application = applications.accepted(account.buildings.get(), account, who.clerk)
    same(who.inspector, who.second)
    assert refused(lambda: permits.review_application(
        actor=who.chief, application=application, inspected_on=clock.today(), inspector_one=fresh(who.inspector),
        inspector_two=who.second, finding="属实",
    )) == ["现场核查须由两位不同的同事进行。"]


def test_the_answer_of_the_bank_as_well(who: Office, account: EscrowAccount) -> None:
    held = laid_out(account, who.chief)
    builders.received(held, 601, by=who.clerk, bank_serial="B1", on=builders.OPENED)
    taken(held, who.finance, movements(600, on=str(builders.OPENED)))
    answer = answers.answer_line(
        actor=who.finance, line=held.lines.get(), choice="keep", document="1 号", reason="柜员录错",
        evidence=cases.PROOF,
    )
    assert kinds(who.chief) == ["流水冲突"]
    same(who.finance, who.chief)
    chief = fresh(who.chief)
    assert kinds(chief) == []
    assert refused(lambda: answers.confirm_answer(actor=chief, answer=answer)) == [answers.OWN]


def kinds(user: User) -> list[str]:
    return [todo.kind for pile in piles(user) for todo in pile.todos if todo.kind == "流水冲突"]
