"""Who must sign a release: the deputy, the director as well for large, first and last sums, and in an emergency."""
from collections.abc import Callable
from datetime import timedelta

import pytest

from housing_portal.accounts.models import User
from housing_portal.kit import clock
from housing_portal.registry.services import set_parameter
from presale.enums import NodeCode, PayeeKind, ReleaseStatus
from presale.models import EscrowAccount, NodeCertification, Payee, Release
from presale.services import approvals
from tests.presale import builders, cases
from tests.presale.builders import yuan
from tests.presale.cases import MINUTES, Office, next_of, refused, sums

MILLION = 1_000_000


def test_the_first_release_goes_to_the_director(
    who: Office, funded: EscrowAccount, payee: Payee, node: NodeCertification
) -> None:
    release = next_of(cases.verified(who, cases.drafted(who, funded, payee, 1, node)), approvals.approve_release,
                      who.deputy)
    assert (release.status, approvals.why_director(release)) == (ReleaseStatus.SIGNED, ["本账户首笔用款"])
    assert sums(funded)[1] == yuan(0)


def test_small_sums_count_together(
    who: Office, later: EscrowAccount, payee: Payee, node: NodeCertification
) -> None:
    set_parameter(actor=who.chief, key="release_director_yuan", value="1000000", reason="会议纪要")
    small = cases.approved(who, cases.drafted(who, later, payee, 800_000, node))
    assert (small.status, small.second_approved_by) == (ReleaseStatus.APPROVED, None)
    split = cases.verified(who, cases.drafted(who, later, payee, 100_000, node))
    assert approvals.why_director(split) == ["本单连同近 30 日已批合计 1,000,000.00 元，达到 1,000,000.00 元"]
    long_ago = clock.now() - timedelta(days=31)
    Release.objects.filter(pk=small.pk).update(approved_at=long_ago)
    assert approvals.why_director(split) == []


def test_the_last_node_goes_to_the_director(who: Office, later: EscrowAccount, payee: Payee) -> None:
    last = cases.topped_out(who, later, NodeCode.COMPLETION)
    release = cases.verified(who, cases.drafted(who, later, payee, 1, last))
    assert approvals.why_director(release) == ["末个节点的用款"]


def test_large_sums_need_minutes(who: Office, later: EscrowAccount, payee: Payee, node: NodeCertification) -> None:
    set_parameter(actor=who.chief, key="release_minutes_yuan", value="1000000", reason="会议纪要")
    release = cases.verified(who, cases.drafted(who, later, payee, MILLION, node))
    assert refused(lambda: next_of(release, approvals.approve_release, who.deputy)) == [
        "本单及近期已批合计达到 1,000,000.00 元，须上传集体研究纪要。"
    ]
    done = next_of(release, approvals.approve_release, who.deputy, minutes=MINUTES)
    assert done.status == ReleaseStatus.APPROVED


# -- emergencies -----------------------------------------------------------------------------------------


@pytest.fixture
def wages(account: EscrowAccount, clerk: User, chief: User) -> Payee:
    return builders.payee(account, by=clerk, confirmed_by=chief, name="云岭第一建筑公司工资专户", kind=PayeeKind.WAGES)


EMERGENCY = {"is_emergency": True, "emergency_reason": "拖欠三个月工资", "purpose": "wages"}


def test_an_emergency_needs_no_node_but_two_signatures_and_a_review(
    who: Office, funded: EscrowAccount, wages: Payee, person: Callable[..., User]
) -> None:
    release = cases.paid(who, cases.drafted(who, funded, wages, MILLION, **EMERGENCY))
    assert (release.status, release.second_approved_by) == (ReleaseStatus.PAID, who.director)
    assert list(Release.objects.unreviewed()) == [release]
    outsider = person("chief", name="冯股长")
    reviewed = next_of(release, approvals.review_emergency, outsider, reason="名册相符")
    assert (reviewed.late_reviewed_by, list(Release.objects.unreviewed())) == (outsider, [])


@pytest.mark.parametrize(("facts", "sentence"), [
    ({"emergency_reason": ""}, "应急用款须写明事由。"),
    ({"purpose": "other"}, "应急用款只限支付农民工工资，请改用途为“人工费”或按一般用款申请。"),
])
def test_an_emergency_needs_its_reason_and_is_for_wages(
    who: Office, funded: EscrowAccount, wages: Payee, facts: dict, sentence: str
) -> None:
    assert refused(lambda: cases.drafted(who, funded, wages, 1, **{**EMERGENCY, **facts})) == [sentence]


def test_an_emergency_needs_a_document_and_money(who: Office, funded: EscrowAccount, wages: Payee) -> None:
    bare = cases.drafted(who, funded, wages, 1, **EMERGENCY, evidence=())
    assert refused(lambda: cases.submitted(who, bare)) == [
        "还没有上传合同、发票等用款材料，请先在“修改”中上传。"
    ]
    rich = cases.drafted(who, funded, wages, 7 * MILLION, **EMERGENCY)
    assert refused(lambda: cases.submitted(who, rich)) == [
        "应急用款本次 7,000,000.00 元，最多可用 6,000,000.00 元（可用余额减在途），多 1,000,000.00 元。"
    ]
