"""A bank's statement as its layout says: movements in the order of time, each with the balance after it.

Nothing is guessed: what a spreadsheet has spoilt, an amount in both columns or a balance that does not follow from the
one before is named by its cell, and then nothing of the file is taken.
"""
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

from housing_portal.kit.excel.bulk import BulkRow, BulkTable, CellError, read_bulk
from housing_portal.kit.fields import LIMIT
from housing_portal.kit.figures import CENT, grouped
from housing_portal.kit.secrecy import mask_names
from housing_portal.kit.text import fold, half_width
from presale.enums import EntryKind
from presale.models import StatementLayout, StatementLine

# ways to write a day that the reader of lists understands by itself
PLAIN_DAYS = {"%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"}
AMOUNTS = ("amount", "amount_in", "amount_out", "balance")
CORRECT = "请与银行核对，重新下载对账单"
SPOILT = re.compile(r"\d\.\d+[Ee]\+?\d+")
OWNER = re.compile(r"[账帐卡]\s*号[^0-9]{0,10}([0-9][0-9 -]{6,}[0-9])")  # above the head, as banks print it
OTHER_HEAD = "请核对是否选错了账户或文件；银行改了格式的，请股长修改这家银行的对账单格式"
NOT_OURS = ("不是所选监管账户的账号", "请核对所选账户和文件")
ZERO = Decimal(0)
_size = {name: StatementLine._meta.get_field(name).max_length for name in ("serial", "counterparty", "memo")}


@dataclass(frozen=True)
class BankLine:
    """One movement: ``amount`` is signed, ``balance`` stands after it, ``row`` is its number in the file.

    ``kind`` is what money that came in is booked as unless somebody says otherwise.
    """

    row: int
    serial: str
    booked_on: date
    amount: Decimal
    balance: Decimal | None
    counterparty: str = ""
    memo: str = ""
    kind: str = ""

    @property
    def digest(self) -> str:
        """Return what the bank must say again of the same serial; memos differ from export to export."""
        content = [self.serial, str(self.booked_on), str(self.amount), half_width(self.counterparty)]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


@dataclass
class Statement:
    """What a file says, oldest movement first; with ``errors`` nothing of it counts."""

    lines: list[BankLine] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)

    @property
    def opening(self) -> Decimal | None:
        """Return the balance before the first movement; None where the file states none."""
        first = self.lines[0] if self.lines else None
        return None if first is None or first.balance is None else first.balance - first.amount

    @property
    def closing(self) -> Decimal | None:
        return self.lines[-1].balance if self.lines else None


def read_statement(
    content: bytes, name: str, layout: StatementLayout, *, account_no: str, closing: Decimal | None
) -> Statement:
    """Return the movements of ``account_no`` in a file.

    ``closing`` is the last balance as the reader sees it on paper: where the bank states no balances, those of the
    lines are worked out from it. Raises ExcelError when the file as a whole cannot be read.
    """
    found = _Reading(layout, _table(content, name, layout)).statement(account_no)
    if found.lines and not found.errors and found.lines[0].balance is None and closing is not None:
        found.lines = _worked_out(found.lines, closing)
    return found


def _table(content: bytes, name: str, layout: StatementLayout) -> BulkTable:
    columns = layout.columns
    return read_bulk(
        content, name, {key: (head,) for key, head in columns.items()}, required=tuple(columns),
        dates=("booked_on",) if layout.date_format in PLAIN_DAYS else (),
        numbers=[key for key in AMOUNTS if key in columns],
        masks={"counterparty": mask_names, "memo": mask_names}, remedy=OTHER_HEAD,
    )


def _worked_out(lines: Sequence[BankLine], closing: Decimal) -> list[BankLine]:
    """Give every line the balance after it, backwards from the last one."""
    found, balance = [], closing
    for line in reversed(lines):
        found.append(replace(line, balance=balance))
        balance -= line.amount
    return found[::-1]


