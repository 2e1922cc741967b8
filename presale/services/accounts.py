"""监管账户: opened with a listed bank, agreed by three parties, activated; once sold from, only names change."""
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import record, snapshot
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.saving import save_checked
from housing_portal.kit.text import half_width
from housing_portal.registry.enums import Delivery, PermitKind
from housing_portal.registry.models import Building, Estate, SalePermit
from presale.enums import AccountStatus, AlertStatus, BankStatus, BuildingKind, ReconciliationStatus, RuleStatus
from presale.ledger import lock_account
from presale.models import AccountBuilding, EscrowAccount, EscrowBank, Reconciliation, RuleSet
from presale.workflow import ACCOUNT, RECORD
from transactions.services.entry import Evidence, change, keep, must, not_before, not_in_future

DEDUCTION = "deduction"  # the alert that a court's deduction raises
SHORTEST = 8  # digits of an account number
CHANGEABLE = (AccountStatus.PENDING, AccountStatus.AGREED, AccountStatus.ACTIVE, AccountStatus.PAUSED)
# what may still change after a permit has been issued: the names of the company and of the bank's branch
NAMES = ("account_name", "branch", "note")
BUILDINGS = "监管楼幢"


@transaction.atomic
def open_account(
    *, actor: User, estate: Estate, buildings: Sequence[Building], evidence: Evidence = (), **facts: Any
) -> EscrowAccount:
    """Register the account that is to be opened for some buildings of an estate."""
    must(actor, RECORD)
    account = EscrowAccount(estate=estate, developer=estate.developer, **facts)
    _must_be_sound(account, buildings)
    account.recorded_by, account.recorded_at = actor, clock.now()
    save_checked(account)
    _place(account, buildings)
    keep(actor, account, evidence)
    record(actor=actor, action="登记监管账户", label=f"登记监管账户：{account}", obj=account,
           after={**snapshot(account), BUILDINGS: _names(buildings)})
    return account


@transaction.atomic
def amend_account(
    *, actor: User, account: EscrowAccount, buildings: Sequence[Building], reason: str, evidence: Evidence = (),
    **facts: Any,
) -> EscrowAccount:
    """Correct an account. Once a permit has been issued or money has come in, names alone change, and with proof."""
    must(actor, RECORD)
    account = _read(account)
    if account.status not in CHANGEABLE:
        raise ServiceError(f"账户{account.get_status_display()}，不能变更。")
    before, held = snapshot(account), list(buildings_of(account))
    # the form shows the estate, but another estate is another account
    fixed = [name for name, value in facts.items() if name not in NAMES and getattr(account, name) != value]
    moved = {one.pk for one in held} != {one.pk for one in buildings}
    for name, value in facts.items():
        setattr(account, name, value)
    _must_be_sound(account, buildings)
    if (fixed or moved) and (why := why_fixed(account)):
        raise ServiceError(dict.fromkeys([*fixed, *(["buildings"] if moved else [])], why))
    if why_fixed(account) and not evidence:
        raise ServiceError({"evidence": "请上传企业或银行更名的证明材料。"})
    if moved:
        account.places.exclude(building__in=buildings).delete()
        _place(account, [one for one in buildings if one not in held])
    also = {BUILDINGS: (_names(held), _names(buildings))}
    return change(actor, "变更监管账户", account, before, evidence, reason, also=also)


@transaction.atomic
def agree(
    *, actor: User, account: EscrowAccount, agreement_no: str, signed_on: date, evidence: Evidence
) -> EscrowAccount:
    """Record the agreement of bureau, bank and developer."""
    account, before = take_step(actor, account, "agree")
    not_in_future("signed_on", signed_on)
    if not evidence:
        raise ServiceError({"evidence": "请上传三方监管协议。"})
    account.agreement_no, account.signed_on = agreement_no, signed_on
    return change(actor, "登记三方协议", account, before, evidence)


@transaction.atomic
def activate(*, actor: User, account: EscrowAccount, opened_on: date) -> EscrowAccount:
    """Let money come in: said by another person than the one who registered the account."""
    account, before = take_step(actor, account, "activate")
    if actor.is_person(account.recorded_by_id):
        raise ServiceError("不能启用自己登记的账户，请由另一位同事启用。")
    not_in_future("opened_on", opened_on)
    not_before("opened_on", opened_on, account.signed_on, "协议签订日期")
    _must_be_listed(account.bank)
    account.opened_on, account.activated_by = opened_on, actor
    return change(actor, "启用监管账户", account, before)


@transaction.atomic
def pause(*, actor: User, account: EscrowAccount, reason: str) -> EscrowAccount:
    """Stop all releases; money still comes in."""
    account, before = take_step(actor, account, "pause")
    account.pause_reason = _said(reason, "请写明暂停拨付的原因。")
    return change(actor, "暂停拨付", account, before, reason=account.pause_reason)


