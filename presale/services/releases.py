"""用款申请: drafted for the developer, submitted with the working of that moment, accepted, checked by finance.

Locks: account, then release. Every step is one decision row and one diary entry; forms that were opened before
somebody else acted are refused by their revision.
"""
from decimal import Decimal
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.models import Attachment
from housing_portal.journal.services import snapshot, take_number
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.figures import grouped
from housing_portal.kit.workflow import Step
from presale import ledger
from presale.available import Working
from presale.enums import RESERVING, AccountStatus, ReleaseStatus
from presale.models import EscrowAccount, Release
from presale.services.decisions import conflict, decide, must_be_another, must_be_as_seen, must_be_fresh, told
from presale.services.limits import must_be_available, must_be_open, must_be_payable, must_rest_on_node, quota_of
from presale.workflow import RECORD, RELEASE
from transactions.services.entry import Evidence, change, enter, must, not_before, not_in_future
from transactions.services.holding import must_say

# what the form asks for, and what may be marked as open when an application is returned
EDITABLE = (
    "building", "node", "amount", "payee", "purpose", "contract_doc", "applicant", "applied_on", "is_emergency",
    "emergency_reason",
)
MAY_DRAFT = (AccountStatus.ACTIVE, AccountStatus.PAUSED)
RELATED = ("payee", "building", "node__building", "quota")


@transaction.atomic
def draft_release(*, actor: User, account: EscrowAccount, evidence: Evidence = (), **facts: Any) -> Release:
    """Enter an application for the developer; ``facts`` are those of ``EDITABLE``. Nothing is asked for yet."""
    must(actor, RECORD)
    account = ledger.lock_account(account)
    if account.status not in MAY_DRAFT:
        raise ServiceError(f"账户{account.get_status_display()}，不能申请用款。")
    release = Release(account=account, **facts)
    _check(release)
    year = clock.today().year
    release.number = f"YK{year}-{take_number(prefix='用款申请', year=year):04}"
    return enter(actor, "登记用款申请", release, evidence)


@transaction.atomic
def edit_release(
    *, actor: User, release: Release, revision: int, evidence: Evidence = (), **facts: Any
) -> Release:
    """Change a draft; of a returned application only what was marked."""
    must(actor, RECORD)
    release = lock_release(release)
    must_be_fresh(release, revision)
    if release.status not in (ReleaseStatus.DRAFT, ReleaseStatus.RETURNED):
        raise ServiceError(f"用款申请{release.get_status_display()}，不能修改；确需修改的请先退回。")
    before = snapshot(release)
    closed = set(facts) - set(open_fields(release))
    if changed := [name for name in EDITABLE if name in closed and getattr(release, name) != facts[name]]:
        labels = "、".join(str(Release._meta.get_field(name).verbose_name) for name in changed)
        raise ServiceError(f"退回时没有开放“{labels}”，不能修改。")
    for name, value in facts.items():
        setattr(release, name, value)
    _check(release)
    release.revision += 1
    return change(actor, "修改用款申请", release, before, evidence)


@transaction.atomic
def submit_release(*, actor: User, release: Release, revision: int) -> Release:
    """Ask for the money: everything is checked, and the working of this moment is kept with the application."""
    release, before, step = begin(actor, release, "submit", revision)
    must_be_open(release.account)
    _check(release)
    if not Attachment.objects.about(release).exists():
        raise ServiceError("还没有上传合同、发票等用款材料，请先在“修改”中上传。")
    working = must_be_available(release, release.amount)
    release.snapshot = kept(working)
    release.quota, release.submitted_at, release.open_fields = quota_of(release), clock.now(), []
    return finish(actor, release, before, step)


@transaction.atomic
def accept_release(*, actor: User, release: Release, revision: int) -> Release:
    """Take the application in; the inspector of its node becomes one of the persons of the case."""
    release, before, step = begin(actor, release, "accept", revision)
    must_rest_on_node(release)
    must_be_another(release, actor, "accepted_by")
    if release.node is not None:
        inspectors = (release.node.inspector_one, release.node.inspector_two)
        others = [one for one in inspectors if not one.is_person(actor.pk)]
        if not others:
            raise ServiceError("您已担任本单的节点查验，受理须由另一位同事办理。")
        release.inspected_by = next((one for one in others if not one.is_person(release.recorded_by_id)), others[0])
    return finish(actor, release, before, step)


