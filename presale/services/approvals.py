"""Approval of releases by tier: the deputy signs, for large, first and last sums the director as well.

The money is set aside at the last signature, under the lock of the account and against what was approved before.
"""
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.models import Attachment
from housing_portal.journal.services import snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.figures import grouped
from housing_portal.kit.secrecy import signature
from housing_portal.kit.workflow import Step
from housing_portal.registry import parameters
from housing_portal.registry.workdays import add_workdays
from presale import ledger
from presale.enums import RESERVING, ReleaseStatus
from presale.models import Release, RuleNode
from presale.services.decisions import PURPOSE, content, decide, must_be_another, must_be_fresh
from presale.services.duties import must_not_maintain
from presale.services.limits import must_be_available, must_be_open, must_be_payable, must_rest_on_node, quota_of
from presale.services.releases import begin, finish, lock_release
from presale.workflow import CONFIRM
from transactions.services.entry import Evidence, change, keep, must
from transactions.services.holding import must_say

MINUTES = "集体研究纪要"
REVIEW = Step("review", "应急补审", frozenset((*RESERVING, ReleaseStatus.PAID)), "", CONFIRM, needs_reason=True)
PARTS = ("recorded_by", "accepted_by", "inspected_by", "verified_by", "approved_by", "second_approved_by")


@transaction.atomic
def approve_release(
    *, actor: User, release: Release, revision: int, opinion: str = "", minutes: Evidence = (),
) -> Release:
    """Sign; where the tier asks for the director the release goes on to him, otherwise the money is set aside."""
    release, before, step = begin(actor, release, "approve", revision)
    must_not_maintain(actor, release.account)
    must_be_another(release, actor, "approved_by")
    keep(actor, release, minutes, MINUTES)
    _must_hold(release)
    if why_director(release):
        release.status = ReleaseStatus.SIGNED
    else:
        _reserve(release)
    return finish(actor, release, before, step, opinion)


@transaction.atomic
def approve_top(*, actor: User, release: Release, revision: int, opinion: str = "") -> Release:
    """Take the director's signature, and set the money aside."""
    release, before, step = begin(actor, release, "approve_top", revision)
    must_not_maintain(actor, release.account)
    must_be_another(release, actor, "second_approved_by")
    _must_hold(release)
    _reserve(release)
    return finish(actor, release, before, step, opinion)


@transaction.atomic
def reject_release(*, actor: User, release: Release, revision: int, reason: str) -> Release:
    """Refuse the application for good."""
    release, before, step = begin(actor, release, "reject", revision)
    return finish(actor, release, before, step, must_say(reason, "请写明不予批准的原因。"))


@transaction.atomic
def reject_top(*, actor: User, release: Release, revision: int, reason: str) -> Release:
    """Let the director refuse what the deputy has signed."""
    release, before, step = begin(actor, release, "reject_top", revision)
    return finish(actor, release, before, step, must_say(reason, "请写明不予批准的原因。"))


@transaction.atomic
def review_emergency(*, actor: User, release: Release, revision: int, reason: str) -> Release:
    """Look at an emergency afterwards: somebody who had no part in it, with what he found."""
    must(actor, CONFIRM)
    release = lock_release(release)
    must_be_fresh(release, revision)
    if not Release.objects.unreviewed().filter(pk=release.pk).exists():
        raise ServiceError("本单不是待补审的应急用款。")
    if any(actor.is_person(getattr(release, f"{part}_id")) for part in PARTS):
        raise ServiceError("您已办理过本单，应急补审须由没有参与的同事进行。")
    must_say(reason, "请写明补审意见。")
    before: dict[str, Any] = snapshot(release)
    release.late_reviewed_by = actor
    release.revision += 1
    changed = change(actor, REVIEW.label, release, before, reason=reason)
    decide(actor, release, REVIEW, reason)
    return changed


# -- tiers -------------------------------------------------------------------------------------------


def counted(release: Release) -> Decimal:
    """Return what counts for the tier: this sum and what the account got approved in the last days (split sums)."""
    since = clock.now() - timedelta(days=parameters.number("release_tier_days"))
    others = Release.objects.filter(account=release.account_id).exclude(pk=release.pk).approved_since(since)
    return others.asked() + asked(release)


def asked(release: Release) -> Decimal:
    """Return the sum that finance let pass, or before that what was applied for."""
    return release.amount if release.approved_amount is None else release.approved_amount


def why_director(release: Release) -> list[str]:
    """Return why the director must sign as well; empty when the deputy's signature is enough."""
    limit = Decimal(parameters.number("release_director_yuan"))
    total, reasons = counted(release), []
    if total >= limit:
        days = parameters.number("release_tier_days")
        reasons.append(f"本单连同近 {days} 日已批合计 {grouped(total, 2)} 元，达到 {grouped(limit, 2)} 元")
    if release.is_emergency:
        reasons.append("应急用款")
    elif release.node_id is None:
        reasons.append("没有依据节点（超过额度的资金）")
    gone = (*RESERVING, ReleaseStatus.PAID)
    if not Release.objects.filter(account=release.account_id, status__in=gone).exclude(pk=release.pk).exists():
        reasons.append("本账户首笔用款")
    if release.node_id is not None and _is_last(release):
        reasons.append("末个节点的用款")
    return reasons


def needs_minutes(release: Release) -> bool:
    """Tell whether the leaders must have discussed the sum, with minutes."""
    return counted(release) >= parameters.number("release_minutes_yuan")


def review_due(release: Release) -> Any:
    """Return the last day for the review of an emergency, None before its approval."""
    if release.approved_at is None:
        return None
    on = release.approved_at.astimezone(clock.SHANGHAI).date()
    return add_workdays(on, parameters.number("emergency_review_days"))


def may_review(release: Release, actor: Any) -> bool:
    """Tell whether the button of the late review is shown to ``actor``."""
    waiting = release.is_emergency and release.late_reviewed_by_id is None and release.status in REVIEW.sources
    return waiting and actor.can(REVIEW.permission)


def _is_last(release: Release) -> bool:
    nodes = RuleNode.objects.filter(rules=release.account.rules_id).order_by("seq", "pk")
    return release.node.node == nodes.values_list("code", flat=True).last()


def _must_hold(release: Release) -> None:
    """Check everything again at the signature: time has passed since the application."""
    must_be_open(release.account)
    must_be_payable(release)
    must_rest_on_node(release)
    if (release.payee_name, release.payee_account) != (release.payee.name, release.payee.payee_account):
        raise ServiceError("收款人的户名或账号在申请之后有变更，请退回重新提交。")
    if (quota := quota_of(release)) != release.quota:
        raise ServiceError(f"监管额度已调整为{quota or '未核定'}，与申请时不同，请退回重新提交。")
    if needs_minutes(release) and not Attachment.objects.about(release).filter(kind=MINUTES).exists():
        limit = grouped(Decimal(parameters.number("release_minutes_yuan")), 2)
        raise ServiceError({"minutes": f"本单及近期已批合计达到 {limit} 元，须上传{MINUTES}。"})
    must_be_available(release, asked(release), approving=True)


def _reserve(release: Release) -> None:
    ledger.reserve(release.account, asked(release))
    release.approved_at, release.digest = clock.now(), signature(PURPOSE, content(release))