@transaction.atomic
def resume(*, actor: User, account: EscrowAccount, reason: str) -> EscrowAccount:
    """Allow releases again, once both sides agree on the balance and a deduction has been dealt with."""
    account, before = take_step(actor, account, "resume")
    if fault := why_paused(account):
        raise ServiceError(fault)
    account.pause_reason = ""
    return change(actor, "恢复拨付", account, before, reason=_said(reason, "请写明恢复拨付的理由。"))


def buildings_of(account: EscrowAccount) -> Iterable[Building]:
    """Return the buildings of ``account`` in the order of their numbers."""
    places = account.places.select_related("building").order_by("building__number_key", "building")
    return [place.building for place in places]


def why_fixed(account: EscrowAccount) -> str:
    """Return why only names may change, or nothing."""
    permits = SalePermit.objects.filter(kind=PermitKind.PRESALE, buildings__escrow_places__account=account)
    if permit := permits.order_by("pk").first():
        return f"已核发预售许可证 {permit}，只能变更户名、网点（企业、银行更名）。"
    return "账户已有资金流水，只能变更户名、网点（企业、银行更名）。" if account.last_seq else ""


def why_paused(account: EscrowAccount) -> str:
    """Return why releases cannot be allowed again yet, or nothing."""
    pending = account.alerts.filter(rule=DEDUCTION, status__in=(AlertStatus.OPEN, AlertStatus.CONFIRMED))
    if alert := pending.order_by("pk").first():
        return f"{alert}：预警还没有登记处置，请先处置再恢复拨付。"
    return unreconciled(account)


def unreconciled(account: EscrowAccount) -> str:
    """Return that the last reconciliation does not agree, or nothing."""
    last = Reconciliation.objects.filter(account=account).order_by("-day").first()
    if last is None or last.status == ReconciliationStatus.MATCHED:
        return ""
    return f"最近一次对账（{last.day}）{last.get_status_display()}，请先对平（财务说明差异，另一位同事复核关闭）。"


def _read(account: EscrowAccount) -> EscrowAccount:
    """Lock the account; the records it names are loaded, so that the diary writes their names before and after."""
    account = lock_account(account)
    for name in ("bank", "estate", "developer", "rules"):
        getattr(account, name)
    return account


def take_step(actor: User, account: EscrowAccount, code: str) -> tuple[EscrowAccount, dict[str, Any]]:
    """Lock the account, take the step in memory, and return it with what it was before."""
    account = _read(account)
    before = snapshot(account)
    ACCOUNT.enter(account, code, actor)
    return account, before


def _must_be_sound(account: EscrowAccount, buildings: Sequence[Building]) -> None:
    account.account_no = "".join(half_width(account.account_no).split())
    if not (account.account_no.isascii() and account.account_no.isdecimal() and len(account.account_no) >= SHORTEST):
        raise ServiceError({"account_no": f"账号应为 {SHORTEST} 位以上数字。"})
    if account.developer.name not in account.account_name:
        raise ServiceError({"account_name": f"户名应含开发企业全称“{account.developer}”。"})
    _must_be_listed(account.bank)
    _must_be_usable(account.rules)
    if not buildings:
        raise ServiceError({"buildings": "请填写监管的楼幢。"})
    for one in buildings:
        if one.estate_id != account.estate_id:
            raise ServiceError({"buildings": f"{one} 不属于楼盘“{account.estate}”。"})
        held = AccountBuilding.objects.filter(building=one, is_current=True).exclude(account=account.pk)
        if other := held.select_related("account__estate").first():
            raise ServiceError({"buildings": f"{one} 已有监管账户（{other.account}），一幢楼只能有一个。"})


def _must_be_listed(bank: EscrowBank) -> None:
    if bank.status != BankStatus.LISTED:
        raise ServiceError({"bank": f"{bank} 已{bank.get_status_display()}，不在入围名录内，请另选监管银行。"})
    if bank.valid_to and bank.valid_to < clock.today():
        raise ServiceError({"bank": f"{bank} 的入围有效期已于 {bank.valid_to} 届满，请另选监管银行。"})


def _must_be_usable(rules: RuleSet) -> None:
    if rules.status != RuleStatus.ACTIVE:
        raise ServiceError({"rules": f"监管规则“{rules}”{rules.get_status_display()}，请选择启用的规则。"})


def _place(account: EscrowAccount, buildings: Sequence[Building]) -> None:
    known = set(account.rules.nodes.values_list("building_kind", flat=True))
    for one in buildings:
        save_checked(AccountBuilding(account=account, building=one, kind=_kind(one, known)))


def _kind(building: Building, known: set[str]) -> BuildingKind:
    """Return which nodes of a rule hold for ``building``: those of its finish, of its height, or those of all."""
    finish = BuildingKind.FINISHED if building.delivery == Delivery.FINISHED else BuildingKind.ROUGH
    height = BuildingKind.HIGHRISE if building.is_high else BuildingKind.LOWRISE
    return next((kind for kind in (finish, height) if kind in known), BuildingKind.ANY)


def _names(buildings: Iterable[Building]) -> str:
    return "、".join(one.number for one in buildings)


def _said(reason: str, otherwise: str) -> str:
    if not reason.strip():
        raise ServiceError({"reason": otherwise})
    return reason.strip()
