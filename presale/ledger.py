"""The books of escrow money: the only writer of ledger entries.

Every posting holds the account's row, reads it again, checks, writes one entry chained to the last one and moves the
head, in one transaction. Facts of the bank and of courts are always recorded; what the bureau decides must have been
approved. Locks, in this order everywhere: account, release or refund, entry, number sequence.
"""
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q

from housing_portal.accounts.models import User
from housing_portal.journal.services import record, snapshot
from housing_portal.kit import clock, text
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.figures import grouped
from housing_portal.kit.saving import save_checked
from housing_portal.kit.secrecy import is_signature, signature
from presale.enums import IN_KINDS, SALE_KINDS, AccountStatus, EntryKind
from presale.models import ClosedMonth, EscrowAccount, LedgerEntry, Match, Refund, Release
from transactions.models import SaleContract

CHAIN = "escrow ledger"
ZERO = Decimal("0.00")
PAUSE = ("status", "pause_reason")
# what two submissions must share to be one and the same
WRITTEN = ("kind", "amount", "booked_on", "bank_serial", "counterparty", "document")
SUBJECTS = ("contract", "release", "refund", "reversal_of")
# what the checks before saving look at alone: the records an entry names, and the hash that is made of the rest
LATER = ("account", *SUBJECTS, "recorded_by", "hash")
# what may still be booked: facts arrive as long as the account exists at the bank
OPEN_FOR_FACTS = (
    AccountStatus.ACTIVE, AccountStatus.PAUSED, AccountStatus.RELEASE_APPLIED, AccountStatus.RELEASED,
)


@dataclass(frozen=True)
class Posting:
    """What is to be booked. ``amount`` is signed; ``token`` makes a repeated submission harmless."""

    kind: EntryKind
    amount: Decimal
    booked_on: date
    bank_serial: str
    token: str
    counterparty: str = ""
    memo: str = ""
    document: str = ""
    contract: SaleContract | None = None
    release: Release | None = None
    refund: Refund | None = None
    reversal_of: LedgerEntry | None = None


def lock_account(account: EscrowAccount) -> EscrowAccount:
    """Lock the account and return it as it is now, with its estate: the diary calls it by that name."""
    rows = EscrowAccount.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("estate").get(pk=account.pk)


@transaction.atomic
def receive(
    *, actor: User, account: EscrowAccount, kind: EntryKind, amount: Decimal, booked_on: date, bank_serial: str,
    token: str, payer: str = "", memo: str = "", contract: SaleContract | None = None,
) -> LedgerEntry:
    """Book money that came in. Without a contract it is unidentified, and nobody can ask for it until it is matched."""
    _must_come_in(kind, amount)
    account = lock_account(account)
    _must_fit(account, kind, contract)
    return _post(actor, account, Posting(
        EntryKind(kind), amount, booked_on, bank_serial, token, counterparty=payer, memo=memo, contract=contract,
    ))


@transaction.atomic
def receive_many(*, actor: User, account: EscrowAccount, postings: Sequence[Posting]) -> list[LedgerEntry]:
    """Book receipts of one account in their order, all or none, under one lock; each has its line in the diary.

    They are checked as ``receive`` does. What may have been booked before is booked one by one, never here.
    """
    account = lock_account(account)
    for one in postings:
        _must_come_in(one.kind, one.amount)
    for one in {(one.kind, one.contract and one.contract.building_id): one for one in postings}.values():
        _must_fit(account, one.kind, one.contract)
    for one in {one.booked_on: one for one in postings}.values():
        _must_be_open(account, one)
    booked = LedgerEntry.objects.filter(account=account, bank_serial__in=[one.bank_serial for one in postings])
    if twin := booked.order_by("seq").first():
        raise ServiceError({"bank_serial": f"流水号 {twin.bank_serial} 已用于第 {twin.seq} 笔，请逐笔核对入账。"})
    entries = [_chained(actor, account, one) for one in postings]
    if twice := [serial for serial, times in Counter(one.bank_serial for one in entries).items() if times > 1]:
        raise ServiceError({"bank_serial": f"流水号 {'、'.join(twice)} 在这一批中重复，请与银行核对。"})
    LedgerEntry.objects.bulk_create(entries)
    for one in postings:
        _add(account, **_effects(one))
    _move(account)
    for entry in entries:
        _tell(actor, account, entry)
    return entries


