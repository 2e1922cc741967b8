"""Taking a bank's statement over: looked at first, then all of it or nothing, and never twice.

A line is known by its account and serial. The same serial with other content is kept beside the first as a conflict:
the bank has said two things, and somebody must ask it.
"""
import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import PurePath

from django.db import transaction
from django.db.models import Q

from housing_portal.accounts.models import User
from housing_portal.journal.services import attach_list
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.excel.bulk import CellError, ExcelError
from housing_portal.kit.figures import grouped
from presale import ledger
from presale.enums import AnswerStatus, EntryKind, LineStatus
from presale.imports.statement import BankLine, Statement, read_statement
from presale.models import EscrowAccount, LineAnswer, StatementFile, StatementLayout, StatementLine
from presale.querysets import LineQuerySet
from presale.services.pairing import pair
from presale.workflow import VERIFY
from transactions.services.entry import enter, must, not_before, not_in_future

SHOWN = 200  # errors and conflicts on the page
ZERO = Decimal("0.00")
ONE_DAY = timedelta(days=1)


@dataclass
class StatementPlan:
    """What importing a file would do; with ``errors`` it does nothing at all."""

    name: str
    statement: Statement
    opening: Decimal
    closing: Decimal
    new: list[BankLine] = field(default_factory=list)
    known: list[BankLine] = field(default_factory=list)
    conflicts: list[tuple[BankLine, str]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def errors(self) -> list[CellError]:
        return self.statement.errors

    @property
    def shown_errors(self) -> list[CellError]:
        return self.errors[:SHOWN]

    @property
    def income(self) -> Decimal:
        return sum((line.amount for line in self.statement.lines if line.amount > 0), ZERO)

    @property
    def outgo(self) -> Decimal:
        return -sum((line.amount for line in self.statement.lines if line.amount < 0), ZERO)

    @property
    def interest(self) -> list[BankLine]:
        """Return the new lines that will be booked as interest."""
        return [line for line in self.new if line.kind == EntryKind.INTEREST]


def plan_statement(
    *, actor: User, account: EscrowAccount, content: bytes, name: str, from_on: date, to_on: date,
    closing: Decimal | None = None,
) -> StatementPlan:
    """Return what importing the file would do; changes nothing. ``closing`` is the last balance as it stands on paper.

    It is needed where the file has no balances or no movements.
    """
    must(actor, VERIFY)
    _check_days(account, from_on, to_on)
    try:
        statement = read_statement(content, name, _layout(account), account_no=account.account_no, closing=closing)
    except ExcelError as error:
        raise ServiceError({"file": error.sentence}) from None
    statement.errors += [*_outside(statement, from_on, to_on), *_contradictions(account, statement)]
    opening = balance_at(account, from_on - ONE_DAY)
    if statement.errors:
        return StatementPlan(name, statement, opening, closing or opening)
    plan = StatementPlan(name, statement, _stated(statement.opening, opening), _closing(statement, closing, opening))
    _check_opening(account, plan, opening, from_on)
    if plan.opening != opening:
        plan.notices.append(
            f"期初余额 {grouped(plan.opening, 2)} 元，与已导入的上一笔余额 {grouped(opening, 2)} 元不符："
            "可能还有更早的对账单没有导入，对账前请补齐。"
        )
    _sort(account, plan)
    return plan


@transaction.atomic
def import_statement(
    *, actor: User, account: EscrowAccount, content: bytes, name: str, from_on: date, to_on: date,
    closing: Decimal | None = None,
) -> StatementFile:
    """Take a statement over and return its file; the same file again returns the earlier one and changes nothing."""
    must(actor, VERIFY)
    account = ledger.lock_account(account)
    digest = hashlib.sha256(f"{account.account_no}|{from_on}|{to_on}|".encode() + content).hexdigest()
    if earlier := StatementFile.objects.filter(sha256=digest).first():
        return earlier
    plan = plan_statement(actor=actor, account=account, content=content, name=name, from_on=from_on, to_on=to_on,
                          closing=closing)
    if plan.errors:
        raise ServiceError({"file": f"文件中有 {len(plan.errors)} 处错误，没有导入任何内容；请先预览并更正。"})
    file = enter(actor, "导入对账单", StatementFile(
        account=account, bank=account.bank, name=PurePath(name.replace("\\", "/")).name[-200:], sha256=digest,
        from_on=from_on, to_on=to_on, closing=plan.closing, lines_new=len(plan.new), lines_known=len(plan.known),
        lines_conflict=len(plan.conflicts),
    ))
    attach_list(actor=actor, obj=file, name=name.replace("\\", "/"), content=content, kind="银行对账单原件")
    conflicts = {line.digest: why for line, why in plan.conflicts}
    fresh = {line.digest for line in plan.new} | set(conflicts)
    StatementLine.objects.bulk_create(
        _row(file, line, conflicts.get(line.digest, "")) for line in _once(plan.statement.lines) if line.digest in fresh
    )
    pair(account)
    return file


def balance_at(account: EscrowAccount, day: date) -> Decimal:
    """Return the bank's balance at the end of a day: its last word on it, as far as it has not been corrected since.

    Where no statement covers the day it is that of the last movement before.
    """
    file = account.files.covering(day).order_by("pk").last()
    if file is None:
        last = account.lines.stated().filter(booked_on__lte=day).order_by("booked_on", "pk").last()
        return last.balance if last else ZERO
    gone = _taken_back(account, file)
    return _end(account, file, gone) - _counted(account, file, gone).filter(booked_on__gt=day).total()


def _taken_back(account: EscrowAccount, file: StatementFile) -> list[StatementLine]:
    """Return what the closing balance of a file contains although the bank has taken it back since then.

    That may be what a file before it had said, when the answer came after both: then the file goes on from the day
    before only without it.
    """
    own = list(file.lines.filter(status=LineStatus.VOID))
    answered = LineAnswer.objects.filter(
        line__account=account, status=AnswerStatus.CONFIRMED, decided_at__gte=file.recorded_at
    ).exclude(line__serial__in=file.lines.values("serial"))
    before = account.lines.filter(
        serial__in=answered.values("line__serial"), file__lt=file, booked_on__lte=file.to_on
    )
    said = {line.serial: line for line in before.order_by("file_id", "pk")}
    if not (carried := [line for line in said.values() if line.status == LineStatus.VOID]):
        return own
    gone = [*own, *carried]
    moved = _counted(account, file, gone).filter(booked_on__gte=file.from_on).total()
    goes_on = _end(account, file, gone) == balance_at(account, file.from_on - ONE_DAY) + moved
    return gone if goes_on else own


def _end(account: EscrowAccount, file: StatementFile, gone: list[StatementLine]) -> Decimal:
    """Return the balance at the end of a file without the lines that are gone, with what the bank states instead."""
    instead = account.lines.stated().filter(serial__in=[line.serial for line in gone], booked_on__lte=file.to_on)
    return file.closing - sum((line.amount for line in gone), ZERO) + instead.total()


def _counted(account: EscrowAccount, file: StatementFile, gone: list[StatementLine]) -> LineQuerySet:
    """Return what had been booked at the end of a file; what came with a later one the bank did not know yet."""
    stated = account.lines.stated().filter(booked_on__lte=file.to_on)
    return stated.filter(Q(file__lte=file) | Q(serial__in=[line.serial for line in gone]))


def must_be_at_bank(account: EscrowAccount, field: str, on: date) -> None:
    """Refuse a day on which the account did not exist at the bank: its books are compared up to its last day."""
    if account.closed_on is not None:
        if on > account.closed_on:
            raise ServiceError({field: f"{account}已于 {account.closed_on} 销户，请填写当日或以前的日期。"})
    elif account.status not in ledger.OPEN_FOR_FACTS:
        raise ServiceError({"account": f"账户{account.get_status_display()}，还没有银行流水，不用对账。"})


def _check_days(account: EscrowAccount, from_on: date, to_on: date) -> None:
    must_be_at_bank(account, "to_on", to_on)
    not_in_future("to_on", to_on)
    not_before("from_on", from_on, account.opened_on, "开户日期")
    not_before("to_on", to_on, from_on, "起日")


def _layout(account: EscrowAccount) -> StatementLayout:
    if account.bank.layout is None:
        raise ServiceError({"account": f"{account.bank}还没有对账单格式，请先在“监管银行”中选定。"})
    return account.bank.layout


def _outside(statement: Statement, from_on: date, to_on: date) -> list[CellError]:
    """Name the lines of days for which the file was not said to be."""
    return [
        CellError(line.row, "", "记账日期", str(line.booked_on), f"不在 {from_on} 至 {to_on} 之内",
                  "请核对对账单起止日期")
        for line in statement.lines if not from_on <= line.booked_on <= to_on
    ]


def _check_opening(account: EscrowAccount, plan: StatementPlan, known: Decimal, from_on: date) -> None:
    """Refuse balances that cannot be right: the day before is known, or both columns of amounts have been swapped."""
    moved = plan.income - plan.outgo
    if moved and plan.opening - known == -2 * moved:
        raise ServiceError({
            "file": f"期初余额 {grouped(plan.opening, 2)} 元与已导入的 {grouped(known, 2)} 元不符，收支颠倒后正好相符："
            "请核对对账单格式中收入、支出两列，或借贷标志。"
        })
    eve = from_on - ONE_DAY
    if plan.opening == known or not account.files.covering(eve).exists() or account.lines.in_question().exists():
        return
    raise ServiceError({
        "file": f"期初余额 {grouped(known, 2)} 元加收入 {grouped(plan.income, 2)} 元减支出 "
        f"{grouped(plan.outgo, 2)} 元，不等于期末余额 {grouped(plan.closing, 2)} 元；"
        f"{eve} 的对账单已导入，请核对它是否完整，或本文件是否缺行。"
    })


def _contradictions(account: EscrowAccount, statement: Statement) -> list[CellError]:
    """Name the lines that repeat a serial of the same file, or what the bank itself has taken back."""
    first: dict[str, BankLine] = {}
    void = set(account.lines.filter(status=LineStatus.VOID).values_list("digest", flat=True))
    found = []
    for line in statement.lines:
        other = first.setdefault(line.serial, line)
        if line.digest in void:
            found.append((line, "这一内容已按银行答复作废"))
        elif other.digest != line.digest:
            found.append((line, f"与第 {other.row} 行同号，内容不同"))
    return [CellError(line.row, "", "流水号", line.serial, why, "请银行更正后重新下载") for line, why in found]


def _stated(value: Decimal | None, otherwise: Decimal) -> Decimal:
    return otherwise if value is None else value


def _closing(statement: Statement, typed: Decimal | None, opening: Decimal) -> Decimal:
    """Return the last balance: of the file, or of the paper where the file states none; both must agree."""
    if typed is None and statement.lines and statement.closing is None:
        raise ServiceError({"closing": "这家银行的对账单没有余额栏，请填写期末余额。"})
    if typed is None and not statement.lines:
        raise ServiceError({"closing": "文件中没有一笔流水；确无往来的，请填写期末余额。"})
    stated = _stated(statement.closing, opening)
    if typed is not None and typed != stated:
        raise ServiceError({
            "closing": f"期末余额 {grouped(typed, 2)} 元，与{'文件末笔' if statement.lines else '已导入的末笔'}余额 "
            f"{grouped(stated, 2)} 元不符，请核对是否缺行或漏导。"
        })
    return stated


def _sort(account: EscrowAccount, plan: StatementPlan) -> None:
    """Tell new lines from known ones and from those whose serial the bank has used for something else."""
    serials = [line.serial for line in plan.statement.lines]
    heard: dict[str, dict[str, str]] = {}
    for line in account.lines.filter(serial__in=serials).exclude(status=LineStatus.VOID).order_by("pk"):
        heard.setdefault(line.serial, {})[line.digest] = f"{line.booked_on}，{grouped(line.amount, 2)} 元"
    for line in plan.statement.lines:
        others = heard.setdefault(line.serial, {})
        if line.digest in others:
            plan.known.append(line)
        elif others:
            plan.conflicts.append((line, f"同号流水已有：{next(iter(others.values()))}；内容不同，请与银行核对"))
        else:
            plan.new.append(line)
        others.setdefault(line.digest, f"{line.booked_on}，{grouped(line.amount, 2)} 元")


def _once(lines: list[BankLine]) -> list[BankLine]:
    """Return the lines in the order of time, what is repeated word for word once."""
    return list({line.digest: line for line in lines}.values())


def _row(file: StatementFile, line: BankLine, why: str) -> StatementLine:
    return StatementLine(
        file=file, account=file.account, serial=line.serial, booked_on=line.booked_on, amount=line.amount,
        balance=line.balance, counterparty=line.counterparty, memo=line.memo, digest=line.digest, row=line.row,
        kind=line.kind,
        status=LineStatus.CONFLICT if why else LineStatus.OPEN, note=why[:200],
    )
