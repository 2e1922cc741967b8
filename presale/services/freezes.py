"""司法冻结: entered by one person and holding from that moment, confirmed by another; let go by two persons alone.

Whoever comes later waits, and steps in when those before leave room. Every deed holds the account, so that what is
frozen never changes under a release that is being approved.
"""
from datetime import date
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from presale.enums import AccountStatus, FreezeStatus
from presale.ledger import lock_account
from presale.models import EscrowAccount, Freeze
from presale.services.duties import must_be_another
from presale.workflow import FREEZE, RECORD
from transactions.services.entry import Evidence, change, enter, lock, must, not_before, not_in_future
from transactions.services.holding import must_have, must_say

NOT_THERE = (AccountStatus.PENDING, AccountStatus.AGREED, AccountStatus.CLOSED)
ORDER = "协助执行通知书"


@transaction.atomic
def lay_freeze(
    *, actor: User, account: EscrowAccount, from_on: date, to_on: date | None, evidence: Evidence, **facts: Any
) -> Freeze:
    """Record what a court has frozen; when those before it already hold the whole balance, it waits."""
    must(actor, RECORD)
    account = lock_account(account)
    if account.status in NOT_THERE:
        raise ServiceError(f"账户{account.get_status_display()}，不能登记冻结。")
    not_in_future("from_on", from_on)
    not_before("from_on", from_on, account.opened_on, "开户日期")
    _must_end_after(to_on, from_on)
    must_have(evidence, f"请上传{ORDER}。")
    is_waiting = is_taken(account)
    freeze = Freeze(account=account, from_on=from_on, to_on=to_on, is_waiting=is_waiting, **facts)
    return enter(actor, "登记轮候冻结" if is_waiting else "登记冻结", freeze, evidence)


@transaction.atomic
def confirm_freeze(*, actor: User, freeze: Freeze) -> Freeze:
    """Say that what was entered is what the court has ordered; from now on its term counts."""
    freeze, before = _begin(actor, freeze, "confirm")
    must_be_another(actor, freeze.recorded_by_id, "冻结")
    freeze.confirmed_by = actor
    return change(actor, "复核冻结", freeze, before)


@transaction.atomic
def reject_freeze(*, actor: User, freeze: Freeze, reason: str) -> Freeze:
    """Strike out a mistaken entry: what it held is free again, and the next in line steps in."""
    freeze, before = _begin(actor, freeze, "reject")
    must_be_another(actor, freeze.recorded_by_id, "冻结")
    freeze.confirmed_by = actor
    change(actor, "撤销误登冻结", freeze, before, reason=must_say(reason, "请写明撤销的原因。"))
    _step_in(actor, freeze.account)
    return freeze


@transaction.atomic
def extend_freeze(
    *, actor: User, freeze: Freeze, to_on: date | None, doc_no: str, evidence: Evidence
) -> Freeze:
    """Continue a freeze (续冻) under a new document, before or after its term has run out."""
    freeze, before = _begin(actor, freeze, "extend")
    if fault := why_endless(freeze):
        raise ServiceError(fault)
    _must_end_after(to_on, freeze.to_on)
    must_have(evidence, f"请上传续冻的{ORDER}。")
    freeze.to_on, freeze.doc_no = to_on, doc_no
    return change(actor, "续冻", freeze, before, evidence)


@transaction.atomic
def release_freeze(
    *, actor: User, freeze: Freeze, released_on: date, release_doc: str, evidence: Evidence
) -> Freeze:
    """Enter the document that ends a freeze; it goes on holding until another person has seen the document."""
    freeze, before = _begin(actor, freeze, "release")
    not_in_future("released_on", released_on)
    not_before("released_on", released_on, freeze.from_on, "冻结起始日期")
    must_have(evidence, "请上传解除冻结的文书。")
    freeze.released_on, freeze.release_doc, freeze.release_recorded_by = released_on, release_doc, actor
    return change(actor, "登记解除冻结", freeze, before, evidence)


