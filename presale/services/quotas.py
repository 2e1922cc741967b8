"""Quotas: worked out by a clerk, decided on by the director; every decision is a version that stays."""
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.figures import grouped
from housing_portal.kit.saving import save_checked
from housing_portal.registry.models import Building
from presale.available import CENT, Part
from presale.enums import AccountStatus, Granularity
from presale.models import EscrowAccount, QuotaProposal, QuotaVersion
from presale.quota import Calculation, Inputs, work_out
from presale.services.position import position, stage
from presale.workflow import QUOTA, RECORD
from transactions.services.entry import Evidence, change, enter, lock, must, not_before

ENDED = (AccountStatus.RELEASED, AccountStatus.CLOSED)


@transaction.atomic
def propose_quota(
    *, actor: User, account: EscrowAccount, given: Inputs, effective_on: date, reason: str,
    building: Building | None = None, amount: Decimal | None = None, evidence: Evidence = (),
) -> QuotaProposal:
    """Put a quota to the director. ``amount`` stands in place of the worked out one, and the working says so."""
    must(actor, RECORD)
    account = lock(account)
    _must_fit(account, building, effective_on)
    worked = settled(work_out(account.rules, given), amount)
    proposal = QuotaProposal(
        account=account, building=building, rules=account.rules, inputs=stated(given), working=list(worked.lines),
        amount=worked.amount, area=given.area or None, effective_on=effective_on, reason=reason,
    )
    return enter(actor, "测算额度", proposal, evidence)


@transaction.atomic
def approve_quota(*, actor: User, proposal: QuotaProposal, opinion: str = "") -> QuotaProposal:
    """Make the proposal the next version; what was released under an earlier version stays as it is."""
    proposal, account = _lock(proposal)
    before, step = snapshot(proposal), QUOTA.enter(proposal, "approve", actor)
    if actor.is_person(proposal.recorded_by_id):
        raise ServiceError("核定人不能是测算人本人。")
    if proposal.rules_id != account.rules_id:
        raise ServiceError(f"测算之后账户的监管规则已改为“{account.rules}”，请撤回后重新测算。")
    _must_fit(account, proposal.building, proposal.effective_on)
    if (found := flags(account, proposal.building, proposal.amount)) and not opinion.strip():
        raise NeedsReason("".join(found))
    last = latest(account, proposal.building)
    version = QuotaVersion(
        account=account, building=proposal.building, version=last.version + 1 if last else 1, amount=proposal.amount,
        area=proposal.area, working=proposal.working, rules=proposal.rules, effective_on=proposal.effective_on,
        reason=proposal.reason, recorded_by=proposal.recorded_by, recorded_at=proposal.recorded_at, approved_by=actor,
    )
    save_checked(version)
    proposal.version, proposal.opinion = version, opinion
    proposal.decided_by, proposal.decided_on = actor, clock.today()
    return change(actor, f"{step.label}额度", proposal, before, reason=opinion)


@transaction.atomic
def end_quota(*, actor: User, proposal: QuotaProposal, code: str, reason: str) -> QuotaProposal:
    """Refuse a proposal, or take it back; the quota in force stays."""
    proposal, _account = _lock(proposal)
    before, step = snapshot(proposal), QUOTA.enter(proposal, code, actor)
    if not reason.strip():
        raise ServiceError({"reason": f"请写明{step.label}的原因。"})
    if code == "reject":
        proposal.decided_by, proposal.decided_on = actor, clock.today()
    proposal.opinion = reason
    return change(actor, f"额度测算{step.label}", proposal, before, reason=reason)


def settled(worked: Calculation, amount: Decimal | None) -> Calculation:
    """Return the calculation with another amount in place of its own, as a line of its working."""
    if amount is None or amount == worked.amount:
        return worked
    more = "高于" if amount > worked.amount else "低于"
    line = f"拟核 {grouped(amount, 2)} 元，{more}测算 {grouped(abs(amount - worked.amount), 2)} 元"
    return Calculation(amount, (*worked.lines, line))


def stated(given: Inputs) -> Mapping[str, Any]:
    """Return the inputs as JSON holds them: amounts as text."""
    stated_ones = {name: value for name, value in asdict(given).items() if value}
    return {name: value if value is True else str(value.quantize(CENT)) for name, value in stated_ones.items()}


def latest(account: EscrowAccount, building: Building | None) -> QuotaVersion | None:
    """Return the last version decided for the project or a building, whether or not its day has come."""
    return account.quotas.filter(building=building).order_by("-version").first()


def flags(account: EscrowAccount, building: Building | None, amount: Decimal) -> list[str]:
    """Return why a quota of ``amount`` does not go with what was released before (超拨), or nothing."""
    now = position(account)
    places = account.places.filter(is_current=True)
    places = places.filter(building=building) if building else places
    own = Part(str(building or ""), amount, *stage(account, list(places.values_list("building", flat=True))))
    after = replace(now, parts=(*(part for part in now.parts if part.label != own.label), own))
    found = []
    if after.quota < now.released:
        found.append(f"额度合计 {grouped(after.quota, 2)} 元，低于累计拨付 {grouped(now.released, 2)} 元，"
                     f"超拨 {grouped(now.released - after.quota, 2)} 元。")
    if after.ceiling < now.released:
        found.append(f"按这一额度现阶段可累计使用 {grouped(after.ceiling, 2)} 元，累计拨付 {grouped(now.released, 2)}"
                     f" 元，超拨 {grouped(now.released - after.ceiling, 2)} 元。")
    return found


def _lock(proposal: QuotaProposal) -> tuple[QuotaProposal, EscrowAccount]:
    """Lock the account, then the proposal."""
    account = lock(proposal.account)
    return lock(proposal), account


def _must_fit(account: EscrowAccount, building: Building | None, effective_on: date) -> None:
    """The quota is one of the project or one of a building, as the account is kept, and follows the last version."""
    if account.status in ENDED:
        raise ServiceError(f"账户{account.get_status_display()}，不能再核定额度。")
    by_building = account.granularity == Granularity.BUILDING
    if by_building and building is None:
        raise ServiceError({"building": "这个账户按楼幢核定额度，请选择楼幢。"})
    if not by_building and building is not None:
        raise ServiceError({"building": "这个账户按项目核定额度，不选楼幢。"})
    if building and not account.places.filter(building=building, is_current=True).exists():
        raise ServiceError({"building": f"{building}不在这个账户的监管楼幢内。"})
    if account.signed_on:
        not_before("effective_on", effective_on, account.signed_on, "三方协议签订日期")
    if last := latest(account, building):
        not_before("effective_on", effective_on, last.effective_on, f"第 {last.version} 版的生效日期")
