"""存量房资金监管: money in up to the amount due, out to the seller after the transfer, or back to each who paid it.

Locks: contract, then fund. The balance is the sum of the entries; nothing stores it.
"""
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from housing_portal.accounts.models import User
from housing_portal.journal.services import snapshot, take_number
from housing_portal.kit import clock
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.figures import grouped
from housing_portal.kit.saving import save_checked
from housing_portal.registry import parameters
from housing_portal.registry.models import Organization
from housing_portal.registry.workdays import add_workdays, workdays
from transactions.enums import EscrowChoice, FundEntryKind, FundStatus, ResaleStatus, Side
from transactions.models import ExistingHomeContract, ExistingHomeFund, ExistingHomeFundEntry, ExistingHomeParty
from transactions.services.entry import Evidence, change, county, enter, lock, must, not_before, not_in_future
from transactions.services.holding import must_say
from transactions.workflow import FUND, RECORD

MAY_OPEN = (ResaleStatus.SIGNED, ResaleStatus.FILED)
ONE_DAY = timedelta(days=1)


@transaction.atomic
def open_fund(
    *, actor: User, contract: ExistingHomeContract, bank: Organization, due_amount: Decimal, opened_on: date,
    evidence: Evidence = (),
) -> ExistingHomeFund:
    """Open the supervision of a signed contract's money; ``due_amount`` is what must be there before the transfer."""
    must(actor, RECORD)
    contract = lock(contract)
    if contract.escrow_choice != EscrowChoice.SUPERVISED:
        raise ServiceError("合同约定自行划转，不开立监管。")
    if contract.status not in MAY_OPEN:
        raise ServiceError(f"合同{contract.get_status_display()}，不能开立监管（须为：已网签、已备案）。")
    if ExistingHomeFund.objects.filter(contract=contract).exists():
        raise ServiceError("这份合同已开立资金监管。")
    not_in_future("opened_on", opened_on)
    not_before("opened_on", opened_on, contract.signed_on, "签订日期")
    if due_amount > contract.total_price:
        raise ServiceError({"due_amount": f"应监管金额不能超过成交价 {grouped(contract.total_price, 2)} 元。"})
    number = take_number(prefix="资金监管", year=opened_on.year)
    fund = ExistingHomeFund(
        contract=contract, bank=bank, due_amount=due_amount, opened_on=opened_on,
        agreement_no=f"{county()}JG{opened_on.year}{number:06}",
    )
    return enter(actor, "开立资金监管", fund, evidence)


@transaction.atomic
def deposit(
    *, actor: User, fund: ExistingHomeFund, occurred_on: date, amount: Decimal, payer: str, account: str = "",
    voucher: str = "", evidence: Evidence = (),
) -> ExistingHomeFund:
    """Book money paid in, never more than is due; the fund is 资金到位 only when all of it is there."""
    fund, before = _begin(actor, fund, "fund")
    if fund.contract.status not in MAY_OPEN:
        raise ServiceError(f"合同{fund.contract.get_status_display()}，不再收存资金。")
    not_in_future("occurred_on", occurred_on)
    not_before("occurred_on", occurred_on, fund.opened_on, "开户日期")
    held = balance(fund)
    if held + amount > fund.due_amount:
        raise ServiceError({
            "amount": f"应监管 {grouped(fund.due_amount, 2)} 元，已存 {grouped(held, 2)} 元，"
            f"本次最多可存 {grouped(fund.due_amount - held, 2)} 元。"
        })
    _book(actor, fund, FundEntryKind.DEPOSIT, occurred_on, amount, payer, account=account, voucher=voucher)
    if held + amount < fund.due_amount:
        fund.status = FundStatus.OPENED  # not yet all
    return change(actor, "存入", fund, before, evidence, also=_balances(held, held + amount))


@transaction.atomic
def confirm_transfer(*, actor: User, fund: ExistingHomeFund) -> ExistingHomeFund:
    """Take over from the contract that the register shows the buyer; the term for the payout begins."""
    fund, before = _begin(actor, fund, "transfer")
    if fund.contract.status != ResaleStatus.TRANSFERRED:
        raise ServiceError(
            f"合同{fund.contract.get_status_display()}：登记簿记载转移、并在合同上登记过户之后，才能确认。"
        )
    fund.transferred_on = fund.contract.transferred_on
    return change(actor, "确认过户", fund, before)


