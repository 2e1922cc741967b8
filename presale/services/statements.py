"""Taking a bank's statement over: looked at first, then all of it or nothing, and never twice.

A line is known by its account and serial. The same serial with other content is kept beside the first as a conflict:
the bank has said two things, and somebody must ask it.
"""
import hashlib
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import PurePath

from django.db import transaction

from housing_portal.accounts.models import User
from housing_portal.kit.errors import ServiceError
from housing_portal.kit.excel.bulk import CellError, ExcelError
from housing_portal.kit.figures import grouped
from presale import ledger
from presale.enums import LineStatus
from presale.imports.statement import BankLine, Statement, read_statement
from presale.models import EscrowAccount, StatementFile, StatementLayout, StatementLine
from presale.services.pairing import pair
from presale.workflow import VERIFY
from transactions.services.entry import enter, must, not_before, not_in_future

SHOWN = 200  # errors and conflicts on the page
ZERO = Decimal("0.00")


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
    statement.errors += _outside(statement, from_on, to_on)
    before = last_line(account, from_on)
    opening = before.balance if before else ZERO
    if statement.errors:
        return StatementPlan(name, statement, opening, closing or opening)
    plan = StatementPlan(name, statement, _stated(statement.opening, opening), _closing(statement, closing, opening))
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
    conflicts = {line.digest: why for line, why in plan.conflicts}
    fresh = {line.digest for line in plan.new} | set(conflicts)
    StatementLine.objects.bulk_create(
        _row(file, line, conflicts.get(line.digest, "")) for line in _once(plan.statement.lines) if line.digest in fresh
    )
    pair(account)
    return file


def last_line(account: EscrowAccount, before: date) -> StatementLine | None:
    """Return the bank's last movement before a day."""
    return account.lines.stated().filter(booked_on__lt=before).order_by("booked_on", "pk").last()


def _check_days(account: EscrowAccount, from_on: date, to_on: date) -> None:
    if account.status not in ledger.OPEN_FOR_FACTS:
        raise ServiceError({"account": f"账户{account.get_status_display()}，不能导入对账单。"})
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
    for line in account.lines.filter(serial__in=serials).order_by("pk"):
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
        status=LineStatus.CONFLICT if why else LineStatus.OPEN, note=why[:200],
    )
