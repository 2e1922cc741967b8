"""Quotas: worked out by a clerk, decided on by the director, every decision a version."""
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from housing_portal.accounts.models import User
from housing_portal.journal.models import Entry
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.registry.models import Building
from presale.enums import AccountStatus, Granularity, NodeCode, ProposalStatus
from presale.models import EscrowAccount, QuotaProposal
from presale.quota import Inputs
from presale.services import quotas as services
from presale.services.position import position
from tests.presale import builders
from tests.presale.builders import OPENED, yuan
from tests.transactions import builders as market

GIVEN = Inputs(area=Decimal("10000.00"))  # at 2,000 元/㎡


@pytest.fixture
def account(building: Building, clerk: User, director: User) -> EscrowAccount:
    """Return an account whose quota is still to be decided."""
    return builders.account(building, by=clerk, other=director, quota=None)


def propose(account: EscrowAccount, clerk: User, **facts: object) -> QuotaProposal:
    return services.propose_quota(
        **{"actor": clerk, "account": account, "given": GIVEN, "effective_on": OPENED, "reason": "按规则测算", **facts}
    )


def released(account: EscrowAccount, amount: int, received: int, by: User) -> None:
    """Set what earlier releases have taken out; a test of the quota need not walk through each of them."""
    builders.received(account, received, by=by)
    EscrowAccount.objects.filter(pk=account.pk).update(released=yuan(amount), unidentified=yuan(0))


def test_a_proposal_becomes_a_version_with_its_working(account: EscrowAccount, clerk: User, director: User) -> None:
    proposal = services.approve_quota(actor=director, proposal=propose(account, clerk))
    version = account.quotas.get()
    assert (version.version, version.amount, version.area, version.recorded_by, version.approved_by) == (
        1, yuan(20_000_000), Decimal("10000.00"), clerk, director)
    assert version.working == ["2,000.00 元/㎡ × 10,000.00 ㎡ = 20,000,000.00 元"]
    assert (proposal.status, proposal.version, proposal.inputs) == (
        ProposalStatus.APPROVED, version, {"area": "10000.00"})
    assert position(account).quota == yuan(20_000_000)
    assert list(Entry.objects.about(proposal).order_by("pk").values_list("action", flat=True)) == [
        "测算额度", "核定额度"]


def test_a_change_is_a_new_version_and_the_old_one_stays(account: EscrowAccount, clerk: User, director: User) -> None:
    services.approve_quota(actor=director, proposal=propose(account, clerk))
    second = propose(account, clerk, amount=yuan(18_000_000), reason="信用 A 级下调")
    assert second.working[-1] == "拟核 18,000,000.00 元，低于测算 2,000,000.00 元"
    services.approve_quota(actor=director, proposal=second)
    assert list(account.quotas.order_by("version").values_list("version", "amount")) == [
        (1, yuan(20_000_000)), (2, yuan(18_000_000))]
    assert position(account).quota == yuan(18_000_000)


def test_two_versions_of_one_day_the_later_counts(account: EscrowAccount, clerk: User, director: User) -> None:
    for amount in (20_000_000, 30_000_000, 25_000_000):
        services.approve_quota(actor=director, proposal=propose(account, clerk, amount=yuan(amount)))
    assert position(account).quota == yuan(25_000_000)


def test_a_version_cannot_be_changed_by_anybody(account: EscrowAccount, clerk: User, director: User) -> None:
    services.approve_quota(actor=director, proposal=propose(account, clerk))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        account.quotas.update(amount=yuan(1))
    assert account.quotas.get().amount == yuan(20_000_000)


def test_only_the_director_decides_and_not_on_his_own(account: EscrowAccount, clerk: User, director: User) -> None:
    proposal = propose(account, clerk)
    with pytest.raises(ServiceError, match="您没有“核定”的权限"):
        services.approve_quota(actor=clerk, proposal=proposal)
    with pytest.raises(ServiceError, match="您没有“受理预售许可申请"):
        propose(account, director)
    QuotaProposal.objects.filter(pk=proposal.pk).update(recorded_by=director)
    with pytest.raises(ServiceError, match="核定人不能是测算人本人。"):
        services.approve_quota(actor=director, proposal=proposal)
    assert account.quotas.count() == 0


def test_one_proposal_at_a_time(account: EscrowAccount, clerk: User, director: User) -> None:
    first = propose(account, clerk)
    with pytest.raises(ServiceError, match="这个账户已有待核定的额度，请先核定或撤回。"):
        propose(account, clerk)
    services.end_quota(actor=clerk, proposal=first, code="withdraw", reason="面积有误")
    second = propose(account, clerk)
    services.end_quota(actor=director, proposal=second, code="reject", reason="材料不全")
    assert list(account.proposals.order_by("pk").values_list("status", "decided_by", "opinion")) == [
        ("withdrawn", None, "面积有误"), ("rejected", director.pk, "材料不全")]
    with pytest.raises(ServiceError, match="当前状态是“未核定”，不能“核定”"):
        services.approve_quota(actor=director, proposal=second)


@pytest.mark.parametrize("code", ["reject", "withdraw"])
def test_an_end_needs_its_reason(account: EscrowAccount, clerk: User, director: User, code: str) -> None:
    actor = {"reject": director, "withdraw": clerk}[code]
    with pytest.raises(ServiceError) as refused:
        services.end_quota(actor=actor, proposal=propose(account, clerk), code=code, reason=" ")
    assert list(refused.value.message_dict) == ["reason"]