class _Reading:
    """Goes through the rows of one file."""

    def __init__(self, layout: StatementLayout, table: BulkTable) -> None:
        self.layout, self.table, self.errors = layout, table, []
        self.in_mark = ""
        self.marks = [mark for mark in fold(layout.interest_words).split("、") if mark]

    def statement(self, account_no: str) -> Statement:
        if self.layout.head_rows and self.table.head_row != self.layout.head_rows + 1:
            here, there = self.table.head_row, self.layout.head_rows + 1
            self._refuse(BulkRow(here, {}), "serial", f"表头在第 {here} 行，格式规定在第 {there} 行", CORRECT)
        self._check_owner(account_no)
        lines = list(self._lines(account_no))
        if not self.errors:
            lines = self._in_order(lines)
        return Statement(lines, self.errors)

    def _check_owner(self, account_no: str) -> None:
        """Refuse the file of another account, as far as its number is printed above the head."""
        for number, cells in self.table.source.sample():
            stated = OWNER.search(half_width("|".join(map(str, cells)))) if number < self.table.head_row else None
            digits = re.sub("[ -]", "", stated[1]) if stated else account_no
            if account_no and digits != account_no:
                self.errors.append(CellError(number, "", "账号", f"尾号{digits[-4:]}", *NOT_OURS, self.table.sheet))

    def _lines(self, account_no: str) -> Iterator[BankLine]:
        for row in self.table:
            self.errors += row.errors
            if row.errors:
                continue
            before = len(self.errors)
            stated = row.values.get("account_no")
            if stated is not None and "".join(half_width(stated).split()) != account_no:
                self._refuse(row, "account_no", *NOT_OURS)
            serial, day, amount = self._serial(row), self._day(row), self._amount(row)
            balance = self._money(row, "balance") if "balance" in self.layout.columns else None
            if "balance" in self.layout.columns and row.values.get("balance") is None:
                self._refuse(row, "balance", "没有填写", CORRECT)
            if len(self.errors) == before:
                payer, memo = self._words(row, "counterparty"), self._words(row, "memo")
                yield BankLine(row.number, serial, day, amount, balance, payer, memo, self._kind(amount, payer, memo))

    def _serial(self, row: BulkRow) -> str:
        serial = "".join(half_width(row.values["serial"] or "").split())
        if not serial:
            self._refuse(row, "serial", "没有填写", CORRECT)
        elif SPOILT.fullmatch(serial):
            self._refuse(row, "serial", "已被表格变成数字，末几位已丢失", "请向银行重新下载，流水号列设为文本")
        elif len(serial) > _size["serial"]:
            self._refuse(row, "serial", f"超过 {_size['serial']} 个字", CORRECT)
        return serial

    def _day(self, row: BulkRow) -> date | None:
        value = row.values["booked_on"]
        if isinstance(value, str):
            try:
                value = datetime.strptime(half_width(value), self.layout.date_format).date()
            except ValueError:
                self._refuse(row, "booked_on", f"不符合格式的日期写法 {self.layout.date_format}", CORRECT)
                return None
        if value is None:
            self._refuse(row, "booked_on", "没有填写", CORRECT)
        return value

    def _amount(self, row: BulkRow) -> Decimal | None:
        """Return the signed amount; money in the column of the other side with a minus is a correction of the bank."""
        if "amount" in self.layout.columns:
            key, amount = "amount", self._money(row, "amount") or ZERO
            if "direction" in self.layout.columns:
                amount = -amount if self._is_out(row) else amount
        else:
            key, income, outgo = "amount_in", self._money(row, "amount_in"), self._money(row, "amount_out")
            if income and outgo:
                self._refuse(row, "amount_in", "同一行既有收入又有支出", CORRECT)
            amount = (income or ZERO) - (outgo or ZERO)
        if not amount:
            self._refuse(row, key, "没有金额", CORRECT)
        return amount

    def _is_out(self, row: BulkRow) -> bool:
        """Return what the mark says; beside that of money out there is one other, or the layout is another bank's."""
        mark, out = row.values["direction"] or "", self.layout.out_mark
        if not mark:
            self._refuse(row, "direction", "没有填写", CORRECT)
        elif out not in mark and mark != (self.in_mark or mark):
            self._refuse(row, "direction", f"与“{self.in_mark}”都不是格式规定的支出标志“{out}”", "请核对对账单格式")
        elif out not in mark:
            self.in_mark = mark
        return out in mark

    def _money(self, row: BulkRow, key: str) -> Decimal | None:
        value = row.values.get(key)
        if value is None:
            return None
        if abs(value) >= LIMIT or value != value.quantize(CENT):
            self._refuse(row, key, "小数超过两位或数值过大", CORRECT)
            return None
        return value.quantize(CENT)

    def _kind(self, amount: Decimal, *words: str) -> str:
        """Return what the words of the bank say of a receipt; of a contract they are read when it is booked."""
        if amount < 0:
            return ""
        said = fold("\n".join(words))
        return EntryKind.INTEREST if any(mark in said for mark in self.marks) else EntryKind.OTHER

    def _words(self, row: BulkRow, key: str) -> str:
        return (row.values.get(key) or "")[: _size[key]]

    def _in_order(self, lines: list[BankLine]) -> list[BankLine]:
        """Return the lines oldest first and name every balance that does not follow from the one before."""
        if len(lines) > 1 and _is_newest_first(lines):
            lines = lines[::-1]
        for before, line in pairwise(lines):
            row = BulkRow(line.row, {"balance": line.balance, "booked_on": line.booked_on})
            if line.booked_on < before.booked_on:
                self._refuse(row, "booked_on", "与上下行的日期顺序不一致", "请按时间排列后重新导入")
            if line.balance is not None and line.balance != before.balance + line.amount:
                expected = grouped(before.balance + line.amount, 2)
                self._refuse(row, "balance", f"与上一笔余额加本笔发生额 {expected} 不符，可能缺行或收支列颠倒", CORRECT)
        return lines

    def _refuse(self, row: BulkRow, key: str, reason: str, remedy: str) -> None:
        self.errors.append(self.table.problem(row, key, reason, remedy))


def _is_newest_first(lines: Sequence[BankLine]) -> bool:
    """Tell the order by the days, within one day by the balances."""
    if lines[0].booked_on != lines[-1].booked_on:
        return lines[0].booked_on > lines[-1].booked_on
    first, second = lines[:2]
    return first.balance is not None and first.balance == second.balance + first.amount \
        and second.balance != first.balance + second.amount