@transaction.atomic
def reverse(
    *, actor: User, entry: LedgerEntry, booked_on: date, bank_serial: str, document: str, token: str, memo: str,
) -> LedgerEntry:
    """Book the bank's correction of a wrong entry (冲正), on the word of the bank that sent it."""
    if not document:
        raise ServiceError({"document": "请填写发起行证明的编号。"})
    account = lock_account(entry.account)
    entry = LedgerEntry.objects.get(pk=entry.pk)
    if entry.kind == EntryKind.REVERSAL:
        raise ServiceError("冲正本身不能再冲正；确有错误的，请重新入账。")
    done = LedgerEntry.objects.filter(reversal_of=entry).exclude(token=token).first()
    if done is not None:
        raise ServiceError(f"这一笔已由第 {done.seq} 笔冲正。")
    if booked_on < entry.booked_on:
        raise ServiceError({"booked_on": f"冲正日期早于原记账日期 {entry.booked_on}，请核对。"})
    return _post(actor, account, Posting(
        EntryKind.REVERSAL, -entry.amount, booked_on, bank_serial, token, counterparty=entry.counterparty, memo=memo,
        document=document, contract=entry.contract, reversal_of=entry,
    ))


@transaction.atomic
def pay_release(*, actor: User, release: Release, booked_on: date, bank_serial: str, token: str) -> LedgerEntry:
    """Book what the bank has paid for an approved release: exactly its amount, once. The caller holds its lock."""
    account = lock_account(release.account)
    return _post(actor, account, Posting(
        EntryKind.RELEASE, -release.approved_amount, booked_on, bank_serial, token, counterparty=release.payee_name,
        memo=release.get_purpose_display(), document=release.notice_no or "", release=release,
    ))


@transaction.atomic
def pay_refund(*, actor: User, refund: Refund, booked_on: date, bank_serial: str, token: str) -> LedgerEntry:
    """Book what the bank has paid for an approved refund."""
    account = lock_account(refund.account)
    return _post(actor, account, Posting(
        EntryKind.REFUND, -refund.amount, booked_on, bank_serial, token, counterparty=refund.receiver,
        memo=refund.reason, document=refund.notice_no or "", contract=refund.contract, refund=refund,
    ))


@transaction.atomic
def deduct(
    *, actor: User, account: EscrowAccount, amount: Decimal, booked_on: date, bank_serial: str, document: str,
    court: str, token: str,
) -> LedgerEntry:
    """Book what a court took out. It would never be authorised, but it has happened: the account is blocked."""
    if amount <= 0:
        raise ServiceError({"amount": "扣划金额应大于 0。"})
    if not document:
        raise ServiceError({"document": "请填写扣划文书号。"})
    account = lock_account(account)
    entry = _post(actor, account, Posting(
        EntryKind.DEDUCTION, -amount, booked_on, bank_serial, token, counterparty=court, document=document,
        memo="司法扣划",
    ))
    if account.status in (AccountStatus.ACTIVE, AccountStatus.RELEASE_APPLIED):
        before = snapshot(account, PAUSE)
        account.status, account.pause_reason = AccountStatus.PAUSED, f"{booked_on} 司法扣划 {grouped(amount, 2)} 元"
        save_checked(account)
        record(actor=actor, action="暂停拨付", label=f"暂停拨付：{account}", obj=account, reason=account.pause_reason,
               before=before, after=snapshot(account, PAUSE))
    return entry


@transaction.atomic
def settle(
    *, actor: User, account: EscrowAccount, booked_on: date, bank_serial: str, token: str, document: str,
) -> LedgerEntry:
    """Book the whole balance out to the developer after the supervision has been released."""
    account = lock_account(account)
    if account.status != AccountStatus.RELEASED:
        raise ServiceError("解除监管批准后才能转出余额。")
    if account.balance <= 0:
        raise ServiceError("账户已无余额。")
    return _post(actor, account, Posting(
        EntryKind.SETTLEMENT, -account.balance, booked_on, bank_serial, token,
        counterparty=account.developer.name, memo="解除监管转出", document=document,
    ))


@transaction.atomic
def match(*, actor: User, entry: LedgerEntry, contract: SaleContract, kind: EntryKind, reason: str) -> Match:
    """Give an unidentified receipt to the contract it was paid for."""
    account = lock_account(entry.account)
    if not LedgerEntry.objects.unnamed().filter(pk=entry.pk).exists():
        raise ServiceError("这一笔不是待认领的不明款，请刷新页面查看。")
    if kind not in SALE_KINDS:
        raise ServiceError({"kind": "请选择款项性质。"})
    _must_fit(account, kind, contract)
    found = Match(entry=entry, contract=contract, kind=kind, reason=reason, recorded_by=actor, recorded_at=clock.now())
    save_checked(found)
    _move(account, unidentified=-entry.amount)
    record(actor=actor, action="认领入账", label=f"认领：{entry} → {contract}", obj=account, reason=reason,
           after=_told(found))
    return found