def test_days_follow_the_agreement_and_the_last_version(account: EscrowAccount, clerk: User, director: User) -> None:
    with pytest.raises(ServiceError) as refused:
        propose(account, clerk, effective_on=date(2024, 1, 31))
    assert refused.value.message_dict == {"effective_on": ["2024-01-31 早于三方协议签订日期 2024-02-01，请核对。"]}
    services.approve_quota(actor=director, proposal=propose(account, clerk, effective_on=date(2024, 5, 1)))
    with pytest.raises(ServiceError, match="2024-04-30 早于第 1 版的生效日期 2024-05-01，请核对。"):
        propose(account, clerk, effective_on=date(2024, 4, 30))


def test_a_quota_of_tomorrow_does_not_count_today(account: EscrowAccount, clerk: User, director: User) -> None:
    services.approve_quota(actor=director, proposal=propose(account, clerk))
    later = propose(account, clerk, effective_on=date(2999, 1, 1), amount=yuan(5))
    services.approve_quota(actor=director, proposal=later)
    assert position(account).quota == yuan(20_000_000)


@pytest.mark.parametrize("status", [AccountStatus.RELEASED, AccountStatus.CLOSED])
def test_nothing_is_decided_for_an_account_that_has_ended(
    account: EscrowAccount, clerk: User, status: AccountStatus
) -> None:
    EscrowAccount.objects.filter(pk=account.pk).update(status=status, closed_on=date(2026, 1, 1))
    with pytest.raises(ServiceError, match="不能再核定额度。"):
        propose(account, clerk)


def test_the_granularity_of_the_account_decides(account: EscrowAccount, building: Building, clerk: User) -> None:
    with pytest.raises(ServiceError, match="这个账户按项目核定额度，不选楼幢。"):
        propose(account, clerk, building=building)
    EscrowAccount.objects.filter(pk=account.pk).update(granularity=Granularity.BUILDING)
    with pytest.raises(ServiceError, match="这个账户按楼幢核定额度，请选择楼幢。"):
        propose(account, clerk)
    with pytest.raises(ServiceError, match="8#楼不在这个账户的监管楼幢内。"):
        propose(account, clerk, building=market.building(building.estate, "8#楼"))


def test_each_building_has_versions_of_its_own(
    building: Building, clerk: User, director: User
) -> None:
    other = market.building(building.estate, "8#楼")
    account = builders.account(building, other, by=clerk, other=director, quota=None,
                               granularity=Granularity.BUILDING)
    for one, amount in ((building, 6_000_000), (other, 4_000_000), (building, 7_000_000)):
        proposal = propose(account, clerk, building=one, amount=yuan(amount))
        services.approve_quota(actor=director, proposal=proposal)
    assert list(account.quotas.order_by("pk").values_list("building__number", "version")) == [
        ("7#楼", 1), ("8#楼", 1), ("7#楼", 2)]
    assert position(account).quota == yuan(11_000_000)


def test_a_change_of_rules_makes_a_proposal_void(account: EscrowAccount, clerk: User, director: User) -> None:
    proposal = propose(account, clerk)
    account.rules = builders.rules(clerk, director, name="另一份规则")
    account.save()
    with pytest.raises(ServiceError, match="测算之后账户的监管规则已改为“另一份规则”，请撤回后重新测算。"):
        services.approve_quota(actor=director, proposal=proposal)


def test_lowering_under_what_was_released_is_flagged(
    account: EscrowAccount, building: Building, clerk: User, chief: User, director: User
) -> None:
    services.approve_quota(actor=director, proposal=propose(account, clerk, amount=yuan(10_000_000)))
    builders.certified(building, NodeCode.TOPOUT, by=clerk, inspectors=(clerk, chief))
    released(account, 6_000_000, 9_000_000, clerk)
    lower = propose(account, clerk, amount=yuan(5_000_000))
    with pytest.raises(NeedsReason) as asked:
        services.approve_quota(actor=director, proposal=lower)
    assert asked.value.sentence == "额度合计 5,000,000.00 元，低于累计拨付 6,000,000.00 元，超拨 1,000,000.00 元。"
    assert account.quotas.count() == 1
    services.approve_quota(actor=director, proposal=lower, opinion="已由企业补足")
    assert account.quotas.count() == 2


def test_a_quota_that_allows_less_than_was_released_is_flagged(
    account: EscrowAccount, building: Building, clerk: User, chief: User, director: User
) -> None:
    services.approve_quota(actor=director, proposal=propose(account, clerk, amount=yuan(10_000_000)))
    builders.certified(building, NodeCode.TOPOUT, by=clerk, inspectors=(clerk, chief))
    released(account, 6_000_000, 8_000_000, clerk)
    assert services.flags(account, None, yuan(10_000_000)) == []
    EscrowAccount.objects.filter(pk=account.pk).update(released=yuan(6_000_001))
    account.refresh_from_db()
    assert services.flags(account, None, yuan(10_000_000)) == [
        "按这一额度现阶段可累计使用 6,000,000.00 元，累计拨付 6,000,001.00 元，超拨 1.00 元。"]
