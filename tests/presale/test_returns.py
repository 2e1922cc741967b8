"""Sending back: whoever has an application before him does it himself, at his own stage and at no other."""
from collections.abc import Callable
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from housing_portal.accounts.models import User
from housing_portal.kit.workflow import Workflow
from presale.enums import RefundStatus, ReleaseStatus
from presale.filters.releases import waiting_for
from presale.models import EscrowAccount, NodeCertification, Payee, Refund, Release
from presale.services import approvals, refunds, releases
from presale.workflow import REFUND, RELEASE
from tests.presale import builders, cases
from tests.presale.cases import Office, next_of, refund_next, refused

BACK = {"reason": "金额有误", "open_fields": ["amount"]}


@pytest.fixture
def release(who: Office, funded: EscrowAccount, payee: Payee, node: NodeCertification) -> Release:
    """Return an application that has been accepted."""
    made = cases.submitted(who, cases.drafted(who, funded, payee, 1_000_000, node))
    return next_of(made, releases.accept_release, who.second)


@pytest.fixture
def refund(who: Office, account: EscrowAccount) -> Refund:
    builders.received(account, 50_000, by=who.clerk, kind="earnest")
    made = cases.refund_drafted(who, account, None, 20_000, kind="unsigned")
    return refund_next(made, refunds.submit_refund, who.clerk)


def back(code: str) -> Callable[..., Release]:
    return partial(releases.return_release, code=code, **BACK)


def refund_back(code: str) -> Callable[..., Refund]:
    return partial(refunds.return_refund, code=code, reason="收款人有误")


def told(record: Release | Refund) -> tuple[str, str, str]:
    last = record.decisions.latest("pk")
    return last.step, last.label, last.opinion


def test_finance_sends_an_application_back(who: Office, release: Release) -> None:
    returned = next_of(release, back("return_finance"), who.finance)
    assert (returned.status, returned.accepted_by, returned.open_fields) == (ReleaseStatus.RETURNED, None, ["amount"])
    assert told(returned) == ("return_finance", "财务退回", "金额有误")


def test_the_deputy_and_the_director_as_well(who: Office, release: Release) -> None:
    next_of(release, releases.verify_release, who.finance, approved_amount=release.amount)
    returned = next_of(release, back("return_deputy"), who.deputy)
    assert (returned.status, returned.verified_by, returned.approved_amount) == (ReleaseStatus.RETURNED, None, None)
    cases.verified(who, returned)
    next_of(release, approvals.approve_release, who.deputy)
    returned = next_of(release, back("return_top"), who.director)
    assert (returned.status, returned.approved_by, told(returned)[1]) == (ReleaseStatus.RETURNED, None, "局长退回")


@pytest.mark.parametrize(("code", "role", "sentence"), [
    ("return", "finance", "您没有“退回修改”的权限，请联系有此权限的同事办理。"),
    ("return_deputy", "finance", "您没有“分管退回”的权限，请联系有此权限的同事办理。"),
    ("return_deputy", "deputy", "当前状态是“已受理”，不能“分管退回”（须为：财务已核）。请刷新页面查看最新状态。"),
    ("return_top", "director", "当前状态是“已受理”，不能“局长退回”（须为：待局长审批）。请刷新页面查看最新状态。"),
])
def test_nobody_at_another_s_stage(who: Office, release: Release, code: str, role: str, sentence: str) -> None:
    assert refused(lambda: next_of(release, back(code), getattr(who, role))) == [sentence]


def test_a_reason_and_what_may_be_changed(who: Office, release: Release) -> None:
    send = partial(releases.return_release, code="return_finance")
    assert refused(lambda: next_of(release, send, who.finance, reason=" ", open_fields=["amount"])) == [
        "请写明退回的原因。"
    ]
    assert refused(lambda: next_of(release, send, who.finance, reason="有误", open_fields=[])) == [
        "请勾选允许修改的项。"
    ]


@pytest.mark.parametrize(("code", "role"), [("return", "clerk"), ("return_finance", "finance")])
def test_a_refund_goes_back_to_the_desk(who: Office, refund: Refund, code: str, role: str) -> None:
    returned = refund_next(refund, refund_back(code), getattr(who, role))
    assert (returned.status, told(returned)[::2]) == (RefundStatus.DRAFT, (code, "收款人有误"))
    edited = refund_next(refund, refunds.edit_refund, who.clerk, receiver="周静")
    again = refund_next(edited, refunds.submit_refund, who.clerk)
    assert (again.status, again.receiver) == (RefundStatus.SUBMITTED, "周静")


def test_what_finance_had_checked_is_checked_again(who: Office, refund: Refund) -> None:
    refund_next(refund, refunds.check_refund, who.finance)
    returned = refund_next(refund, refund_back("return_deputy"), who.deputy)
    assert (returned.status, returned.checked_by) == (RefundStatus.DRAFT, None)
    assert refused(lambda: refund_next(refund, refund_back("return_deputy"), who.deputy)) == [
        "当前状态是“草稿”，不能“分管退回”（须为：财务已核）。请刷新页面查看最新状态。"
    ]


def test_an_approved_refund_is_not_sent_back(who: Office, refund: Refund) -> None:
    refund_next(refund, refunds.check_refund, who.finance)
    refund_next(refund, refunds.approve_refund, who.deputy)
    (sentence,) = refused(lambda: refund_next(refund, refund_back("return_deputy"), who.deputy))
    assert sentence == "当前状态是“已批准”，不能“分管退回”（须为：财务已核）。请刷新页面查看最新状态。"


def test_a_refund_needs_the_reason(who: Office, refund: Refund) -> None:
    send = partial(refunds.return_refund, code="return_finance")
    assert refused(lambda: refund_next(refund, send, who.finance, reason=" ")) == ["请写明退回的原因。"]


@pytest.mark.parametrize(("workflow", "role", "states"), [
    (RELEASE, "finance", {"accepted", "paying"}), (RELEASE, "deputy", {"verified"}),
    (RELEASE, "director", {"signed"}), (REFUND, "deputy", {"checked"}), (REFUND, "finance", {"submitted", "paying"}),
])
def test_sending_back_is_nobody_s_next_task(who: Office, workflow: Workflow, role: str, states: set[str]) -> None:
    assert waiting_for(workflow, getattr(who, role)) == states


def test_at_the_desk_of_finance(who: Office, release: Release, client_of: Callable[[User], Client]) -> None:
    desk = client_of(who.finance)
    buttons = [(one.label, one.style) for one in desk.get(release.get_absolute_url()).context["buttons"]]
    assert buttons == [("财务核额", "primary"), ("财务退回", "plain")]
    place = reverse("presale:release_return_finance", args=[release.pk])
    desk.post(place, {"revision": release.revision, **BACK})
    release.refresh_from_db()
    assert (release.status, release.open_fields) == ("returned", ["amount"])


def test_at_the_desk_of_the_deputy(who: Office, refund: Refund, client_of: Callable[[User], Client]) -> None:
    refund = refund_next(refund, refunds.check_refund, who.finance)
    desk, place = client_of(who.deputy), reverse("presale:refund_return_deputy", args=[refund.pk])
    answer = desk.post(place, {"revision": refund.revision})
    assert answer.context["form"].errors == {"reason": ["请填写说明。"]}
    desk.post(place, {"revision": refund.revision, "reason": "收款人有误"})
    refund.refresh_from_db()
    assert refund.status == "draft"
