"""司法冻结: laid, extended, released. Whoever comes later waits, and steps in when those before leave room.

Every deed holds the account, so that what is frozen never changes under a release that is being approved.
"""
from datetime import date
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from presale.enums import AccountStatus
from presale.ledger import lock_account
from presale.models import EscrowAccount, Freeze
from presale.workflow import RECORD
from transactions.services.entry import Evidence, change, enter, lock, must, not_before, not_in_future

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
    if not evidence:
        raise ServiceError({"evidence": f"请上传{ORDER}。"})
    is_waiting = account.freezes.filter(is_waiting=True, released_on=None).exists() or is_taken(account)
    freeze = Freeze(account=account, from_on=from_on, to_on=to_on, is_waiting=is_waiting, **facts)
    return enter(actor, "登记轮候冻结" if is_waiting else "登记冻结", freeze, evidence)


@transaction.atomic
def extend_freeze(
    *, actor: User, freeze: Freeze, to_on: date | None, doc_no: str, evidence: Evidence
) -> Freeze:
    """Continue a freeze (续冻) under a new document, before or after its term has run out."""
    freeze = _held(actor, freeze)
    _must_end_after(to_on, max(freeze.from_on, freeze.to_on or freeze.from_on))
    if not evidence:
        raise ServiceError({"evidence": f"请上传续冻的{ORDER}。"})
    before = snapshot(freeze)
    freeze.to_on, freeze.doc_no = to_on, doc_no
    return change(actor, "续冻", freeze, before, evidence)


@transaction.atomic
def release_freeze(
    *, actor: User, freeze: Freeze, released_on: date, release_doc: str, evidence: Evidence
) -> Freeze:
    """End a freeze by a document; the next in line steps in."""
    freeze = _held(actor, freeze)
    not_in_future("released_on", released_on)
    not_before("released_on", released_on, freeze.from_on, "冻结起始日期")
    if not evidence:
        raise ServiceError({"evidence": "请上传解除冻结的文书。"})
    before = snapshot(freeze)
    freeze.released_on, freeze.release_doc = released_on, release_doc
    change(actor, "解除冻结", freeze, before, evidence)
    _step_in(actor, freeze.account)
    return freeze


@transaction.atomic
def effect_freeze(*, actor: User, freeze: Freeze) -> Freeze:
    """Let the first in line step in: the term of those before it has run out without a document."""
    freeze = _held(actor, freeze)
    if fault := why_waiting(freeze):
        raise ServiceError(fault)
    _step_in(actor, freeze.account)
    return lock(freeze)


def is_taken(account: EscrowAccount) -> bool:
    """Tell whether the freezes in force already hold the whole balance."""
    held = account.freezes.in_force(clock.today())
    if not held.exists():
        return False
    return held.filter(cap_amount=None).exists() or held.total("cap_amount") >= account.balance


def standing(account: EscrowAccount) -> list[Freeze]:
    """Return the freezes in force and those in line."""
    return [*account.freezes.in_force(clock.today()), *_waiting(account)]


def why_waiting(freeze: Freeze) -> str:
    """Return why ``freeze`` cannot step in now, or nothing."""
    if not freeze.is_waiting:
        return "这项冻结已经生效，不在轮候。"
    first = _waiting(freeze.account).first()
    if first != freeze:
        return f"在先轮候的是{first.court}（{first.case_no}）。"
    return "在先的冻结已占用全部余额，轮候冻结不能生效。" if is_taken(freeze.account) else ""


def _waiting(account: EscrowAccount) -> Any:
    """Return those in line, first come first: by their day, then by their entry."""
    return account.freezes.filter(is_waiting=True, released_on=None).order_by("from_on", "pk")


def _step_in(actor: User, account: EscrowAccount) -> None:
    """Let those in line step in, one after another, as long as there is room."""
    for freeze in _waiting(account):
        if is_taken(account):
            return
        before = snapshot(freeze)
        freeze.is_waiting = False
        change(actor, "轮候冻结生效", freeze, before)


def _held(actor: User, freeze: Freeze) -> Freeze:
    must(actor, RECORD)
    lock_account(freeze.account)
    freeze = lock(freeze)
    if freeze.released_on:
        raise ServiceError(f"这项冻结已于 {freeze.released_on} 解除。")
    return freeze


def _must_end_after(to_on: date | None, first: date) -> None:
    if to_on is not None:
        not_before("to_on", to_on, first, "冻结起始或原截止日期")
