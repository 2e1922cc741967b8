"""Two accounts of one natural person are one person: in the services, and when the books are verified."""
import pytest

from housing_portal.accounts.models import User
from presale.models import EscrowAccount, NodeCertification, Payee, Release
from presale.services import approvals, nodes, refunds, releases
from presale.services.duties import must_not_maintain
from reports.person_rules import no_person_twice
from tests.presale import builders, cases
from tests.presale.builders import yuan
from tests.presale.cases import Office, next_of, refused


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
