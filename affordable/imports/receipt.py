"""The bank's receipt: what became of every line that it was sent.

Nothing is guessed: a line of another batch, another card, another amount, a line twice or a line missing is named, and
then nothing of the file is taken.
"""
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from affordable.enums import ResultKind, ReturnReason
from housing_portal.kit.excel.bulk import BulkRow, BulkTable, CellError, read_bulk
from housing_portal.kit.figures import grouped
from housing_portal.kit.secrecy import mask_names, mask_number
from housing_portal.kit.text import half_width

HEADS = {
    "batch": ("批次号",), "number": ("明细号",), "name": ("户名",), "card": ("卡号", "账号", "收款账号"),
    "amount": ("金额", "发放金额"), "result": ("发放结果", "处理结果"), "day": ("入账日期", "处理日期", "交易日期"),
    "reason": ("退票原因", "失败原因"),
}
REQUIRED = ("batch", "number", "name", "card", "amount", "result", "day")
WORDS = {
    **dict.fromkeys(("成功", "已入账", "代发成功"), ResultKind.PAID),
    **dict.fromkeys(("退票", "失败", "退回", "代发失败"), ResultKind.RETURNED),
}
REASONS = {reason.label: reason for reason in ReturnReason}
ASK = "请与银行核对后重新导入"


@dataclass(frozen=True)
class Awaited:
    """A payment that the bank has and has not answered."""

    pk: int
    name: str
    card: str
    amount: Decimal


@dataclass(frozen=True)
class Answer:
    payment: int
    kind: ResultKind
    on: date
    amount: Decimal
    reason: ReturnReason | str = ""
    note: str = ""


@dataclass
class Receipt:
    """What a file says; with ``errors`` nothing of it counts."""

    answers: list[Answer] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)

    def of(self, kind: ResultKind) -> list[Answer]:
        return [answer for answer in self.answers if answer.kind == kind]


def read_receipt(
    content: bytes, name: str, *, code: str, awaited: Mapping[int, Awaited], first: date, last: date
) -> Receipt:
    """Return the answers to the lines of the sending ``code``, given between ``first`` and ``last``.

    Raises ExcelError when the file as a whole cannot be read.
    """
    table = read_bulk(
        content, name, HEADS, required=REQUIRED, dates=("day",), numbers=("amount",),
        masks={"name": mask_names, "card": mask_number},
    )
    return _Reading(table, code, awaited, first, last).receipt()


class _Reading:
    """Goes through the rows of one file."""

    def __init__(
        self, table: BulkTable, code: str, awaited: Mapping[int, Awaited], first: date, last: date
    ) -> None:
        self.table, self.code, self.awaited = table, code, awaited
        self.first, self.last = first, last
        self.seen: dict[int, int] = {}
        self.found = Receipt()

    def receipt(self) -> Receipt:
        for row in self.table:
            self.found.errors += row.errors
            before = len(self.found.errors)
            payment = None if row.errors else self._payment(row)
            if payment is not None:
                answer = self._answer(row, payment)
                if len(self.found.errors) == before:
                    self.found.answers.append(answer)
        if not self.found.errors:  # a row that is not understood is not missing as well
            self.found.errors += self._missing()
        return self.found

    def _missing(self) -> list[CellError]:
        return [
            CellError(0, "", "明细号", str(one.pk), f"回单中没有这一笔（{mask_names(one.name)}）", ASK)
            for pk, one in self.awaited.items() if pk not in self.seen
        ]

    def _payment(self, row: BulkRow) -> Awaited | None:
        """Return which payment a row is about, once everything that names it agrees."""
        code, number = _word(row, "batch"), _word(row, "number")
        if code != self.code:
            return self._refuse(row, "batch", f"不是本批次的批次号 {self.code}", "请核对是否选错了文件")
        one = self.awaited.get(int(number)) if number.isascii() and number.isdecimal() and len(number) < 19 else None
        if one is None:
            return self._refuse(row, "number", "不是本次送银行的明细", ASK)
        if one.pk in self.seen:
            return self._refuse(row, "number", f"与第 {self.seen[one.pk]} 行重复", ASK)
        self.seen[one.pk] = row.number
        if "".join(_word(row, "card").split()) != one.card:
            self._refuse(row, "card", "与送银行的卡号不同", ASK)
        if _word(row, "name") != one.name:
            self._refuse(row, "name", "与送银行的户名不同", ASK)
        if row.values["amount"] != one.amount:
            self._refuse(row, "amount", f"与送银行的金额 {grouped(one.amount, 2)} 元不同", ASK)
        return one

    def _answer(self, row: BulkRow, payment: Awaited) -> Answer | None:
        kind, on, words = WORDS.get(_word(row, "result")), row.values["day"], _word(row, "reason")
        if kind is None:
            return self._refuse(row, "result", "不是“成功”或“退票”", ASK)
        if not isinstance(on, date):
            return self._refuse(row, "day", "没有填写", ASK)
        if not self.first <= on <= self.last:
            return self._refuse(row, "day", f"不在送银行日期 {self.first} 至今天之间", ASK)
        if kind == ResultKind.PAID:
            return Answer(payment.pk, kind, on, payment.amount)
        if not words:
            return self._refuse(row, "reason", "退票没有写明原因", ASK)
        return Answer(payment.pk, kind, on, payment.amount, REASONS.get(words, ReturnReason.OTHER), words[:200])

    def _refuse(self, row: BulkRow, key: str, reason: str, remedy: str) -> None:
        self.found.errors.append(self.table.problem(row, key, reason, remedy))


def _word(row: BulkRow, key: str) -> str:
    return half_width(str(row.values.get(key) or "")).strip()
