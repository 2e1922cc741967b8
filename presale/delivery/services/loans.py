"""专项借款: the loan, what estates may use of it, what has arrived and what was paid back (dossier §4.2 [E10]).

Lock order: loan, allocation, use. Each sum is checked under the lock of what it is taken from:
Σ 批准 ≤ 借款金额, Σ 到账 ≤ 批准, Σ 归还本金 ≤ 拨付 ≤ 到账, on every day. Rows of money are never edited; a wrong one is
taken back by another person.
"""
from datetime import date
from decimal import Decimal

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.journal.entry import Evidence, enter, keep, lock, must, not_before, not_in_future
from housing_portal.journal.services import record
from housing_portal.journal.stages import happen, must_say, take_back
from housing_portal.kit import scope, text
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.figures import grouped
from housing_portal.registry.enums import LandUse, OrganizationKind
from housing_portal.registry.models import Organization
from presale.delivery import balance
from presale.delivery.enums.estates import EstateStatus
from presale.delivery.enums.loans import RepaymentKind, RepaymentSource
from presale.delivery.models.estates import TroubledEstate
from presale.delivery.models.loans import LoanAllocation, LoanDraw, Repayment, SpecialLoan
from presale.delivery.querysets.loans import with_loans
from presale.delivery.workflow import CONFIRM, FINANCE

OWN_ROW = "这一笔由您本人登记，撤回须由另一位同事进行。"
Money = LoanAllocation | LoanDraw | Repayment


@transaction.atomic
def register_loan(
    *, actor: User, lender: Organization, borrower: Organization, contract_no: str, amount: Decimal, rate: Decimal,
    signed_on: date, due_on: date, note: str = "", evidence: Evidence = (),
) -> SpecialLoan:
    """Register a loan contract of the 统借统还主体; ``rate`` in per cent a year."""
    must(actor, FINANCE)
    not_in_future("signed_on", signed_on)
    if not borrower.roles.filter(kind=OrganizationKind.PLATFORM).exists():
        raise ServiceError({"borrower": f"{borrower}不是平台公司，统借统还主体请在基础台账登记为“平台公司”。"})
    loan = SpecialLoan(
        lender=lender, borrower=borrower, contract_no=contract_no, amount=amount, rate=rate, signed_on=signed_on,
        due_on=due_on, note=note,
    )
    return enter(actor, "登记专项借款", loan, evidence)


@transaction.atomic
def allocate(
    *, actor: User, loan: SpecialLoan, estate: TroubledEstate, on: date, amount: Decimal, paper: str,
    note: str = "", evidence: Evidence = (),
) -> LoanAllocation:
    """Enter what of the loan an estate may use; all allocations together stay within the loan."""
    must(actor, FINANCE)
    loan = lock(loan)
    estate = lock(estate)
    _must_be_due_help(estate)
    not_in_future("on", on)
    not_before("on", on, loan.signed_on, "借款合同签订日期")
    given = LoanAllocation.objects.standing().filter(loan=loan)
    if given.filter(estate=estate, paper=text.clean(paper)).exists():
        raise ServiceError({"paper": f"{estate}在这份批文下的分配已登记，请核对。"})
    _within("amount", amount, loan.amount - given.total(), "借款金额尚未分配")
    return enter(
        actor, "登记借款分配", LoanAllocation(loan=loan, estate=estate, on=on, amount=amount, paper=paper, note=note),
        evidence,
    )


@transaction.atomic
def record_draw(
    *, actor: User, allocation: LoanAllocation, on: date, amount: Decimal, voucher: str, note: str = "",
    evidence: Evidence = (),
) -> LoanDraw:
    """Enter what has come onto the special account for an allocation."""
    allocation = open_allocation(actor, allocation)
    _must_be_new_voucher(allocation.draws, voucher)
    not_in_future("on", on)
    not_before("on", on, allocation.on, "批准日期")
    _within("amount", amount, allocation.amount - allocation.draws.standing().total(), "批准金额中尚未到账")
    return _booked(
        actor, "登记借款到账", LoanDraw(allocation=allocation, on=on, amount=amount, voucher=voucher, note=note),
        evidence,
    )


@transaction.atomic
def record_repayment(
    *, actor: User, allocation: LoanAllocation, kind: str, source: str, on: date, amount: Decimal, voucher: str,
    note: str = "", evidence: Evidence = (),
) -> Repayment:
    """Enter what was paid back; principal not beyond what was paid out and is still owed."""
    allocation = open_allocation(actor, allocation)
    _must_be_new_voucher(allocation.repayments, voucher)
    not_in_future("on", on)
    not_before("on", on, allocation.on, "批准日期")
    if kind == RepaymentKind.PRINCIPAL:
        _within("amount", amount, figures(allocation).owed, "已拨付尚未归还")
        _must_be_paid_out(allocation, on, amount)
    return _booked(actor, "登记借款归还", Repayment(
        allocation=allocation, kind=RepaymentKind(kind), source=RepaymentSource(source), on=on, amount=amount,
        voucher=voucher, note=note,
    ), evidence)


@transaction.atomic
def take_back_allocation(*, actor: User, allocation: LoanAllocation, reason: str) -> LoanAllocation:
    """Take an allocation back of which nothing has arrived and nothing is asked for."""
    must(actor, CONFIRM)
    lock(allocation.loan)
    allocation = lock(allocation)
    must_stand(actor, allocation)
    if allocation.draws.standing().exists() or allocation.uses.exists() or allocation.repayments.standing().exists():
        raise ServiceError("这笔分配已有到账、用款或归还，不能撤回；请先撤回到账登记。")
    return _taken_back(actor, "撤回借款分配", allocation, reason)