@transaction.atomic
def confirm_release(*, actor: User, freeze: Freeze) -> Freeze:
    """End a freeze; the next in line steps in."""
    freeze, before = _begin(actor, freeze, "confirm_release")
    must_be_another(actor, freeze.release_recorded_by_id, "解除冻结")
    freeze.release_confirmed_by = actor
    change(actor, "复核解除冻结", freeze, before)
    _step_in(actor, freeze.account)
    return freeze


@transaction.atomic
def refuse_release(*, actor: User, freeze: Freeze, reason: str) -> Freeze:
    """Let a freeze stand: the document does not end it."""
    freeze, before = _begin(actor, freeze, "refuse_release")
    freeze.released_on, freeze.release_doc, freeze.release_recorded_by = None, "", None
    # a freeze entered before there was a second person has none: whoever lets it stand has confirmed it
    freeze.confirmed_by = freeze.confirmed_by or actor
    return change(actor, "不予解除冻结", freeze, before, reason=must_say(reason, "请写明不予解除的理由。"))


@transaction.atomic
def effect_freeze(*, actor: User, freeze: Freeze) -> Freeze:
    """Write down that a freeze has stepped in: those before it leave room since their term has run out."""
    freeze, _before = _begin(actor, freeze, "effect")
    if fault := why_waiting(freeze):
        raise ServiceError(fault)
    _step_in(actor, freeze.account)
    return lock(freeze)


def step_in_all(*, actor: User) -> list[Freeze]:
    """Write down which freezes have stepped in by themselves; they have held money since."""
    waiting = Freeze.objects.in_force(clock.today()).filter(is_waiting=True).values("account")
    accounts = EscrowAccount.objects.filter(pk__in=waiting).order_by("pk")
    return [freeze for account in accounts for freeze in _stepped_in(actor, account)]


def is_taken(account: EscrowAccount) -> bool:
    """Tell whether the freezes in force already hold the whole balance."""
    held = account.freezes.in_force(clock.today())
    if not held.exists():
        return False
    return held.filter(cap_amount=None).exists() or held.total("cap_amount") >= account.balance


def standing(account: EscrowAccount) -> list[Freeze]:
    """Return the freezes in force and those in line."""
    today = clock.today()
    return list(account.freezes.in_force(today).stated(today).order_by("from_on", "pk"))


def why_waiting(freeze: Freeze) -> str:
    """Return why ``freeze`` cannot step in now, or nothing."""
    if not freeze.is_waiting:
        return "这项冻结已经生效，不在轮候。"
    now = Freeze.objects.stated(clock.today()).get(pk=freeze.pk)
    if now.state == FreezeStatus.EXPIRED:
        return f"这项冻结已于 {freeze.to_on} 到期，请先续冻。"
    return "在先的冻结已占用全部余额，轮候冻结不能生效。" if now.is_behind else ""


def why_endless(freeze: Freeze) -> str:
    """Return why ``freeze`` cannot be continued, or nothing: a term would let go of what has none."""
    return "" if freeze.to_on else "这项冻结没有期限，不需要续冻；法院解除的请办理解除冻结。"


def _step_in(actor: User, account: EscrowAccount) -> list[Freeze]:
    """Let those in line step in as far as there is room; the account is locked."""
    today, found = clock.today(), []
    for freeze in account.freezes.in_force(today).stepped_in(today).filter(is_waiting=True).order_by("from_on", "pk"):
        before = snapshot(freeze)
        freeze.is_waiting = False
        found.append(change(actor, "轮候冻结生效", freeze, before))
    return found


@transaction.atomic
def _stepped_in(actor: User, account: EscrowAccount) -> list[Freeze]:
    return _step_in(actor, lock_account(account))


def _begin(actor: User, freeze: Freeze, code: str) -> tuple[Freeze, dict[str, Any]]:
    lock_account(freeze.account)
    freeze = lock(freeze)
    before = snapshot(freeze)
    FREEZE.enter(freeze, code, actor)
    return freeze, before


def _must_end_after(to_on: date | None, first: date) -> None:
    if to_on is not None:
        not_before("to_on", to_on, first, "冻结起始或原截止日期")