@transaction.atomic
def pay_out(
    *, actor: User, fund: ExistingHomeFund, occurred_on: date, payee: ExistingHomeParty, account: str, voucher: str,
    evidence: Evidence = (),
) -> ExistingHomeFund:
    """Pay the whole balance to a seller of the contract; whoever opened the fund or booked money cannot do so."""
    fund, before = _begin(actor, fund, "pay")
    _second_person(actor, fund)
    not_in_future("occurred_on", occurred_on)
    not_before("occurred_on", occurred_on, fund.transferred_on, "过户日期")
    if payee not in sellers(fund.contract):
        raise ServiceError({"payee": "收款人不是合同的出卖方，请核对；资金只划付给出卖方本人。"})
    if not voucher.strip():
        raise ServiceError({"voucher": "请填写银行划付凭证号。"})
    held = balance(fund)
    _book(actor, fund, FundEntryKind.PAYOUT, occurred_on, -held, payee.name, account=account, voucher=voucher)
    return change(actor, "划付卖方", fund, before, evidence, also=_balances(held, Decimal(0)))


@transaction.atomic
def cancel_fund(*, actor: User, fund: ExistingHomeFund, reason: str) -> ExistingHomeFund:
    """End the supervision of a cancelled contract; its money is now to go back."""
    fund, before = _begin(actor, fund, "cancel")
    must_say(reason, "请写明撤销监管的原因。")
    if fund.contract.status != ResaleStatus.CANCELLED:
        words = fund.contract.get_status_display()
        raise ServiceError(f"合同{words}，未注销：须先注销合同，才能撤销监管、退还买方。")
    return change(actor, "撤销监管", fund, before, reason=reason)


@transaction.atomic
def refund(
    *, actor: User, fund: ExistingHomeFund, occurred_on: date, voucher: str, evidence: Evidence = ()
) -> ExistingHomeFund:
    """Send every deposit back to whoever paid it in, to the account it came from, and no more than came."""
    fund, before = _begin(actor, fund, "refund")
    _second_person(actor, fund)
    not_in_future("occurred_on", occurred_on)
    not_before("occurred_on", occurred_on, fund.contract.ended_on, "合同注销日期")
    deposits = list(deposits_of(fund))
    if deposits and not voucher.strip():
        raise ServiceError({"voucher": "请填写银行退款凭证号。"})
    held = balance(fund)
    for paid in deposits:
        _book(actor, fund, FundEntryKind.REFUND, occurred_on, -paid.amount, paid.payer, account=paid.account,
              voucher=voucher, returns=paid)
    return change(actor, "退还买方", fund, before, evidence, also=_balances(held, Decimal(0)))


# -- what pages ask ----------------------------------------------------------------------------------


def balance(fund: ExistingHomeFund) -> Decimal:
    """Return what lies on the account."""
    return ExistingHomeFund.objects.with_balance().get(pk=fund.pk).balance or Decimal(0)


def deposits_of(fund: ExistingHomeFund) -> QuerySet[ExistingHomeFundEntry]:
    """Return what was paid in, in the order of entry."""
    return fund.entries.filter(kind=FundEntryKind.DEPOSIT).order_by("pk")


def sellers(contract: ExistingHomeContract) -> QuerySet[ExistingHomeParty]:
    """Return the sellers, to whom alone money is paid."""
    return contract.parties.filter(side=Side.SELLER).order_by("order")


def payout_due(fund: ExistingHomeFund) -> date | None:
    """Return the last day on which the seller must be paid, or None before the transfer."""
    if fund.transferred_on is None:
        return None
    return add_workdays(fund.transferred_on, parameters.number("resale_payout_days"))


def overdue_since() -> date:
    """Return the latest day of transfer whose payout is overdue today."""
    today, term = clock.today(), parameters.number("resale_payout_days")
    # as in workdays.py: no holiday notice takes more than a fifth of the working days away
    worked = workdays(today - timedelta(days=2 * term + 60), today)
    return worked[-term - 1] - ONE_DAY


# -- shared steps ------------------------------------------------------------------------------------


def _begin(actor: User, fund: ExistingHomeFund, code: str) -> tuple[ExistingHomeFund, dict[str, Any]]:
    """Lock contract and fund, in this order everywhere, and take the step in memory."""
    contract = lock(ExistingHomeFund.objects.select_related("contract").get(pk=fund.pk).contract)
    fund = lock(fund)
    fund.contract = contract
    before = snapshot(fund)
    FUND.enter(fund, code, actor)
    return fund, before


def _second_person(actor: User, fund: ExistingHomeFund) -> None:
    booked = fund.entries.filter(recorded_by__in=actor.accounts).exists()
    if booked or actor.is_person(fund.recorded_by_id):
        raise ServiceError("开立监管或登记存入的经办人不能划付、退款，请由另一位同事办理。")


def _book(actor: User, fund: ExistingHomeFund, kind: FundEntryKind, on: date, amount: Decimal, payer: str,
          **facts: Any) -> None:
    save_checked(ExistingHomeFundEntry(
        fund=fund, kind=kind, occurred_on=on, amount=amount, payer=payer, recorded_by=actor, recorded_at=clock.now(),
        **facts,
    ))


def _balances(before: Decimal, after: Decimal) -> dict[str, tuple[str, str]]:
    return {"余额（元）": (grouped(before, 2), grouped(after, 2))}
