"""What the bank reports about an account: receipts, corrections, what a court took; and whose money it is.

Facts of the bank are entered by finance. Locks: account first, in the ledger.
"""
from datetime import date
from decimal import Decimal

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.services import record
from housing_portal.kit.errors import NeedsReason, ServiceError
from housing_portal.kit.figures import grouped
from presale import ledger
from presale.enums import SALE_KINDS, EntryKind
from presale.models import EscrowAccount, LedgerEntry, Match
from presale.services.alerts import open_alert
from presale.services.finding import find_contract
from presale.services.pairing import pair_entry
from presale.workflow import VERIFY
from transactions.services.entry import Evidence, keep, must

WITHOUT_CONTRACT = (EntryKind.EARNEST, EntryKind.OTHER)


@transaction.atomic
def record_receipt(
    *, actor: User, account: EscrowAccount, kind: str, amount: Decimal, booked_on: date, bank_serial: str, token: str,
    payer: str = "", memo: str = "", contract_no: str = "",
) -> LedgerEntry:
    """Book money that came in, for the contract of ``contract_no``; without one 定金, or 其他入账 of nobody known."""
    must(actor, VERIFY)
    contract = find_contract(contract_no) if contract_no else None
    if contract is None and kind in SALE_KINDS and kind not in WITHOUT_CONTRACT:
        raise ServiceError({
            "contract_no": "请填写合同编号；未网签的认购款选“定金”，无法确认合同的选“其他入账”，作为不明款登记。"
        })
    return pair_entry(ledger.receive(
        actor=actor, account=account, kind=EntryKind(kind), amount=amount, booked_on=booked_on,
        bank_serial=bank_serial, token=token, payer=payer, memo=memo, contract=contract,
    ))


@transaction.atomic
def reverse_entry(
    *, actor: User, entry: LedgerEntry, booked_on: date, bank_serial: str, document: str, memo: str, token: str,
    evidence: Evidence = (),
) -> LedgerEntry:
    """Book the bank's correction of a wrong entry."""
    must(actor, VERIFY)
    made = pair_entry(ledger.reverse(
        actor=actor, entry=entry, booked_on=booked_on, bank_serial=bank_serial, document=document, memo=memo,
        token=token,
    ))
    _prove(actor, made, evidence, "发起行证明")
    return made


@transaction.atomic
def record_deduction(
    *, actor: User, account: EscrowAccount, amount: Decimal, booked_on: date, bank_serial: str, document: str,
    court: str, token: str, evidence: Evidence = (), reason: str = "",
) -> LedgerEntry:
    """Book what a court took out of the account, on its paper; the account is paused and an alert raised.

    More than the books hold may be true, when receipts are still to be booked; as a rule it is mistyped.
    """
    must(actor, VERIFY)
    again = LedgerEntry.objects.filter(token=token).exists()
    made = pair_entry(ledger.deduct(
        actor=actor, account=account, amount=amount, booked_on=booked_on, bank_serial=bank_serial, document=document,
        court=court, token=token,
    ))
    if again:
        return made
    if made.balance_after < 0:
        before = grouped(made.balance_after + amount, 2)
        if not reason:
            words = f"扣划 {grouped(amount, 2)} 元，大于监管余额 {before} 元，请核对银行回单和扣划文书。"
            raise NeedsReason(words, "overdrawn")
        record(actor=actor, action="说明扣划超过余额", label=f"扣划超过余额：{made}", obj=made, reason=reason)
    _prove(actor, made, evidence, "扣划文书")
    open_alert(
        actor=actor, rule="deduction", subject=f"deduction:{made.pk}", account=made.account,
        sentence=f"{booked_on} {court}扣划 {grouped(amount, 2)} 元（{document}）",
    )
    return made


@transaction.atomic
def match_receipt(*, actor: User, entry: LedgerEntry, contract_no: str, kind: str, basis: str) -> LedgerEntry:
    """Give an unidentified receipt to the contract it was paid for."""
    must(actor, VERIFY)
    ledger.match(
        actor=actor, entry=entry, contract=find_contract(contract_no), kind=EntryKind(kind), reason=basis
    )
    return entry


@transaction.atomic
def unmatch_receipt(*, actor: User, entry: LedgerEntry, reason: str) -> LedgerEntry:
    """Take the standing match of a receipt back."""
    must(actor, VERIFY)
    given = standing_match(entry)
    if given is None:
        raise ServiceError("这一笔没有认领，或认领已撤回，请刷新页面查看。")
    ledger.unmatch(actor=actor, given=given, reason=reason)
    return entry


def standing_match(entry: LedgerEntry) -> Match | None:
    """Return the match by which a receipt belongs to a contract now."""
    return entry.matches.filter(undoes=None, undone=None).select_related("contract").first()


def _prove(actor: User, entry: LedgerEntry, evidence: Evidence, kind: str) -> None:
    """Keep the proof of an entry; the diary tells of it under the entry, where ``verify`` looks for who brought it."""
    keep(actor, entry, evidence, kind)
    if evidence:
        record(actor=actor, action=f"上传{kind}", label=f"上传{kind}：{entry}", obj=entry)