@transaction.atomic
def verify_release(
    *, actor: User, release: Release, revision: int, approved_amount: Decimal, opinion: str = "",
    evidence: Evidence = (),
) -> Release:
    """Let finance check the amount; it may be lowered, never raised."""
    release, before, step = begin(actor, release, "verify", revision)
    if approved_amount > release.amount:
        raise ServiceError({
            "approved_amount": f"核准金额不能超过申请金额 {grouped(release.amount, 2)} 元，"
            f"多 {grouped(approved_amount - release.amount, 2)} 元。"
        })
    if approved_amount < release.amount and not opinion:
        raise ServiceError({"opinion": "核减的请写明理由。"})
    must_be_another(release, actor, "verified_by")
    release.approved_amount = approved_amount
    return finish(actor, release, before, step, opinion, evidence)


@transaction.atomic
def return_release(
    *, actor: User, release: Release, revision: int, reason: str, open_fields: list[str], code: str = "return",
) -> Release:
    """Send the application back; only the fields marked may be changed, and every signature falls away.

    ``code`` is the step by which whoever has it before him does so.
    """
    release, before, step = begin(actor, release, code, revision)
    must_say(reason, "请写明退回的原因。")
    unknown = set(open_fields) - set(EDITABLE)
    if unknown or not open_fields:
        raise ServiceError({"open_fields": "请勾选允许修改的项。"})
    release.open_fields = [name for name in EDITABLE if name in open_fields]
    release.accepted_by = release.inspected_by = release.verified_by = release.approved_by = None
    release.approved_amount, release.digest = None, ""
    return finish(actor, release, before, step, reason)


@transaction.atomic
def cancel_release(*, actor: User, release: Release, revision: int, reason: str) -> Release:
    """Give the application up; what was set aside for it is free again."""
    was_reserved = Release.objects.filter(pk=release.pk, status__in=RESERVING)
    release, before, step = begin(actor, release, "cancel", revision)
    must_say(reason, "请写明撤销的原因。")
    if was_reserved.exists():  # the row still says what it was
        ledger.reserve(release.account, -release.approved_amount)
    return finish(actor, release, before, step, reason)


# -- what pages ask ----------------------------------------------------------------------------------


def open_fields(release: Release) -> tuple[str, ...]:
    """Return what may be changed now."""
    return tuple(release.open_fields) if release.status == ReleaseStatus.RETURNED else EDITABLE


def refusal_of(release: Release, actor: User, code: str) -> str:
    """Return why ``actor`` cannot take the step because of his earlier part in the case, or nothing."""
    role = {"accept": "accepted_by", "verify": "verified_by", "approve": "approved_by",
            "approve_top": "second_approved_by"}.get(code)
    return conflict(release, actor, role) if role else ""


# -- shared steps ------------------------------------------------------------------------------------


def lock_release(release: Release) -> Release:
    """Lock the account, then the release, and return it as it is now; nothing but its key is trusted."""
    found = Release.objects.values_list("account", flat=True).get(pk=release.pk)
    account = ledger.lock_account(EscrowAccount(pk=found))
    rows = Release.objects.select_for_update(of=("self",), no_key=True).select_related(*RELATED)
    locked = rows.get(pk=release.pk)
    locked.account = account
    return locked


def begin(actor: User, release: Release, code: str, revision: int) -> tuple[Release, dict[str, Any], Step]:
    """Lock, compare with what the form has seen, and take the step in memory."""
    return take(actor, lock_release(release), code, revision)


def take(actor: User, release: Release, code: str, revision: int) -> tuple[Release, dict[str, Any], Step]:
    """Take the step in memory on a release that is locked already."""
    before = snapshot(release)
    step = RELEASE.enter(release, code, actor)
    must_be_fresh(release, revision)
    if step.target != ReleaseStatus.RETURNED and code not in ("submit", "cancel"):
        must_be_as_seen(release)
    return release, before, step


def finish(
    actor: User, release: Release, before: dict[str, Any], step: Step, opinion: str = "", evidence: Evidence = (),
) -> Release:
    """Store the release with its decision and one diary entry."""
    release.revision += 1
    made = decide(actor, release, step, opinion)
    return change(actor, f"用款{step.label}", release, before, evidence, reason=opinion, also=told(made))


def kept(working: Working) -> dict[str, Any]:
    """Return a working as it is stored: line by line, amounts as text."""
    lines = [{"symbol": one.symbol, "label": one.label, "amount": str(one.amount), "how": one.how}
             for one in working.lines()]
    return {"at": f"{clock.now().astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}", "lines": lines}


def _check(release: Release) -> None:
    """Refuse a payee, node or day that cannot be, and copy what is to be paid from the list of payees."""
    not_in_future("applied_on", release.applied_on)
    not_before("applied_on", release.applied_on, release.account.opened_on, "开户日期")
    must_be_payable(release)
    must_rest_on_node(release)
    payee = release.payee
    release.payee_name, release.payee_bank = payee.name, payee.bank_name
    release.payee_account = payee.payee_account