@transaction.atomic
def take_back_draw(*, actor: User, draw: LoanDraw, reason: str) -> LoanDraw:
    """Take an arrival back that was entered wrongly, as far as no use rests on it."""
    must(actor, CONFIRM)
    allocation = lock(draw.allocation)
    must_stand(actor, draw)
    now = figures(allocation)
    if draw.amount > (free := now.left - now.flight):
        raise ServiceError(
            f"这笔到账 {grouped(draw.amount, 2)} 元中已有用款申请或拨付，"
            f"现只有 {grouped(free, 2)} 元未被占用，不能撤回。"
        )
    kept = balance.arrivals(allocation)
    kept.remove((draw.on, draw.amount))
    if day := balance.first_gap(kept, balance.payments(allocation)):
        raise ServiceError(f"撤回后，截至 {day} 的拨付将大于到账，不能撤回；请先登记正确的到账、撤回拨付登记。")
    return _taken_back(actor, "撤回借款到账", draw, reason)


@transaction.atomic
def take_back_repayment(*, actor: User, repayment: Repayment, reason: str) -> Repayment:
    """Take a repayment back that was entered wrongly."""
    must(actor, CONFIRM)
    lock(repayment.allocation)
    must_stand(actor, repayment)
    return _taken_back(actor, "撤回借款归还", repayment, reason)


def figures(allocation: LoanAllocation) -> LoanAllocation:
    """Return the allocation with its figures of now: ``arrived``, ``paid``, ``left``, ``flight``, ``owed``."""
    return LoanAllocation.objects.with_figures(scope.current()).get(pk=allocation.pk)


def owed_by(estate: TroubledEstate) -> Decimal:
    """Return the principal that an estate has used and not yet paid back, in 元."""
    own = TroubledEstate.objects.filter(pk=estate.pk)
    return with_loans(own, LoanAllocation.objects.all(), scope.current()).get().owed


def open_allocation(actor: User, allocation: LoanAllocation, permission: str = FINANCE) -> LoanAllocation:
    """Lock an allocation that stands, for whoever holds ``permission``."""
    must(actor, permission)
    allocation = lock(allocation)
    if not LoanAllocation.objects.standing().filter(pk=allocation.pk).exists():
        raise ServiceError("这笔分配已撤回，不能再登记，请刷新页面。")
    return allocation


def must_stand(actor: User, row: Money) -> None:
    """Refuse to take back what is taken back already, or what one has entered oneself."""
    if not type(row)._default_manager.standing().filter(pk=row.pk).exists():
        raise ServiceError("这一笔已撤回，请刷新页面。")
    if words := cannot_take_back(actor, row):
        raise ServiceError(words)


def cannot_take_back(actor: User, row: Money) -> str:
    """Return why ``actor`` may not take a row of money back, or nothing."""
    return OWN_ROW if actor.is_person(row.recorded_by_id) else ""


def _must_be_due_help(estate: TroubledEstate) -> None:
    """Refuse estates for which the loan is not meant [E10]."""
    if estate.status != EstateStatus.KEPT:
        raise ServiceError({"estate": f"{estate}已移出保交房台账，不能分配专项借款。"})
    if not estate.on_loan_list:
        raise ServiceError({"estate": f"{estate}没有列入专项借款清单，请先在保交房台账勾选“列入专项借款”。"})
    if estate.estate.land_use not in (LandUse.RESIDENTIAL, LandUse.MIXED):
        raise ServiceError({
            "estate": f"{estate}的用地性质是“{estate.estate.get_land_use_display()}”，"
            "专项借款只用于住宅项目，不得用于工商业项目。"
        })


def _must_be_paid_out(allocation: LoanAllocation, on: date, amount: Decimal) -> None:
    """Refuse a day of repayment by which, or after which, not so much had been paid out."""
    paid, back = balance.payments(allocation), [*balance.principals(allocation), (on, amount)]
    if day := balance.first_gap(paid, back):
        raise ServiceError({"on": (
            f"截至 {day} 只拨付 {grouped(balance.by(day, paid), 2)} 元，"
            f"归还本金将达 {grouped(balance.by(day, back), 2)} 元，请核对归还日期。"
        )})


def _must_be_new_voucher(rows: object, voucher: str) -> None:
    if rows.standing().filter(voucher=text.clean(voucher)).exists():
        raise ServiceError({"voucher": f"凭证 {text.clean(voucher)} 已登记，请核对是否重复。"})


def _within(field: str, amount: Decimal, left: Decimal, words: str) -> None:
    if amount > left:
        raise ServiceError({
            field: f"{grouped(amount, 2)} 元超过{words}的 {grouped(left, 2)} 元，请核对金额。"
        })


def _booked(actor: User, action: str, row: Money, evidence: Evidence) -> Money:
    """Store a row of money and tell of it in the diary of its allocation."""
    happen(actor, row)
    keep(actor, row.allocation, evidence, f"{row._meta.verbose_name}凭证")
    told = {"金额（元）": str(row.amount), "凭证号": row.voucher, "日期": str(row.on), "说明": row.note}
    if isinstance(row, Repayment):
        told |= {"归还内容": row.get_kind_display(), "资金来源": row.get_source_display()}
    label = f"{action}：{row.allocation} {grouped(row.amount, 2)} 元"
    record(actor=actor, action=action, label=label, obj=row.allocation, after=told)
    return row


def _taken_back(actor: User, action: str, row: Money, reason: str) -> Money:
    undone = take_back(actor, row, must_say(reason))
    about = row if isinstance(row, LoanAllocation) else row.allocation
    label = f"{action}：{about} {grouped(row.amount, 2)} 元（{row.on}）"
    record(actor=actor, action=action, label=label, obj=about, reason=reason)
    return undone