@transaction.atomic
def unmatch(*, actor: User, given: Match, reason: str) -> Match:
    """Take a match back: the receipt is unidentified again."""
    account = lock_account(given.entry.account)
    if given.undoes_id or Match.objects.filter(undoes=given).exists():
        raise ServiceError("这次认领已撤回。")
    if LedgerEntry.objects.filter(reversal_of=given.entry_id).exists():
        raise ServiceError("这一笔已冲正，认领不再撤回。")
    undo = Match(entry=given.entry, contract=given.contract, kind=given.kind, undoes=given, reason=reason,
                 recorded_by=actor, recorded_at=clock.now())
    save_checked(undo)
    _move(account, unidentified=given.entry.amount)
    record(actor=actor, action="撤回认领", label=f"撤回认领：{given}", obj=account, reason=reason, after=_told(undo))
    return undo


def _told(found: Match) -> dict[str, Any]:
    """Return what the diary keeps of a match; ``verify`` compares both."""
    return {"认领": found.pk, "流水": found.entry_id, "合同": found.contract_id, "性质": found.kind,
            "撤回": found.undoes_id}


def reserve(account: EscrowAccount, amount: Decimal) -> None:
    """Set aside what has been approved (or, negative, what will not be paid after all). The caller holds the lock."""
    _move(account, reserved=amount)


# -- the chain -------------------------------------------------------------------------------------------


def content(entry: LedgerEntry) -> bytes:
    """Return what the chain protects of an entry: every stored field but the hash itself."""
    fields = {field.attname: getattr(entry, field.attname) for field in entry._meta.concrete_fields
              if field.attname not in ("id", "hash")}
    return json.dumps(fields, default=_plain, ensure_ascii=False, sort_keys=True).encode()


def is_chained(entry: LedgerEntry, previous: LedgerEntry | None) -> bool:
    """Tell whether ``entry`` is as it was written, directly behind ``previous``."""
    before = (previous.seq, previous.balance_after, previous.hash) if previous else (0, ZERO, "")
    follows = (entry.seq - 1, entry.balance_after - entry.amount, entry.prev_hash) == before
    return follows and is_signature(CHAIN, content(entry), entry.hash)


def broken(entries: Iterable[LedgerEntry]) -> list[str]:
    """Return a sentence for every entry of one account, in order, that does not follow from the one before."""
    found, previous = [], None
    for entry in entries:
        if not is_chained(entry, previous):
            found.append(f"账户 {entry.account_id} 第 {entry.seq} 笔与校验链不符")
        previous = entry
    return found


def _plain(value: Any) -> str:
    # in UTC to the microsecond: what both databases give back
    return str(value.astimezone(UTC) if isinstance(value, datetime) else value)


# -- posting ---------------------------------------------------------------------------------------------


def _post(actor: User, account: EscrowAccount, posting: Posting) -> LedgerEntry:
    """Write one entry behind the last one and move the head; the account is locked."""
    if (known := _known(account, posting)) is not None:
        return known
    _must_be_open(account, posting)
    entry = _chained(actor, account, posting)
    save_checked(entry)
    _move(account, **_effects(posting))
    _tell(actor, account, entry)
    return entry


def _chained(actor: User, account: EscrowAccount, posting: Posting) -> LedgerEntry:
    """Return the entry behind the last one, and let the account end with it; both are still to be stored."""
    entry = LedgerEntry(
        account=account, seq=account.last_seq + 1, kind=posting.kind, amount=posting.amount,
        balance_after=account.balance + posting.amount, booked_on=posting.booked_on, bank_serial=posting.bank_serial,
        counterparty=posting.counterparty, memo=posting.memo, contract=posting.contract, release=posting.release,
        refund=posting.refund, reversal_of=posting.reversal_of, document=posting.document, token=posting.token,
        recorded_by=actor, recorded_at=clock.now(), prev_hash=account.head,
    )
    entry.clean_fields(exclude=LATER)
    entry.hash = signature(CHAIN, content(entry))
    account.last_seq, account.balance, account.head = entry.seq, entry.balance_after, entry.hash
    return entry


def _tell(actor: User, account: EscrowAccount, entry: LedgerEntry) -> None:
    """Write an entry into the diary; ``verify`` compares both."""
    kind = entry.get_kind_display()
    record(
        actor=actor, action=f"登记{kind}", label=f"{account} 第 {entry.seq} 笔：{kind}",
        obj=account, after={"金额（元）": str(entry.amount), "余额（元）": str(entry.balance_after),
                            "记账日期": str(entry.booked_on), "银行流水号": entry.bank_serial},
    )


def _known(account: EscrowAccount, posting: Posting) -> LedgerEntry | None:
    """Return the entry that this very submission has already made; the same serial with other content is an error."""
    same = Q(token=posting.token) | Q(account=account, bank_serial=posting.bank_serial)
    found = {entry.token: entry for entry in LedgerEntry.objects.filter(same).order_by()}
    if (made := found.get(posting.token)) is not None:
        if _same(made, account, posting):
            return made
        raise ServiceError("这次提交已用于另一笔流水，请重新打开页面填写。")
    if not found:
        return None
    [twin] = found.values()
    if _same(twin, account, posting):
        raise ServiceError({"bank_serial": f"这笔流水已入账（第 {twin.seq} 笔），没有重复记账。"})
    raise ServiceError({
        "bank_serial": f"流水号 {posting.bank_serial} 已用于第 {twin.seq} 笔"
        f"（{twin.booked_on}，{grouped(twin.amount, 2)} 元），内容不同，请与银行核对。"
    })


def _same(entry: LedgerEntry, account: EscrowAccount, posting: Posting) -> bool:
    made = [getattr(entry, name) for name in WRITTEN] + [getattr(entry, f"{name}_id") for name in SUBJECTS]
    written = [getattr(posting, name) for name in WRITTEN]
    asked = [text.clean(value) if isinstance(value, str) else value for value in written]
    asked += [getattr(getattr(posting, name), "pk", None) for name in SUBJECTS]
    return (entry.account_id, made) == (account.pk, asked)


def _must_be_open(account: EscrowAccount, posting: Posting) -> None:
    if account.status not in OPEN_FOR_FACTS:
        raise ServiceError(f"账户{account.get_status_display()}，不能记账。")
    if posting.booked_on > clock.today():
        raise ServiceError({"booked_on": f"{posting.booked_on} 晚于今天，请填写今天或以前的日期。"})
    if posting.booked_on < account.opened_on:
        raise ServiceError({"booked_on": f"{posting.booked_on} 早于开户日期 {account.opened_on}，请核对。"})
    month = ClosedMonth.objects.filter(first_day__lte=posting.booked_on, last_day__gte=posting.booked_on).first()
    if month is not None:
        raise ServiceError({"booked_on": f"{month} 已结账，请记在未结账的月份，并在摘要中注明实际日期。"})
    if posting.kind in (EntryKind.RELEASE, EntryKind.REFUND) and account.balance + posting.amount < 0:
        raise ServiceError(
            f"监管余额 {grouped(account.balance, 2)} 元，不足以支付 {grouped(-posting.amount, 2)} 元，"
            "请先与银行对账。"
        )


def _must_come_in(kind: EntryKind, amount: Decimal) -> None:
    if kind not in IN_KINDS:
        raise ServiceError({"kind": "请选择入账的款项性质。"})
    if amount <= 0:
        raise ServiceError({"amount": "入账金额应大于 0；退回错账请办理冲正。"})


def _must_fit(account: EscrowAccount, kind: EntryKind, contract: SaleContract | None) -> None:
    """Refuse a contract of a house whose money belongs into another account."""
    if contract is None:
        return
    if kind == EntryKind.INTEREST:
        raise ServiceError({"contract": "利息不属于某一份合同，请留空。"})
    if not account.places.filter(building=contract.room.building_id, is_current=True).exists():
        raise ServiceError({"contract": f"合同 {contract} 的房屋不在这个账户监管的楼幢内，请核对。"})


def _effects(posting: Posting) -> dict[str, Decimal]:
    """Return what a posting changes beside the balance."""
    amount, original = posting.amount, posting.reversal_of
    if posting.kind in IN_KINDS:
        is_unnamed = posting.kind == EntryKind.OTHER and posting.contract is None
        return {"received": amount, "unidentified": amount if is_unnamed else ZERO}
    if posting.kind == EntryKind.RELEASE:
        return {"reserved": amount, "released": -amount}
    if posting.kind == EntryKind.REFUND:
        return {"reserved": amount}
    if original is not None and original.kind == EntryKind.RELEASE:
        return {"released": -amount}
    if original is None or original.kind not in IN_KINDS:
        return {}
    was_unnamed = original.kind == EntryKind.OTHER and original.contract_id is None
    is_matched = original.matches.filter(undoes=None, undone=None).exists()
    return {"received": amount, "unidentified": amount if was_unnamed and not is_matched else ZERO}


def _move(account: EscrowAccount, **by: Decimal) -> None:
    """Change the sums kept beside the account and store them together with its head."""
    _add(account, **by)
    account.save(update_fields=["last_seq", "balance", "head", "reserved", "received", "released", "unidentified"])


def _add(account: EscrowAccount, **by: Decimal) -> None:
    for name, amount in by.items():
        setattr(account, name, getattr(account, name) + amount)
